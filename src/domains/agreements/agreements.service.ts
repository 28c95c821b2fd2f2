import type { Tx } from '../../platform/database/client.ts';
import { vendorDayOf } from './agreement.repo.ts';
import * as repo from './agreements.repo.ts';

/** The vendor's calendar day at an instant: the day to ask about for what happens at that instant. */
export const agreementDayFrom = (tx: Tx, now: Date): Promise<Date> => vendorDayOf(tx, now);

export type InForce = Readonly<{
  /** Whether everything that is required of the partner is in force; true where nothing is required. */
  inForce: boolean;
  /** Codes of what is required and not in force. */
  missing: readonly string[];
  /** What is in force and ends within 60 days; `expiresOn` is the first day without it. */
  expiring: readonly Readonly<{ templateCode: string; expiresOn: Date }>[];
}>;

/**
 * Whether what is required of a partner is in force on a day of the vendor's calendar (midnight in UTC). A partner that
 * only names an agreement in its account, as imported ones do, misses nothing until the vendor requires something of
 * its type. Answers as far as the transaction sees.
 */
export async function inForce(tx: Tx, partnerId: string, on: Date): Promise<InForce> {
  const all = await inForceOfPartners(tx, [partnerId], on);
  return all.get(partnerId)!;
}

/** The same for many partners by one statement; it answers for each of them. */
export async function inForceOfPartners(
  tx: Tx,
  partnerIds: readonly string[],
  on: Date,
): Promise<ReadonlyMap<string, InForce>> {
  const byPartner = new Map<string, repo.RequiredRow[]>(partnerIds.map((id) => [id, []]));
  for (const row of await repo.requiredOf(tx, partnerIds, on)) byPartner.get(row.partnerId)?.push(row);
  return new Map([...byPartner].map(([id, rows]) => [id, inForceFrom(rows)]));
}

function inForceFrom(rows: readonly repo.RequiredRow[]): InForce {
  const missing = rows.filter((row) => !row.inForce).map(({ templateCode }) => templateCode);
  const expiring = rows.flatMap(({ templateCode, effectiveTo, expiring: isExpiring }) =>
    isExpiring && effectiveTo ? [{ templateCode, expiresOn: effectiveTo }] : [],
  );
  return { inForce: missing.length === 0, missing, expiring };
}
