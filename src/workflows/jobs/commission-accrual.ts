import type { Job } from '../../platform/jobs/jobs.ts';
import { accrueCommissions } from '../accrue-commissions.ts';

export const commissionAccrual: Job = {
  name: 'commission-accrual',
  summary: 'books the commissions that became due by time alone: ends of holds and milestones',
  run: ({ tx, asOf, log }) => accrueCommissions(tx, asOf, log),
};
