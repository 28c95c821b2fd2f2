import type { Job } from '../../platform/jobs/jobs.ts';
import { attributeUndecidedDeals } from '../attribute-deals.ts';
import { expireReferrals } from '../expire-referrals.ts';

export const referralExpiry: Job = {
  name: 'referral-expiry',
  summary: 'ends returned referrals and protection whose time is over, and decides whose the deals are',
  async run({ tx, actor, asOf, log }) {
    const ended = await expireReferrals(tx, asOf, log);
    return ended + (await attributeUndecidedDeals(tx, actor, asOf, log));
  },
};
