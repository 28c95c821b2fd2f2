import { followOnboarding } from '../../domains/onboarding/onboarding.service.ts';
import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';

export const onboardingProgress: ScheduledJob = {
  name: 'onboarding-progress',
  summary:
    'completes the steps of onboarding that something which happened completes, as the event log tells',
  schedule: everyMinutes(5, 1),
  run: ({ tx, actor, asOf }) => followOnboarding(tx, actor, asOf),
};
