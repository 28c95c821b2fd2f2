import { remindOfWaitingReferrals } from '../../domains/referrals/waiting.service.ts';
import { businessCalendarFrom, responseStandardFrom } from '../../domains/settings/settings.service.ts';
import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';

export const referralReminders: ScheduledJob = {
  name: 'referral-reminders',
  summary: 'reminds once of each referral that has waited too long for a decision, by business hours',
  schedule: everyMinutes(15, 6),
  async run({ tx, actor, asOf, log }) {
    const standard = await responseStandardFrom(tx, 'REFERRAL_DECISION');
    if (!standard) {
      log('  no response standard for REFERRAL_DECISION is set, so nothing is ever late');
      return 0;
    }
    const policy = { calendar: await businessCalendarFrom(tx), standard };
    return await remindOfWaitingReferrals(tx, actor, asOf, policy, log);
  },
};
