import type { Tx } from '../../platform/database/client.ts';
import { violates } from '../../platform/database/session.ts';

export type NewRequest = Readonly<{ job: string; asOf: Date; askedById: string; startedAt: Date }>;

/** Answers null where the job is asked for already and has not begun. */
export async function insertRequest(tx: Tx, request: NewRequest): Promise<string | null> {
  try {
    const data = { ...request, status: 'QUEUED', causedBy: 'PERSON' };
    return (await tx.jobRun.create({ data, select: { id: true } })).id;
  } catch (error) {
    if (violates(error, 'job_run_queued_once')) return null;
    throw error;
  }
}

export type LatestRun = Readonly<{ id: string; job: string; isQueued: boolean }>;

/** Of each job the last run that began, and the request that waits; each found by the index, however many runs there are. */
export const latestRuns = (tx: Tx, jobs: readonly string[]): Promise<LatestRun[]> =>
  tx.$queryRaw<LatestRun[]>`
    SELECT r.id::text, j.name AS job, r.is_queued AS "isQueued" FROM unnest(${[...jobs]}::text[]) AS j (name)
    CROSS JOIN LATERAL (
      (SELECT id, false AS is_queued FROM job_run WHERE job = j.name AND status <> 'QUEUED'
        ORDER BY started_at DESC, id DESC LIMIT 1)
      UNION ALL
      (SELECT id, true FROM job_run WHERE job = j.name AND status = 'QUEUED')
    ) AS r`;
