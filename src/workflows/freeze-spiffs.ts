import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import {
  type EarningTerms,
  type FrozenTerms,
  partOf,
  slotOfSpiff,
} from '../domains/commissions/earning.rules.ts';
import { spiffPaidBefore } from '../domains/commissions/earning.service.ts';
import { fractionText } from '../domains/commissions/eligibility.rules.ts';
import { type OrderLineRow, referrerOf } from '../domains/commissions/order-facts.service.ts';
import { storedInputOf } from '../domains/plans/evaluated-input.rules.ts';
import { amountText } from '../domains/plans/plan-explanation.rules.ts';
import { type SpiffTerms, spiffOutcomeOf } from '../domains/plans/spiff.rules.ts';
import { lockSpiffs, spiffsOn, takeSpiff } from '../domains/plans/spiff-taking.service.ts';
import { businessCalendarFrom } from '../domains/settings/settings.service.ts';
import { type CurrencyCode, currencyCodeOf } from '../kernel/currency.ts';
import type { Decimal } from '../kernel/decimal.ts';
import { compareFractions, fractionOf, ONE } from '../kernel/fraction.ts';
import { dayIn } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import { type PlannedPart, sideOf } from './commission-plans.ts';
import { ratesInto } from './commission-rates.ts';
import type { Split } from './freeze-line.ts';
import { lineInputOf } from './line-input.ts';

/** What a SPIFF pays a partner, or a person of it, for a line. */
export type SpiffPaid = Readonly<{
  slot: string;
  spiffId: string;
  membershipId: string | null;
  currency: CurrencyCode;
  bookingRate: Decimal;
  frozen: FrozenTerms;
}>;

/** Why one that is open for the line pays nothing, as other rules that did not apply are told. */
export type SpiffUnpaid = Readonly<{ ruleCode: string; reasons: readonly Readonly<{ code: string }>[] }>;

export type SpiffsOfLine = Readonly<{ paid: readonly SpiffPaid[]; unpaid: readonly SpiffUnpaid[] }>;

/** When it is frozen, and by which instant what counts was known; all that is where it is null. */
type Known = Readonly<{ now: Date; knownBy: Date | null }>;

/** The SPIFFs of an order's day, which nobody else takes from until the end of the transaction. */
export async function openSpiffs(tx: Tx, commissionOn: Date): Promise<SpiffTerms[]> {
  const spiffs = await spiffsOn(tx, commissionOn, commissionOn);
  if (spiffs.length > 0)
    await lockSpiffs(
      tx,
      spiffs.map(({ id }) => id),
    );
  return spiffs;
}

/** Takes from SPIFFs what they pay a partner for a line; where one pays nothing, it says why. */
export async function takeSpiffs(
  tx: Tx,
  spiffs: readonly SpiffTerms[],
  [planned, line, split]: readonly [PlannedPart, OrderLineRow, Split],
  known: Known,
): Promise<SpiffsOfLine> {
  const paid: SpiffPaid[] = [];
  const unpaid: SpiffUnpaid[] = [];
  for (const spiff of spiffs) {
    const taken = await takeOne(tx, spiff, [planned, line, split], known);
    if (taken === null) continue;
    if ('frozen' in taken) paid.push(taken);
    else unpaid.push(taken);
  }
  return { paid, unpaid };
}

/** Null where the SPIFF is not meant for the line. */
async function takeOne(
  tx: Tx,
  spiff: SpiffTerms,
  [planned, line, split]: readonly [PlannedPart, OrderLineRow, Split],
  known: Known,
): Promise<SpiffPaid | SpiffUnpaid | null> {
  const { part } = planned;
  const ruleCode = slotOfSpiff(spiff.code);
  const rates = await ratesInto(tx, part, [spiff.currency], known.knownBy);
  const { rules: _, ...input } = lineInputOf(part, line, { ...sideOf(planned, { beforeMinor: {} }), rates });
  const outcome = spiffOutcomeOf(spiff, input);
  if (!outcome.ok)
    return outcome.reasons.some(({ code }) => code === 'NO_RATE')
      ? { ruleCode, reasons: [{ code: 'NO_RATE' }] }
      : null;
  const bookingRate = await bookingRateOf(tx, spiff, planned, known);
  if (bookingRate === null) return { ruleCode, reasons: [{ code: 'NO_RATE' }] };
  const amountMinor = partOf(outcome.amountMinor, split.shares, split.place);
  if (amountMinor === 0n) return null;
  const { partnerId } = part.partner;
  const membershipId = spiff.paysPerson ? await referrerOf(tx, part.referralId) : null;
  const payee = { spiffId: spiff.id, partnerId, membershipId };
  const alreadyMinor = await spiffPaidBefore(tx, payee);
  const taken = await takeSpiff(tx, { ...payee, amountMinor, alreadyMinor });
  if (!taken.ok) return { ruleCode, reasons: [{ code: taken.reason }] };
  const evaluated = storedInputOf({
    ...{ input, ...split, planVersionId: planned.version!.id, alreadyMinor },
  });
  const terms = frozenOf(planned, spiff, outcome, taken.amountMinor);
  const frozen = { ...terms, review: { ...terms.review, evaluated } };
  return { slot: ruleCode, spiffId: spiff.id, membershipId, currency: spiff.currency, bookingRate, frozen };
}

async function bookingRateOf(
  tx: Tx,
  { currency }: SpiffTerms,
  { part }: PlannedPart,
  { now, knownBy }: Known,
): Promise<Decimal | null> {
  const { timeZone } = await businessCalendarFrom(tx);
  const on = dayIn(timeZone, now);
  const [rate] = await ratesOn(tx, [{ from: currency, to: part.partner.currency, on }], knownBy);
  return rate ?? null;
}

type Paying = Extract<ReturnType<typeof spiffOutcomeOf>, { ok: true }>;

/** A SPIFF becomes payable, and comes back, as the plan says by which the partner earns beside it. */
function frozenOf(
  { version, tier, tierOn, part }: PlannedPart,
  spiff: SpiffTerms,
  outcome: Paying,
  amountMinor: bigint,
): FrozenTerms {
  const currency = currencyCodeOf(spiff.currency);
  const share = { code: 'SHARE', value: fractionText(part.share), unit: 'FRACTION' };
  const whole = {
    code: 'AMOUNT',
    value: amountText(fractionOf(outcome.amountMinor), currency),
    unit: currency,
  };
  const isWhole = compareFractions(part.share, ONE) === 0 && amountMinor === outcome.amountMinor;
  // Its own part, or what the cap left of it.
  const step = {
    ...{ code: 'SHARE_WITHIN_CAP', operands: [whole, share], unit: currency },
    result: amountText(fractionOf(amountMinor), currency),
  };
  const { explanation } = outcome;
  const told = { ...explanation, steps: isWhole ? explanation.steps : [...explanation.steps, step] };
  const terms: EarningTerms = {
    payable: version!.payable,
    holdDays: version!.holdDays,
    clawback: version!.clawback,
    disconnectTakes: version!.disconnectTakes,
    tierId: tier?.tierId ?? null,
  };
  return {
    planVersionId: null,
    ruleCode: spiff.code,
    formula: spiff.formula,
    tierCode: tier?.tierCode ?? null,
    tierOn,
    share: part.share,
    basisMinor: null,
    rate: null,
    amountMinor,
    revenueMinor: outcome.revenueMinor,
    terms,
    explanation: told,
    review: told,
  };
}
