import type { Job } from '../../platform/jobs/jobs.ts';
import { attainment } from './attainment.ts';
import { certificationExpiry } from './certification-expiry.ts';
import { commissionAccrual } from './commission-accrual.ts';
import { commissionReplay } from './commission-replay.ts';
import { commissionSimulation } from './commission-simulation.ts';
import { notificationDelivery } from './notification-delivery.ts';
import { onboardingProgress } from './onboarding-progress.ts';
import { referralExpiry } from './referral-expiry.ts';
import { referralReminders } from './referral-reminders.ts';
import { slaClock } from './sla-clock.ts';
import { statementClose } from './statement-close.ts';
import { tierReview } from './tier-review.ts';

/** Everything that runs by schedule; each also runs by `npm run job`. */
export const JOBS: readonly Job[] = [
  attainment,
  certificationExpiry,
  commissionAccrual,
  commissionSimulation,
  notificationDelivery,
  onboardingProgress,
  referralExpiry,
  referralReminders,
  slaClock,
  statementClose,
  tierReview,
];

/** What runs by `npm run job` alone, when somebody asks. */
export const JOBS_ON_REQUEST: readonly Job[] = [commissionReplay];
