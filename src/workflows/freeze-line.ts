import {
  type EarningTerms,
  type FrozenTerms,
  type NotApplied,
  partOf,
} from '../domains/commissions/earning.rules.ts';
import { fractionText } from '../domains/commissions/eligibility.rules.ts';
import type { OrderLineRow } from '../domains/commissions/order-facts.service.ts';
import { storedInputOf } from '../domains/plans/evaluated-input.rules.ts';
import { evaluateLine, type PaidSlot } from '../domains/plans/plan-evaluation.rules.ts';
import {
  amountText,
  type CommissionExplanation,
  type ExplainedValue,
} from '../domains/plans/plan-explanation.rules.ts';
import type { LineInput } from '../domains/plans/plan-line.rules.ts';
import type { PlanVersionContent } from '../domains/plans/plan-version-content.rules.ts';
import { currencyCodeOf } from '../kernel/currency.ts';
import { formatDecimal } from '../kernel/decimal.ts';
import { compareFractions, type Fraction, fractionOf, ONE } from '../kernel/fraction.ts';
import { type PlannedPart, sideOf } from './commission-plans.ts';
import type { Volumes } from './commission-volumes.ts';
import { lineInputOf } from './line-input.ts';

/** The exact shares of all who earn by an order, in order of the partners' ids, and which of them is meant. */
export type Split = Readonly<{ shares: readonly Fraction[]; place: number }>;

export type FrozenSlot = Readonly<{ slot: string; frozen: FrozenTerms }>;
export type FrozenLine = Readonly<{
  slots: readonly FrozenSlot[];
  notApplied: NotApplied;
  /** What it was evaluated from, as it is stored. */
  evaluated: object;
}>;

/** What a partner earns by a line, as it is frozen: one for each slot. What it adds to a volume is counted at once. */
export function frozenLine(
  planned: PlannedPart,
  line: OrderLineRow,
  split: Split,
  volumes: Volumes,
): FrozenLine {
  const input = lineInputOf(
    planned.part,
    line,
    sideOf(planned, { beforeMinor: volumes.before(planned.part) }),
  );
  const { rules: _, ...given } = input;
  const evaluated = storedInputOf({
    input: given,
    ...split,
    planVersionId: planned.version!.id,
    alreadyMinor: null,
  });
  const { slots: paid, notApplied } = partOfLine(input, split);
  const slots = paid.map(({ slot, own, isOwn, amountMinor }) => {
    const volume = volumes.add(planned.part, slot.ruleCode, own.basisMinor);
    const terms: EarningTerms = { ...termsOf(planned, slot), ...(volume && { volume }) };
    const step = isOwn ? [] : [splitStep(planned, slot, amountMinor)];
    const frozen = frozenOf(planned, { slot, own, amountMinor, terms, step });
    return { slot: slot.slot, frozen: { ...frozen, review: { ...frozen.review, evaluated } } };
  });
  return { slots, notApplied, evaluated };
}

/** What a partner's part of a line pays, by slot. The same inputs give the same, whenever they are asked. */
export function partOfLine(input: LineInput, split: Split) {
  const outcome = evaluateLine(input);
  const slots = outcome.slots.map((slot) => {
    const own = ownVolumeSlot(input, slot, split) ?? slot;
    const isOwn = own !== slot || compareFractions(input.share ?? ONE, ONE) === 0;
    const amountMinor = isOwn ? own.amountMinor : partOf(slot.amountMinor, split.shares, split.place);
    return { slot, own, isOwn, amountMinor };
  });
  return { slots, notApplied: outcome.notApplied };
}

/**
 * A volume is a partner's own, so that of a shared deal only the partner's part of each charge counts: reckoned with that
 * part, the lines of a period sum to what is due in all, whichever came first. Null where it is not such a rule, or where
 * limits of the whole line apply.
 */
function ownVolumeSlot(input: LineInput, { formula, ruleCode }: PaidSlot, split: Split): PaidSlot | null {
  const rule = input.rules.find(({ code }) => code === ruleCode)!;
  const isShared = input.share !== undefined && compareFractions(input.share, ONE) !== 0;
  if (formula !== 'MARGINAL_TIERS' || !isShared || rule.capMinor !== null || rule.floorMinor !== null)
    return null;
  const part = (minor: bigint) => partOf(minor, split.shares, split.place);
  const { line, previous } = input;
  const own = evaluateLine({
    ...input,
    line: { ...line, oneOffMinor: part(line.oneOffMinor), monthlyMinor: part(line.monthlyMinor) },
    previous: previous && {
      ...previous,
      oneOffMinor: part(previous.oneOffMinor),
      monthlyMinor: part(previous.monthlyMinor),
    },
    share: fractionOf(1n),
    // That the rule applies was found with the whole line, such as by its size.
    rules: [{ ...rule, conditions: input.order.type === 'MOVE' ? { orderTypes: ['MOVE'] } : {} }],
  });
  return own.slots[0] ?? null;
}

const termsOf = ({ version, tier }: PlannedPart, slot: PaidSlot): EarningTerms => ({
  ...payingTermsOf(version!),
  ...(slot.recurring && { recurring: slot.recurring }),
  ...(slot.milestone && { milestone: slot.milestone }),
  tierId: tier?.tierId ?? null,
});

/** How a version pays and takes back, as it is frozen. */
export const payingTermsOf = (version: PlanVersionContent) => ({
  payable: version.payable,
  holdDays: version.holdDays,
  clawback: version.clawback,
  disconnectTakes: version.disconnectTakes,
});

function splitStep({ part }: PlannedPart, slot: PaidSlot, amountMinor: bigint) {
  const currency = currencyCodeOf(part.order.currency);
  const whole = amountText(fractionOf(slot.amountMinor), currency);
  return {
    code: 'TIMES_SHARE',
    operands: [
      { code: 'AMOUNT', value: whole, unit: currency },
      { code: 'SHARE', value: fractionText(part.share), unit: 'FRACTION' },
    ],
    result: amountText(fractionOf(amountMinor), currency),
    unit: currency,
  };
}

type Evaluated = Readonly<{
  slot: PaidSlot;
  /** The arithmetic that counts, which is that of the partner's own part where its volume pays. */
  own: PaidSlot;
  amountMinor: bigint;
  terms: EarningTerms;
  step: CommissionExplanation['steps'];
}>;

function frozenOf(planned: PlannedPart, { slot, own, amountMinor, terms, step }: Evaluated): FrozenTerms {
  const { version, tier, tierOn, part } = planned;
  const added = addedInputs(planned);
  // Conditions and other rules are told of the whole line, also where its arithmetic is of a part of it.
  const told = (copy: 'explanation' | 'partnerExplanation'): CommissionExplanation => ({
    ...own[copy],
    inputs: [...own[copy].inputs, ...added],
    conditions: slot[copy].conditions,
    steps: [...own[copy].steps, ...(slot[copy].rule === null ? [] : step)],
    others: slot[copy].others,
  });
  return {
    planVersionId: version!.id,
    ruleCode: slot.ruleCode,
    formula: slot.formula,
    tierCode: tier?.tierCode ?? null,
    tierOn,
    share: part.share,
    basisMinor: slot.partnerBasisMinor,
    rate: slot.partnerRate,
    amountMinor,
    revenueMinor: slot.revenueMinor,
    terms,
    explanation: told('partnerExplanation'),
    review: told('explanation'),
  };
}

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

/** What the order and the partner add to the plan's arithmetic. */
function addedInputs({ part, tierOn, bookingRate }: PlannedPart): ExplainedValue[] {
  const { order, partner, share, commissionOn } = part;
  const inputs: ExplainedValue[] = [
    { code: 'COMMISSION_ON', value: dayText(commissionOn), unit: 'DATE' },
    { code: 'SHARE', value: fractionText(share), unit: 'FRACTION' },
  ];
  if (tierOn) inputs.push({ code: 'TIER_ON', value: dayText(tierOn), unit: 'DATE' });
  if (bookingRate && order.currency !== partner.currency) {
    const unit = `${partner.currency}/${order.currency}`;
    inputs.push({ code: 'BOOKING_RATE', value: formatDecimal(bookingRate), unit });
  }
  return inputs;
}
