import type { Job } from '../../platform/jobs/jobs.ts';
import { runQueuedSimulations } from '../run-simulations.ts';

export const commissionSimulation: Job = {
  name: 'commission-simulation',
  summary: 'works out what would have been earned under other versions of plans, as was asked for',
  run: async () => 0,
  goOn: runQueuedSimulations,
};
