import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { type KpiPlaces, type KpiSum, PLACE_KINDS, placesText } from './kpi-plan.rules.ts';
import { groupSql, type KpiSelection, withinSql } from './kpi-scope.repo.ts';
import { type SumRow, sumFrom } from './kpi-table.rules.ts';

type Reader = Pick<Tx, '$queryRaw'>;

/** Where facts are read from: the tables that the rollup keeps, or facts that were derived for this question alone. */
export type KpiSource = Readonly<{ cells: Prisma.Sql; histograms: Prisma.Sql; facts: Prisma.Sql }>;

export const ROLLED_UP: KpiSource = {
  cells: Prisma.sql`kpi_cell`,
  histograms: Prisma.sql`kpi_histogram`,
  facts: Prisma.sql`kpi_fact`,
};

/** What sums are read by: values, or the names of the terms that will have them. */
export type SumTerms = Readonly<{
  /** The places, as text of JSON. */
  places: unknown;
  key: Prisma.Sql;
  join: Prisma.Sql;
  within: Prisma.Sql;
  /** Said of one partner's rows, so that its index answers. */
  ofPartner: Prisma.Sql;
  currency: unknown;
  source: KpiSource;
}>;

/** All sums of a plan by one statement; places without anything have no row. */
export async function readSums(
  tx: Reader,
  places: KpiPlaces,
  given: Readonly<{ selection: KpiSelection; currency: string | null; source: KpiSource }>,
): Promise<KpiSum[]> {
  const { selection, currency, source } = given;
  const partner = selection.within.find(({ kind }) => kind === 'PARTNER');
  const shared = {
    ...groupSql(selection),
    within: withinSql(selection),
    ofPartner: partner ? ofPartner(partner.key) : Prisma.empty,
    ...{ currency, source },
  };
  const parts = PLACE_KINDS.filter((kind) => places[kind].length > 0).map((kind) =>
    SUMS[kind]({ ...shared, places: placesText(places[kind]) }),
  );
  if (parts.length === 0) return [];
  return (await tx.$queryRaw<SumRow[]>(Prisma.join(parts, ' UNION ALL '))).map(sumFrom);
}

export const ofPartner = (key: unknown): Prisma.Sql => Prisma.sql`AND c.partner_id = ${key}::uuid`;

const placesSql = ({ places }: SumTerms): Prisma.Sql =>
  Prisma.sql`jsonb_to_recordset(${places}::jsonb) AS q (place int, measure text, grain text, from_day date, until_day date)`;

/**
 * The rows of one place. A planner cannot know how few places are asked for, nor how short they are, and would rather read the
 * whole table once; OFFSET 0 has it look up each place by the index. One partner's are looked up by the partner too.
 */
const atPlace = (rows: Prisma.Sql, terms: SumTerms): Prisma.Sql => Prisma.sql`
  SELECT * FROM ${rows} AS c WHERE c.measure = q.measure AND c.grain = q.grain
    AND c.starts_on >= q.from_day AND c.starts_on < q.until_day ${terms.ofPartner} OFFSET 0`;

/** The facts of a measure before a day, since another where that is said, looked up likewise. */
const factsOf = ({ source, ofPartner }: SumTerms, since: Prisma.Sql = Prisma.empty): Prisma.Sql => Prisma.sql`
  SELECT * FROM ${source.facts} AS c WHERE c.measure = q.measure AND c.day < q.until_day ${since} ${ofPartner} OFFSET 0`;

function cellsSql(terms: SumTerms): Prisma.Sql {
  const { key, join, within, currency, source } = terms;
  return Prisma.sql`(
    SELECT q.place, ${key} AS key, c.slice, c.currency,
      CASE WHEN c.currency NOT IN ('', coalesce(${currency}::text, c.currency)) THEN c.starts_on::text END AS month,
      NULL::int AS bucket, sum(c.count)::text AS count, sum(c.total)::text AS total, NULL AS gross, NULL AS net
    FROM ${placesSql(terms)} CROSS JOIN LATERAL (${atPlace(source.cells, terms)}) AS c
    ${join} WHERE ${within} GROUP BY 1, 2, 3, 4, 5)`;
}

function histogramsSql(terms: SumTerms): Prisma.Sql {
  const { key, join, within, source } = terms;
  return Prisma.sql`(
    SELECT q.place, ${key} AS key, '' AS slice, '' AS currency, NULL AS month,
      c.bucket, sum(c.count)::text AS count, '0' AS total, NULL AS gross, NULL AS net
    FROM ${placesSql(terms)} CROSS JOIN LATERAL (${atPlace(source.histograms, terms)}) AS c
    ${join} WHERE ${within} GROUP BY 1, 2, c.bucket)`;
}

function distinctSql(terms: SumTerms): Prisma.Sql {
  const { key, join, within } = terms;
  return Prisma.sql`(
    SELECT q.place, ${key} AS key, '' AS slice, '' AS currency, NULL AS month,
      NULL::int AS bucket, count(DISTINCT c.member_id)::text AS count, '0' AS total, NULL AS gross, NULL AS net
    FROM ${placesSql(terms)} CROSS JOIN LATERAL (${factsOf(terms, Prisma.sql`AND c.day >= q.from_day`)}) AS c
    ${join} WHERE ${within} GROUP BY 1, 2)`;
}

/** One pass over the facts, however many days: members come and go, and each day's number is the sum of that until then. */
function levelsSql(terms: SumTerms): Prisma.Sql {
  const { key, join, within } = terms;
  return Prisma.sql`(
    WITH asked AS (SELECT q.* FROM ${placesSql(terms)}),
      delta AS (
        SELECT c.measure, ${key} AS key, c.member_id, c.day, sum(c.value) AS value
        FROM (SELECT measure, max(until_day) AS until_day FROM asked GROUP BY measure) AS q
        CROSS JOIN LATERAL (${factsOf(terms)}) AS c
        ${join} WHERE ${within} GROUP BY 1, 2, 3, 4),
      level AS (
        SELECT measure, key, member_id, day, sum(value) OVER (PARTITION BY measure, key, member_id ORDER BY day) > 0 AS is_in FROM delta),
      step AS (
        SELECT measure, key, day, is_in::int - coalesce(lag(is_in) OVER (PARTITION BY measure, key, member_id ORDER BY day), false)::int AS moved
        FROM level),
      moved AS (SELECT measure, key, day, sum(moved)::bigint AS moved FROM step WHERE moved <> 0 GROUP BY 1, 2, 3)
    SELECT q.place, m.key, '' AS slice, '' AS currency, NULL AS month,
      NULL::int AS bucket, sum(m.moved)::text AS count, '0' AS total, NULL AS gross, NULL AS net
    FROM asked AS q JOIN moved AS m ON m.measure = q.measure AND m.day < q.until_day GROUP BY 1, 2)`;
}

function retentionsSql(terms: SumTerms): Prisma.Sql {
  const { key, join, within } = terms;
  return Prisma.sql`(
    SELECT place, key, '' AS slice, currency, NULL AS month, NULL::int AS bucket, count(*)::text AS count,
      sum(had)::text AS total, sum(least(greatest(has, 0), had))::text AS gross, sum(greatest(has, 0))::text AS net
    FROM (
      SELECT q.place, ${key} AS key, c.currency, c.member_id,
        coalesce(sum(c.value) FILTER (WHERE c.day < q.from_day), 0) AS had, sum(c.value) AS has
      FROM ${placesSql(terms)} CROSS JOIN LATERAL (${factsOf(terms)}) AS c
      ${join} WHERE ${within} GROUP BY 1, 2, 3, 4
    ) AS member WHERE had > 0 GROUP BY 1, 2, 4)`;
}

/** How each kind of place is summed up. */
export const SUMS: Readonly<Record<(typeof PLACE_KINDS)[number], (terms: SumTerms) => Prisma.Sql>> = {
  cells: cellsSql,
  histograms: histogramsSql,
  distinct: distinctSql,
  distinctLevels: levelsSql,
  retentions: retentionsSql,
};

/** On which day the first fact of each measure is that the reader sees; measures without one are left out. */
export const firstDays = (
  tx: Reader,
  measures: readonly string[],
): Promise<{ measure: string; day: Date }[]> => tx.$queryRaw(firstDaysSql(measures));

export const firstDaysSql = (measures: unknown): Prisma.Sql => Prisma.sql`
    SELECT measure, day FROM unnest(${measures}::text[]) AS measure
    CROSS JOIN LATERAL (
      SELECT starts_on AS day FROM kpi_cell AS c WHERE c.measure = measure.measure AND c.grain = 'DAY' ORDER BY starts_on LIMIT 1
    ) AS first`;

/** All partners that the reader sees. */
export async function seenPartners(tx: Reader): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM partner ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** Those of them that are active. */
export async function activePartners(tx: Reader): Promise<string[]> {
  const rows = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM partner WHERE status = 'ACTIVE' ORDER BY id`;
  return rows.map(({ id }) => id);
}
