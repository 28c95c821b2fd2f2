/** What generated people can be certified in. */
export const CERTIFICATIONS = [
  {
    ...{ code: 'SALES-FOUNDATION', name: 'Sales Foundation', audience: 'SALES' },
    ...{ validityMonths: 24, renewalWindowDays: 90, leaverGraceDays: 60 },
    groups: [{ title: 'Knowledge', mode: 'ALL' }],
    requirements: [
      {
        group: 0,
        code: 'COURSE',
        kind: 'COURSE',
        title: 'Introduction to the portfolio',
        externalCode: 'SF-101',
      },
      {
        ...{ group: 0, code: 'EXAM', kind: 'EXAM', title: 'Sales exam', externalCode: 'SF-EXAM' },
        ...{ passMarkPercent: 70, attemptsMax: 3, coolDownDays: 7 },
      },
    ],
  },
  {
    ...{ code: 'NET-ENGINEER', name: 'Network Engineer', audience: 'TECHNICAL' },
    ...{ validityMonths: 12, renewalWindowDays: 60, leaverGraceDays: 60 },
    groups: [
      { title: 'Knowledge', mode: 'ALL' },
      { title: 'Practice', mode: 'ANY' },
    ],
    requirements: [
      { group: 0, code: 'COURSE', kind: 'COURSE', title: 'Networks in depth', externalCode: 'NE-201' },
      {
        ...{ group: 0, code: 'EXAM', kind: 'EXAM', title: 'Engineer exam', externalCode: 'NE-EXAM' },
        ...{ passMarkPercent: 75, attemptsMax: 3, coolDownDays: 14 },
      },
      { group: 1, code: 'LAB', kind: 'PRACTICUM', title: 'A day in the lab', externalCode: 'NE-LAB' },
      { group: 1, code: 'PROJECT', kind: 'IMPLEMENTATION', title: 'Led an implementation' },
    ],
  },
  {
    ...{ code: 'DELIVERY-LEAD', name: 'Delivery Lead', audience: 'DELIVERY' },
    ...{ validityMonths: 24, renewalWindowDays: 90, leaverGraceDays: 30 },
    groups: [{ title: 'Two of three', mode: 'N_OF', needed: 2 }],
    requirements: [
      { group: 0, code: 'PLAN', kind: 'COURSE', title: 'Planning a rollout', externalCode: 'DL-301' },
      { group: 0, code: 'RISK', kind: 'COURSE', title: 'Handling risk', externalCode: 'DL-302' },
      {
        ...{ group: 0, code: 'EXAM', kind: 'EXAM', title: 'Delivery exam', externalCode: 'DL-EXAM' },
        ...{ passMarkPercent: 80, attemptsMax: 2, coolDownDays: 30 },
      },
    ],
  },
] as const;

const accepted = (threshold: number) => ({
  ...{ code: 'ACCEPTED', title: 'Referrals accepted', metric: 'REFERRALS_ACCEPTED', threshold },
  ...{ level: 'LOCATION', windowKind: 'TRAILING_MONTHS', windowMonths: 12 },
});

const certified = (code: string, certification: string, threshold: number) => ({
  ...{
    code,
    title: `People certified: ${certification}`,
    metric: 'CERTIFIED_PEOPLE',
    threshold,
    certification,
  },
  ...{ level: 'MASTER_ACCOUNT', windowKind: 'POINT_IN_TIME' },
});

/** The one partner program of generated data, with a tier of each mode but ANY. */
export const PROGRAM = {
  ...{ code: 'REFERRAL', name: 'Referral Partner Program', currency: 'EUR' },
  ...{ approval: 'MANUAL', reviewGrain: 'QUARTER', graceDays: 60, noticeDays: 30 },
  tierDates: { commission: 'REFERRAL_ACCEPTED' },
  rates: [
    { currency: 'USD', rate: '0.92' },
    { currency: 'GBP', rate: '1.17' },
  ],
  stageWeights: { PROSPECTING: '0.1', QUALIFIED: '0.25', PROPOSAL: '0.5', COMMITTED: '0.8' },
  tiers: [
    { code: 'REGISTERED', name: 'Registered', rank: 1, mode: 'ALL', requirements: [], benefits: [] },
    {
      ...{ code: 'SILVER', name: 'Silver', rank: 2, mode: 'ALL' },
      requirements: [accepted(6), certified('SALES', 'SALES-FOUNDATION', 1)],
      benefits: [
        {
          code: 'COMMISSION',
          kind: 'COMMISSION_MODIFIER',
          title: 'Commission x 1.05',
          factor: '1.05',
          dueDays: 0,
        },
        {
          code: 'SUPPORT',
          kind: 'SUPPORT_LEVEL',
          title: 'Support on working days',
          level: 'WORKDAYS',
          dueDays: 14,
        },
      ],
    },
    {
      ...{ code: 'GOLD', name: 'Gold', rank: 3, mode: 'ALL' },
      requirements: [
        {
          ...{
            code: 'REVENUE',
            title: 'Revenue won in the fiscal year',
            metric: 'REVENUE_WON',
            threshold: 60_000,
          },
          ...{ level: 'MASTER_ACCOUNT', windowKind: 'FISCAL_YEAR', isProRated: true },
        },
        {
          ...{
            code: 'QUALITY',
            title: 'Referrals accepted of those decided',
            metric: 'ACCEPTANCE_RATE',
            threshold: 60,
          },
          ...{ level: 'LOCATION', windowKind: 'TRAILING_MONTHS', windowMonths: 12 },
        },
        certified('SALES', 'SALES-FOUNDATION', 2),
        certified('ENGINEERS', 'NET-ENGINEER', 1),
      ],
      benefits: [
        {
          code: 'COMMISSION',
          kind: 'COMMISSION_MODIFIER',
          title: 'Commission x 1.1',
          factor: '1.1',
          dueDays: 0,
        },
        {
          code: 'SUPPORT',
          kind: 'SUPPORT_LEVEL',
          title: 'Support around the clock',
          level: 'ALWAYS',
          dueDays: 14,
        },
        {
          ...{
            code: 'FUNDS',
            kind: 'MARKET_FUNDS',
            title: 'Market funds',
            amountMinor: 5_000_00,
            currency: 'EUR',
          },
          dueDays: 30,
        },
      ],
    },
    {
      ...{ code: 'PLATINUM', name: 'Platinum', rank: 4, mode: 'SCORE', scoreNeeded: 100 },
      requirements: [
        {
          ...{
            code: 'REVENUE',
            title: 'Revenue won in the fiscal year',
            metric: 'REVENUE_WON',
            threshold: 200_000,
          },
          ...{ level: 'MASTER_ACCOUNT', windowKind: 'FISCAL_YEAR', points: 50, effort: '0.0001' },
        },
        {
          ...{
            code: 'DEALS',
            title: 'Deals won in the fiscal year',
            metric: 'DEALS_WON',
            threshold: 10,
            points: 20,
          },
          ...{ level: 'MASTER_ACCOUNT', windowKind: 'FISCAL_YEAR' },
        },
        {
          ...{
            code: 'SATISFACTION',
            title: 'Satisfaction',
            metric: 'SATISFACTION',
            threshold: 4.2,
            points: 15,
            floor: 3,
          },
          ...{ level: 'MASTER_ACCOUNT', windowKind: 'TRAILING_MONTHS', windowMonths: 12, effort: '10' },
        },
        {
          ...{
            code: 'PROJECTS',
            title: 'Implementations led',
            metric: 'IMPLEMENTATIONS_LED',
            threshold: 4,
            points: 25,
          },
          ...{ level: 'MASTER_ACCOUNT', windowKind: 'TRAILING_MONTHS', windowMonths: 12, effort: '3' },
        },
        { ...certified('ENGINEERS', 'NET-ENGINEER', 3), points: 20, effort: '2' },
      ],
      benefits: [
        {
          code: 'COMMISSION',
          kind: 'COMMISSION_MODIFIER',
          title: 'Commission x 1.2',
          factor: '1.2',
          dueDays: 0,
        },
        { code: 'LEADS', kind: 'LEADS', title: 'Leads of the vendor', quantity: 10, dueDays: 45 },
      ],
    },
  ],
} as const;
