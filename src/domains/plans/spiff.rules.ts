import { type CurrencyCode, currencyCodeOf } from '../../kernel/currency.ts';
import {
  type Fraction,
  fractionDifference,
  fractionOf,
  fractionProduct,
  fractionQuotient,
} from '../../kernel/fraction.ts';
import { roundedQuotient } from '../../kernel/rounding.ts';
import { plainDateOf } from '../../kernel/time.ts';
import { fractionOfText } from './formulas/arguments.rules.ts';
import {
  amountStep,
  amountText,
  amountValue,
  type CommissionExplanation,
  type ExplainedCondition,
  type ExplainedStep,
  type NotAppliedReason,
  numberValue,
} from './plan-explanation.rules.ts';
import { figuresOf, firstYearStep, inOrderCurrency, type LineInput } from './plan-line.rules.ts';

export const SPIFF_FORMULAS = ['FLAT', 'PERCENT'] as const;
export type SpiffFormula = (typeof SPIFF_FORMULAS)[number];

/** What a SPIFF pays for, and how much. Amounts are in minor units of its currency. */
export type SpiffTerms = Readonly<{
  id: string;
  code: string;
  formula: SpiffFormula;
  amountMinor: bigint | null;
  /** Of first-year revenue, as text of a decimal: 10 is ten percent. */
  percent: string | null;
  currency: CurrencyCode;
  /** All where empty. */
  productCodes: readonly string[];
  /** Where empty, all that pay in full: NEW, ADD and RENEWAL, and CHANGE on its difference. */
  orderTypes: readonly string[];
  validFrom: Date;
  validTo: Date;
  capMinor: bigint | null;
  paysPerson: boolean;
}>;

export type SpiffOutcome =
  | Readonly<{
      ok: true;
      /** What it pays for the line in its own currency, before cap and budget. */
      amountMinor: bigint;
      /** What the customer pays for it, in minor units of the order's currency. */
      revenueMinor: bigint;
      explanation: CommissionExplanation;
    }>
  | Readonly<{ ok: false; reasons: readonly NotAppliedReason[] }>;

/** What a SPIFF pays for a line, without asking what is left of its budget, which only `takeSpiff` knows. */
export function spiffOutcomeOf(spiff: SpiffTerms, input: Omit<LineInput, 'rules'>): SpiffOutcome {
  const conditions = conditionsOf(spiff, input);
  const failed = conditions.filter(({ holds }) => !holds);
  if (failed.length > 0)
    return { ok: false, reasons: failed.map(({ code, expected, actual }) => ({ code, expected, actual })) };
  const figures = figuresOf({ ...input, rules: [] });
  const { currency } = spiff;
  if (spiff.formula === 'FLAT') {
    const exact = fractionOf(spiff.amountMinor ?? 0n);
    const steps = [amountStep('FLAT', [amountValue('FLAT', exact, currency)], exact, currency)];
    return paid(spiff, exact, conditions, steps, figures.whole.firstYear);
  }
  // What one unit of the SPIFF's currency is in the order's divides where the amount goes the other way.
  const unit = inOrderCurrency(fractionOf(1n), currency, input);
  if (unit === null) return { ok: false, reasons: [{ code: 'NO_RATE' }] };
  const basis = fractionQuotient(figures.firstYear, unit);
  const rate = fractionProduct(fractionOfText(spiff.percent ?? '0'), fractionOf(1n, 100n));
  const exact = fractionProduct(basis, rate);
  const operands = [amountValue('BASIS', basis, currency), numberValue('RATE', rate, 'FACTOR')];
  const steps = [
    ...figures.steps,
    firstYearStep(figures),
    amountStep('BASIS_TIMES_RATE', operands, exact, currency),
  ];
  return paid(spiff, exact, conditions, steps, figures.whole.firstYear);
}

function paid(
  { code, formula, currency }: SpiffTerms,
  exact: Fraction,
  conditions: readonly ExplainedCondition[],
  steps: readonly ExplainedStep[],
  revenue: Fraction,
): SpiffOutcome {
  const amountMinor = roundedQuotient(exact.numerator, exact.denominator);
  return {
    ok: true,
    amountMinor,
    revenueMinor: roundedQuotient(revenue.numerator, revenue.denominator),
    explanation: {
      inputs: [],
      rule: { code, formula, planCode: 'SPIFF', planVersion: 1 },
      conditions,
      steps,
      rounding: {
        exact: amountText(exact, currency),
        rounded: amountText(fractionOf(amountMinor), currency),
        residue: amountText(fractionDifference(exact, fractionOf(amountMinor)), currency),
      },
      others: [],
    },
  };
}

/** What ends, hands over or only moves what was sold earns no bonus unless it is asked for by name, and two never do. */
const PAYS_UNNAMED = ['NEW', 'ADD', 'RENEWAL', 'CHANGE'];
const NEVER_PAYS = ['TRANSFER', 'DISCONNECT'];

function conditionsOf(spiff: SpiffTerms, { order, line }: Omit<LineInput, 'rules'>): ExplainedCondition[] {
  const day = plainDateOf(order.orderedOn).toString();
  const [from, until] = [spiff.validFrom, spiff.validTo].map((date) => plainDateOf(date).toString()) as [
    string,
    string,
  ];
  const types = (spiff.orderTypes.length > 0 ? spiff.orderTypes : PAYS_UNNAMED).filter(
    (type) => !NEVER_PAYS.includes(type),
  );
  const products = spiff.productCodes;
  return [
    { code: 'ORDERED_FROM', expected: [from], actual: day, holds: day >= from },
    { code: 'ORDERED_UNTIL', expected: [until], actual: day, holds: day < until },
    { code: 'ORDER_TYPES', expected: types, actual: order.type, holds: types.includes(order.type) },
    ...(products.length === 0
      ? []
      : [
          {
            code: 'PRODUCT_CODES',
            expected: products,
            actual: line.productCode,
            holds: products.includes(line.productCode),
          },
        ]),
  ];
}

/** Why a SPIFF pays nothing though its conditions hold. */
export const SPIFF_REFUSALS = {
  SPIFF_CLOSED: 'It is not open any more.',
  SPIFF_CAP_REACHED: 'The partner, or the person, has had all that one can have of it.',
  SPIFF_NO_CONSENT: 'It pays people, and the partner did not consent to that.',
  SPIFF_NOBODY_TO_PAY: 'It pays people, and nobody of the partner is known to have referred the deal.',
  SPIFF_BUDGET_SPENT: 'What is left of its budget is less than what it would pay.',
} as const;
export type SpiffRefusal = keyof typeof SPIFF_REFUSALS;

/** What may still be paid of an amount to one who was paid from it already; zero once the cap is reached. */
export function amountWithinCap(amountMinor: bigint, alreadyMinor: bigint, capMinor: bigint | null): bigint {
  if (capMinor === null) return amountMinor;
  const left = capMinor > alreadyMinor ? capMinor - alreadyMinor : 0n;
  return amountMinor < left ? amountMinor : left;
}

type StoredSpiff = Readonly<
  Omit<SpiffTerms, 'formula' | 'percent' | 'currency'> & {
    formula: string;
    percent: Readonly<{ toFixed(): string }> | null;
    currency: string;
  }
>;

/** As stored; the database vouches for formula and currency. */
export const spiffTermsOf = (stored: StoredSpiff): SpiffTerms => ({
  id: stored.id,
  code: stored.code,
  formula: stored.formula as SpiffFormula,
  amountMinor: stored.amountMinor,
  percent: stored.percent?.toFixed() ?? null,
  currency: currencyCodeOf(stored.currency),
  productCodes: stored.productCodes,
  orderTypes: stored.orderTypes,
  validFrom: stored.validFrom,
  validTo: stored.validTo,
  capMinor: stored.capMinor,
  paysPerson: stored.paysPerson,
});
