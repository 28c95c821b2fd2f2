import type { CurrencyCode } from '../../kernel/currency.ts';
import { fractionDigitsOf } from '../../kernel/currency.ts';
import type { Decimal } from '../../kernel/decimal.ts';
import {
  type Fraction,
  fractionDifference,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionSum,
  largerOf,
  ZERO,
} from '../../kernel/fraction.ts';
import {
  amountStep,
  amountValue,
  type ExplainedStep,
  type ExplainedValue,
  numberValue,
} from './plan-explanation.rules.ts';
import type { PlanRuleContent } from './plan-rule-content.rules.ts';

export const ORDER_TYPES = ['NEW', 'MOVE', 'ADD', 'CHANGE', 'RENEWAL', 'TRANSFER', 'DISCONNECT'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

/** What is known of one line of an order when its commission is evaluated for one partner. Amounts are in minor units. */
export type LineInput = Readonly<{
  /** The plan version whose rules these are; it is said in the explanation. */
  plan: Readonly<{ code: string; version: number }>;
  /** `orderedOn` is the vendor's day, as midnight in UTC. */
  order: Readonly<{ type: OrderType; orderedOn: Date; currency: CurrencyCode }>;
  /** Charges and cost are of the whole line, all units. The cost is that of the first year. */
  line: Readonly<{
    productCode: string;
    productFamily: string;
    quantity: number;
    oneOffMinor: bigint;
    monthlyMinor: bigint;
    costMinor: bigint | null;
    termMonths: number | null;
  }>;
  /** The line that this one changes, moves or renews, where it is known. */
  previous: Readonly<{
    oneOffMinor: bigint;
    monthlyMinor: bigint;
    quantity?: number;
    costMinor?: bigint | null;
  }> | null;
  customer: Readonly<{ isNew: boolean; segment: string | null; employees: number | null }>;
  partner: Readonly<{ regionCode: string | null; tierCode: string | null }>;
  commissionOn: Date;
  /** How far the partner has come with a requirement of its program, in percent. */
  attainments: Readonly<Record<string, string>>;
  /**
   * What the partner's earlier lines of the period were paid on by a rule with marginal tiers: the sum of their basis times
   * the partner's share, by the rule's code, in minor units of the order's currency.
   */
  volume: Readonly<{ beforeMinor: Readonly<Record<string, bigint>> }>;
  /** The partner's share of the deal, by which its own volume grows. All of it where left out. */
  share?: Fraction;
  /** The commission modifier of the partner's tier; null where there is none, or where the plan does not use it. */
  tierFactor: Decimal | null;
  rules: readonly PlanRuleContent[];
  /** What one unit of another currency is in the order's. */
  rates: Readonly<Partial<Record<CurrencyCode, Decimal>>>;
}>;

/** What formulas reckon with: exact numbers, amounts in minor units of the order's currency. */
export type LineFigures = Readonly<{
  currency: CurrencyCode;
  orderType: OrderType;
  quantity: Fraction;
  oneOff: Fraction;
  /** What the commission is earned on: of a change, what the monthly charge grew by. */
  monthly: Fraction;
  /** The months of the first year: 12, or the term where it is shorter. */
  months: Fraction;
  firstYear: Fraction;
  /** What the customer pays, also where only the difference earns: against it collections and losses count. */
  whole: Readonly<{ monthly: Fraction; firstYear: Fraction }>;
  /** First-year cost, of a change what it grew by; null where it is not known. */
  cost: Fraction | null;
  /** Units that were not there before. */
  unitsAdded: Fraction;
  /** Whether a line that was there before is only changed. */
  isDifference: boolean;
  share: Fraction;
  steps: readonly ExplainedStep[];
}>;

const FIRST_YEAR_MONTHS = 12;

export function figuresOf({ order, line, previous, share }: LineInput): LineFigures {
  const { currency } = order;
  const isDifference = order.type === 'CHANGE' && previous !== null;
  const oneOff = fractionOf(line.oneOffMinor);
  const wholeMonthly = fractionOf(line.monthlyMinor);
  const before = fractionOf(isDifference ? previous.monthlyMinor : 0n);
  const monthly = largerOf(fractionDifference(wholeMonthly, before), ZERO);
  const months = fractionOf(BigInt(Math.min(line.termMonths ?? FIRST_YEAR_MONTHS, FIRST_YEAR_MONTHS)));
  const firstYear = fractionSum(oneOff, fractionProduct(monthly, months));
  const difference = amountStep(
    'MONTHLY_DIFFERENCE',
    [amountValue('MONTHLY', wholeMonthly, currency), amountValue('MONTHLY_BEFORE', before, currency)],
    monthly,
    currency,
  );
  return {
    currency,
    orderType: order.type,
    quantity: fractionOf(BigInt(line.quantity)),
    oneOff,
    monthly,
    months,
    firstYear,
    whole: { monthly: wholeMonthly, firstYear: fractionSum(oneOff, fractionProduct(wholeMonthly, months)) },
    cost: costOf(line.costMinor, isDifference ? previous : null),
    unitsAdded: fractionOf(BigInt(unitsAddedOf(line.quantity, isDifference ? previous : null))),
    isDifference,
    share: share ?? fractionOf(1n),
    steps: isDifference ? [difference] : [],
  };
}

/** Of a change only what the cost grew by counts, which nobody knows where one of the two is unknown. */
function costOf(costMinor: bigint | null, previous: LineInput['previous']): Fraction | null {
  if (costMinor === null) return null;
  if (previous === null) return fractionOf(costMinor);
  return previous.costMinor == null ? null : fractionOf(costMinor - previous.costMinor);
}

/** A change whose earlier quantity nobody knows adds no unit. */
const unitsAddedOf = (quantity: number, previous: LineInput['previous']): number =>
  previous === null ? quantity : Math.max(quantity - (previous.quantity ?? quantity), 0);

/** The step from charges to first-year revenue, and what it is made of. */
export const firstYearStep = ({ currency, oneOff, monthly, months, firstYear }: LineFigures): ExplainedStep =>
  amountStep(
    'FIRST_YEAR_REVENUE',
    [
      amountValue('ONE_OFF', oneOff, currency),
      amountValue('MONTHLY', monthly, currency),
      numberValue('MONTHS', months, 'MONTHS'),
    ],
    firstYear,
    currency,
  );

export type Converted = Readonly<{ minor: Fraction; operands: readonly ExplainedValue[] }>;

/** An amount of a rule in the order's currency, exactly; null where no rate is known. */
export function inOrderCurrency(
  minor: Fraction,
  from: CurrencyCode,
  { order, rates }: Pick<LineInput, 'order' | 'rates'>,
): Fraction | null {
  if (from === order.currency) return minor;
  const rate = rates[from];
  if (!rate) return null;
  const scale = 10n ** BigInt(fractionDigitsOf(order.currency));
  const scaleFrom = 10n ** BigInt(fractionDigitsOf(from));
  return fractionProduct(fractionProduct(minor, fractionFrom(rate)), fractionOf(scale, scaleFrom));
}
