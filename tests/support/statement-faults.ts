import { idOf, type PartnerData } from './gates/partner-data.ts';

const page = {
  first: 2,
  orderBy: { by: 'STATUS_SINCE', direction: 'DESC' },
  filter: { status: ['DRAFT', 'SUBMITTED'] },
};

type Fault = Readonly<{
  fault: string;
  /** How a line of the statement differs with it. */
  change(line: string): string;
  /** Of which operation, who asks, and for what; else an admin for a page of referrals. */
  name?: string;
  by?: string;
  variables?(mine: PartnerData): object;
}>;

/** Faults in statements that the comparison of both ways has to notice. */
export const STATEMENT_FAULTS: readonly Fault[] = [
  {
    fault: 'a filter that is dropped',
    change: (line: string) => line.replace(/^ *AND referral\.status = ANY.*/, ''),
  },
  {
    fault: 'a tie that nothing breaks',
    change: (line: string) => line.replace(/^(\s*ORDER BY referral\.\w+ DESC), .*/, '$1, referral.id'),
  },
  {
    fault: 'an instant in another format',
    change: (line: string) => line.replace('HH24:MI:SS.MS', 'HH24:MI:SS'),
  },
  { fault: 'one row too few on a page', change: (line: string) => line.replace('+ 1', '') },
  {
    fault: 'rows for a rule in another order',
    change: (line: string) => line.replace('ORDER BY program.name', 'ORDER BY program.name DESC'),
    name: 'Certifications',
    variables: (mine: PartnerData) => ({ partnerId: `Partner_${mine.partnerId}` }),
  },
  {
    fault: 'lines that no statement has among its totals',
    change: (line: string) => line.replace('AND entry.statement_minor <> 0', 'OR true'),
    name: 'StatementDetail',
    variables: () => ({ id: `Statement_${idOf('mine', 'statement', 0)}` }),
  },
  {
    fault: 'another day for a rule that finishes a field',
    change: (line: string) =>
      line.replace('AT TIME ZONE time_zone)::date', 'AT TIME ZONE time_zone)::date + 60'),
    name: 'Agreements',
    variables: (mine: PartnerData) => ({ partnerId: `Partner_${mine.partnerId}` }),
  },
  {
    fault: 'a row that a rule names and that is not brought',
    change: (line: string) => line.replace(/WHERE (\w+)\.id IN \(SELECT/, 'WHERE false AND $1.id IN (SELECT'),
    name: 'Agreements',
    variables: (mine: PartnerData) => ({ partnerId: `Partner_${mine.partnerId}` }),
  },
  {
    fault: 'a currency of no order',
    change: (line: string) =>
      line.replace(/portal_amount\((\w+\.one_off_minor), \w+\.currency\)/, "portal_amount($1, 'BHD')"),
    name: 'RatificationQueue',
    by: 'manager',
    variables: () => ({ first: 50 }),
  },
  {
    fault: 'steps that are not late',
    change: (line: string) => line.replace(/due_on < /, 'due_on > '),
    name: 'OnboardingOverdue',
    by: 'manager',
    variables: () => ({ first: 50 }),
  },
  {
    fault: 'figures of one month too few',
    change: (line: string) =>
      line.replace('c.starts_on < q.until_day', "c.starts_on < q.until_day - interval '31 days'"),
    name: 'Scorecard',
    variables: (mine: PartnerData) => ({
      ...{ partnerId: `Partner_${mine.partnerId}`, period: 'FY2026-P05', currency: 'USD' },
      ...{ kpis: ['REVENUE_WON'], withOne: false },
    }),
  },
  { fault: 'an id of another type', change: (line: string) => line.replace("'Product_'", "'Partner_'") },
];

export const pageOfReferrals = () => page;
