import { hourly } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { acceptBySilence, closeDuePeriods } from '../close-period.ts';

export const statementClose: ScheduledJob = {
  name: 'statement-close',
  summary: 'accepts issued statements that nobody objected to, and closes every fiscal month that is over',
  schedule: hourly(39),
  run: ({ tx, actor, asOf }) => acceptBySilence(tx, actor, asOf),
  goOn: ({ transaction, actor, asOf, log }) => closeDuePeriods(transaction, actor, asOf, log),
};
