import { daily } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { writeDueReports } from '../reports/write-reports.ts';

export const leadershipReport: ScheduledJob = {
  name: 'leadership-report',
  summary: 'writes the leadership report of each fiscal period that is over',
  schedule: daily(5, 30),
  run: async () => 0,
  goOn: writeDueReports,
};
