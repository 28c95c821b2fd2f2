import { type FrozenRevision, revisionsOf } from '../domains/accruals/accrual-replay.service.ts';
import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import { earningTermsOf, NOTHING_PAYS, partOf } from '../domains/commissions/earning.rules.ts';
import { type EvaluatedInput, evaluatedInputOf } from '../domains/plans/evaluated-input.rules.ts';
import { planVersionsById } from '../domains/plans/plan-choice.service.ts';
import type { PlanVersionContent } from '../domains/plans/plan-version-content.rules.ts';
import { amountWithinCap, type SpiffTerms, spiffOutcomeOf } from '../domains/plans/spiff.rules.ts';
import { spiffsById } from '../domains/plans/spiff-taking.service.ts';
import { formatDecimal } from '../kernel/decimal.ts';
import type { Tx } from '../platform/database/client.ts';
import { partOfLine, payingTermsOf } from './freeze-line.ts';

/** A term of a revision that evaluating it again does not give, as explanations tell it. */
export type TermsDifference = Readonly<{
  code: 'FROZEN';
  earningId: string;
  revision: number;
  /** Which term: AMOUNT, REVENUE, RULE, FORMULA, BASIS, RATE, TIER, SHARE, TERMS, or INPUT and what of the order it is. */
  term: string;
  frozen: string | null;
  recomputed: string | null;
}>;

/** The latest terms as they come out again, by which the ledger is replayed. */
export type RecomputedTerms = Readonly<{ amountMinor: bigint; revenueMinor: bigint; terms: unknown }>;

export type TermsReplay = Readonly<{
  differences: readonly TermsDifference[];
  latest: ReadonlyMap<string, RecomputedTerms>;
  /** Revisions whose inputs were not kept, so that they are taken as given. */
  withoutInputs: number;
}>;

type Known = Readonly<{
  versions: ReadonlyMap<string, PlanVersionContent>;
  spiffs: ReadonlyMap<string, SpiffTerms>;
}>;
type Kept = Readonly<{ revision: FrozenRevision; evaluated: EvaluatedInput }>;

/**
 * Evaluates every revision of earnings again that was frozen by an instant, also those that were superseded since and those
 * of a correction: by the plan version that it names and the inputs that were kept with it, which in turn are compared
 * with the order's line and the rates of exchange that were booked by then.
 */
export async function replayTerms(tx: Tx, earningIds: readonly string[], asOf: Date): Promise<TermsReplay> {
  const revisions = await revisionsOf(tx, earningIds, asOf);
  const kept = revisions.flatMap((revision): Kept[] => {
    const evaluated = evaluatedInputOf(revision.evaluated);
    return evaluated ? [{ revision, evaluated }] : [];
  });
  const known: Known = {
    versions: await planVersionsById(
      tx,
      kept.flatMap(({ revision, evaluated }) => [
        evaluated.planVersionId,
        ...(revision.planVersionId ? [revision.planVersionId] : []),
      ]),
    ),
    spiffs: await spiffsById(
      tx,
      kept.flatMap(({ revision }) => revision.spiffId ?? []),
    ),
  };
  const latest = new Map<string, RecomputedTerms>();
  const differences: TermsDifference[] = [];
  for (const { revision, evaluated } of kept) {
    const again = recomputedOf(revision, evaluated, known);
    differences.push(...differing(revision, { ...again.told, ...inputsToldOf(evaluated) }));
    // Of an earning the revisions come in their order, so that the last one stays.
    latest.set(revision.earningId, again.terms);
  }
  differences.push(...(await rateDifferences(tx, kept)));
  return { differences, latest, withoutInputs: revisions.length - kept.length };
}

type Told = Readonly<Record<string, string | null>>;

function recomputedOf(
  revision: FrozenRevision,
  evaluated: EvaluatedInput,
  { versions, spiffs }: Known,
): Readonly<{ terms: RecomputedTerms; told: Told }> {
  const { input, shares, place } = evaluated;
  const frozen = earningTermsOf(revision.terms);
  const version = versions.get(revision.planVersionId ?? evaluated.planVersionId)!;
  const spiff = revision.spiffId === null ? null : spiffs.get(revision.spiffId)!;
  const nothing = { amountMinor: 0n, revenueMinor: revision.revenueMinor, terms: frozen };
  const none: Told = { AMOUNT: '0', RULE: null, FORMULA: NOTHING_PAYS, BASIS: null, RATE: null };
  if (spiff) {
    const outcome = spiffOutcomeOf(spiff, input);
    if (!outcome.ok) return { terms: nothing, told: none };
    const amountMinor = amountWithinCap(
      partOf(outcome.amountMinor, shares, place),
      evaluated.alreadyMinor ?? 0n,
      spiff.capMinor,
    );
    const terms = { ...payingTermsOf(version), tierId: frozen.tierId };
    return {
      terms: { amountMinor, revenueMinor: outcome.revenueMinor, terms },
      told: toldOf({
        amountMinor,
        revenueMinor: outcome.revenueMinor,
        ruleCode: spiff.code,
        formula: spiff.formula,
        terms,
      }),
    };
  }
  const paid = partOfLine({ ...input, rules: version.rules }, { shares, place }).slots.find(
    ({ slot }) => slot.slot === revision.slot,
  );
  if (!paid) return { terms: nothing, told: none };
  const { slot, own, amountMinor } = paid;
  const terms = {
    ...payingTermsOf(version),
    ...(slot.recurring && { recurring: slot.recurring }),
    ...(slot.milestone && { milestone: slot.milestone }),
    ...(frozen.volume && {
      volume: { ...frozen.volume, ruleCode: slot.ruleCode, basisMinor: String(own.basisMinor) },
    }),
    tierId: frozen.tierId,
  };
  const { ruleCode, formula, revenueMinor, partnerBasisMinor, partnerRate } = slot;
  return {
    terms: { amountMinor, revenueMinor, terms },
    told: toldOf({ amountMinor, revenueMinor, ruleCode, formula, terms, partnerBasisMinor, partnerRate }),
  };
}

const toldOf = (
  of: Readonly<{
    amountMinor: bigint;
    revenueMinor: bigint;
    ruleCode: string;
    formula: string;
    terms: unknown;
    partnerBasisMinor?: bigint | null;
    partnerRate?: string | null;
  }>,
): Told => ({
  AMOUNT: String(of.amountMinor),
  REVENUE: String(of.revenueMinor),
  RULE: of.ruleCode,
  FORMULA: of.formula,
  BASIS: of.partnerBasisMinor == null ? null : String(of.partnerBasisMinor),
  RATE: of.partnerRate == null ? null : shortest(of.partnerRate),
  TERMS: sorted(earningTermsOf(of.terms)),
});

/** A decimal without the zeros that say nothing. */
const shortest = (text: string): string =>
  text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;

/** The same text for the same content, in whatever order its parts are stored. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

/** What the kept inputs say that append-only rows say too. */
const inputsToldOf = ({ input: { order, line, partner, share, commissionOn } }: EvaluatedInput): Told => ({
  TIER: partner.tierCode,
  ...(share && { SHARE: `${share.numerator}/${share.denominator}` }),
  'INPUT TYPE': order.type,
  'INPUT CURRENCY': order.currency,
  'INPUT COMMISSION_ON': dayText(commissionOn),
  'INPUT ONE_OFF': String(line.oneOffMinor),
  'INPUT MONTHLY': String(line.monthlyMinor),
  'INPUT QUANTITY': String(line.quantity),
  'INPUT COST': line.costMinor === null ? null : String(line.costMinor),
  'INPUT TERM': line.termMonths === null ? null : String(line.termMonths),
});

function differing(revision: FrozenRevision, recomputed: Told): TermsDifference[] {
  const { number, earningId } = revision;
  const frozen: Told = {
    AMOUNT: String(revision.amountMinor),
    REVENUE: String(revision.revenueMinor),
    RULE: revision.ruleCode,
    FORMULA: revision.formula,
    BASIS: revision.basisMinor === null ? null : String(revision.basisMinor),
    RATE: revision.rate,
    TERMS: sorted(earningTermsOf(revision.terms)),
    TIER: revision.tierCode,
    SHARE: `${revision.shareNumerator}/${revision.shareDenominator}`,
    'INPUT TYPE': revision.orderType,
    'INPUT CURRENCY': revision.orderCurrency,
    'INPUT COMMISSION_ON': dayText(revision.commissionOn),
    'INPUT ONE_OFF': String(revision.oneOffMinor),
    'INPUT MONTHLY': String(revision.monthlyMinor),
    'INPUT QUANTITY': String(revision.quantity),
    'INPUT COST': revision.costMinor === null ? null : String(revision.costMinor),
    'INPUT TERM': revision.termMonths === null ? null : String(revision.termMonths),
  };
  return Object.entries(recomputed)
    .filter(([term, value]) => frozen[term] !== value)
    .map(([term, value]) => ({
      ...{ code: 'FROZEN', earningId, revision: number, term },
      ...{ frozen: frozen[term] ?? null, recomputed: value },
    }));
}

/** Rates of exchange are append-only, so that what was known when something was frozen can be read again. */
async function rateDifferences(tx: Tx, kept: readonly Kept[]): Promise<TermsDifference[]> {
  const asked = kept.flatMap(({ revision, evaluated: { input } }) =>
    Object.entries(input.rates).map(([from, rate]) => ({ revision, from, rate: rate!, input })),
  );
  const differences: TermsDifference[] = [];
  for (const ofInstant of Map.groupBy(asked, ({ revision }) => revision.bookedAt.getTime()).values()) {
    const rates = await ratesOn(
      tx,
      ofInstant.map(({ from, input }) => ({ from, to: input.order.currency, on: input.commissionOn })),
      ofInstant[0]!.revision.bookedAt,
    );
    for (const [place, { revision, from, rate }] of ofInstant.entries()) {
      const now = rates[place] ?? null;
      const [frozen, recomputed] = [formatDecimal(rate), now && formatDecimal(now)];
      if (recomputed === null || shortest(frozen) === shortest(recomputed)) continue;
      const { earningId, number } = revision;
      const term = `INPUT RATE ${from}`;
      differences.push({ code: 'FROZEN', earningId, revision: number, term, frozen, recomputed });
    }
  }
  return differences;
}
