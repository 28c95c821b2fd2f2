import type { Job, ScheduledJob } from '../../platform/jobs/jobs.ts';
import { attainment } from './attainment.ts';
import { certificationExpiry } from './certification-expiry.ts';
import { commissionAccrual } from './commission-accrual.ts';
import { commissionReplay } from './commission-replay.ts';
import { commissionSimulation } from './commission-simulation.ts';
import { forecast } from './forecast.ts';
import { forecastBacktest } from './forecast-backtest.ts';
import { jobRequestsAmong } from './job-requests.ts';
import { kpiRebuild } from './kpi-rebuild.ts';
import { kpiRollup } from './kpi-rollup.ts';
import { leadershipReport } from './leadership-report.ts';
import { notificationDelivery } from './notification-delivery.ts';
import { onboardingProgress } from './onboarding-progress.ts';
import { referralExpiry } from './referral-expiry.ts';
import { referralReminders } from './referral-reminders.ts';
import { remediationReview } from './remediation-review.ts';
import { slaClock } from './sla-clock.ts';
import { statementClose } from './statement-close.ts';
import { tierReview } from './tier-review.ts';
import { warehouseExport } from './warehouse-export.ts';

const WORKING: readonly ScheduledJob[] = [
  attainment,
  certificationExpiry,
  commissionAccrual,
  commissionSimulation,
  forecast,
  kpiRollup,
  leadershipReport,
  notificationDelivery,
  onboardingProgress,
  referralExpiry,
  referralReminders,
  remediationReview,
  slaClock,
  statementClose,
  tierReview,
  warehouseExport,
];

/** What runs when somebody asks, and never by itself. */
export const JOBS_ON_REQUEST: readonly Job[] = [commissionReplay, forecastBacktest, kpiRebuild];

/** Everything that somebody can ask for; asking for the one that runs what was asked for would mean nothing. */
export const REQUESTABLE_JOBS: readonly Job[] = [...WORKING, ...JOBS_ON_REQUEST];

export const jobRequests = jobRequestsAmong(REQUESTABLE_JOBS);

/** Everything that runs by schedule; each also runs by `npm run job`. */
export const JOBS: readonly ScheduledJob[] = [...WORKING, jobRequests];
