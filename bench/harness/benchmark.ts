import type { Client } from 'pg';
import type { Database } from '../../src/platform/database/client.ts';
import type { Contest } from './contest.ts';
import type { GrowthContest } from './growth-contest.ts';
import type { RequestContest } from './request-contest.ts';

/** How large a benchmark is, as an option of the command line of the same name. */
export type Size = Readonly<{ fallback: number; min: number; max: number; meaning: string }>;

/** A migrated database of the benchmark's own, which holds nothing yet. */
export type Arena = Readonly<{
  /** As the server and the jobs have it: the app's login, its limits, row security. */
  app: Database;
  /** Bound by nothing, for data, for rivals and for looking at what was left. */
  superuser: Client;
  /** For files of the benchmark's own and of the server's; removed with the server. */
  folder: string;
  log(line: string): void;
}>;

/** One file of `bench/benchmarks` named `<name>.bench.ts` exports one as `benchmark`. */
export type Benchmark<Name extends string = string> = Readonly<{
  name: string;
  summary: string;
  sizes: Readonly<Record<Name, Size>>;
  /** Fills the database and answers who competes at what. */
  prepare(
    arena: Arena,
    sizes: Readonly<Record<Name, number>>,
  ): Promise<Contest | RequestContest | GrowthContest>;
}>;

/** For a benchmark's file, so that its sizes are known by their names. */
export const defineBenchmark = <Name extends string>(benchmark: Benchmark<Name>): Benchmark<Name> =>
  benchmark;
