import { daysBetween } from '../../kernel/days.ts';
import { lesser, owedLots, owedMinorOf, type Position } from './payout-lot.rules.ts';

/** How long the oldest of what is owed has been owed. */
export type AgeBucket = 'UP_TO_30_DAYS' | 'UP_TO_60_DAYS' | 'UP_TO_90_DAYS' | 'OVER_90_DAYS';

/** Whole days from one day to another; none where it is not over. */
export const ageInDays = (since: Date, today: Date): number => Math.max(0, daysBetween(since, today));

export const bucketOf = (ageDays: number): AgeBucket =>
  ageDays <= 30
    ? 'UP_TO_30_DAYS'
    : ageDays <= 60
      ? 'UP_TO_60_DAYS'
      : ageDays <= 90
        ? 'UP_TO_90_DAYS'
        : 'OVER_90_DAYS';

export type WriteOffPart = Readonly<{ earningId: string | null; amountMinor: bigint }>;

/**
 * What of each earning is written off, the earliest first; null where less is owed. Each payee of the partner owes for
 * itself: what another is to be paid does not lessen it.
 */
export function writeOffParts(
  payees: readonly (readonly Position[])[],
  amountMinor: bigint,
): WriteOffPart[] | null {
  let left = amountMinor;
  const parts: WriteOffPart[] = [];
  for (const positions of payees) {
    const taken = owedLots(positions, lesser(owedMinorOf(positions), left));
    for (const { earningId, amountMinor: part } of taken) {
      parts.push({ earningId, amountMinor: part });
      left -= part;
    }
  }
  return left === 0n ? parts : null;
}

export const recoverableIn = (payees: readonly (readonly Position[])[]): bigint =>
  payees.reduce((sum, positions) => sum + owedMinorOf(positions), 0n);
