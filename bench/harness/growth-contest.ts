import { isDeepStrictEqual } from 'node:util';
import type { PlanNode } from '../../tests/support/gates/statements.ts';
import type { Read } from './operation-pages.ts';

/** Whose data is read: what was there from the beginning, or something alike of what was added, such as a copy of it. */
export type Whose = 'original' | 'copy';

/** How many levels there are above the leaves of each index, by its name. */
export type Heights = ReadonlyMap<string, number>;

export type GrowthContest = Readonly<{
  operations: readonly string[];
  /** How many times the pages of before an operation may touch once there is more. */
  growthMax: number;
  read(operation: string, whose: Whose): Promise<Read>;
  heights(): Promise<Heights>;
  /** Adds other partners' data, as dense as what is there. */
  grow(): Promise<void>;
  /** Faults, each of which makes an operation read more than it may. */
  faults: readonly Readonly<{ name: string; operation: string; plant(): Promise<void> }>[];
  stop?(): Promise<void>;
}>;

export type Growth = Readonly<{
  operation: string;
  pagesFew: number;
  /** Of the original or of its copy, whichever is more. */
  pagesMany: number;
  /** Of these, one for each search of an index and each level that it has got since. */
  pagesOfTallerTrees: number;
  ratio: number;
  growthMax: number;
  isWithin: boolean;
  isWithinButForTrees: boolean;
  /** Both plans of one that misses the goal, so that whoever reads the figures can find out why; null for the rest. */
  plans: Readonly<{ few: PlanNode; many: PlanNode }> | null;
}>;

export type GrowthResult = Readonly<{
  growths: readonly Growth[];
  /** What each planted fault made of an operation. */
  faults: readonly Readonly<{ name: string; operation: string; ratio: number }>[];
}>;

/** An answer changed with data that is none of the caller's, or a copy's differs from the original's. */
export class AnswerChangedError extends Error {
  override readonly name = 'AnswerChangedError';
}

/** A fault went unnoticed, so that nothing is known of what else does. */
export class FaultUnnoticedError extends Error {
  override readonly name = 'FaultUnnoticedError';
}

/**
 * Counts what each operation reads, adds other partners' data, and counts again.
 * @throws AnswerChangedError, FaultUnnoticedError
 */
export async function holdGrowth(
  { operations, growthMax, read, heights, grow, faults }: GrowthContest,
  log: (line: string) => void,
): Promise<GrowthResult> {
  const few = new Map<string, Read>();
  for (const operation of operations) few.set(operation, await read(operation, 'original'));
  const before = await heights();
  await grow();
  const taller = tallerBy(before, await heights());
  const growths: Growth[] = [];
  for (const operation of operations) {
    const first = few.get(operation)!;
    const [original, copy] = [await read(operation, 'original'), await read(operation, 'copy')];
    assertSameAnswers(operation, first.data, original.data, copy.data);
    const many = original.pages >= copy.pages ? original : copy;
    const growth = growthOf(operation, { first, many }, taller, growthMax);
    growths.push(growth);
    log(`  ${operation}: ${first.pages} pages, ${original.pages} and of a copy ${copy.pages} among many`);
  }
  return { growths, faults: await planted(faults, few, read, growthMax) };
}

async function planted(
  faults: GrowthContest['faults'],
  few: ReadonlyMap<string, Read>,
  read: GrowthContest['read'],
  growthMax: number,
): Promise<GrowthResult['faults']> {
  const found: GrowthResult['faults'][number][] = [];
  for (const { name, operation, plant } of faults) {
    await plant();
    const ratio = (await read(operation, 'original')).pages / few.get(operation)!.pages;
    if (ratio <= growthMax)
      throw new FaultUnnoticedError(`${operation} reads ${ratio.toFixed(2)} times as much ${name}.`);
    found.push({ name, operation, ratio });
  }
  return found;
}

/** The same to whoever looks; a copy has ids and some names of its own, so it is as long. */
function assertSameAnswers(operation: string, few: unknown, many: unknown, copy: unknown): void {
  if (!isDeepStrictEqual(few, many))
    throw new AnswerChangedError(`${operation} answers otherwise since there is more of others.`);
  if (leavesOf(many) !== leavesOf(copy))
    throw new AnswerChangedError(
      `${operation} answers ${leavesOf(copy)} instead of ${leavesOf(many)} values of a copy.`,
    );
}

const leavesOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, each) => sum + leavesOf(each), 0)
    : 1;

function growthOf(
  operation: string,
  { first, many }: Readonly<{ first: Read; many: Read }>,
  taller: Heights,
  growthMax: number,
): Growth {
  const [pagesFew, pagesMany] = [first.pages, many.pages];
  let pagesOfTallerTrees = 0;
  for (const [index, searches] of searchesOf(many.plan))
    pagesOfTallerTrees += searches * (taller.get(index) ?? 0);
  const ratio = pagesMany / pagesFew;
  return {
    ...{ operation, pagesFew, pagesMany, pagesOfTallerTrees, ratio, growthMax },
    isWithin: ratio <= growthMax,
    isWithinButForTrees: (pagesMany - pagesOfTallerTrees) / pagesFew <= growthMax,
    plans: ratio <= growthMax ? null : { few: first.plan, many: many.plan },
  };
}

const tallerBy = (before: Heights, after: Heights): Heights =>
  new Map([...after].map(([index, height]) => [index, height - (before.get(index) ?? height)]));

/** How often a plan went down each index from its root. */
function searchesOf(node: PlanNode): Map<string, number> {
  const searches = new Map<string, number>();
  const visit = (each: PlanNode) => {
    const { 'Index Name': index, 'Index Searches': count } = each;
    if (index !== undefined) searches.set(index, (searches.get(index) ?? 0) + (count ?? 0));
    each.Plans?.forEach(visit);
  };
  visit(node);
  return searches;
}
