import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { attributeUndecidedDeals } from '../attribute-deals.ts';
import { expireReferrals } from '../expire-referrals.ts';

export const referralExpiry: ScheduledJob = {
  name: 'referral-expiry',
  summary: 'ends returned referrals and protection whose time is over, and decides whose the deals are',
  schedule: everyMinutes(15, 11),
  async run({ tx, actor, asOf, log }) {
    const ended = await expireReferrals(tx, asOf, log);
    return ended + (await attributeUndecidedDeals(tx, actor, asOf, log));
  },
};
