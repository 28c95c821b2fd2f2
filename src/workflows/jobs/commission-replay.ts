import type { Job } from '../../platform/jobs/jobs.ts';
import { replayCommissions } from '../replay-commissions.ts';

export const commissionReplay: Job = {
  name: 'commission-replay',
  summary:
    'recomputes the commissions of a fiscal month from frozen terms and facts, and reports differences',
  async run({ tx, asOf, log }) {
    await replayCommissions(tx, asOf, log);
    // It reads only.
    return 0;
  },
};
