import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, ReferralReview } from '../../platform/database/generated/client/client.ts';

export const findReview = (tx: Tx, referralId: string): Promise<ReferralReview | null> =>
  tx.referralReview.findUnique({ where: { referralId } });

/** Writes what changed and counts the version up; the first writing makes version 1. */
export const writeReview = (
  tx: Tx,
  referralId: string,
  before: ReferralReview | null,
  data: Partial<
    Pick<ReferralReview, 'customerId' | 'matchDecision' | 'note'> & { matchEvidence: Prisma.InputJsonObject }
  >,
): Promise<ReferralReview> =>
  before
    ? tx.referralReview.update({ where: { referralId }, data: { ...data, version: before.version + 1 } })
    : tx.referralReview.create({
        data: { matchDecision: 'NONE', matchEvidence: { candidates: [] }, ...data, referralId },
      });

export const isCustomer = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.customer.findUnique({ where: { id }, select: { id: true } })) !== null;

/** The customer that the review's record counts as: merged records are one customer. */
export async function findCanonicalCustomer(tx: Tx, referralId: string): Promise<string | null> {
  const review = await tx.referralReview.findUnique({
    where: { referralId },
    select: { customer: { select: { canonicalId: true } } },
  });
  return review?.customer?.canonicalId ?? null;
}
