import {
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  type Refusal,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { dayIn } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { takesPart } from './program.rules.ts';
import { baseTierOf, sameTierIn } from './program-tier.rules.ts';
import { lockTiersOf } from './tier-placement.repo.ts';
import * as repo from './tier-review.repo.ts';
import { approvalObstacle, approvedFrom, type ReviewOutcome, type Rung } from './tier-review.rules.ts';
import { type TierReviewAction, type TierReviewStatus, tierReviewStates } from './tier-review.states.ts';
import { applyReviews } from './tier-review-application.service.ts';
import { noticeEvent, reviewEvent } from './tier-review-events.rules.ts';
import * as written from './tier-review-write.repo.ts';

/** How many reviews are approved in one call. */
export const REVIEWS_APPROVED_MAX = 200;
const REASON_LENGTH_MAX = 1_000;

/**
 * Approves what a review proposes, and places the partner where that changes its tier.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where it was decided on, or no longer fits
 * the partner's tier
 */
export async function approveReview(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number; timeZone: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'TIERS_WRITE');
  const [review] = await written.lockAll(tx, [input.id]);
  if (!review) throw new NotFoundError('tier review', 'id');
  if (review.version !== input.version) throw new StaleVersionError(review.version);
  const [outcome] = await approveLocked(tx, actor, [review], { timeZone: input.timeZone, now });
  if (outcome?.refusal) throw outcome.refusal;
}

export type Selection = Readonly<{
  ids: readonly string[] | null;
  matching: Readonly<{ programId: string; outcome: ReviewOutcome }> | null;
}>;

export type Approval = Readonly<{ id: string; refusal: Refusal | null }>;

/**
 * Approves many reviews, each for itself: one that is refused keeps no other from being approved. Those that are named,
 * or the oldest that wait with an outcome. Answers them in their order.
 * @throws ForbiddenError, InvalidInputError
 */
export async function approveReviews(
  tx: Tx,
  actor: Actor,
  { ids, matching, timeZone }: Selection & Readonly<{ timeZone: string }>,
  now: Date,
): Promise<Approval[]> {
  assertAllowed(actor, 'TIERS_WRITE');
  const wanted = await wantedOf(tx, ids, matching);
  const reviews = await written.lockAll(tx, wanted);
  // Of those that were found waiting, somebody else may have decided some before they were locked.
  const open = matching ? reviews.filter(({ status }) => status === 'PROPOSED') : reviews;
  const approvals = await approveLocked(tx, actor, open, { timeZone, now });
  const byId = new Map(approvals.map((approval) => [approval.id, approval]));
  return matching
    ? approvals
    : wanted.map((id) => byId.get(id) ?? { id, refusal: new NotFoundError('tier review', 'ids') });
}

async function wantedOf(
  tx: Tx,
  ids: Selection['ids'],
  matching: Selection['matching'],
): Promise<readonly string[]> {
  if ((ids === null) === (matching === null))
    throw refused('ids', 'ONE_OF', 'Give either ids or matching, and not both.');
  if (matching) return await written.openReviews(tx, matching, REVIEWS_APPROVED_MAX);
  if (!ids || ids.length === 0 || ids.length > REVIEWS_APPROVED_MAX)
    throw refused('ids', 'OUT_OF_BOUNDS', `ids has 1 to ${REVIEWS_APPROVED_MAX} entries.`);
  return [...new Set(ids)];
}

/**
 * Turns down what a review proposes, and says why. The partner keeps its tier, until it is reviewed for another period.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function dismissReview(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number; reason: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'TIERS_WRITE');
  const [review] = await written.lockAll(tx, [input.id]);
  if (!review) throw new NotFoundError('tier review', 'id');
  if (review.version !== input.version) throw new StaleVersionError(review.version);
  assertPossible('DISMISS', review.status, actor);
  const fields = new FieldReader();
  const reason = fields.line('reason', input.reason, REASON_LENGTH_MAX);
  fields.done();
  await written.dismiss(tx, review.id, { decidedById: actor.personId, decidedAt: now, reason });
  await appendEvents(tx, actor, [reviewEvent('dismissed', review, now)]);
}

async function approveLocked(
  tx: Tx,
  actor: Actor,
  reviews: readonly written.LockedReview[],
  { timeZone, now }: Readonly<{ timeZone: string; now: Date }>,
): Promise<Approval[]> {
  const today = dayIn(timeZone, now);
  // Nobody is placed elsewhere between what is checked here and what follows from it.
  await lockTiersOf(
    tx,
    reviews.map(({ partnerId, programId }) => ({ partnerId, programId })),
  );
  const checks = await checked(tx, actor, reviews, { today, now });
  const passed = checks.filter(({ refusal }) => refusal === null);
  const approved = passed.map(({ review, isStep }) => ({
    id: review.id,
    ...{ decidedById: actor.personId, decidedAt: now },
    effectiveOn: isStep ? approvedFrom(review.effectiveOn, today) : review.effectiveOn,
    noticedAt: review.outcome === 'GRACE' ? (review.noticedAt ?? now) : review.noticedAt,
  }));
  await written.approve(tx, approved);
  const after = passed.map(({ review, to }, place) => ({
    ...review,
    ...approved[place]!,
    toTierId: to?.id ?? review.toTierId,
  }));
  await appendEvents(tx, actor, [
    ...after.map((review) => reviewEvent('approved', review, now)),
    ...passed
      .filter(({ review }) => review.outcome === 'GRACE' && !review.noticedAt)
      .map(({ review, programCode }) =>
        noticeEvent(review, { programCode, tierCode: review.fromTier?.code ?? null }, now),
      ),
  ]);
  await applyReviews(tx, actor, after, now);
  return checks.map(({ review, refusal }) => ({ id: review.id, refusal }));
}

type Check = Readonly<{
  review: written.LockedReview;
  programCode: string;
  to: Rung | null;
  isStep: boolean;
  refusal: Refusal | null;
}>;

/** Whether each can be approved now, by the version of its program that is in force and where the partner is placed. */
async function checked(
  tx: Tx,
  actor: Actor,
  reviews: readonly written.LockedReview[],
  { today, now }: Readonly<{ today: Date; now: Date }>,
): Promise<Check[]> {
  const programIds = [...new Set(reviews.map(({ programId }) => programId))];
  const programs = await repo.reviewedPrograms(tx, today, programIds);
  const rowsOf = new Map<string, Map<string, repo.ReviewedPartner>>();
  for (const programId of programIds) {
    const partnerIds = reviews
      .filter((review) => review.programId === programId)
      .map(({ partnerId }) => partnerId);
    const rows = await repo.reviewedPartners(tx, { programId, period: '', asOf: now }, [
      ...new Set(partnerIds),
    ]);
    rowsOf.set(programId, new Map(rows.map((row) => [row.partnerId, row])));
  }
  return reviews.map((review): Check => {
    const program = programs.find(({ programId }) => programId === review.programId) ?? null;
    const row = rowsOf.get(review.programId)?.get(review.partnerId);
    const tiers = program?.tiers ?? [];
    const present =
      row?.placedCode != null && row.placedRank !== null
        ? sameTierIn(tiers, { code: row.placedCode, rank: row.placedRank })
        : baseTierOf(tiers);
    const to = tiers.find(({ code }) => code === review.toTier?.code) ?? null;
    const obstacle = approvalObstacle({
      ...{ outcome: review.outcome as ReviewOutcome, effectiveOn: review.effectiveOn, present, to, today },
      fromTierCode: review.fromTier?.code ?? null,
      takesPart: program !== null && takesPart(program.partnerTypes, review.partner),
    });
    const isStep = review.outcome === 'PROMOTE' || review.outcome === 'DEMOTE';
    return {
      review,
      programCode: program?.code ?? '',
      to,
      isStep,
      refusal: refusalOf(actor, review.status, obstacle),
    };
  });
}

function refusalOf(actor: Actor, status: string, obstacle: string | null): Refusal | null {
  const known = status as TierReviewStatus;
  const actions = tierReviewStates.actionsFrom(known, actor.roles);
  if (!tierReviewStates.isAllowed(known, 'APPROVE', actor.roles))
    return new InvalidStateError('APPROVE', status, actions);
  const others = actions.filter((action) => action !== 'APPROVE');
  return obstacle ? new InvalidStateError('APPROVE', status, others, obstacle) : null;
}

function assertPossible(action: TierReviewAction, status: string, actor: Actor): void {
  const known = status as TierReviewStatus;
  if (tierReviewStates.isAllowed(known, action, actor.roles)) return;
  throw new InvalidStateError(action, status, tierReviewStates.actionsFrom(known, actor.roles));
}

const refused = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);
