import { evaluatePartners } from '../domains/attainment/attainment.service.ts';
import {
  graceIsOver,
  lastReviewedPeriod,
  lockReviews,
  promisedOn,
  promotable,
  proposePeriodReviews,
  proposePromotions,
  type ReviewSetting,
  reviewedPrograms,
  supersedeContradicted,
  unreviewedPartners,
} from '../domains/programs/tier-review-proposal.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../kernel/fiscal-calendar.ts';
import {
  type FiscalPeriod,
  fiscalLabelOf,
  parseFiscalLabel,
  previousFiscalPeriod,
} from '../kernel/fiscal-period.ts';
import { dateOf, dayIn, dayOf, plainDateOf, startOfDay } from '../kernel/time.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { takesTurn } from '../platform/jobs/turn.ts';
import { ATTAINMENT_JOB, keepAttainment } from './keep-attainment.ts';

const BATCH_PARTNERS = 250;
/**
 * Evaluations before reviewing, and partners that are reviewed: as many as surely fit into a transaction's time together.
 * What is left is the next run's, which finds it by itself.
 */
const EVALUATIONS_FIRST_MAX = 250;
const PARTNERS_PER_RUN_MAX = 750;
/** Ended periods that are caught up after the job did not run for long; earlier ones are not reviewed any more. */
const PERIODS_CAUGHT_UP_MAX = 4;

type Run = ReviewSetting & Readonly<{ tx: Tx; actor: Actor; calendar: FiscalCalendar }>;

/**
 * Proposes what follows for each partner's tier, in every program, by what is kept as of the instant: a promotion as soon
 * as it is due, and for each period that ended, the earliest first, whether the tier is retained, kept for a grace, or
 * lost. Where the program decides by itself, it is applied. Answers how many proposals were made or closed. Run again,
 * at once or after it was killed, it finds what is there and changes nothing twice.
 */
export async function reviewTiers(
  tx: Tx,
  actor: Actor,
  asOf: Date,
  log: (line: string) => void,
): Promise<number> {
  // Where the job for it is running right now, it keeps what there is to keep, and this one does not wait for it.
  if (await takesTurn(tx, ATTAINMENT_JOB)) await keepAttainment(tx, asOf, log, EVALUATIONS_FIRST_MAX);
  const calendar = await fiscalCalendarFrom(tx);
  const { timeZone } = calendar;
  const today = dayIn(timeZone, asOf);
  let [count, left] = [0, PARTNERS_PER_RUN_MAX];
  for (const program of await reviewedPrograms(tx, today)) {
    await lockReviews(tx, program.programId);
    const run: Run = { tx, actor, calendar, program, asOf, today, timeZone };
    const current = fiscalPeriodOn(calendar, program.reviewGrain, plainDateOf(today));
    count += await supersedeContradicted(tx, actor, run, fiscalLabelOf(current));
    for (const review of [reviewEnded, reviewGraces, reviewPromotions]) {
      const done = await review(run, current, left);
      count += done.proposed;
      left -= done.looked;
    }
    log(`  ${count} proposals on tiers`);
  }
  return count;
}

type Done = Readonly<{ looked: number; proposed: number }>;

/** Reviews the periods that ended, in their order. A later one waits until all partners are reviewed for the earlier. */
async function reviewEnded(run: Run, _current: FiscalPeriod, partnersMax: number): Promise<Done> {
  let [looked, proposed] = [0, 0];
  for (const ended of await endedPeriods(run)) {
    const period = await periodOf(run, ended);
    if (!period) continue;
    const partnerIds = await unreviewedPartners(run.tx, period.ended, partnersMax - looked);
    for (const batch of batchesOf(partnerIds)) {
      const evaluations = await evaluated(run, ended, batch);
      const reviewed = batch.map((partnerId) => ({
        partnerId,
        reviewed: evaluations.get(partnerId) ?? null,
        since: null,
      }));
      proposed += await proposePeriodReviews(run.tx, run.actor, run, period, reviewed);
    }
    looked += partnerIds.length;
    if (looked >= partnersMax) break;
  }
  return { looked, proposed };
}

/** Settles what was given grace until before today. */
async function reviewGraces(run: Run, current: FiscalPeriod, partnersMax: number): Promise<Done> {
  const over = await graceIsOver(run.tx, run.program.programId, run.today, partnersMax);
  let proposed = 0;
  for (const [label, partners] of Map.groupBy(over, ({ period }) => period)) {
    const parsed = parseFiscalLabel(label);
    const period = parsed.ok ? await periodOf(run, parsed.value) : null;
    if (!parsed.ok || !period) continue;
    for (const batch of batchesOf(partners.map(({ partnerId }) => partnerId))) {
      const then = await evaluated(run, parsed.value, batch);
      const since = await evaluated(run, current, batch);
      const reviewed = batch.flatMap((partnerId) => {
        const now = since.get(partnerId);
        return now ? [{ partnerId, reviewed: then.get(partnerId) ?? null, since: now }] : [];
      });
      proposed += await proposePeriodReviews(run.tx, run.actor, run, period, reviewed);
    }
  }
  return { looked: over.length, proposed };
}

async function reviewPromotions(run: Run, current: FiscalPeriod, partnersMax: number): Promise<Done> {
  const period = fiscalLabelOf(current);
  const partnerIds = await promotable(run.tx, { ...run.program, period }, partnersMax);
  let proposed = 0;
  for (const batch of batchesOf(partnerIds)) {
    const evaluations = await evaluated(run, current, batch);
    proposed += await proposePromotions(run.tx, run.actor, run, period, [...evaluations.values()]);
  }
  return { looked: partnerIds.length, proposed };
}

/**
 * The periods to review: the last that ended, and before it those since the last that was reviewed. Of either length, as
 * the version of a period says by which it is reviewed, and another one may be in force by now.
 */
async function endedPeriods({ tx, program, calendar, today }: Run): Promise<FiscalPeriod[]> {
  const ended: FiscalPeriod[] = [];
  for (const grain of ['YEAR', 'QUARTER'] as const) {
    let period = previousFiscalPeriod(fiscalPeriodOn(calendar, grain, plainDateOf(today)));
    const last = await lastReviewedPeriod(tx, program.programId, fiscalLabelOf(period));
    const periods = [period];
    while (last !== null && fiscalLabelOf(period) > last && periods.length < PERIODS_CAUGHT_UP_MAX) {
      period = previousFiscalPeriod(period);
      periods.unshift(period);
    }
    ended.push(...periods);
  }
  return ended;
}

/** A period that ended with what its version promised; null where none reviewed it. */
async function periodOf({ tx, program, calendar, timeZone }: Run, period: FiscalPeriod) {
  const { until } = datesOf(calendar, period);
  const promised = await promisedOn(tx, program.programId, dayOf(until.subtract({ days: 1 })));
  if (promised?.reviewGrain !== period.grain) return null;
  const label = fiscalLabelOf(period);
  const ended = {
    ...{ programId: program.programId, period: label, until: dayOf(until), timeZone },
    endsAt: dateOf(startOfDay(until, timeZone)),
  };
  return { label, until: ended.until, ended, ...promised };
}

async function evaluated({ tx, program, asOf }: Run, period: FiscalPeriod, partnerIds: readonly string[]) {
  const { programId } = program;
  const label = fiscalLabelOf(period);
  const evaluations = await evaluatePartners(tx, { programId, partnerIds, period: label, asOf });
  return new Map(evaluations.map((evaluation) => [evaluation.partnerId, evaluation] as const));
}

function* batchesOf(partnerIds: readonly string[]): Generator<readonly string[]> {
  for (let first = 0; first < partnerIds.length; first += BATCH_PARTNERS)
    yield partnerIds.slice(first, first + BATCH_PARTNERS);
}
