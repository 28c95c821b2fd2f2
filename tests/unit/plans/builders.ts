import type { LineInput } from '../../../src/domains/plans/plan-line.rules.ts';
import {
  type PlanRuleContent,
  planRuleOf,
  type StoredRule,
} from '../../../src/domains/plans/plan-rule-content.rules.ts';
import { decimalOf } from '../../../src/kernel/decimal.ts';

/** A rule as it is stored: 10 percent of first-year revenue, unless told otherwise. */
export const aRule = (changes: Partial<StoredRule> = {}): PlanRuleContent =>
  planRuleOf({
    position: 1,
    code: 'BASE',
    title: 'Base commission',
    groupCode: 'BASE',
    formula: 'PERCENT_FIRST_YEAR_REVENUE',
    arguments: { rate: '0.1' },
    conditions: {},
    capMinor: null,
    floorMinor: null,
    currency: null,
    isHidden: false,
    ...changes,
  });

type LineChanges = Readonly<{
  order?: Partial<LineInput['order']>;
  line?: Partial<LineInput['line']>;
  customer?: Partial<LineInput['customer']>;
  partner?: Partial<LineInput['partner']>;
}> &
  Partial<Omit<LineInput, 'order' | 'line' | 'customer' | 'partner'>>;

/** A new order of EUR 1,200.00 one-off and EUR 100.00 a month for 36 months: first-year revenue EUR 2,400.00. */
export const aLine = ({ order, line, customer, partner, ...changes }: LineChanges = {}): LineInput => ({
  plan: { code: 'STANDARD', version: 1 },
  order: { type: 'NEW', orderedOn: new Date('2026-04-15'), currency: 'EUR', ...order },
  line: {
    productCode: 'FIBRE',
    productFamily: 'ACCESS',
    quantity: 1,
    oneOffMinor: 1_200_00n,
    monthlyMinor: 100_00n,
    costMinor: 900_00n,
    termMonths: 36,
    ...line,
  },
  previous: null,
  customer: { isNew: true, segment: 'HEALTH', employees: 40, ...customer },
  partner: { regionCode: 'NORTH', tierCode: 'GOLD', ...partner },
  commissionOn: new Date('2026-04-15'),
  attainments: {},
  volume: { beforeMinor: {} },
  tierFactor: null,
  rules: [aRule()],
  rates: {},
  ...changes,
});

export const rateOf = (text: string) => decimalOf(text);
