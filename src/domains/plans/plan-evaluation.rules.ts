import { formatDecimal } from '../../kernel/decimal.ts';
import {
  compareFractions,
  type Fraction,
  fractionDifference,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionQuotient,
  fractionSum,
  largerOf,
  ONE,
  roundedFraction,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';
import { allocate, roundedQuotient } from '../../kernel/rounding.ts';
import { FORMULAS, type FormulaCode, yieldBy } from './formula-catalogue.rules.ts';
import { fractionOfText } from './formulas/arguments.rules.ts';
import type { FormulaYield, MilestoneTerms, RecurringTerms } from './formulas/definition.rules.ts';
import { conditionsOf } from './plan-conditions.rules.ts';
import {
  amountStep,
  amountText,
  amountValue,
  type CommissionExplanation,
  codeValue,
  type ExplainedCondition,
  type ExplainedStep,
  type ExplainedValue,
  type NotAppliedReason,
  type NotAppliedRule,
  numberValue,
} from './plan-explanation.rules.ts';
import { figuresOf, inOrderCurrency, type LineFigures, type LineInput } from './plan-line.rules.ts';
import { partnerCopyOf } from './plan-partner-copy.rules.ts';
import type { PlanRuleContent } from './plan-rule-content.rules.ts';

/** What one group of rules pays for a line. Amounts are in minor units of the order's currency, for all shares. */
export type PaidSlot = Readonly<{
  /** The group's code. */
  slot: string;
  ruleCode: string;
  /** Whether the rule that pays is hidden from partners; then its code must not be told either. */
  isHidden: boolean;
  formula: FormulaCode;
  basisMinor: bigint | null;
  /** What of the basis is earned, as text of a decimal; null where no rate applies. */
  rate: string | null;
  /** As they may be told to the partner: null where the basis is margin or the rule is hidden. */
  partnerBasisMinor: bigint | null;
  partnerRate: string | null;
  /** Rounded, for the whole line; `splitAmount` splits it. Of a recurring commission the most that it can be. */
  amountMinor: bigint;
  /** What the customer pays for it, against which collections, refunds and credits count. */
  revenueMinor: bigint;
  recurring: RecurringTerms | null;
  milestone: MilestoneTerms | null;
  explanation: CommissionExplanation;
  partnerExplanation: CommissionExplanation;
}>;

export type LineOutcome = Readonly<{
  /** One for each group of which a rule applies, in order of the paying rules' positions. */
  slots: readonly PaidSlot[];
  notApplied: readonly NotAppliedRule[];
}>;

type Applied = Readonly<{
  rule: PlanRuleContent;
  conditions: readonly ExplainedCondition[];
  amount: RuleAmount;
}>;
type RuleAmount = Readonly<{
  value: FormulaYield;
  exact: Fraction;
  amountMinor: bigint;
  steps: readonly ExplainedStep[];
}>;

/** The fraction digits of stored rates. */
const RATE_DIGITS = 12;

/**
 * What a line earns by the rules of a plan version, and why: of each group the first rule that applies pays, different groups
 * add. All is exact until the one rounding of each slot.
 */
export function evaluateLine(input: LineInput): LineOutcome {
  const figures = figuresOf(input);
  const applied: Applied[] = [];
  const notApplied: NotAppliedRule[] = [];
  const rules = input.rules.toSorted((a, b) => a.position - b.position);
  for (const rule of rules) {
    const conditions = conditionsOf(rule, input, figures);
    const paying = applied.find(({ rule: { groupCode } }) => groupCode === rule.groupCode);
    const outcome = paying ? null : outcomeOf(rule, input, figures);
    const reasons = reasonsOf(conditions, outcome, paying?.rule.code);
    if (outcome?.ok && reasons.length === 0) applied.push({ rule, conditions, amount: outcome.value });
    else notApplied.push({ ruleCode: rule.code, isHidden: rule.isHidden, reasons });
  }
  return { slots: applied.map((one) => slotOf(one, input, figures, { rules, notApplied })), notApplied };
}

type Outcome = Readonly<{ ok: true; value: RuleAmount }> | Readonly<{ ok: false; reason: string }>;

/** Conditions that do not hold are told before all else, so that a rule says what it would take. */
function reasonsOf(
  conditions: readonly ExplainedCondition[],
  outcome: Outcome | null,
  by: string | undefined,
): NotAppliedReason[] {
  const failed = conditions.filter(({ holds }) => !holds);
  if (failed.length > 0) return failed.map(({ code, expected, actual }) => ({ code, expected, actual }));
  if (by !== undefined) return [{ code: 'EXCLUDED_BY', by }];
  return outcome && !outcome.ok ? [{ code: outcome.reason }] : [];
}

function outcomeOf(rule: PlanRuleContent, input: LineInput, figures: LineFigures): Outcome {
  const currency = rule.currency ?? input.order.currency;
  const toOrder = (amountMinor: bigint) => inOrderCurrency(fractionOf(amountMinor), currency, input);
  const attained = (code: string) =>
    Object.hasOwn(input.attainments, code) ? input.attainments[code]! : null;
  const outcome = yieldBy(rule, {
    figures,
    toOrder,
    volumeBefore: fractionOf(input.volume.beforeMinor[rule.code] ?? 0n),
    attainmentOf: (code) => {
      const percent = attained(code);
      return percent === null ? null : fractionOfText(percent);
    },
    namesOrderType: rule.conditions.orderTypes?.includes(input.order.type) ?? false,
  });
  if (!outcome.ok) return outcome;
  const cap = rule.capMinor === null ? undefined : toOrder(rule.capMinor);
  const floor = rule.floorMinor === null ? undefined : toOrder(rule.floorMinor);
  if (cap === null || floor === null) return { ok: false, reason: 'NO_RATE' };
  return { ok: true, value: ruleAmountOf(outcome.value, { cap, floor, figures, input }) };
}

type Limits = Readonly<{
  cap: Fraction | undefined;
  floor: Fraction | undefined;
  figures: LineFigures;
  input: LineInput;
}>;

function ruleAmountOf(value: FormulaYield, { cap, floor, figures, input }: Limits): RuleAmount {
  const { currency } = figures;
  const factor = input.tierFactor === null ? ONE : fractionFrom(input.tierFactor);
  const steps = [...figures.steps, ...value.steps];
  const modified = fractionProduct(value.amount, factor);
  if (input.tierFactor !== null) {
    const operands = [
      amountValue('AMOUNT', value.amount, currency),
      numberValue('TIER_FACTOR', factor, 'FACTOR'),
    ];
    steps.push(amountStep('TIMES_TIER_FACTOR', operands, modified, currency));
  }
  // What earns nothing is not lifted to the floor.
  const raised = floor && modified.numerator > 0n ? largerOf(modified, floor) : modified;
  const exact = cap ? smallerOf(raised, cap) : raised;
  if (raised !== modified)
    steps.push(amountStep('FLOOR', [amountValue('FLOOR', raised, currency)], raised, currency));
  if (exact !== raised) steps.push(amountStep('CAP', [amountValue('CAP', exact, currency)], exact, currency));
  return { value, exact, steps, amountMinor: roundedAmountOf(value, exact, modified, factor) };
}

function roundedAmountOf(value: FormulaYield, exact: Fraction, modified: Fraction, factor: Fraction): bigint {
  const rounded = ({ numerator, denominator }: Fraction) => roundedQuotient(numerator, denominator);
  if (value.dueBefore === undefined || compareFractions(exact, modified) !== 0) return rounded(exact);
  const before = fractionProduct(value.dueBefore, factor);
  return rounded(fractionSum(before, exact)) - rounded(before);
}

type Others = Readonly<{ rules: readonly PlanRuleContent[]; notApplied: readonly NotAppliedRule[] }>;

function slotOf(
  { rule, conditions, amount }: Applied,
  input: LineInput,
  figures: LineFigures,
  others: Others,
): PaidSlot {
  const { value, exact, amountMinor, steps } = amount;
  const { currency } = figures;
  const basisMinor = value.basis && roundedQuotient(value.basis.numerator, value.basis.denominator);
  const rate = value.rate && formatDecimal(roundedFraction(value.rate, RATE_DIGITS));
  const isConfidential = rule.isHidden || FORMULAS[rule.formula].isConfidential;
  const explanation: CommissionExplanation = {
    inputs: inputsOf(input, figures),
    rule: {
      code: rule.code,
      formula: rule.formula,
      planCode: input.plan.code,
      planVersion: input.plan.version,
    },
    conditions,
    steps,
    rounding: {
      exact: amountText(exact, currency),
      rounded: amountText(fractionOf(amountMinor), currency),
      residue: amountText(fractionDifference(exact, fractionOf(amountMinor)), currency),
    },
    others: others.notApplied.map(({ ruleCode, reasons }) => ({ ruleCode, reasons })),
  };
  return {
    slot: rule.groupCode,
    ruleCode: rule.code,
    isHidden: rule.isHidden,
    formula: rule.formula,
    basisMinor,
    rate,
    partnerBasisMinor: isConfidential ? null : basisMinor,
    partnerRate: isConfidential ? null : rate,
    amountMinor,
    revenueMinor: roundedQuotient(value.revenue.numerator, value.revenue.denominator),
    recurring: recurringOf(value, exact),
    milestone: value.milestone ?? null,
    explanation,
    partnerExplanation: partnerCopyOf(explanation, rule, others.rules),
  };
}

/** The rate is on what the customer pays, so that tier, cap and a change's difference are in it. */
function recurringOf({ recurringMonths, revenue }: FormulaYield, exact: Fraction): RecurringTerms | null {
  if (recurringMonths === undefined) return null;
  const rate = revenue.numerator === 0n ? ZERO : fractionQuotient(exact, revenue);
  return { months: recurringMonths, rate: formatDecimal(roundedFraction(rate, RATE_DIGITS)) };
}

function inputsOf({ order, line, partner, tierFactor, previous }: LineInput, figures: LineFigures) {
  const { currency } = figures;
  const inputs: ExplainedValue[] = [
    codeValue('ORDER_TYPE', order.type),
    codeValue('PRODUCT', line.productCode),
    numberValue('QUANTITY', figures.quantity, 'UNITS'),
    amountValue('ONE_OFF', figures.oneOff, currency),
    amountValue('MONTHLY', figures.whole.monthly, currency),
  ];
  if (line.termMonths !== null)
    inputs.push(numberValue('TERM', fractionOf(BigInt(line.termMonths)), 'MONTHS'));
  if (previous !== null)
    inputs.push(amountValue('MONTHLY_BEFORE', fractionOf(previous.monthlyMinor), currency));
  if (line.costMinor !== null) inputs.push(amountValue('COST', fractionOf(line.costMinor), currency));
  if (partner.tierCode !== null) inputs.push(codeValue('TIER', partner.tierCode));
  if (tierFactor !== null) inputs.push(numberValue('TIER_FACTOR', fractionFrom(tierFactor), 'FACTOR'));
  return inputs;
}

/**
 * A line's amount by the exact shares of a deal, which sum to one: the parts sum to it, and what is left over goes to the
 * largest remainders, the earlier share first on a tie.
 * @throws RangeError where a share is negative or there is none.
 */
export function splitAmount(amountMinor: bigint, shares: readonly Fraction[]): bigint[] {
  const common = shares.reduce((product, { denominator }) => product * denominator, 1n);
  return allocate(
    amountMinor,
    shares.map(({ numerator, denominator }) => (numerator * common) / denominator),
  );
}
