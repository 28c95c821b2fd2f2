/** Of two partners, in two months and none between, on the days on which a month begins and ends. */
export const factsOfSummer = (one: string, other: string) => {
  const revenue = { measure: 'REVENUE_WON', currency: 'EUR' };
  return [
    { partnerId: one, measure: 'REFERRALS_SUBMITTED', day: '2026-06-01' },
    { partnerId: one, measure: 'REFERRALS_SUBMITTED', day: '2026-06-30' },
    { partnerId: other, measure: 'REFERRALS_SUBMITTED', day: '2026-06-30' },
    { partnerId: other, measure: 'REFERRALS_SUBMITTED', day: '2026-08-01' },
    { partnerId: one, measure: 'DEALS_WON', day: '2026-06-01' },
    { partnerId: other, measure: 'DEALS_LOST', day: '2026-06-02' },
    { partnerId: other, measure: 'DEALS_LOST', day: '2026-06-30' },
    { partnerId: one, measure: 'DEALS_WON', day: '2026-08-31' },
    { partnerId: one, ...revenue, day: '2026-06-01', value: 9_007_199_254_740_993n },
    { partnerId: other, ...revenue, day: '2026-06-30', value: 1_05n },
    { partnerId: other, ...revenue, day: '2026-08-31', value: 7n },
  ];
};
