import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { runQueuedSimulations } from '../run-simulations.ts';

export const commissionSimulation: ScheduledJob = {
  name: 'commission-simulation',
  summary: 'works out what would have been earned under other versions of plans, as was asked for',
  schedule: everyMinutes(5, 4),
  run: async () => 0,
  goOn: runQueuedSimulations,
};
