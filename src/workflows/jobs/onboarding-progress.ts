import { followOnboarding } from '../../domains/onboarding/onboarding.service.ts';
import type { Job } from '../../platform/jobs/jobs.ts';

export const onboardingProgress: Job = {
  name: 'onboarding-progress',
  summary:
    'completes the steps of onboarding that something which happened completes, as the event log tells',
  run: ({ tx, actor, asOf }) => followOnboarding(tx, actor, asOf),
};
