import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { KPI_CONSUMER, rollUpKpis } from '../roll-up-kpis.ts';

export const kpiRollup: ScheduledJob = {
  name: KPI_CONSUMER,
  summary: 'brings the KPIs up to what has happened, as the event log tells',
  schedule: everyMinutes(5, 3),
  run: async () => 0,
  goOn: (work) => rollUpKpis(work),
};
