import type { Job } from '../../platform/jobs/jobs.ts';
import { accrueCommissions } from '../accrue-commissions.ts';
import { decideWaitingOrders } from '../decide-eligibility.ts';

export const commissionAccrual: Job = {
  name: 'commission-accrual',
  summary:
    'decides which orders earn that waited for something, and books the commissions that became due by time alone: ends of holds and milestones',
  async run({ tx, actor, asOf, log }) {
    const decided = await decideWaitingOrders(tx, actor, asOf, log);
    return decided + (await accrueCommissions(tx, asOf, log));
  },
};
