import type { InvalidField } from '../../kernel/errors.ts';
import { nextRunAfter, type Schedule, scheduleText } from '../../kernel/schedule.ts';

/** A job as the portal speaks of it; without a schedule it runs when somebody asks, and never by itself. */
export type KnownJob = Readonly<{ name: string; summary: string; schedule?: Schedule }>;

/** Before the portal's oldest data; a run as of then could only be a mistake. */
const AS_OF_MIN = new Date(Date.UTC(2000, 0));

/** What is wrong with asking for a run; empty where nothing is. */
export function requestProblems(
  { job, asOf }: Readonly<{ job: string; asOf: Date }>,
  requestable: readonly KnownJob[],
  now: Date,
): InvalidField[] {
  const problems: InvalidField[] = [];
  if (!requestable.some(({ name }) => name === job)) {
    const names = requestable.map(({ name }) => name).join(', ');
    problems.push({ field: 'job', code: 'UNKNOWN_JOB', message: `Ask for one of these jobs: ${names}.` });
  }
  if (asOf > now) {
    const message = 'A job runs as of an instant that has been: leave asOf out for now.';
    problems.push({ field: 'asOf', code: 'IN_THE_FUTURE', message });
  }
  if (asOf < AS_OF_MIN) {
    const message = `asOf is not before ${AS_OF_MIN.toISOString()}.`;
    problems.push({ field: 'asOf', code: 'TOO_EARLY', message });
  }
  return problems;
}

/** When a job runs next by itself; null where it never does. */
export const nextRunOf = ({ schedule }: KnownJob, now: Date): Date | null =>
  schedule ? nextRunAfter(schedule, now) : null;

export const scheduleTextOf = ({ schedule }: KnownJob): string =>
  schedule ? scheduleText(schedule) : 'when somebody asks';

/** How long a run took, or has taken so far; milliseconds. Null while it waits to begin. */
export const durationMillisecondsOf = (
  { status, startedAt, finishedAt }: Readonly<{ status: string; startedAt: Date; finishedAt: Date | null }>,
  now: Date,
): number | null =>
  status === 'QUEUED' ? null : Math.max(0, (finishedAt ?? now).getTime() - startedAt.getTime());
