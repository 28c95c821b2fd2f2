import type { Job } from '../../platform/jobs/jobs.ts';
import { notificationDelivery } from './notification-delivery.ts';
import { onboardingProgress } from './onboarding-progress.ts';
import { referralExpiry } from './referral-expiry.ts';
import { referralReminders } from './referral-reminders.ts';
import { slaClock } from './sla-clock.ts';

/** Everything that runs by schedule; each also runs by `npm run job`. */
export const JOBS: readonly Job[] = [
  notificationDelivery,
  onboardingProgress,
  referralExpiry,
  referralReminders,
  slaClock,
];
