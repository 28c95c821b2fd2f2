import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { billingOf } from './billing-facts-of.service.ts';
import { vendorDayOf } from './exchange-rate.repo.ts';
import * as repo from './revenue-assurance.repo.ts';
import { collectedWithin, readMonths } from './revenue-assurance.rules.ts';

export type AssuranceRow = repo.FoundLine & Readonly<{ collectedMinor: bigint }>;

export type AssurancePage = Readonly<{
  rows: readonly AssuranceRow[];
  hasMore: boolean;
  /** Where the next page continues; null where nothing was looked at. */
  end: string | null;
}>;

export type AssuranceQuestion = repo.AssuranceFilter &
  Readonly<{ fromMonth?: Date | null; untilMonth?: Date | null; after: string | null; size: number }>;

/**
 * Compares what was ordered, billed and commissioned, line by line; with what was collected. Two statements, however many lines.
 * @throws ForbiddenError, InvalidInputError for months that are none
 */
export async function assureRevenue(
  tx: Tx,
  actor: Actor,
  { fromMonth, untilMonth, after, size, ...filter }: AssuranceQuestion,
  now: Date,
): Promise<AssurancePage> {
  assertAllowed(actor, 'BILLING_READ');
  const months = readMonths({ fromMonth, untilMonth }, await vendorDayOf(tx, now));
  const { lines, scanned, scannedTo } = await repo.findAssuredLines(tx, filter, months, { after, size });
  const shown = lines.slice(0, size);
  const lineIds = shown.flatMap(({ id, orderId }) => (orderId ? [id] : []));
  const billing = await billingOf(tx, lineIds);
  const rows = shown.map((line) => {
    const billed = billing.get(line.id);
    return { ...line, collectedMinor: billed ? collectedWithin(billed, months) : 0n };
  });
  // A page ends with its last line, or, where it found fewer, with the last that it looked at.
  const isFull = lines.length > size;
  const end = isFull ? shown.at(-1)!.id : scannedTo;
  return { rows, end, hasMore: isFull || scanned === repo.LINES_LOOKED_AT_MAX };
}
