import { ConflictError, ForbiddenError, InvalidInputError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { type KnownJob, requestProblems } from './job.rules.ts';
import * as repo from './job-run.repo.ts';

/** Whoever calls these has looked that the caller may read jobs. */
export const { latestRuns } = repo;

export type RunRequest = Readonly<{ job: string; asOf: Date | null; idempotencyKey: string | null }>;

/**
 * Asks for a run of a job, which `job-requests` begins as soon as it can. One request at a time waits for each job.
 * @throws ForbiddenError, InvalidInputError, ConflictError, IdempotencyConflictError
 */
export async function requestRun(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: RunRequest,
  requestable: readonly KnownJob[],
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'JOBS_RUN');
  const askedById = actor.personId;
  if (!askedById) throw new ForbiddenError('Only a person asks for a run.');
  return await once(tx, actor, { mutation: 'jobRun', key: idempotencyKey, input }, async () => {
    const { job } = input;
    const asOf = input.asOf ?? now;
    const problems = requestProblems({ job, asOf }, requestable, now);
    if (problems.length > 0) throw new InvalidInputError(problems);
    const id = await repo.insertRequest(tx, { job, asOf, askedById, startedAt: now });
    if (!id) throw new ConflictError(`A run of ${job} is asked for already and begins soon.`, 'job');
    await appendEvents(tx, actor, [
      {
        ...{ type: 'job_run.requested', subjectType: 'JobRun', subjectId: id, partnerId: null },
        ...{ occurredAt: now, data: { job, asOf: asOf.toISOString() } },
      },
    ]);
    return id;
  });
}
