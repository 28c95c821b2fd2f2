import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { orderOf } from './contest.ts';
import { type Asked, answerOf, type Measured, measure, type RunningServer } from './load.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** A server that answers the same screens as the others. */
export type RequestContender = Readonly<{
  name: string;
  /** Contenders of the same server are asked on the same port. */
  server: RunningServer;
  asked(screen: string): Asked;
  /** What an answer says, in terms that all contenders share. */
  facts(screen: string, answer: unknown): unknown;
}>;

export type Goal = Readonly<{
  ours: string;
  against: string;
  /** Of ours divided by the other's; absent where there is no goal. */
  requestsRatioMin: number;
  cpuRatioMax?: number;
  p99RatioMax?: number;
}>;

export type RequestContest = Readonly<{
  screens: readonly string[];
  contenders: readonly RequestContender[];
  goals: readonly Goal[];
  seconds: number;
  superuser: Client;
  stop(): Promise<void>;
}>;

export type RequestComparison = Readonly<{
  screen: string;
  goal: Goal;
  ours: Readonly<Record<keyof Measured, Spread>>;
  theirs: Readonly<Record<keyof Measured, Spread>>;
  /** Of each round: ours divided by theirs. */
  ratios: Readonly<Record<'requestsPerSecond' | 'cpuMilliseconds' | 'p99Milliseconds', Spread>>;
  isWithin: boolean;
}>;

type Round = Readonly<Record<string, Readonly<Record<string, Measured>>>>;

export type RequestResult = Readonly<{ rounds: readonly Round[]; requests: readonly RequestComparison[] }>;

/** Contenders answered differently, so their speed says nothing of each other. */
export class DifferentAnswerError extends Error {
  override readonly name = 'DifferentAnswerError';
}

/**
 * Looks whether all answer alike, lets each warm up, and then asks all of them in turns, screen by screen.
 * @throws DifferentAnswerError
 */
export async function holdRequests(
  contest: RequestContest,
  roundCount: number,
  log: (line: string) => void,
): Promise<RequestResult> {
  const { screens, contenders, seconds, superuser } = contest;
  for (const screen of screens) await assertAlike(contest, screen);
  log(`  ${contenders.length} contenders answer ${screens.length} screens alike`);
  const measured = (contender: RequestContender, screen: string, duration: number) =>
    measure({ asked: contender.asked(screen), server: contender.server, seconds: duration, superuser });
  for (const screen of screens)
    for (const contender of contenders) await measured(contender, screen, WARM_SECONDS);
  const rounds: Round[] = [];
  for (let number = 0; number < roundCount; number += 1) {
    const round: Record<string, Record<string, Measured>> = {};
    for (const screen of screens) {
      round[screen] = {};
      for (const contender of orderOf(contenders, number))
        round[screen][contender.name] = await measured(contender, screen, seconds);
      const each = contenders.map(
        ({ name }) => `${name} ${round[screen]![name]!.requestsPerSecond.toFixed(0)}/s`,
      );
      log(`  round ${number + 1} of ${roundCount}, ${screen}: ${each.join(', ')}`);
    }
    rounds.push(round);
  }
  return { rounds, requests: comparisonsOf(contest, rounds) };
}

const WARM_SECONDS = 2;

async function assertAlike({ contenders }: RequestContest, screen: string): Promise<void> {
  const [first, ...others] = await Promise.all(
    contenders.map(async ({ name, server, asked, facts }) => ({
      name,
      facts: facts(screen, await answerOf(asked(screen), server.port)),
    })),
  );
  for (const other of others)
    if (!isDeepStrictEqual(other.facts, first!.facts))
      throw new DifferentAnswerError(
        `${screen}: ${other.name} answers ${JSON.stringify(other.facts).slice(0, 1_500)}\nand ${first!.name} ${JSON.stringify(first!.facts).slice(0, 1_500)}`,
      );
}

const METRICS = ['requestsPerSecond', 'p99Milliseconds', 'cpuMilliseconds', 'statements', 'buffers'] as const;

/** Each goal on each screen, by the medians of the rounds' own ratios. */
export const comparisonsOf = (
  { screens, goals }: Pick<RequestContest, 'screens' | 'goals'>,
  rounds: readonly Round[],
): RequestComparison[] =>
  goals.flatMap((goal) =>
    screens.map((screen) => {
      const of = (name: string, metric: keyof Measured) =>
        rounds.map((round) => round[screen]![name]![metric]);
      const spreads = (name: string) =>
        Object.fromEntries(
          METRICS.map((metric) => [metric, spreadOf(of(name, metric))]),
        ) as RequestComparison['ours'];
      const ratio = (metric: keyof Measured) =>
        spreadOf(of(goal.ours, metric).map((value, round) => value / of(goal.against, metric)[round]!));
      const ratios = {
        requestsPerSecond: ratio('requestsPerSecond'),
        cpuMilliseconds: ratio('cpuMilliseconds'),
        p99Milliseconds: ratio('p99Milliseconds'),
      };
      const isWithin =
        ratios.requestsPerSecond.median >= goal.requestsRatioMin &&
        ratios.cpuMilliseconds.median <= (goal.cpuRatioMax ?? Number.POSITIVE_INFINITY) &&
        ratios.p99Milliseconds.median <= (goal.p99RatioMax ?? Number.POSITIVE_INFINITY);
      return { screen, goal, ours: spreads(goal.ours), theirs: spreads(goal.against), ratios, isWithin };
    }),
  );
