import { daily } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';

export const leadershipReport: ScheduledJob = {
  name: 'leadership-report',
  summary: 'writes the leadership report of each fiscal period that is over',
  schedule: daily(5, 30),
  run: async () => 0,
  // With it come charts, which a server that only tells of runs need not load.
  goOn: async (work) => (await import('../reports/write-reports.ts')).writeDueReports(work),
};
