import type { Tx } from '../../platform/database/client.ts';
import type { FactsFound, ListedFact } from './attainment-explanation.rules.ts';
import type { FactGroup, FactLapse } from './attainment-measure.rules.ts';
import type { Ask } from './attainment-question.rules.ts';
import { METRICS, type MetricCode } from './metric-catalogue.rules.ts';

export type AskedAccount = Readonly<{ partnerId: string; isTakingPart: boolean; isOnboarding: boolean }>;

export type { FactsFound } from './attainment-explanation.rules.ts';

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

/**
 * A fact leaves a window of trailing months on the first day whose window begins after it: so many months after the day
 * that follows it, less that day. Where the last month lacks the day, it is the first of the next. A fact finds its window by
 * the question's place: the planner expects a fact or two, and would compare each of thousands with every question. Names
 * here begin with `answer_`, so that a metric may name its own as it likes.
 */
const ANSWER = `
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
    SELECT ask, partner_id, fact_type, fact_id, at, reason, value, denominator, unit, stage, leaves_on,
      CASE WHEN trailing_months IS NULL THEN holds_at_end ELSE leaves_on > end_day END AS holds_at_end,
      leaves_on <= end_day AS leaves,
      row_number() OVER (PARTITION BY ask, reason IS NULL ORDER BY at DESC NULLS LAST, fact_id, partner_id) AS place
    FROM answer_leaving
  ),
  answer_grouped AS (
    SELECT ask, reason, unit, denominator, stage, count(*) AS count, sum(value) AS value,
      count(*) FILTER (WHERE holds_at_end) AS count_at_end,
      coalesce(sum(value) FILTER (WHERE holds_at_end), 0) AS value_at_end
    FROM answer_placed GROUP BY ask, reason, unit, denominator, stage
  ),
  answer_totals AS (
    SELECT ask, jsonb_agg(jsonb_build_object('reason', reason, 'unit', unit, 'denominator', denominator, 'stage', stage,
      'count', count, 'value', value::text, 'countAtEnd', count_at_end, 'valueAtEnd', value_at_end::text)
      ORDER BY reason NULLS FIRST, unit, denominator, stage) AS groups
    FROM answer_grouped GROUP BY ask
  ),
  answer_lapsing AS (
    SELECT ask, jsonb_agg(jsonb_build_object('on', leaves_on, 'unit', unit, 'denominator', denominator, 'count', count,
      'value', value::text) ORDER BY leaves_on, unit, denominator) AS lapses
    FROM (SELECT ask, leaves_on, unit, denominator, count(*) AS count, sum(value) AS value
      FROM answer_placed WHERE reason IS NULL AND leaves GROUP BY ask, leaves_on, unit, denominator) AS daily
    GROUP BY ask
  ),
  answer_told AS (
    SELECT ask, jsonb_agg(jsonb_build_object('type', fact_type, 'id', fact_id, 'partnerId', partner_id, 'at', at,
      'value', value::text, 'denominator', denominator, 'unit', unit, 'stage', stage, 'reason', reason,
      'lapsesOn', leaves_on) ORDER BY place) AS listed
    FROM answer_placed WHERE place <= $6::int GROUP BY ask
  )
  SELECT question.ask, answer_totals.groups, answer_lapsing.lapses, answer_told.listed
  FROM question LEFT JOIN answer_totals ON answer_totals.ask = question.ask LEFT JOIN answer_lapsing ON answer_lapsing.ask = question.ask
    LEFT JOIN answer_told ON answer_told.ask = question.ask`;

type Row = Readonly<{
  ask: number;
  groups: FactGroup[] | null;
  lapses: FactLapse[] | null;
  listed: ListedFact[] | null;
}>;

/** The facts of one metric for each question, in their order, by one statement. */
export async function factsOf(
  tx: Tx,
  metric: MetricCode,
  asks: readonly Ask[],
  accounts: readonly AskedAccount[],
  { asOf, timeZone, currencies, factsListedMax }: Known,
): Promise<FactsFound[]> {
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
    `WITH ${QUESTION}, ${METRICS[metric].facts}, ${ANSWER}`,
    JSON.stringify(questions),
    JSON.stringify(askedAccounts),
    asOf.toISOString(),
    timeZone,
    currencies,
    factsListedMax,
  );
  const answers = new Map(rows.map((row) => [row.ask, row]));
  return asks.map((_, place) => {
    const row = answers.get(place);
    return { groups: row?.groups ?? [], lapses: row?.lapses ?? [], listed: row?.listed ?? [] };
  });
}
