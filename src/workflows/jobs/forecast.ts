import { daily } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';

export const forecast: ScheduledJob = {
  name: 'forecast',
  summary: 'forecasts the fiscal periods ahead from the pipeline and its history',
  schedule: daily(4, 30),
  run: async () => 0,
};
