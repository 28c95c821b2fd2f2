import { InvalidInputError } from '../../kernel/errors.ts';
import * as repo from './adoption.repo.ts';
import { rangeProblems } from './adoption.rules.ts';

export type { AdoptionScope, Counts, TierCounts, UseRow } from './adoption.repo.ts';
/** Each reads what the caller's role shows; whoever calls has looked that the caller may read adoption. */
export const { byDay, byOperation, byTier, totalsOf, usesOf } = repo;

/** @throws InvalidInputError where the range is reversed, empty or too long */
export function assertRange(range: Readonly<{ from: Date; until: Date }>): void {
  const problems = rangeProblems(range);
  if (problems.length > 0) throw new InvalidInputError(problems);
}
