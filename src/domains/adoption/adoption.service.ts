import { InvalidInputError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { CountedUse } from '../../platform/usage/usage-buffer.ts';
import * as repo from './adoption.repo.ts';
import { rangeProblems } from './adoption.rules.ts';
import { addUses } from './usage.repo.ts';

export type { AdoptionScope, Counts, TierCounts, UsePlace, UseRow } from './adoption.repo.ts';
/** Each reads what the caller's role shows; whoever calls has looked that the caller may read adoption. */
export const { byDay, byOperation, byTier, countUses, totalsOf, usesOf } = repo;

/** Adds to what was counted before; the vendor's day of each use follows from its instant. Speaks for a job. */
export async function recordUses(tx: Tx, uses: readonly CountedUse[]): Promise<void> {
  await addUses(tx, uses);
}

/** @throws InvalidInputError where the range is reversed, empty or too long */
export function assertRange(range: Readonly<{ from: Date; until: Date }>): void {
  const problems = rangeProblems(range);
  if (problems.length > 0) throw new InvalidInputError(problems);
}
