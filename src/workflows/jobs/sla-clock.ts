import { settleClocks } from '../../domains/sla/sla-clock.service.ts';
import type { Job } from '../../platform/jobs/jobs.ts';
import { alignReferralClocks } from '../referral-clocks.ts';
import { clockPolicyFrom } from '../sla-clocks.ts';

export const slaClock: Job = {
  name: 'sla-clock',
  summary: 'warns of, and escalates, what waits too long for the vendor, by business hours',
  async run({ tx, actor, asOf, log }) {
    const policy = await clockPolicyFrom(tx);
    const moved = await alignReferralClocks(tx, actor, policy, asOf, log);
    return moved + (await settleClocks(tx, policy, asOf, log));
  },
};
