import type { KpiDefinition } from './kpi-definition.rules.ts';

/** What is sold, what is earned by it, and what stays. */
export const ORDER_KPIS = [
  {
    code: 'FIRST_TIME_RIGHT_RATE',
    name: 'Orders ratified first time right',
    definition:
      'Orders ratified without ever having been returned over all orders ratified, by the day of the ratification.',
    unit: 'PERCENT',
    direction: 'UP',
    combine: {
      kind: 'RATIO',
      numerator: ['ORDERS_FIRST_TIME_RIGHT'],
      denominator: ['ORDERS_RATIFIED'],
    },
    isVisibleToPartners: false,
  },
  {
    code: 'RATIFICATION_TIME_MEDIAN',
    name: 'Ratification time, median',
    definition:
      "Half of the orders ratified took at most so many of the vendor's business minutes from their first submission. Time for which an order was returned does not count. Denominator: orders ratified, by the day of it.",
    unit: 'BUSINESS_MINUTES',
    direction: 'DOWN',
    combine: { kind: 'PERCENTILE', measure: 'RATIFICATION_MINUTES', percentile: 50 },
    isVisibleToPartners: false,
  },
  {
    code: 'COMMISSION_ACCRUED',
    name: 'Commission accrued',
    definition:
      'Commissions accrued less what was reversed before it was payable, by the day that each movement of the ledger belongs to.',
    unit: 'MONEY',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'COMMISSION_ACCRUED' },
    isVisibleToPartners: true,
  },
  {
    code: 'COMMISSION_PAID',
    name: 'Commission paid',
    definition:
      'What reached the partner by payouts that settled, by the day on which the bank paid. What a bank returned never settled.',
    unit: 'MONEY',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'COMMISSION_PAID' },
    isVisibleToPartners: true,
  },
  {
    code: 'DISPUTE_RATE',
    name: 'Dispute rate',
    definition:
      'Of the statements issued, by the day of issue: those that the partner disputed at any time since, each once.',
    unit: 'PERCENT',
    direction: 'DOWN',
    combine: { kind: 'RATIO', numerator: ['STATEMENTS_DISPUTED'], denominator: ['STATEMENTS_ISSUED'] },
    isVisibleToPartners: true,
  },
  {
    code: 'DISPUTE_TIME_MEDIAN',
    name: 'Time to resolve a dispute, median',
    definition:
      'Half of the disputes resolved took at most so many minutes from the opening, as time passes. Resolved is decided, or withdrawn; an appeal that is decided resolves it anew. Denominator: disputes resolved, by the day of it.',
    unit: 'MINUTES',
    direction: 'DOWN',
    combine: { kind: 'PERCENTILE', measure: 'DISPUTE_MINUTES', percentile: 50 },
    isVisibleToPartners: true,
  },
  {
    code: 'CLAWBACK_RATE',
    name: 'Clawback rate',
    definition:
      "Of the commission earned, by the commission day of the earning: what was clawed back of it at any time since, over what was accrued of it less reversals. It is the cohort's that earned, not that of the day on which money came back.",
    unit: 'PERCENT',
    direction: 'DOWN',
    combine: { kind: 'RATIO', numerator: ['COHORT_CLAWED_BACK'], denominator: ['COHORT_EARNED'] },
    isVisibleToPartners: true,
  },
  {
    code: 'GROSS_REVENUE_RETENTION',
    name: 'Gross revenue retention',
    definition:
      'Monthly charges at the end of the range of the customers that had any before it, of each at most what it had then, over their monthly charges then. New customers are in neither.',
    unit: 'PERCENT',
    direction: 'UP',
    combine: { kind: 'RETENTION', measure: 'MONTHLY_CHARGES', of: 'GROSS' },
    isVisibleToPartners: false,
  },
  {
    code: 'NET_REVENUE_RETENTION',
    name: 'Net revenue retention',
    definition:
      'Monthly charges at the end of the range of the customers that had any before it, over their monthly charges then. More than 100 where they bought more. New customers are in neither.',
    unit: 'PERCENT',
    direction: 'UP',
    combine: { kind: 'RETENTION', measure: 'MONTHLY_CHARGES', of: 'NET' },
    isVisibleToPartners: false,
  },
  {
    code: 'GO_LIVE_TIME_MEDIAN',
    name: 'Go-live time, median',
    definition:
      'Half of the implementations that went live took at most so many days from the day on which they were planned. Denominator: implementations live that are not cancelled, by the day on which they went live.',
    unit: 'DAYS',
    direction: 'DOWN',
    combine: { kind: 'PERCENTILE', measure: 'GO_LIVE_DAYS', percentile: 50 },
    isVisibleToPartners: true,
  },
] as const satisfies readonly KpiDefinition[];
