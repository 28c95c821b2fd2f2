import { InvalidInputError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed, JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, Referral, ReferralReview } from '../../platform/database/generated/client/client.ts';
import { hashOf } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './referral.repo.ts';
import * as reviews from './referral-review.repo.ts';

const NOTE_LENGTH_MAX = 4_000;
const CANDIDATES_MAX = 10;

/** Who a referral is about, as the customer master answers; ids, codes and numbers only, as it is stored. */
export type MatchFinding = Readonly<{
  decision: 'SAME' | 'POSSIBLE' | 'NONE';
  recordId: string | null;
  candidates: readonly Prisma.InputJsonObject[];
}>;

/** CONFIRMED is a person's decision, which may also be that no customer is known. */
export type ReviewDecision = MatchFinding['decision'] | 'CONFIRMED';

/** Of what the partner told, the part that says which company it is. */
export const identityOf = (referral: Referral) => ({
  name: referral.customerName,
  domain: referral.customerDomain,
  taxId: referral.customerTaxId,
  countryCode: referral.customerCountryCode,
});

/**
 * Stores what was found out about a submitted referral. What a person decided stays, unless the partner has since
 * described another company. Runs as a job, since a partner must not see any of it.
 */
export async function recordMatch(
  tx: Tx,
  referral: Referral,
  finding: MatchFinding,
  now: Date,
): Promise<void> {
  const before = await reviews.findReview(tx, referral.id);
  const identityHash = Buffer.from(hashOf(identityOf(referral))).toString('hex');
  const matchEvidence = { identityHash, candidates: finding.candidates.slice(0, CANDIDATES_MAX) };
  const isDecided = before?.matchDecision === 'CONFIRMED' && identityHashOf(before) === identityHash;
  const outcome = isDecided ? {} : { matchDecision: finding.decision, customerId: finding.recordId };
  const review = await reviews.writeReview(tx, referral.id, before, { ...outcome, matchEvidence });
  await appendReviewEvent(tx, JOB_ACTOR, 'referral.matched', referral, now, {
    decision: review.matchDecision,
    customerId: review.customerId,
    candidates: finding.candidates.length,
  });
}

const identityHashOf = ({ matchEvidence }: ReferralReview): unknown =>
  (matchEvidence as { identityHash?: unknown }).identityHash;

/** The customer that a referral is known to be about; null while nobody and no strong key has said so. */
export const customerOf = async (tx: Tx, referralId: string): Promise<string | null> =>
  await reviews.findCanonicalCustomer(tx, referralId);

type ReviewInput = Readonly<{ id: string; version: number }>;

/**
 * Writes the staff's comment on a referral; null clears it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError
 */
export async function noteReferral(
  tx: Tx,
  actor: Actor,
  input: ReviewInput & Readonly<{ note: string | null }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'REFERRALS_DECIDE');
  const { referral, review } = await lockReview(tx, input);
  const fields = new FieldReader();
  const note = fields.optionalLines('note', input.note, NOTE_LENGTH_MAX);
  fields.done();
  await reviews.writeReview(tx, referral.id, review, { note });
  await appendReviewEvent(tx, actor, 'referral.noted', referral, now);
}

/**
 * Decides which customer a referral is about; null says that it is none that is known.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError
 */
export async function linkCustomer(
  tx: Tx,
  actor: Actor,
  input: ReviewInput & Readonly<{ customerId: string | null }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'REFERRALS_DECIDE');
  const { referral, review } = await lockReview(tx, input);
  const { customerId } = input;
  if (customerId !== null && !(await reviews.isCustomer(tx, customerId)))
    throw new InvalidInputError([
      { field: 'customerId', code: 'NOT_FOUND', message: 'customerId is the id of a customer.' },
    ]);
  await reviews.writeReview(tx, referral.id, review, { customerId, matchDecision: 'CONFIRMED' });
  await appendReviewEvent(tx, actor, 'referral.customer_linked', referral, now, { customerId });
}

/** The referral is locked rather than its review, because there may be none yet. */
async function lockReview(tx: Tx, { id, version }: ReviewInput) {
  const referral = await repo.lockReferral(tx, id);
  if (!referral) throw new NotFoundError('referral', 'id');
  const review = await reviews.findReview(tx, id);
  const currentVersion = review?.version ?? 0;
  if (currentVersion !== version) throw new StaleVersionError(currentVersion);
  return { referral, review };
}

/** A partner never learns that or how its referrals are reviewed. */
const appendReviewEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId }: Referral,
  occurredAt: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [
    { type, subjectType: 'Referral', subjectId: id, partnerId, partnerVisible: false, occurredAt, data },
  ]);
