import { InvalidInputError } from '../../kernel/errors.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { type FiscalPeriod, parseFiscalLabel } from '../../kernel/fiscal-period.ts';
import { dayIn, dayOf } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { fiscalCalendarOf, storedCalendarOf } from '../settings/settings.rules.ts';
import * as repo from './attainment.repo.ts';
import { FACTS_LISTED_MAX, type PartnerEvaluation } from './attainment.rules.ts';
import { evaluationOf, type PartnerStanding } from './attainment-evaluation.rules.ts';
import type { FactsFound } from './attainment-explanation.rules.ts';
import * as facts from './attainment-facts.repo.ts';
import { versionInForce } from './attainment-placement.rules.ts';
import { type Plan, ratesFrom, termsFrom, weightsFrom } from './attainment-plan.rules.ts';
import { type AccountFact, isTakingPart, questionsOf } from './attainment-question.rules.ts';
import { type Grain, type Moment, momentOf, periodAt } from './attainment-window.rules.ts';
import type { MetricCode } from './metric-catalogue.rules.ts';

/** How many partners are evaluated at once. */
export const PARTNERS_MAX = 500;

export type EvaluateInput = Readonly<{
  programId: string;
  /** At most `PARTNERS_MAX`. */
  partnerIds: readonly string[];
  /** A label such as `FY2026-Q3`; the period of the instant where null. */
  period: string | null;
  asOf: Date;
  /** Whether explanations name the facts that they count; they do unless false, as where nobody will read them. */
  namesFacts?: boolean;
}>;

/**
 * How partners stand in a program, by what was known at an instant, in a fixed number of statements: at most one for each
 * metric that the version in force asks for, and a few more. It reads what only the vendor may see, so it runs with those rights.
 * A partner that does not take part, and all of them where no version is in force, are left out.
 * @throws InvalidInputError where the period is none, begins later, or is not of the length in which the program is reviewed
 */
export async function evaluatePartners(tx: Tx, input: EvaluateInput): Promise<PartnerEvaluation[]> {
  return (await standingsOf(tx, input)).map(({ evaluation }) => evaluation);
}

/** The same with the numbers that the way to the next tier is found by. @throws what `evaluatePartners` throws */
export async function standingsOf(tx: Tx, input: EvaluateInput): Promise<PartnerStanding[]> {
  if (input.partnerIds.length > PARTNERS_MAX)
    throw new RangeError(`At most ${PARTNERS_MAX} partners are evaluated at once.`);
  const stored = await repo.readCalendar(tx);
  const calendar = fiscalCalendarOf({ timeZone: stored.timeZone, fiscalCalendar: storedCalendarOf(stored) });
  const found = await momentAndVersionOf(tx, calendar, input);
  if (!found || input.partnerIds.length === 0) return [];
  const { moment, version } = found;
  const plan = await planOf(tx, input.programId, version);
  const { partnerIds } = input;
  const at = { day: dayOf(moment.day), asOf: input.asOf, timeZone: calendar.timeZone };
  const accounts: AccountFact[] = await repo.accountsOf(tx, partnerIds, at);
  const taking = new Set(
    accounts
      .filter((account) => isTakingPart(account, version.partnerTypes))
      .map(({ partnerId }) => partnerId),
  );
  const evaluated = partnerIds.filter((id) => taking.has(id));
  if (evaluated.length === 0) return [];
  const [waivers, placements] = await Promise.all([
    repo.waiversOf(tx, input.programId, evaluated, at),
    repo.placementsOf(tx, input.programId, evaluated, at),
  ]);
  const questions = questionsOf(plan, moment, evaluated, accounts);
  const asked = accounts.map((account) => ({
    partnerId: account.partnerId,
    isTakingPart: isTakingPart(account, []),
    isOnboarding: account.status === 'ONBOARDING',
  }));
  const known = {
    ...{ asOf: input.asOf, timeZone: calendar.timeZone, currencies: Object.keys(plan.rates) },
    factsListedMax: input.namesFacts === false ? 0 : FACTS_LISTED_MAX,
  };
  const answers = new Map<MetricCode, ReadonlyMap<string, FactsFound>>();
  // None needs another's answer, so that the database is at the next one while an answer is read.
  const answering = questions.groups.map(async ({ metrics, asks }) => {
    const found = await facts.factsOf(tx, { metrics, asks: [...asks.values()] }, asked, known);
    const keys = [...asks.keys()];
    for (const [metric, answered] of found)
      answers.set(metric, new Map(keys.map((key, place) => [key, answered[place]!])));
  });
  await Promise.all(answering);
  const accountOf = new Map(accounts.map((account) => [account.partnerId, account]));
  const waiversOf = Map.groupBy(waivers, ({ partnerId }) => partnerId);
  const placementsOf = Map.groupBy(placements, ({ partnerId }) => partnerId);
  return evaluated.map((partnerId) =>
    evaluationOf({
      partnerId,
      plan,
      moment,
      account: accountOf.get(partnerId)!,
      waivers: waiversOf.get(partnerId) ?? [],
      placements: (placementsOf.get(partnerId) ?? []).map(({ tier, ...placement }) => ({
        ...placement,
        tierCode: tier.code,
        tierRank: tier.rank,
      })),
      factsFor: (terms) => answers.get(terms.metric)!.get(questions.keyOf(partnerId, terms))!,
    }),
  );
}

type Version = Awaited<ReturnType<typeof repo.publishedVersions>>[number];

async function momentAndVersionOf(
  tx: Tx,
  calendar: FiscalCalendar,
  { programId, period, asOf }: EvaluateInput,
): Promise<Readonly<{ moment: Moment; version: Version }> | null> {
  const label = period === null ? null : readPeriod(period);
  const versions = await repo.publishedVersions(tx, programId);
  if (label === null) {
    const version = versionInForce(versions, dayIn(calendar.timeZone, asOf), asOf);
    if (!version) return null;
    const moment = momentOf(calendar, periodAt(calendar, version.reviewGrain as Grain, asOf), asOf);
    // The period of an instant has always begun by then.
    return moment.ok ? { moment: moment.value, version } : null;
  }
  const moment = momentOf(calendar, label, asOf);
  if (!moment.ok)
    throw refused('PERIOD_NOT_BEGUN', `${period} begins after the instant as of which it is asked.`);
  const version = versionInForce(versions, dayOf(moment.value.day), asOf);
  if (version && version.reviewGrain !== label.grain)
    throw refused(
      'WRONG_GRAIN',
      `The program is reviewed by the ${version.reviewGrain}, and ${period} is a ${label.grain}.`,
    );
  return version && { moment: moment.value, version };
}

function readPeriod(text: string): FiscalPeriod {
  const label = parseFiscalLabel(text);
  if (label.ok && label.value.grain !== 'MONTH') return label.value;
  throw refused('NOT_A_PERIOD', 'period is a fiscal quarter or year, such as FY2026-Q3 or FY2026.');
}

const refused = (code: string, message: string) =>
  new InvalidInputError([{ field: 'period', code, message }]);

async function planOf(tx: Tx, programId: string, version: Version): Promise<Plan> {
  const { currency } = version.program;
  return {
    ...{ programId, versionId: version.id, versionNumber: version.number },
    ...termsFrom(currency, await repo.tiersOf(tx, version.id)),
    rates: ratesFrom(version.rates, currency),
    stageWeights: weightsFrom(version.stageWeights),
  };
}
