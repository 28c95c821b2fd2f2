import { hourly } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { accrueCommissions } from '../accrue-commissions.ts';
import { decideWaitingOrders } from '../decide-eligibility.ts';

export const commissionAccrual: ScheduledJob = {
  name: 'commission-accrual',
  summary:
    'decides which orders earn that waited for something, and books the commissions that became due by time alone: ends of holds and milestones',
  schedule: hourly(19),
  run: async () => 0,
  async goOn({ transaction, actor, asOf, log }) {
    const decided = await decideWaitingOrders(transaction, actor, asOf, log);
    return decided + (await accrueCommissions(transaction, asOf, log));
  },
};
