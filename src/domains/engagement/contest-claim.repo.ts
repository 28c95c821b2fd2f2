import type { Tx } from '../../platform/database/client.ts';

/** A live claim as it is at one instant, with the keys that decide and who waits behind it. */
export type ClaimAsHeld = Readonly<{
  id: string;
  keys: readonly string[];
  held: readonly Readonly<{ key: string; productFamily: string; territory: string }>[];
  waiting: readonly string[];
}>;

export async function findClaimAsHeld(tx: Tx, referralId: string): Promise<ClaimAsHeld | null> {
  const claim = await tx.claim.findFirst({
    where: { referralId, releasedAt: null },
    include: {
      held: { orderBy: { key: 'asc' }, omit: { claimId: true } },
      waiting: { where: { endedAt: null }, orderBy: { referralId: 'asc' }, select: { referralId: true } },
    },
  });
  return (
    claim && {
      id: claim.id,
      keys: claim.keys,
      held: claim.held,
      waiting: claim.waiting.map(({ referralId: waitingId }) => waitingId),
    }
  );
}

/**
 * Gives one claim's keys and those who wait behind it to another, in one transaction: at no instant are they free for a
 * third. The claim that they leave is released.
 */
export async function moveClaim(
  tx: Tx,
  from: ClaimAsHeld,
  to: ClaimAsHeld,
  releasedAt: Date,
  releaseReason: string,
): Promise<void> {
  await tx.claimKey.updateMany({ where: { claimId: from.id }, data: { claimId: to.id } });
  await tx.waitlistEntry.updateMany({
    where: { claimId: from.id, endedAt: null },
    data: { claimId: to.id },
  });
  await tx.claim.update({ where: { id: from.id }, data: { releasedAt, releaseReason } });
  const keys = await tx.claimKey.findMany({ where: { claimId: to.id }, orderBy: { key: 'asc' } });
  await tx.claim.update({ where: { id: to.id }, data: { keys: keys.map(({ key }) => key) } });
}

/** Makes a claim what it was: its keys are its own again, whoever has them now. */
export async function restoreClaim(tx: Tx, claim: ClaimAsHeld): Promise<void> {
  await tx.claim.update({
    where: { id: claim.id },
    data: { keys: [...claim.keys], releasedAt: null, releaseReason: null },
  });
  const [families, territories] = [
    claim.held.map(({ productFamily }) => productFamily),
    claim.held.map(({ territory }) => territory),
  ];
  await tx.$executeRaw`
    INSERT INTO claim_key (key, product_family, territory, claim_id)
    SELECT wanted.*, ${claim.id}::uuid
    FROM unnest(${claim.held.map(({ key }) => key)}::text[], ${families}::text[], ${territories}::text[]) AS wanted
    ON CONFLICT (key, product_family, territory) DO UPDATE SET claim_id = excluded.claim_id`;
  await tx.waitlistEntry.updateMany({
    where: { referralId: { in: [...claim.waiting] }, endedAt: null },
    data: { claimId: claim.id },
  });
}

/**
 * Adds what was learnt of the customer to a referral's claim, as far as nobody else holds it; takes a claim where the
 * referral has none.
 */
export async function widenClaim(
  tx: Tx,
  referralId: string,
  target: Readonly<{ keys: readonly string[]; productFamily: string; territory: string }>,
  now: Date,
): Promise<void> {
  const { productFamily, territory } = target;
  const live = await tx.claim.findFirst({ where: { referralId, releasedAt: null } });
  const claim =
    live ??
    (await tx.claim.create({ data: { referralId, productFamily, territory, keys: [], takenAt: now } }));
  if (claim.productFamily !== productFamily || claim.territory !== territory) return;
  await tx.$executeRaw`
    INSERT INTO claim_key (key, product_family, territory, claim_id)
    SELECT key, ${productFamily}, ${territory}, ${claim.id}::uuid FROM unnest(${[...target.keys]}::text[]) AS wanted(key)
    ON CONFLICT DO NOTHING`;
  const keys = await tx.claimKey.findMany({ where: { claimId: claim.id }, orderBy: { key: 'asc' } });
  await tx.claim.update({ where: { id: claim.id }, data: { keys: keys.map(({ key }) => key) } });
}

/** A claim without keys, for a referral that inherits those of another. */
export async function insertClaimLike(
  tx: Tx,
  referralId: string,
  { held }: ClaimAsHeld,
  takenAt: Date,
): Promise<ClaimAsHeld> {
  const { productFamily = '', territory = '*' } = held[0] ?? {};
  const { id } = await tx.claim.create({
    data: { referralId, productFamily, territory, keys: [], takenAt },
  });
  return { id, keys: [], held: [], waiting: [] };
}

/** Ends a claim that has given all its keys back. */
export const releaseEmptyClaim = (tx: Tx, referralId: string, releasedAt: Date, releaseReason: string) =>
  tx.claim.updateMany({
    where: { referralId, releasedAt: null, held: { none: {} } },
    data: { releasedAt, releaseReason },
  });
