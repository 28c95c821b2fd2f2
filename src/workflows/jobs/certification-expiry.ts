import { expireAwards, remindOfEndingAwards } from '../../domains/certifications/award-expiry.service.ts';
import { settleWaiting } from '../../domains/certifications/enrolment-settlement.service.ts';
import type { Job } from '../../platform/jobs/jobs.ts';

export const certificationExpiry: Job = {
  name: 'certification-expiry',
  summary: 'ends certifications, reminds of those that end in 90, 30 and 7 days, and awards what only waited',
  async run({ tx, actor, asOf, log }) {
    const awarded = await settleWaiting(tx, actor, asOf);
    if (awarded > 0) log(`  ${awarded} certifications were awarded that only waited`);
    const expired = await expireAwards(tx, actor, asOf, log);
    return awarded + expired + (await remindOfEndingAwards(tx, actor, asOf, log));
  },
};
