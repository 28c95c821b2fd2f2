import type { Job } from '../../platform/jobs/jobs.ts';
import { keepAttainment } from '../keep-attainment.ts';

export const attainment: Job = {
  name: 'attainment',
  summary: 'keeps where each partner stands in each program, and how with each requirement',
  run: ({ tx, asOf, log }) => keepAttainment(tx, asOf, log),
};
