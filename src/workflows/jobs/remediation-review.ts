import { daily } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { reviewRemediation } from '../review-remediation.ts';

export const remediationReview: ScheduledJob = {
  name: 'remediation-review',
  summary:
    'proposes remediation where a KPI stays below what is asked, and follows and escalates the plans that there are',
  schedule: daily(5, 0),
  run: async () => 0,
  goOn: reviewRemediation,
};
