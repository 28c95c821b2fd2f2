import { addDays } from '../../kernel/days.ts';
import type { Role } from '../../kernel/roles.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import { type AgreementAction, type AgreementStatus, agreementStates } from './agreement.states.ts';
import type { TemplateKind } from './agreement-template.rules.ts';

export type AgreementMethod = 'ACCEPTED' | 'SIGNED' | 'SUBMITTED';
export type AgreementOutcome = 'VERIFIED' | 'REFUSED' | 'REVOKED';

/** Days are midnights in UTC; `effectiveTo` is the first day that no longer belongs to it, null where none is set. */
export type AgreementFacts = Readonly<{
  method: string;
  effectiveFrom: Date;
  effectiveTo: Date | null;
  recordedAt: Date;
  decisions: readonly Readonly<{ outcome: string; effectiveOn: Date }>[];
}>;

/** A partner is told this many days before that something it needs is about to end. */
export const EXPIRING_DAYS = 60;

/**
 * The first day on which something that began on a day is no longer valid. Where the last month lacks the day, it is
 * the first of the next month, so that nobody loses a day: 12 months from 29 February end with 28 February.
 */
export function expiryOf(effectiveFrom: Date, validityMonths: number | null): Date | null {
  if (validityMonths === null) return null;
  const from = plainDateOf(effectiveFrom);
  const until = from.add({ months: validityMonths });
  return dayOf(until.day === from.day ? until : until.add({ days: 1 }));
}

/** The earlier of two ends, where null is none. */
export const earlierOf = (one: Date | null, other: Date | null): Date | null =>
  one && other ? (one < other ? one : other) : (one ?? other);

/** Where it stands on a day, by its dates and by what was decided until today. */
export function agreementStatusOf(
  { method, effectiveFrom, effectiveTo, decisions }: AgreementFacts,
  on: Date,
): AgreementStatus {
  const has = (outcome: AgreementOutcome) => decisions.some((decision) => decision.outcome === outcome);
  if (decisions.some(({ outcome, effectiveOn }) => outcome === 'REVOKED' && effectiveOn <= on))
    return 'REVOKED';
  if (has('REFUSED')) return 'REFUSED';
  if (effectiveTo && effectiveTo <= on) return 'EXPIRED';
  if (effectiveFrom > on || (method === 'SUBMITTED' && !has('VERIFIED'))) return 'PENDING';
  return 'IN_FORCE';
}

/** What somebody may do with it on a day: only a document is verified or refused, and only once. */
export function agreementActionsAvailable(
  facts: AgreementFacts,
  on: Date,
  roles: readonly Role[],
): AgreementAction[] {
  const isUndecidedDocument =
    facts.method === 'SUBMITTED' && !facts.decisions.some(({ outcome }) => outcome === 'VERIFIED');
  const isRevoked = facts.decisions.some(({ outcome }) => outcome === 'REVOKED');
  return agreementStates
    .actionsFrom(agreementStatusOf(facts, on), roles)
    .filter((action) => action !== 'EXPIRE')
    .filter((action) => (action === 'REVOKE' ? !isRevoked : isUndecidedDocument));
}

export const isExpiring = ({ effectiveTo }: Pick<AgreementFacts, 'effectiveTo'>, on: Date): boolean =>
  effectiveTo !== null && effectiveTo <= addDays(on, EXPIRING_DAYS);

export type RequiredStatus = AgreementStatus | 'MISSING' | 'EXPIRING';
export type RequiredNext = 'NOTHING' | 'WAIT' | 'ACCEPT' | 'SUBMIT' | 'ASK';

const RANKS: Readonly<Record<AgreementStatus, number>> = {
  IN_FORCE: 0,
  PENDING: 1,
  REVOKED: 2,
  REFUSED: 2,
  EXPIRED: 2,
};

/** What counts of several of one template: what holds, and of that what holds longest; else the latest. */
export function bestOf<Facts extends AgreementFacts>(agreements: readonly Facts[], on: Date): Facts | null {
  const rankOf = (facts: Facts) => RANKS[agreementStatusOf(facts, on)];
  const endOf = (facts: Facts) =>
    rankOf(facts) === 0 ? (facts.effectiveTo?.getTime() ?? Number.MAX_SAFE_INTEGER) : 0;
  const [best] = [...agreements].sort(
    (a, b) => rankOf(a) - rankOf(b) || endOf(b) - endOf(a) || b.recordedAt.getTime() - a.recordedAt.getTime(),
  );
  return best ?? null;
}

/** How a required template stands for a partner on a day, and what the partner does next. */
export function requiredStandingOf(
  kind: TemplateKind,
  isOffered: boolean,
  agreements: readonly AgreementFacts[],
  on: Date,
): Readonly<{ status: RequiredStatus; next: RequiredNext }> {
  const provide = isOffered ? (kind === 'AGREEMENT' ? 'ACCEPT' : 'SUBMIT') : 'ASK';
  const best = bestOf(agreements, on);
  if (!best) return { status: 'MISSING', next: provide };
  const status = agreementStatusOf(best, on);
  if (status === 'PENDING') return { status, next: 'WAIT' };
  if (status !== 'IN_FORCE') return { status, next: provide };
  if (!isExpiring(best, on)) return { status, next: 'NOTHING' };
  const isRenewing = agreements.some((other) => agreementStatusOf(other, on) === 'PENDING');
  return { status: 'EXPIRING', next: isRenewing ? 'WAIT' : provide };
}
