import { activatePlan } from '../../domains/remediation/remediation-plan.service.ts';
import { createRule } from '../../domains/remediation/remediation-rule.service.ts';
import { fiscalCalendarFrom } from '../../domains/settings/settings.service.ts';
import { currencyCodeOf } from '../../kernel/currency.ts';
import { datesOf, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { previousFiscalPeriod } from '../../kernel/fiscal-period.ts';
import { moneyOf } from '../../kernel/money.ts';
import { dayIn, dayOf, plainDateOf } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Database, Tx } from '../../platform/database/client.ts';
import { JOB_SCOPE, type Scope, writeTransaction } from '../../platform/database/session.ts';
import { runJob } from '../../platform/jobs/jobs.ts';
import { callForecast } from '../call-forecast.ts';
import { forecast } from '../jobs/forecast.ts';
import { kpiRollup } from '../jobs/kpi-rollup.ts';
import { remediationReview } from '../jobs/remediation-review.ts';
import { kpiReadings } from '../kpi-readings.ts';

const RULE = 'FEW_REFERRALS';

export type Watchers = Readonly<{ operations: Actor; manager: Actor }>;

/**
 * Measures and forecasts as schedules would have by now. One partner of the manager's portfolio fell behind: operations made
 * a rule that says so, and the manager took its plan up. The manager also called the quarter.
 */
export async function watchPartners(
  database: Database,
  { operations, manager }: Watchers,
  partner: string,
  now: Date,
): Promise<void> {
  const within = <T>(scope: Scope, work: (tx: Tx) => Promise<T>) => writeTransaction(database, scope, work);
  for (const job of [kpiRollup, forecast]) await runJob(database, job, now, () => undefined);
  const { submitted, partnerId, line } = await within(JOB_SCOPE, async (tx) => {
    const { id } = await tx.partner.findFirstOrThrow({ where: { name: partner } });
    const submitted = await submittedLastQuarter(tx, id, now);
    return { submitted, partnerId: id, line: await lineOf(tx, manager) };
  });
  await within(operations.scope, (tx) => createRule(tx, operations, ruleAbove(submitted), now));
  await runJob(database, remediationReview, now, () => undefined);
  await within(manager.scope, async (tx) => {
    await takeUp(tx, manager, partnerId, now);
    await callForecast(tx, manager, callBy(line), now);
  });
}

/** How many referrals the partner submitted in the last quarter that is over. */
async function submittedLastQuarter(tx: Tx, partnerId: string, now: Date): Promise<number> {
  const calendar = await fiscalCalendarFrom(tx);
  const today = plainDateOf(dayIn(calendar.timeZone, now));
  const { from, until } = datesOf(calendar, previousFiscalPeriod(fiscalPeriodOn(calendar, 'QUARTER', today)));
  const wanted = { kpi: 'REFERRALS_SUBMITTED', currency: null, from: dayOf(from), until: dayOf(until) };
  const scope = { kind: 'PARTNER', key: partnerId } as const;
  const [reading] = await kpiReadings(tx, [{ ...wanted, scope }], now);
  return Number(reading?.value ?? 0);
}

/** A rule that whoever submitted no more than so many referrals in a quarter breaches. */
const ruleAbove = (submitted: number) => ({
  ...({ code: RULE, name: 'Few referrals', kind: 'KPI', kpi: 'REFERRALS_SUBMITTED' } as const),
  ...({ grain: 'QUARTER', breaches: 'BELOW', programId: null, requirementCode: null } as const),
  ...{ threshold: String(submitted + 1), clearsAt: String(submitted + 3), currency: null },
  ...{ breachPeriods: 1, clearPeriods: 1, dueDays: 120, idempotencyKey: null },
});

async function takeUp(tx: Tx, manager: Actor, partnerId: string, now: Date): Promise<void> {
  const plan = await tx.remediationPlan.findFirstOrThrow({ where: { partnerId, rule: { code: RULE } } });
  const ownerId = manager.personId!;
  const today = plainDateOf(dayIn('UTC', now));
  const actions = [
    { title: 'Plan a joint campaign for the next quarter', days: 21 },
    { title: 'Train two more people on what to refer', days: 45 },
  ].map(({ title, days }) => ({
    ...{ title, ownerId, membershipId: null, dueOn: dayOf(today.add({ days })) },
  }));
  const { id, version } = plan;
  await activatePlan(tx, manager, { id, version, cause: 'PIPELINE', ownerId, dueOn: null, actions }, now);
}

/** What this quarter will bring of the manager's portfolio. */
const lineOf = (tx: Tx, manager: Actor) =>
  tx.forecastLine.findFirstOrThrow({
    where: { scopeKind: 'MANAGER', scopeKey: manager.personId! },
    orderBy: { forecast: { periodFrom: 'asc' } },
    include: { forecast: true },
  });

/** Commits to what is nearly certain, and hopes for what is just possible. */
function callBy({ p10Minor, p90Minor, forecast: { period, currency } }: Awaited<ReturnType<typeof lineOf>>) {
  const moneyIn = (amountMinor: bigint) => moneyOf(amountMinor, currencyCodeOf(currency));
  return {
    ...({ period, scope: 'MANAGER', partnerId: null, idempotencyKey: null } as const),
    ...{ commit: moneyIn(p10Minor), bestCase: moneyIn(p90Minor) },
    note: 'Two large deals close late in the quarter.',
  };
}
