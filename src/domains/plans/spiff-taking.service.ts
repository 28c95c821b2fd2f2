import { NotFoundError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import { amountWithinCap, type SpiffRefusal, type SpiffTerms, spiffTermsOf } from './spiff.rules.ts';
import * as repo from './spiff-taking.repo.ts';

/** The SPIFFs that are open for orders of any of these days; `until` belongs to them. */
export const spiffsOn = async (tx: Tx, from: Date, until: Date): Promise<SpiffTerms[]> =>
  (await repo.spiffsOn(tx, from, until)).map(spiffTermsOf);

/** SPIFFs by their ids, whatever has become of them. */
export async function spiffsById(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, SpiffTerms>> {
  const spiffs = ids.length === 0 ? [] : await repo.findSpiffs(tx, [...new Set(ids)]);
  return new Map(spiffs.map((spiff) => [spiff.id, spiffTermsOf(spiff)]));
}

/**
 * Lets nobody else take from these SPIFFs until the end of the transaction. Who reads what somebody was paid already does so
 * after it, so that two at once do not each believe the cap to be far.
 */
export async function lockSpiffs(tx: Tx, ids: readonly string[]): Promise<void> {
  await repo.lockSpiffs(tx, ids);
}

export type SpiffTake = Readonly<{
  spiffId: string;
  partnerId: string;
  /** Who referred; must be known where the SPIFF pays people, and is not asked where it pays partners. */
  membershipId: string | null;
  /** What it pays for the line, in minor units of the SPIFF's currency; positive. */
  amountMinor: bigint;
  /** What the partner, or the person where people are paid, had of it before. */
  alreadyMinor: bigint;
}>;

export type SpiffTaken =
  | Readonly<{ ok: true; amountMinor: bigint }>
  | Readonly<{ ok: false; reason: SpiffRefusal }>;

/**
 * Takes from a SPIFF's budget what may be paid: the amount, or what the cap leaves of it. A remainder of the budget that is
 * smaller is not paid in part. Nothing is taken where it answers a reason; no race overspends.
 * @throws NotFoundError where there is no such SPIFF
 */
export async function takeSpiff(tx: Tx, take: SpiffTake): Promise<SpiffTaken> {
  const { spiffId, partnerId, membershipId } = take;
  const spiff = await repo.findSpiff(tx, spiffId);
  if (!spiff) throw new NotFoundError('SPIFF', 'spiffId');
  if (spiff.status !== 'PUBLISHED') return { ok: false, reason: 'SPIFF_CLOSED' };
  if (spiff.paysPerson) {
    if (membershipId === null) return { ok: false, reason: 'SPIFF_NOBODY_TO_PAY' };
    if (!(await repo.isConsentGiven(tx, { spiffId, partnerId, membershipId })))
      return { ok: false, reason: 'SPIFF_NO_CONSENT' };
  }
  const amountMinor = amountWithinCap(take.amountMinor, take.alreadyMinor, spiff.capMinor);
  if (amountMinor <= 0n) return { ok: false, reason: 'SPIFF_CAP_REACHED' };
  if (await repo.takeFromBudget(tx, spiffId, amountMinor)) return { ok: true, amountMinor };
  return { ok: false, reason: 'SPIFF_BUDGET_SPENT' };
}

/**
 * Gives back what was taken and is reversed, also to one that is closed; what is negative is taken anew, as where a
 * collection that came late makes up for a reversal. Never below nothing, nor above the budget: what was promised is owed
 * though somebody else took what was given back. The caller has locked the earnings and knows that it books them once.
 */
export async function giveBackSpiffs(
  tx: Tx,
  freed: readonly Readonly<{ spiffId: string | null; amountMinor: bigint }>[],
): Promise<void> {
  const bySpiff = new Map<string, bigint>();
  for (const { spiffId, amountMinor } of freed)
    if (spiffId !== null && amountMinor !== 0n)
      bySpiff.set(spiffId, (bySpiff.get(spiffId) ?? 0n) + amountMinor);
  if (bySpiff.size === 0) return;
  await repo.lockSpiffs(tx, [...bySpiff.keys()]);
  await repo.giveBackToBudgets(
    tx,
    [...bySpiff].map(([id, amountMinor]) => ({ id, amountMinor })),
  );
}
