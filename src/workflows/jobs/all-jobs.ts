import type { Job } from '../../platform/jobs/jobs.ts';
import { onboardingProgress } from './onboarding-progress.ts';
import { referralReminders } from './referral-reminders.ts';
import { slaClock } from './sla-clock.ts';

/** Everything that runs by schedule; each also runs by `npm run job`. */
export const JOBS: readonly Job[] = [onboardingProgress, referralReminders, slaClock];
