import { type Spread, spreadOf } from './statistics.ts';

/** What is there after a run, by name: counts, sums, hashes. Equal outcomes are the same work. */
export type Outcome = Readonly<Record<string, string | number | null>>;

export type Contender = Readonly<{
  name: string;
  /** Only this is timed. */
  run(): Promise<void>;
  /** What the last run took, where the run knows that better than a clock beside it. */
  milliseconds?(): number;
}>;

/** Another way to do the same work, with how many times its time ours may take; null where it only shows what is what. */
export type Rival = Contender & Readonly<{ ratioMax: number | null }>;

export type Contest = Readonly<{
  ours: Contender;
  rivals: readonly Rival[];
  /** Puts everything back to where each run begins. */
  restore(): Promise<void>;
  /** Reads what a run left. */
  outcome(): Promise<Outcome>;
  /** Ends what was started for it. */
  stop?(): Promise<void>;
}>;

export type Round = Readonly<{
  /** Who ran, in this order. */
  order: readonly string[];
  milliseconds: Readonly<Record<string, number>>;
}>;

export type Comparison = Readonly<{
  rival: string;
  oursMilliseconds: Spread;
  rivalMilliseconds: Spread;
  /** Of each round: our time divided by the rival's. */
  ratio: Spread;
  ratioMax: number | null;
  isWithin: boolean;
}>;

export type ContestResult = Readonly<{
  outcome: Outcome;
  rounds: readonly Round[];
  comparisons: readonly Comparison[];
}>;

/** Both sides must do the same, or their times say nothing of each other. */
export class DifferentWorkError extends Error {
  override readonly name = 'DifferentWorkError';

  constructor(expected: Outcome, found: Outcome, who: string) {
    const differing = [...new Set([...Object.keys(expected), ...Object.keys(found)])].filter(
      (key) => expected[key] !== found[key],
    );
    const each = differing.map((key) => `${key} is ${found[key]} instead of ${expected[key]}`);
    super(`${who} did other work: ${each.join(', ')}.`);
  }
}

/** Nothing done twice is equal too, so a benchmark whose work leaves nothing is refused. */
export class NoWorkError extends Error {
  override readonly name = 'NoWorkError';
}

/** Milliseconds from any fixed moment. */
export type Clock = () => number;

/** Who runs when in a round: each is first in turn, as the one that comes later may find more in caches. */
export const orderOf = <T>(contenders: readonly T[], round: number): T[] => {
  const first = round % contenders.length;
  return [...contenders.slice(first), ...contenders.slice(0, first)];
};

/**
 * Lets each contender do the work once without a clock, and refuses unless all of them leave the same; then times them in
 * turns. What each timed run leaves is compared too.
 * @throws DifferentWorkError, NoWorkError
 */
export async function hold(
  contest: Contest,
  roundCount: number,
  clock: Clock,
  log: (line: string) => void,
): Promise<ContestResult> {
  const contenders: readonly Contender[] = [contest.ours, ...contest.rivals];
  const outcome = await verified(contest, contenders);
  log(`  same work: ${JSON.stringify(outcome)}`);
  const rounds: Round[] = [];
  for (let number = 0; number < roundCount; number += 1) {
    const order = orderOf(contenders, number);
    const times: Record<string, number> = {};
    for (const contender of order) {
      await contest.restore();
      const began = clock();
      await contender.run();
      const milliseconds = clock() - began;
      times[contender.name] = contender.milliseconds?.() ?? milliseconds;
      assertSame(outcome, await contest.outcome(), contender.name);
    }
    rounds.push({ order: order.map(({ name }) => name), milliseconds: times });
    const each = order.map(({ name }) => `${name} ${times[name]!.toFixed(0)} ms`);
    log(`  round ${number + 1} of ${roundCount}: ${each.join(', ')}`);
  }
  return { outcome, rounds, comparisons: comparisonsOf(contest, rounds) };
}

async function verified(contest: Contest, contenders: readonly Contender[]): Promise<Outcome> {
  await contest.restore();
  const before = await contest.outcome();
  let expected: Outcome | null = null;
  for (const contender of contenders) {
    if (expected) await contest.restore();
    await contender.run();
    const found = await contest.outcome();
    if (expected) assertSame(expected, found, contender.name);
    else expected = found;
  }
  if (JSON.stringify(before) === JSON.stringify(expected))
    throw new NoWorkError('A run leaves what was there before it, so there is nothing to compare.');
  return expected!;
}

function assertSame(expected: Outcome, found: Outcome, who: string): void {
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  if ([...keys].some((key) => expected[key] !== found[key]))
    throw new DifferentWorkError(expected, found, who);
}

/** Each of our rivals' times with ours, round by round, since a machine is now faster and now slower. */
export const comparisonsOf = (
  { ours, rivals }: Pick<Contest, 'ours' | 'rivals'>,
  rounds: readonly Round[],
): Comparison[] =>
  rivals.map(({ name, ratioMax }) => {
    const timesOf = (who: string) => rounds.map(({ milliseconds }) => milliseconds[who]!);
    const ratio = spreadOf(rounds.map(({ milliseconds }) => milliseconds[ours.name]! / milliseconds[name]!));
    return {
      rival: name,
      oursMilliseconds: spreadOf(timesOf(ours.name)),
      rivalMilliseconds: spreadOf(timesOf(name)),
      ratio,
      ratioMax,
      isWithin: ratioMax === null || ratio.median <= ratioMax,
    };
  });
