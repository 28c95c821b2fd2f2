import type { Tx } from '../../platform/database/client.ts';
import { type FactsFound, type ListedFact, NO_FACTS } from './attainment-explanation.rules.ts';
import type { FactGroup, FactLapse } from './attainment-measure.rules.ts';
import type { Ask } from './attainment-question.rules.ts';
import { FACT_COLUMNS, METRICS, type MetricCode } from './metric-catalogue.rules.ts';

export type AskedAccount = Readonly<{ partnerId: string; isTakingPart: boolean; isOnboarding: boolean }>;

export type Known = Readonly<{
  asOf: Date;
  timeZone: string;
  currencies: readonly string[];
  /** How many facts are told of what counts for each question, and of what does not. */
  factsListedMax: number;
}>;

const QUESTION = `
  known AS MATERIALIZED (
    SELECT $3::timestamptz AS as_of, $4::text AS time_zone, $5::text[] AS currencies
  ),
  question AS MATERIALIZED (
    SELECT r.* FROM jsonb_to_recordset($1::jsonb) AS r(ask int, accounts uuid[], from_at timestamptz, until_at timestamptz,
      on_day date, end_day date, trailing_months int, certification_program_id uuid)
  ),
  account AS MATERIALIZED (
    SELECT r.* FROM jsonb_to_recordset($2::jsonb) AS r(partner_id uuid, is_taking_part boolean, is_onboarding boolean)
  ),
  asked AS MATERIALIZED (
    SELECT question.ask, account.partner_id, question.from_at, question.until_at, question.on_day, question.end_day,
      question.certification_program_id, account.is_taking_part, account.is_onboarding
    FROM question CROSS JOIN LATERAL unnest(question.accounts) AS one(partner_id)
    JOIN account ON account.partner_id = one.partner_id
  )`;

/** Each fact's place among those that count, and among those that do not: the latest are told. */
const PLACE = `row_number() OVER (PARTITION BY metric, ask, reason IS NULL ORDER BY at DESC NULLS LAST, fact_id, partner_id) AS place`;

const TOLD = `
    SELECT metric, ask, json_agg(json_build_object('type', fact_type, 'id', fact_id, 'partnerId', partner_id, 'at', at,
      'value', value::text, 'denominator', denominator, 'unit', unit, 'stage', stage, 'reason', reason,
      'lapsesOn', leaves_on) ORDER BY place) AS listed
    FROM answer_placed WHERE place <= $6::int GROUP BY metric, ask`;

const NOTHING_TOLD = 'SELECT NULL::text AS metric, NULL::int AS ask, NULL::json AS listed WHERE false';

/** The facts of metrics that read one history, which the database derives once for all of them. */
function factsSql(metrics: readonly MetricCode[]): string {
  const histories = [...new Set(metrics.flatMap((metric) => METRICS[metric].history ?? []))];
  const facts = metrics.map(
    (metric) =>
      `SELECT '${metric}'::text AS metric, ${FACT_COLUMNS.join(', ')} FROM (WITH ${METRICS[metric].facts} SELECT * FROM fact) AS own`,
  );
  return [...histories, `fact AS (${facts.join(' UNION ALL ')})`].join(', ');
}

/**
 * A fact leaves a window of trailing months on the first day whose window begins after it: so many months after the day
 * that follows it, less that day. Where the last month lacks the day, it is the first of the next. A fact finds its window by
 * the question's place: the planner expects a fact or two, and would compare each of thousands with every question. Names
 * here begin with `answer_`, so that a metric may name its own as it likes.
 */
const answerOf = (metrics: readonly MetricCode[], isListed: boolean) => `
  answer_window AS MATERIALIZED (
    SELECT array_agg(trailing_months ORDER BY ask) AS trailing_months, array_agg(end_day ORDER BY ask) AS end_days FROM question
  ),
  answer_moved AS MATERIALIZED (
    SELECT fact.*, (fact.at AT TIME ZONE known.time_zone)::date + 1 AS next_day,
      answer_window.trailing_months[fact.ask + 1] AS trailing_months, answer_window.end_days[fact.ask + 1] AS end_day
    FROM fact CROSS JOIN known CROSS JOIN answer_window
  ),
  answer_leaving AS (
    SELECT answer_moved.*, CASE WHEN trailing_months IS NULL THEN lapses_on ELSE
        (next_day + make_interval(months => trailing_months))::date - 1
        + (extract(day FROM next_day + make_interval(months => trailing_months)) <> extract(day FROM next_day))::int
      END AS leaves_on
    FROM answer_moved
  ),
  answer_placed AS MATERIALIZED (
    SELECT metric, ask, partner_id, fact_type, fact_id, at, reason, value, denominator, unit, stage, leaves_on,
      CASE WHEN trailing_months IS NULL THEN holds_at_end ELSE leaves_on > end_day END AS holds_at_end,
      leaves_on <= end_day AS leaves${isListed ? `, ${PLACE}` : ''}
    FROM answer_leaving
  ),
  answer_grouped AS (
    SELECT metric, ask, reason, unit, denominator, stage, count(*) AS count, sum(value) AS value,
      count(*) FILTER (WHERE holds_at_end) AS count_at_end,
      coalesce(sum(value) FILTER (WHERE holds_at_end), 0) AS value_at_end
    FROM answer_placed GROUP BY metric, ask, reason, unit, denominator, stage
  ),
  answer_totals AS (
    SELECT metric, ask, json_agg(json_build_object('reason', reason, 'unit', unit, 'denominator', denominator, 'stage', stage,
      'count', count, 'value', value::text, 'countAtEnd', count_at_end, 'valueAtEnd', value_at_end::text)
      ORDER BY reason NULLS FIRST, unit, denominator, stage) AS groups
    FROM answer_grouped GROUP BY metric, ask
  ),
  answer_lapsing AS (
    SELECT metric, ask, json_agg(json_build_object('on', leaves_on, 'unit', unit, 'denominator', denominator, 'count', count,
      'value', value::text) ORDER BY leaves_on, unit, denominator) AS lapses
    FROM (SELECT metric, ask, leaves_on, unit, denominator, count(*) AS count, sum(value) AS value
      FROM answer_placed WHERE reason IS NULL AND leaves GROUP BY metric, ask, leaves_on, unit, denominator) AS daily
    GROUP BY metric, ask
  ),
  answer_told AS (${isListed ? TOLD : NOTHING_TOLD})
  SELECT answer.metric, question.ask, answer_totals.groups, answer_lapsing.lapses, answer_told.listed
  FROM question CROSS JOIN (VALUES ${metrics.map((metric) => `('${metric}')`).join(', ')}) AS answer(metric)
    LEFT JOIN answer_totals ON answer_totals.metric = answer.metric AND answer_totals.ask = question.ask
    LEFT JOIN answer_lapsing ON answer_lapsing.metric = answer.metric AND answer_lapsing.ask = question.ask
    LEFT JOIN answer_told ON answer_told.metric = answer.metric AND answer_told.ask = question.ask`;

type Row = Readonly<{
  metric: MetricCode;
  ask: number;
  groups: FactGroup[] | null;
  lapses: FactLapse[] | null;
  listed: ListedFact[] | null;
}>;

/** The facts of metrics for each question, in their order, by one statement. */
export async function factsOf(
  tx: Tx,
  { metrics, asks }: Readonly<{ metrics: readonly MetricCode[]; asks: readonly Ask[] }>,
  accounts: readonly AskedAccount[],
  { asOf, timeZone, currencies, factsListedMax }: Known,
): Promise<ReadonlyMap<MetricCode, readonly FactsFound[]>> {
  const questions = asks.map((ask, place) => ({
    ask: place,
    accounts: ask.accounts,
    from_at: ask.fromAt.toISOString(),
    until_at: ask.untilAt.toISOString(),
    on_day: ask.onDay,
    end_day: ask.endDay,
    trailing_months: ask.trailingMonths,
    certification_program_id: ask.certificationProgramId,
  }));
  const askedAccounts = accounts.map(({ partnerId, isTakingPart, isOnboarding }) => ({
    partner_id: partnerId,
    is_taking_part: isTakingPart,
    is_onboarding: isOnboarding,
  }));
  // The text is the catalogue's own, and everything that comes from outside is a parameter.
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `WITH ${QUESTION}, ${factsSql(metrics)}, ${answerOf(metrics, factsListedMax > 0)}`,
    JSON.stringify(questions),
    JSON.stringify(askedAccounts),
    asOf.toISOString(),
    timeZone,
    currencies,
    ...(factsListedMax > 0 ? [factsListedMax] : []),
  );
  const found = new Map(metrics.map((metric) => [metric, asks.map((): FactsFound => NO_FACTS)]));
  for (const { metric, ask, groups, lapses, listed } of rows)
    found.get(metric)![ask] = { groups: groups ?? [], lapses: lapses ?? [], listed: listed ?? [] };
  return found;
}
