import { evaluatePartners, PARTNERS_MAX } from '../domains/attainment/attainment.service.ts';
import { escalateLate } from '../domains/remediation/remediation-escalation.service.ts';
import { requirementPercent } from '../domains/remediation/remediation-requirement.rules.ts';
import {
  beginReview,
  finishReview,
  lastMonth,
  momentOf,
  type ReviewMoment,
  type RuleReview,
  rulesToReview,
  type Values,
} from '../domains/remediation/remediation-review.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import type { Tx } from '../platform/database/client.ts';
import type { LongWork } from '../platform/jobs/jobs.ts';
import { kpiReadings } from './kpi-readings.ts';

/**
 * Reviews all partners by each rule, over the fiscal periods that are over: opens proposals, follows and closes plans, fills
 * in what came after, and tells of what is late. Each rule is a transaction of its own, so that one that cannot be
 * evaluated holds up no other; the run fails for it once all others are done. Answers how many rows were written.
 */
export async function reviewRemediation(work: LongWork): Promise<number> {
  const { transaction, actor, asOf, log, isFor } = work;
  const calendar = await transaction(fiscalCalendarFrom);
  const moment = momentOf(calendar, asOf);
  isFor(lastMonth(moment));
  let written = 0;
  const failures: unknown[] = [];
  for (const ruleId of await transaction((tx) => rulesToReview(tx, moment))) {
    try {
      written += await transaction(async (tx) => {
        const review = await beginReview(tx, ruleId, moment);
        return review ? await finishReview(tx, actor, review, await valuesOf(tx, review, moment), moment) : 0;
      });
      log(`  reviewed a rule, ${written} rows written`);
    } catch (error) {
      failures.push(error);
      log(`  rule ${ruleId} failed: ${error instanceof Error ? error.name : 'unknown'}`);
    }
  }
  written += await transaction((tx) => escalateLate(tx, actor, moment));
  if (failures.length > 0) throw failures[0];
  return written;
}

const valuesOf = (tx: Tx, review: RuleReview, moment: ReviewMoment): Promise<Values> =>
  review.rule.kind === 'KPI' ? kpiValuesOf(tx, review, moment) : requirementValuesOf(tx, review, moment);

/** All partners and periods at once, in a fixed number of statements. */
async function kpiValuesOf(
  tx: Tx,
  { rule, partners, periods }: RuleReview,
  moment: ReviewMoment,
): Promise<Values> {
  const asked = partners.flatMap(({ partnerId, joinedOn }) =>
    periods.filter(({ from }) => from >= joinedOn).map((period) => ({ partnerId, ...period })),
  );
  const readings = await kpiReadings(
    tx,
    asked.map(({ partnerId, from, until }) => ({
      ...{ kpi: rule.kpi!, scope: { kind: 'PARTNER' as const, key: partnerId }, from, until },
      currency: rule.currency,
    })),
    moment.asOf,
  );
  const values = new Map<string, Map<string, string>>();
  asked.forEach(({ partnerId, label }, place) => {
    const value = readings[place]?.value ?? null;
    if (value !== null) set(values, partnerId, label, value);
  });
  return values;
}

/** As kept nowhere for past periods, evaluated by what is known now, so that late corrections count. */
async function requirementValuesOf(
  tx: Tx,
  { rule, partners, periods }: RuleReview,
  { asOf }: ReviewMoment,
): Promise<Values> {
  const values = new Map<string, Map<string, string>>();
  const partnerIds = partners.map(({ partnerId }) => partnerId);
  for (const { label: period } of periods)
    for (let first = 0; first < partnerIds.length; first += PARTNERS_MAX) {
      const batch = partnerIds.slice(first, first + PARTNERS_MAX);
      const asked = { programId: rule.programId!, partnerIds: batch, period, asOf };
      for (const evaluation of await evaluatePartners(tx, asked)) {
        const percent = requirementPercent(evaluation, rule.requirementCode!);
        if (percent !== null) set(values, evaluation.partnerId, period, percent);
      }
    }
  return values;
}

function set(
  values: Map<string, Map<string, string>>,
  partnerId: string,
  label: string,
  value: string,
): void {
  const ofPartner = values.get(partnerId) ?? new Map<string, string>();
  values.set(partnerId, ofPartner.set(label, value));
}
