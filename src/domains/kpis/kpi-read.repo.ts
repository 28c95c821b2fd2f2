import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { KpiPlace, KpiPlaces, KpiSum } from './kpi-plan.rules.ts';
import { groupSql, type KpiSelection, withinSql } from './kpi-scope.repo.ts';

type Reader = Pick<Tx, '$queryRaw'>;

/** Where facts are read from: the tables that the rollup keeps, or facts that were derived for this question alone. */
export type KpiSource = Readonly<{ cells: Prisma.Sql; histograms: Prisma.Sql; facts: Prisma.Sql }>;

export const ROLLED_UP: KpiSource = {
  cells: Prisma.sql`kpi_cell`,
  histograms: Prisma.sql`kpi_histogram`,
  facts: Prisma.sql`kpi_fact`,
};

type SumRow = Omit<KpiSum, 'total' | 'gross' | 'net' | 'month'> &
  Readonly<{ total: string; gross: string | null; net: string | null; month: string | null }>;

/** All sums of a plan by one statement; places without anything have no row. */
export async function readSums(
  tx: Reader,
  places: KpiPlaces,
  given: Readonly<{ selection: KpiSelection; currency: string | null; source: KpiSource }>,
): Promise<KpiSum[]> {
  const { selection, source } = given;
  const parts = [
    ...(places.cells.length > 0 ? [cellsSql(places.cells, selection, given.currency, source.cells)] : []),
    ...(places.histograms.length > 0 ? [histogramsSql(places.histograms, selection, source.histograms)] : []),
    ...(places.distinct.length > 0 ? [distinctSql(places.distinct, selection, source.facts)] : []),
    ...(places.distinctLevels.length > 0 ? [levelsSql(places.distinctLevels, selection, source.facts)] : []),
    ...(places.retentions.length > 0 ? [retentionsSql(places.retentions, selection, source.facts)] : []),
  ];
  if (parts.length === 0) return [];
  const rows = await tx.$queryRaw<SumRow[]>(Prisma.join(parts, ' UNION ALL '));
  return rows.map((row) => ({
    ...row,
    month: row.month === null ? null : new Date(`${row.month}T00:00:00Z`),
    total: BigInt(row.total),
    gross: row.gross === null ? null : BigInt(row.gross),
    net: row.net === null ? null : BigInt(row.net),
  }));
}

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

const placesSql = (places: readonly KpiPlace[]): Prisma.Sql => {
  const rows = places.map(({ from, until, ...place }) => ({
    ...place,
    from_day: dayText(from),
    until_day: dayText(until),
  }));
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS q (place int, measure text, grain text, from_day date, until_day date)`;
};

/**
 * The rows of one place. A planner cannot know how few places are asked for, nor how short they are, and would rather read the
 * whole table once; OFFSET 0 has it look up each place by the index. One partner's are looked up by the partner too.
 */
const atPlace = (rows: Prisma.Sql, { within }: KpiSelection): Prisma.Sql => {
  const partner = within.find(({ kind }) => kind === 'PARTNER');
  const ofPartner = partner ? Prisma.sql`AND c.partner_id = ${partner.key}::uuid` : Prisma.empty;
  return Prisma.sql`
    SELECT * FROM ${rows} AS c WHERE c.measure = q.measure AND c.grain = q.grain
      AND c.starts_on >= q.from_day AND c.starts_on < q.until_day ${ofPartner} OFFSET 0`;
};

function cellsSql(
  places: readonly KpiPlace[],
  selection: KpiSelection,
  currency: string | null,
  cells: Prisma.Sql,
): Prisma.Sql {
  const { key, join } = groupSql(selection);
  return Prisma.sql`(
    SELECT q.place, ${key} AS key, c.slice, c.currency,
      CASE WHEN c.currency NOT IN ('', coalesce(${currency}, c.currency)) THEN c.starts_on::text END AS month,
      NULL::int AS bucket, sum(c.count)::bigint AS count, sum(c.total)::text AS total, NULL AS gross, NULL AS net
    FROM ${placesSql(places)} CROSS JOIN LATERAL (${atPlace(cells, selection)}) AS c
    ${join} WHERE ${withinSql(selection)} GROUP BY 1, 2, 3, 4, 5)`;
}

function histogramsSql(
  places: readonly KpiPlace[],
  selection: KpiSelection,
  histograms: Prisma.Sql,
): Prisma.Sql {
  const { key, join } = groupSql(selection);
  return Prisma.sql`(
    SELECT q.place, ${key} AS key, '' AS slice, '' AS currency, NULL AS month,
      c.bucket, sum(c.count)::bigint AS count, '0' AS total, NULL AS gross, NULL AS net
    FROM ${placesSql(places)} CROSS JOIN LATERAL (${atPlace(histograms, selection)}) AS c
    ${join} WHERE ${withinSql(selection)} GROUP BY 1, 2, c.bucket)`;
}

function distinctSql(places: readonly KpiPlace[], selection: KpiSelection, facts: Prisma.Sql): Prisma.Sql {
  const { key, join } = groupSql(selection);
  return Prisma.sql`(
    SELECT q.place, ${key} AS key, '' AS slice, '' AS currency, NULL AS month,
      NULL::int AS bucket, count(DISTINCT c.member_id)::bigint AS count, '0' AS total, NULL AS gross, NULL AS net
    FROM ${placesSql(places)}
    JOIN ${facts} AS c ON c.measure = q.measure AND c.day >= q.from_day AND c.day < q.until_day
    ${join} WHERE ${withinSql(selection)} GROUP BY 1, 2)`;
}

/** One pass over the facts, however many days: members come and go, and each day's number is the sum of that until then. */
function levelsSql(places: readonly KpiPlace[], selection: KpiSelection, facts: Prisma.Sql): Prisma.Sql {
  const { key, join } = groupSql(selection);
  return Prisma.sql`(
    WITH asked AS (SELECT q.* FROM ${placesSql(places)}),
      delta AS (
        SELECT c.measure, ${key} AS key, c.member_id, c.day, sum(c.value) AS value FROM ${facts} AS c ${join}
        WHERE c.measure IN (SELECT measure FROM asked) AND c.day < (SELECT max(until_day) FROM asked)
          AND ${withinSql(selection)}
        GROUP BY 1, 2, 3, 4),
      level AS (
        SELECT measure, key, member_id, day, sum(value) OVER (PARTITION BY measure, key, member_id ORDER BY day) > 0 AS is_in FROM delta),
      step AS (
        SELECT measure, key, day, is_in::int - coalesce(lag(is_in) OVER (PARTITION BY measure, key, member_id ORDER BY day), false)::int AS moved
        FROM level),
      moved AS (SELECT measure, key, day, sum(moved)::bigint AS moved FROM step WHERE moved <> 0 GROUP BY 1, 2, 3)
    SELECT q.place, m.key, '' AS slice, '' AS currency, NULL AS month,
      NULL::int AS bucket, sum(m.moved)::bigint AS count, '0' AS total, NULL AS gross, NULL AS net
    FROM asked AS q JOIN moved AS m ON m.measure = q.measure AND m.day < q.until_day GROUP BY 1, 2)`;
}

function retentionsSql(places: readonly KpiPlace[], selection: KpiSelection, facts: Prisma.Sql): Prisma.Sql {
  const { key, join } = groupSql(selection);
  return Prisma.sql`(
    SELECT place, key, '' AS slice, currency, NULL AS month, NULL::int AS bucket, count(*)::bigint AS count,
      sum(had)::text AS total, sum(least(greatest(has, 0), had))::text AS gross, sum(greatest(has, 0))::text AS net
    FROM (
      SELECT q.place, ${key} AS key, c.currency, c.member_id,
        coalesce(sum(c.value) FILTER (WHERE c.day < q.from_day), 0) AS had, sum(c.value) AS has
      FROM ${placesSql(places)} JOIN ${facts} AS c ON c.measure = q.measure AND c.day < q.until_day
      ${join} WHERE ${withinSql(selection)} GROUP BY 1, 2, 3, 4
    ) AS member WHERE had > 0 GROUP BY 1, 2, 4)`;
}

/** On which day the first fact of each measure is that the reader sees; measures without one are left out. */
export const firstDays = (
  tx: Reader,
  measures: readonly string[],
): Promise<{ measure: string; day: Date }[]> =>
  tx.$queryRaw`
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
