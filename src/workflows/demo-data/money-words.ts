/** Where generated invoices and payments come from. */
export const BILLING_SYSTEM = 'demo-billing';

/** Of a product's list price, what is charged once; the rest is charged by the month. */
export const ONE_OFF_PART = '0.25';

/** What one euro is, from the first day on and then once more; the other way round follows. */
export const EXCHANGE_RATES = [
  { from: 'EUR', to: 'USD', rate: '1.08', laterRate: '1.10' },
  { from: 'EUR', to: 'GBP', rate: '0.85', laterRate: '0.86' },
] as const;

export const PROMOTION = {
  code: 'LAUNCH-10',
  name: 'Ten percent at the launch of Net 100',
  productCode: 'NET-100',
  discountPercent: '10',
};

/** From when on somebody has to approve, and who. */
export const APPROVAL_POLICIES = [
  { kind: 'DISCOUNT', threshold: '10', currency: null, mode: 'SEQUENTIAL', roles: ['SALES_OPERATIONS'] },
  {
    kind: 'DISCOUNT',
    threshold: '25',
    currency: null,
    mode: 'SEQUENTIAL',
    roles: ['SALES_OPERATIONS', 'FINANCE'],
  },
  {
    kind: 'SPECIAL_PRICE',
    threshold: '5',
    currency: null,
    mode: 'PARALLEL',
    roles: ['SALES_OPERATIONS', 'FINANCE'],
  },
  { kind: 'CAPITAL', threshold: '5000', currency: 'EUR', mode: 'SEQUENTIAL', roles: ['FINANCE', 'ADMIN'] },
] as const;

/** The plan that everybody earns by: a share of the first year, a bonus for new customers, and a residual on security. */
export const PLAN = {
  code: 'STANDARD',
  name: 'Standard referral plan',
  payable: 'PRO_RATA',
  holdDays: 0,
  clawback: [
    { untilMonth: 6, percent: '100' },
    { untilMonth: 12, percent: '50' },
  ],
  disconnectTakes: 'UNPAID_ONLY',
  rules: [
    {
      ...{
        code: 'FIRST-YEAR',
        title: 'Ten percent of the first year',
        groupCode: 'BASE',
        formula: 'PERCENT_FIRST_YEAR_REVENUE',
      },
      ...{
        arguments: { rate: '0.1' },
        conditions: { orderTypes: ['NEW', 'ADD', 'CHANGE'] },
        capMinor: 2_500_000,
      },
    },
    {
      ...{
        code: 'RENEWAL',
        title: 'Three percent of what is renewed',
        groupCode: 'BASE',
        formula: 'PERCENT_FIRST_YEAR_REVENUE',
      },
      ...{ arguments: { rate: '0.03' }, conditions: { orderTypes: ['RENEWAL'] }, capMinor: null },
    },
    {
      ...{
        code: 'SECURITY-RESIDUAL',
        title: 'Two percent of security, month by month for a year',
        groupCode: 'RESIDUAL',
      },
      ...{
        formula: 'RECURRING',
        arguments: { rate: '0.02', months: 12 },
        conditions: { productFamilies: ['SECURITY'] },
        capMinor: null,
      },
    },
  ],
} as const;
