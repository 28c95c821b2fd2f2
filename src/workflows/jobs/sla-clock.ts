import { settleClocks } from '../../domains/sla/sla-clock.service.ts';
import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { alignReferralClocks } from '../referral-clocks.ts';
import { clockPolicyFrom } from '../sla-clocks.ts';

export const slaClock: ScheduledJob = {
  name: 'sla-clock',
  summary: 'warns of, and escalates, what waits too long for the vendor, by business hours',
  schedule: everyMinutes(5),
  async run({ tx, actor, asOf, log }) {
    const policy = await clockPolicyFrom(tx);
    const moved = await alignReferralClocks(tx, actor, policy, asOf, log);
    return moved + (await settleClocks(tx, policy, asOf, log));
  },
};
