import { isKpiCode, kpiOf } from '../../domains/kpis/kpi-catalogue.rules.ts';
import type { KpiScope } from '../../domains/kpis/kpi-scope.rules.ts';
import * as facts from '../../domains/reports/report.service.ts';
import { currencyCodeOf } from '../../kernel/currency.ts';
import { formatAmount } from '../../kernel/money.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { ForecastRow, RemediationRow, Report, ReportAudience } from './report-model.rules.ts';

type Question = Readonly<{
  audience: ReportAudience;
  scope: KpiScope;
  days: Readonly<{ from: Date; until: Date }>;
  today: Date;
}>;

/** Whoever needs attention is a list to act on; a longer one is a list to search, which the portal does. */
const STANDINGS_MAX = 15;
const REQUIREMENTS_MAX = 60;
const FORECASTS_MAX = 3;
const PLANS_MAX = 25;

type StandingFacts = Pick<Report, 'tiers' | 'standings' | 'requirements' | 'forecasts' | 'remediation'>;

/** Where partners are, what is expected of them and what is done about it. */
export async function standingFacts(tx: Tx, question: Question): Promise<StandingFacts> {
  const { audience, days } = question;
  const isProgram = audience === 'PROGRAM';
  const standings = await facts.standings(tx, STANDINGS_MAX);
  return {
    tiers: isProgram ? await facts.tierCounts(tx, days.until) : [],
    standings: standings.map((row) => (isProgram ? row : { ...row, partner: '' })),
    requirements: isProgram ? [] : await facts.requirements(tx, REQUIREMENTS_MAX),
    forecasts: await forecastsOf(tx, question),
    remediation: await plansOf(tx, question),
  };
}

async function forecastsOf(tx: Tx, { audience, scope, days }: Question): Promise<ForecastRow[]> {
  const rows = await facts.forecasts(tx, scope, days.from, FORECASTS_MAX);
  const calls =
    audience === 'PROGRAM'
      ? await facts.latestCalls(
          tx,
          rows.map(({ period }) => period),
        )
      : [];
  return rows.map(({ period, currency, asOf, openCount, staleCount, ...minor }) => {
    const amount = (amountMinor: bigint) => formatAmount({ amountMinor, currency: currencyCodeOf(currency) });
    const call = calls.find((one) => one.period === period && one.currency === currency);
    return {
      ...{ period, currency, asOf, openCount, staleCount },
      won: amount(minor.wonMinor),
      expected: amount(minor.expectedMinor),
      p10: amount(minor.p10Minor),
      p50: amount(minor.p50Minor),
      p90: amount(minor.p90Minor),
      commit: call ? amount(call.commitMinor) : null,
      bestCase: call ? amount(call.bestCaseMinor) : null,
    };
  });
}

async function plansOf(tx: Tx, { audience, today }: Question): Promise<RemediationRow[]> {
  const isProgram = audience === 'PROGRAM';
  const plans = await facts.openPlans(tx, PLANS_MAX);
  const rules = isProgram
    ? await facts.ruleNames(
        tx,
        plans.map(({ id }) => id),
      )
    : [];
  const nameOf = new Map(rules.map(({ id, name }) => [id, name]));
  return plans.map(({ id, kpi, partner, ...plan }) => ({
    ...plan,
    partner: isProgram ? partner : '',
    subject: nameOf.get(id) ?? (kpi !== null && isKpiCode(kpi) ? kpiOf(kpi).name : 'Improvement plan'),
    isOverdue: plan.dueOn !== null && plan.dueOn < today,
  }));
}
