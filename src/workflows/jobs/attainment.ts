import type { Job } from '../../platform/jobs/jobs.ts';
import { ATTAINMENT_JOB, keepAttainment } from '../keep-attainment.ts';

export const attainment: Job = {
  name: ATTAINMENT_JOB,
  summary: 'keeps where each partner stands in each program, and how with each requirement',
  run: ({ tx, asOf, log }) => keepAttainment(tx, asOf, log),
};
