import type { Job } from '../../platform/jobs/jobs.ts';
import { reviewTiers } from '../review-tiers.ts';

export const tierReview: Job = {
  name: 'tier-review',
  summary:
    'proposes promotions as they are due, and after each period who retains a tier, has a grace, or loses it',
  run: ({ tx, actor, asOf, log }) => reviewTiers(tx, actor, asOf, log),
};
