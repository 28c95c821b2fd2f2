import type { Tx } from '../../platform/database/client.ts';
import { Prisma, type TierReview } from '../../platform/database/generated/client/client.ts';
import type { ReviewOutcome } from './tier-review.rules.ts';
import type { StoredReview } from './tier-review-explanation.rules.ts';

export type NewReview = Readonly<{
  partnerId: string;
  programId: string;
  versionId: string;
  period: string;
  outcome: ReviewOutcome;
  status: 'PROPOSED' | 'APPROVED' | 'SUPERSEDED';
  fromTierId: string | null;
  toTierId: string | null;
  explanation: StoredReview;
  asOf: Date;
  proposedAt: Date;
  noticedAt: Date | null;
  effectiveOn: Date | null;
  decidedAt: Date | null;
}>;

const COLUMNS = Prisma.sql`"partnerId" uuid, "programId" uuid, "versionId" uuid, period text, outcome text, status text,
  "fromTierId" uuid, "toTierId" uuid, explanation jsonb, "asOf" timestamptz, "proposedAt" timestamptz,
  "noticedAt" timestamptz, "effectiveOn" date, "decidedAt" timestamptz`;

const SAME_KEY = Prisma.sql`(review.period, review.outcome) = (r.period, r.outcome)
  AND review.to_tier_id IS NOT DISTINCT FROM r."toTierId"`;

/** Closes what is open of these partners, unless it is the very thing that is proposed now, and answers which. */
export async function supersedeOthers(tx: Tx, reviews: readonly NewReview[]): Promise<TierReview[]> {
  const rows = JSON.stringify(reviews);
  const closed = await tx.$queryRaw<{ id: string }[]>`
    UPDATE tier_review AS review SET status = 'SUPERSEDED', version = version + 1
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(${COLUMNS})
    WHERE review.partner_id = r."partnerId" AND review.program_id = r."programId" AND review.status = 'PROPOSED'
      AND r.status <> 'SUPERSEDED' AND NOT (${SAME_KEY})
    RETURNING review.id`;
  return await reviewsOf(tx, closed);
}

/** Closes open proposals, and answers those that were open. */
export async function supersede(tx: Tx, ids: readonly string[]): Promise<TierReview[]> {
  const closed = await tx.$queryRaw<{ id: string }[]>`
    UPDATE tier_review SET status = 'SUPERSEDED', version = version + 1
    WHERE id = ANY (${ids}::uuid[]) AND status = 'PROPOSED' RETURNING id`;
  return await reviewsOf(tx, closed);
}

/**
 * Writes reviews, each once for its partner, period, outcome and tier. One of them that was superseded, or is open and
 * was looked at earlier, is brought up to date. Answers what is new, or proposed again.
 */
export async function writeReviews(tx: Tx, reviews: readonly NewReview[]): Promise<TierReview[]> {
  const rows = JSON.stringify(reviews);
  const renewed = await tx.$queryRaw<{ id: string; before: string; after: string }[]>`
    UPDATE tier_review AS review SET status = r.status, explanation = r.explanation, as_of = r."asOf",
      version_id = r."versionId", effective_on = r."effectiveOn", decided_at = r."decidedAt", version = version + 1
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(${COLUMNS})
    WHERE review.partner_id = r."partnerId" AND review.program_id = r."programId" AND ${SAME_KEY}
      AND review.status IN ('PROPOSED', 'SUPERSEDED') AND review.as_of < r."asOf"
    RETURNING review.id, old.status AS before, new.status AS after`;
  const added = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO tier_review (partner_id, program_id, version_id, period, outcome, status, from_tier_id, to_tier_id,
      explanation, as_of, proposed_at, noticed_at, effective_on, decided_at)
    SELECT r."partnerId", r."programId", r."versionId", r.period, r.outcome, r.status, r."fromTierId", r."toTierId",
      r.explanation, r."asOf", r."proposedAt", r."noticedAt", r."effectiveOn", r."decidedAt"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(${COLUMNS})
    ORDER BY r."partnerId"
    ON CONFLICT DO NOTHING RETURNING id`;
  return await reviewsOf(tx, [...renewed.filter(({ before, after }) => before !== after), ...added]);
}

const reviewsOf = (
  tx: Tx,
  rows: readonly Readonly<{ id: string }>[],
): Promise<TierReview[]> | TierReview[] =>
  rows.length === 0
    ? []
    : tx.tierReview.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, orderBy: { id: 'asc' } });

export type LockedReview = TierReview &
  Readonly<{
    partner: Readonly<{ status: string; type: string }>;
    fromTier: Readonly<{ id: string; code: string; rank: number }> | null;
    toTier: Readonly<{ id: string; code: string; rank: number }> | null;
  }>;

const TIER = { select: { id: true, code: true, rank: true } } as const;

/** Reviews under lock, in the order of their ids, so that two who decide many at once wait instead of blocking each other. */
export async function lockAll(tx: Tx, ids: readonly string[]): Promise<LockedReview[]> {
  await tx.$queryRaw`SELECT 1 FROM tier_review WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  return await tx.tierReview.findMany({
    where: { id: { in: [...ids] } },
    include: { partner: { select: { status: true, type: true } }, fromTier: TIER, toTier: TIER },
    orderBy: { id: 'asc' },
  });
}

/** The oldest open proposals of a program and outcome, at most so many. */
export async function openReviews(
  tx: Tx,
  { programId, outcome }: Readonly<{ programId: string; outcome: string }>,
  limit: number,
): Promise<string[]> {
  const rows = await tx.tierReview.findMany({
    where: { programId, outcome, status: 'PROPOSED' },
    orderBy: [{ proposedAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export type Approved = Readonly<{
  id: string;
  decidedById: string | null;
  decidedAt: Date;
  effectiveOn: Date | null;
  noticedAt: Date | null;
}>;

export async function approve(tx: Tx, approved: readonly Approved[]): Promise<void> {
  if (approved.length === 0) return;
  await tx.$executeRaw`
    UPDATE tier_review AS review SET status = 'APPROVED', version = version + 1, decided_by_id = r."decidedById",
      decided_at = r."decidedAt", effective_on = r."effectiveOn", noticed_at = r."noticedAt"
    FROM jsonb_to_recordset(${JSON.stringify(approved)}::jsonb) AS r(id uuid, "decidedById" uuid, "decidedAt" timestamptz,
      "effectiveOn" date, "noticedAt" timestamptz)
    WHERE review.id = r.id`;
}

export async function dismiss(
  tx: Tx,
  id: string,
  by: Readonly<{ decidedById: string | null; decidedAt: Date; reason: string }>,
): Promise<void> {
  await tx.tierReview.update({
    where: { id },
    data: { ...by, status: 'DISMISSED', version: { increment: 1 } },
  });
}
