import { createHash } from 'node:crypto';

/** `npm run test:full` tries everything, which takes minutes longer. */
export const isFull = Boolean(process.env.FULL);

/** Which sample is taken; another one with `SEED=...`. */
export const seed = process.env.SEED ?? '1';

/** The same for what takes numbers. */
export const seedNumber = Number.parseInt(createHash('sha256').update(seed).digest('hex').slice(0, 6), 16);

/** For the names of tests, so that their output says how to try the same again. */
export const sampleName = isFull ? 'all' : `sample, SEED=${seed}`;

const rankOf = (text: string): string => createHash('sha256').update(`${seed} ${text}`).digest('hex');

/** Whether a case is among one of so many, by what it says. */
export const isSampled = (text: string, oneOf: number): boolean =>
  isFull || Number.parseInt(rankOf(text).slice(0, 8), 16) % oneOf === 0;

/**
 * One of so many cases of each group, and at least one of each, the same for the same seed; all of them where everything
 * is to be tried. A case is chosen by what it says, so that which of one group are does not change with another group.
 */
export function sampled<T>(
  all: readonly T[],
  { oneOf, groupOf, textOf }: { oneOf: number; groupOf: (each: T) => string; textOf: (each: T) => string },
): T[] {
  if (isFull) return [...all];
  const chosen = new Set<T>();
  for (const cases of Map.groupBy(all, groupOf).values()) {
    const ranked = cases
      .map((each) => ({ each, rank: rankOf(textOf(each)) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1));
    for (const { each } of ranked.slice(0, Math.ceil(cases.length / oneOf))) chosen.add(each);
  }
  return all.filter((each) => chosen.has(each));
}
