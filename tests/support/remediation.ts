import { runJob } from '../../src/platform/jobs/jobs.ts';
import { remediationReview } from '../../src/workflows/jobs/remediation-review.ts';
import type { Portal } from './portal.ts';

export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** How many referrals a partner submitted in a month of 2026, as rolled up; none takes them away. */
export const submittedIn = (portal: Portal, partnerId: string, month: number, count: number) =>
  portal.arrange(async (tx) => {
    const startsOn = new Date(Date.UTC(2026, month - 1, 1));
    const measure = 'REFERRALS_SUBMITTED';
    await tx.kpiCell.deleteMany({ where: { partnerId, measure, startsOn, grain: 'MONTH' } });
    if (count === 0) return;
    const cell = {
      partnerId,
      measure,
      slice: '',
      currency: '',
      grain: 'MONTH',
      startsOn,
      managerId: NOBODY,
      tiers: '',
    };
    await tx.kpiCell.create({ data: { ...cell, count, total: count, isVisible: true } });
  });

export const reviewAt = (portal: Portal, asOf: string) =>
  runJob(portal.database, remediationReview, new Date(asOf), () => undefined);

/** All that the review writes of partners, but for ids and instants. */
export const remediationOf = (portal: Portal, partnerIds: readonly string[]) =>
  portal.arrange(async (tx) => {
    const plans = await tx.remediationPlan.findMany({
      where: { partnerId: { in: [...partnerIds] } },
      include: { observations: { orderBy: { period: 'asc' } }, rule: true },
      orderBy: [{ proposedAt: 'asc' }, { id: 'asc' }],
    });
    return plans
      .map((plan) => ({
        who: partnerIds.indexOf(plan.partnerId),
        rule: plan.rule.code,
        said: `${plan.status} ${plan.period} ${plan.before}>${plan.latest}/${plan.target} ${plan.latestPeriod} ${plan.closingCode} ${plan.after}`,
        observed: plan.observations.map(({ period, value, state }) => `${period.slice(7)} ${value} ${state}`),
      }))
      .sort((a, b) => a.who - b.who);
  });

export const FEW_REFERRALS = {
  ...{
    code: 'FEW_REFERRALS',
    name: 'Few referrals',
    kind: 'KPI',
    kpi: 'REFERRALS_SUBMITTED',
    grain: 'MONTH',
  },
  ...{ breaches: 'BELOW', threshold: '2', clearsAt: '3', breachPeriods: 2, clearPeriods: 1, dueDays: 90 },
};
