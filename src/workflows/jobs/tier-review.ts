import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { reviewTiers } from '../review-tiers.ts';

export const tierReview: ScheduledJob = {
  name: 'tier-review',
  summary:
    'proposes promotions as they are due, and after each period who retains a tier, has a grace, or loses it',
  schedule: everyMinutes(5, 3),
  run: ({ tx, actor, asOf, log }) => reviewTiers(tx, actor, asOf, log),
};
