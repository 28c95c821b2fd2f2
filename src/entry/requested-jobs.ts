import type { Database } from '../platform/database/client.ts';
import { type Outside, runRequested } from '../platform/jobs/jobs.ts';
import { REQUESTABLE_JOBS } from '../workflows/jobs/all-jobs.ts';

export type RequestedJobs = Readonly<{
  /** Begins what was asked for, as soon as what was begun before is done. Returns at once. */
  wake(): void;
  /** Resolves once nothing is left to do. */
  idle(): Promise<void>;
}>;

/** Runs in this process what people ask for, where there is no `job-requests` on a schedule that does. */
export function runsRequestedJobs(
  options: Readonly<{ database: Database; log(line: string): void; outside: Outside }>,
): RequestedJobs {
  let running: Promise<unknown> = Promise.resolve();
  const begin = () => runRequested(options, REQUESTABLE_JOBS);
  return {
    wake() {
      running = running
        .then(begin)
        .catch((error: unknown) =>
          options.log(`Requested jobs could not run: ${error instanceof Error ? error.name : 'unknown'}`),
        );
    },
    async idle() {
      await running;
    },
  };
}
