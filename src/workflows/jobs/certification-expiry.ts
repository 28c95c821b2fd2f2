import { expireAwards, remindOfEndingAwards } from '../../domains/certifications/award-expiry.service.ts';
import { settleWaiting } from '../../domains/certifications/enrolment-settlement.service.ts';
import { hourly } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';

export const certificationExpiry: ScheduledJob = {
  name: 'certification-expiry',
  summary: 'ends certifications, reminds of those that end in 90, 30 and 7 days, and awards what only waited',
  schedule: hourly(9),
  async run({ tx, actor, asOf, log }) {
    const awarded = await settleWaiting(tx, actor, asOf);
    if (awarded > 0) log(`  ${awarded} certifications were awarded that only waited`);
    const expired = await expireAwards(tx, actor, asOf, log);
    return awarded + expired + (await remindOfEndingAwards(tx, actor, asOf, log));
  },
};
