import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';

export const kpiRollup: ScheduledJob = {
  name: 'kpi-rollup',
  summary: 'brings the KPIs up to what has happened, as the event log tells',
  schedule: everyMinutes(5, 3),
  run: async () => 0,
};
