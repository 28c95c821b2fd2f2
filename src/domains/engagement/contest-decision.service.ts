import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed, JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './contest.repo.ts';
import { type Credit, creditsOf, type Verdict } from './contest.rules.ts';
import * as claims from './contest-claim.repo.ts';
import { columnsOf, type Held, readingOf } from './contest-held.rules.ts';

const REASON_LENGTH_MAX = 1_000;

export type ResolveInput = Verdict & Readonly<{ id: string; reason: string }>;
type Party = Readonly<{ referralId: string; held: Held }>;
type Reading = ReturnType<typeof readingOf>;

/** Whose referral goes on, as it read before, and whose ends. */
export type Settlement = Readonly<{
  settled: readonly Readonly<{ referralId: string; reading: Reading }>[];
  ceded: readonly string[];
}>;

/**
 * Decides an open contest: credits the deals that were held, and gives the claims of those who end to whoever goes on.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, InvalidStateError
 */
export async function resolveContest(
  tx: Tx,
  actor: Actor,
  input: ResolveInput,
  now: Date,
): Promise<Settlement> {
  assertAllowed(actor, 'ENGAGEMENT_WRITE');
  const fields = new FieldReader();
  const reason = fields.optionalLines('reason', input.reason, REASON_LENGTH_MAX) ?? '';
  if (reason === '' && fields.invalid.length === 0)
    fields.refuse('reason', 'REQUIRED', 'Say why, for whoever looks at it later.');
  fields.done();
  const contest = await repo.lockContest(tx, input.id);
  if (!contest) throw new NotFoundError('contest', 'id');
  if (contest.resolution !== null) throw new InvalidStateError('RESOLVE', contest.resolution, []);
  const parties = contest.parties.map(partyOf);
  const ids = parties.map(({ referralId }) => referralId);
  const credits = creditsOf(input, ids);
  await creditDeals(tx, parties, credits, now);
  await inheritClaims(tx, parties, credits, now);
  await repo.updateContest(tx, contest.id, {
    resolvedAt: now,
    resolution: input.resolution,
    resolvedById: actor.personId,
    reason,
  });
  await appendResolved(tx, actor, contest.id, now, {
    resolution: input.resolution,
    credited: [...credits.keys()],
  });
  return {
    settled: parties
      .filter(({ referralId }) => credits.has(referralId))
      .map(({ referralId, held }) => ({ referralId, reading: readingOf(held) })),
    ceded: ids.filter((id) => !credits.has(id)),
  };
}

const partyOf = ({ referralId, held }: { referralId: string; held: unknown }): Party => ({
  referralId,
  held: held as Held,
});

const NO_CREDIT = { kind: 'SOURCED', shareNumerator: 0, shareDenominator: 1 };
const OPEN_CREDITS = ['PENDING', 'ATTRIBUTED'];

/** Every deal that was held is credited as decided; a share of it goes also to a party that had no part in it. */
async function creditDeals(
  tx: Tx,
  parties: readonly Party[],
  credits: ReadonlyMap<string, Credit>,
  now: Date,
): Promise<void> {
  const held = parties.flatMap((party) =>
    party.held.attributions.filter(({ status }) => OPEN_CREDITS.includes(status)),
  );
  const live = await repo.liveAttributions(
    tx,
    parties.map(({ referralId }) => referralId),
  );
  for (const [opportunityId, rows] of Map.groupBy(held, (row) => row.opportunityId)) {
    const status = rows.some((row) => row.status === 'ATTRIBUTED') ? 'ATTRIBUTED' : 'PENDING';
    for (const { referralId } of parties) {
      const credit = credits.get(referralId);
      const row = live.find((one) => one.referralId === referralId && one.opportunityId === opportunityId);
      const decided = { because: 'CONTEST_DECIDED', decidedAt: now };
      if (row && credit) {
        const isSame =
          row.kind === credit.kind &&
          row.shareNumerator * credit.shareDenominator === credit.shareNumerator * row.shareDenominator;
        await repo.updateAttribution(tx, row.id, isSame ? { status } : { status, ...credit, ...decided });
      } else if (row) {
        await repo.updateAttribution(tx, row.id, { status: 'NOT_ATTRIBUTED', ...NO_CREDIT, ...decided });
      } else if (credit) {
        const partnerId = await repo.findPartnerOf(tx, referralId);
        await repo.insertAttribution(tx, {
          partnerId,
          referralId,
          opportunityId,
          status,
          ...credit,
          ...decided,
        });
      }
    }
  }
}

/** The claims of those who end go to whoever has the largest share, so that they are never free in between. */
async function inheritClaims(
  tx: Tx,
  parties: readonly Party[],
  credits: ReadonlyMap<string, Credit>,
  now: Date,
): Promise<void> {
  const [heir] = [...credits].sort(([, one], [, other]) => shareOf(other) - shareOf(one));
  if (!heir) return;
  const [heirId] = heir;
  for (const { referralId } of parties) {
    const claim = credits.has(referralId) ? null : await claims.findClaimAsHeld(tx, referralId);
    if (!claim) continue;
    const to =
      (await claims.findClaimAsHeld(tx, heirId)) ?? (await claims.insertClaimLike(tx, heirId, claim, now));
    await claims.moveClaim(tx, claim, to, now, 'CONTEST');
  }
}

const shareOf = ({ shareNumerator, shareDenominator }: Credit) => shareNumerator / shareDenominator;

export const contestsOfMerge = async (tx: Tx, mergeId: string): Promise<string[]> =>
  (await repo.contestsOfMerge(tx, mergeId)).map(({ id }) => id);

export type Restored = Readonly<{ referralId: string; reading: Reading }>;

/**
 * Undoes a contest, decided or not: claims and credits are what they were, row by row. A referral that a person or time
 * has moved on since the contest keeps where it is. Answers those whose status is to be restored.
 */
export async function undoContest(tx: Tx, id: string, now: Date): Promise<Restored[]> {
  const contest = await repo.lockContest(tx, id);
  if (!contest || contest.resolution === 'UNDONE') return [];
  const restored: Restored[] = [];
  for (const { referralId, held } of contest.parties.map(partyOf)) {
    const referral = await repo.findReferral(tx, referralId);
    const isAsLeft =
      referral.status === 'CONTESTED' ||
      (contest.resolution !== null &&
        (referral.status === 'ACCEPTED' ||
          (referral.status === 'CLOSED' && referral.decisionCode === 'CUSTOMER_OVERLAP')));
    if (!isAsLeft) continue;
    if (held.claim) await claims.restoreClaim(tx, held.claim);
    await repo.endOtherAttributions(
      tx,
      referralId,
      held.attributions.map((row) => row.id),
      now,
    );
    for (const row of held.attributions) await repo.updateAttribution(tx, row.id, columnsOf(row));
    restored.push({ referralId, reading: readingOf(held) });
  }
  for (const { referralId, held } of contest.parties.map(partyOf))
    if (!held.claim) await claims.releaseEmptyClaim(tx, referralId, now, 'CONTEST_UNDONE');
  await repo.updateContest(tx, id, { resolution: 'UNDONE', resolvedAt: contest.resolvedAt ?? now });
  await appendResolved(tx, JOB_ACTOR, id, now, { resolution: 'UNDONE', credited: [] });
  return restored;
}

const appendResolved = (
  tx: Tx,
  actor: Actor,
  subjectId: string,
  occurredAt: Date,
  data: Readonly<{ resolution: string; credited: readonly string[] }>,
) =>
  appendEvents(tx, actor, [
    { type: 'contest.resolved', subjectType: 'Contest', subjectId, partnerId: null, occurredAt, data },
  ]);
