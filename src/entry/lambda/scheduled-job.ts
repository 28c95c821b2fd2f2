import type { Context, ScheduledEvent } from 'aws-lambda';
import type { Database } from '../../platform/database/client.ts';
import { type Job, type JobOutcome, type Outside, runJob } from '../../platform/jobs/jobs.ts';
import type { Logger } from '../../platform/logging.ts';

export type ScheduledJobHandler = (
  event: Pick<ScheduledEvent, 'time'>,
  context: Pick<Context, 'awsRequestId'>,
) => Promise<JobOutcome>;

/** A job did not finish. Lambda delivers its event again, and in the end to the queue of failed jobs. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
}

/**
 * Runs a job for an event of EventBridge's schedule, as of the event's own time: a delivery that is late or repeated
 * asks for the same as the first.
 * The returned function throws JobFailedError. What Lambda logs of it names no data; our own line says more.
 */
export const scheduledJobHandler =
  (
    job: Job,
    { database, logger, outside }: Readonly<{ database: Database; logger: Logger; outside?: Outside }>,
  ): ScheduledJobHandler =>
  async (event, { awsRequestId }) => {
    const asOf = new Date(event.time);
    if (Number.isNaN(asOf.getTime()))
      throw new JobFailedError(`${job.name} needs an event whose time is an instant.`);
    const log = logger.child({ requestId: awsRequestId, job: job.name, asOf });
    try {
      const outcome = await runJob(database, job, asOf, (line) => log.info(line.trim()), outside);
      log.info(outcome, 'job');
      return outcome;
    } catch (error) {
      log.error({ err: error }, 'job failed');
      throw new JobFailedError(`${job.name} failed; the log of request ${awsRequestId} says where.`);
    }
  };
