import type { Report } from '../../src/workflows/reports/report-model.rules.ts';
import { definitionsFor, HEADLINE } from '../../src/workflows/reports/report-terms.rules.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** A report with something in each section, long names and large numbers among it. */
export const aReport = (change: Partial<Report> = {}): Report => ({
  audience: 'PROGRAM',
  vendor: 'Vendor & Sons <b>',
  partner: null,
  period: {
    label: 'FY2026-Q3',
    previousLabel: 'FY2026-Q2',
    yearBeforeLabel: 'FY2025-Q3',
    from: day('2026-07-01'),
    until: day('2026-10-01'),
  },
  asOf: day('2026-10-02'),
  isComplete: true,
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  locale: 'en-GB',
  notes: [],
  headline: HEADLINE[change.audience ?? 'PROGRAM'],
  scorecard: [
    {
      title: 'Pipeline and revenue',
      rows: [
        {
          ...{ code: 'REVENUE_WON', name: 'Revenue won', unit: 'MONEY', direction: 'UP', currency: 'EUR' },
          ...{
            value: '123456789012.34',
            target: '100000000000',
            previous: '123456789012.34',
            yearBefore: null,
          },
        },
        {
          ...{ code: 'WIN_RATE', name: 'Win rate', unit: 'PERCENT', direction: 'UP', currency: null },
          ...{ value: '40', target: '50', previous: '45.5', yearBefore: '30' },
        },
        {
          ...{ code: 'OPEN_DEALS', name: 'Open deals', unit: 'COUNT', direction: 'UP', currency: null },
          ...{ value: null, target: null, previous: null, yearBefore: null },
        },
      ],
    },
  ],
  months: Array.from({ length: 12 }, (_, place) => ({
    label: `FY2026-P${String(place + 1).padStart(2, '0')}`,
    from: new Date(Date.UTC(2026, place, 1)),
    isCalendarMonth: true,
  })),
  trends: [
    {
      ...{ title: 'Commissions', unit: 'MONEY', currency: 'EUR', kind: 'BARS' },
      series: ['COMMISSION_ACCRUED', 'COMMISSION_PAID'].map((code, series) => ({
        code,
        name: code === 'COMMISSION_ACCRUED' ? 'Commission accrued' : 'Commission paid',
        values: Array.from({ length: 12 }, (_, place) =>
          place < 2 ? null : `${(place + series) * 1_234_567}`,
        ),
      })),
    },
  ],
  funnel: [
    { code: 'FUNNEL_SUBMITTED', name: 'Submitted', count: 1_234 },
    { code: 'FUNNEL_ACCEPTED', name: 'Accepted', count: 900 },
    { code: 'FUNNEL_DEAL', name: 'With a deal', count: 400 },
    { code: 'FUNNEL_WON', name: 'Won', count: 0 },
  ],
  tiers: [
    {
      program: 'Referral program',
      tier: 'Gold of a very long name that runs on and on',
      rank: 2,
      partners: 12,
    },
  ],
  standings: [
    {
      ...{
        partner: '<script>alert(1)</script>',
        program: 'Referral program',
        tier: 'Gold',
        status: 'AT_RISK',
      },
      ...{ isAtRisk: true, nextTierPercent: '44.50', requirementsMet: 1, requirementsTotal: 5 },
    },
  ],
  requirements: [],
  certifications: [{ program: 'Network engineer', people: 9, earned: 4, expiring: 1 }],
  forecasts: [
    {
      ...{
        period: '2026-Q4',
        currency: 'EUR',
        asOf: day('2026-10-01'),
        won: '1000.00',
        expected: '52000.00',
      },
      ...{ p10: '20000.00', p50: '50000.00', p90: '91000.00', openCount: 14, staleCount: 2 },
      ...{ commit: '77001.00', bestCase: '88002.00' },
    },
  ],
  remediation: [
    {
      ...{
        partner: `Wort${'lang'.repeat(30)}`,
        subject: 'Win rate',
        status: 'ACTIVE',
        dueOn: day('2026-09-01'),
      },
      ...{ isOverdue: true, before: '12.5', target: '30', latest: '20', actionsDone: 1, actionsTotal: 3 },
    },
  ],
  commissions: [
    { currency: 'EUR', accrued: '1234567.89', paid: '1000.00', payable: '99.50', recoverable: '0.00' },
    { currency: 'JPY', accrued: '5000', paid: '0', payable: '5000', recoverable: '0' },
  ],
  definitions: definitionsFor(change.audience ?? 'PROGRAM'),
  ...change,
});
