import { everyMinutes } from '../../kernel/schedule.ts';
import type { Job, ScheduledJob } from '../../platform/jobs/jobs.ts';

/** Runs whatever of the given jobs somebody asked for. Two of these at once share the requests between them. */
export const jobRequestsAmong = (jobs: readonly Job[]): ScheduledJob => ({
  name: 'job-requests',
  summary: 'runs the jobs that somebody asked for in the portal',
  schedule: everyMinutes(1),
  sharesWork: true,
  run: async () => 0,
  goOn: ({ runRequested }) => runRequested(jobs),
});
