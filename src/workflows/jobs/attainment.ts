import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { ATTAINMENT_JOB, keepAttainment } from '../keep-attainment.ts';

export const attainment: ScheduledJob = {
  name: ATTAINMENT_JOB,
  summary: 'keeps where each partner stands in each program, and how with each requirement',
  schedule: everyMinutes(5, 2),
  run: ({ tx, asOf, log }) => keepAttainment(tx, asOf, log),
};
