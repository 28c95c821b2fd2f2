import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';

/** What a cell is of. Both tables are compared by it. */
export const KEY = Prisma.sql`partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers`;

/** Whether a kept cell is that of a row of another name. */
export const sameCell = (other: 'compared' | 'delta'): Prisma.Sql =>
  Prisma.raw(`kept.partner_id = ${other}.partner_id AND kept.measure = ${other}.measure
  AND kept.grain = ${other}.grain AND kept.starts_on = ${other}.starts_on AND kept.slice = ${other}.slice
  AND kept.currency = ${other}.currency AND kept.manager_id = ${other}.manager_id AND kept.tiers = ${other}.tiers`);

/** Within buckets of less than a hundredth of their value: each up to 127, and then 64 for each doubling. */
export const BUCKET = Prisma.sql`(CASE WHEN value < 128 THEN greatest(value, 0)
  ELSE 128 + (width.bits - 8) * 64 + (value >> (width.bits - 7)) - 64 END)::int`;

/** How many bits the value of a row has, which its bucket depends on. */
export const WIDTH = Prisma.sql`LATERAL (SELECT length(ltrim(greatest(value, 1)::bit(64)::text, '0')) AS bits) AS width`;

export type CellSetting = Readonly<{ monthStarts: readonly string[]; histogramMeasures: readonly string[] }>;

/** Each fact of these partners in the cell of its day and in that of its fiscal month. */
const grainedSql = (partnerIds: readonly string[], monthStarts: readonly string[]): Prisma.Sql => Prisma.sql`
  grained AS (
    SELECT kpi_fact.*, period.grain, period.starts_on
    FROM kpi_fact CROSS JOIN (SELECT ${monthStarts}::date[] AS starts) AS month
    CROSS JOIN LATERAL (VALUES ('DAY', day), ('MONTH', month.starts[width_bucket(day, month.starts)])) AS period (grain, starts_on)
    WHERE partner_id = ANY (${partnerIds}::uuid[])
  )`;

/**
 * Adds up the cells and histograms of these partners from their facts alone, and puts right those that are kept and differ.
 * Nothing is written of what is right already, which is all of it as long as nobody tampered with it.
 */
export async function addUpAnew(tx: Tx, partnerIds: readonly string[], setting: CellSetting): Promise<void> {
  const { monthStarts, histogramMeasures } = setting;
  await tx.$executeRaw`
    WITH ${grainedSql(partnerIds, monthStarts)},
    counted AS (
      SELECT ${KEY}, bool_and(is_visible) AS is_visible, count(*) AS count, sum(value) AS total FROM grained GROUP BY ${KEY}
    ),
    kept AS (SELECT * FROM kpi_cell WHERE partner_id = ANY (${partnerIds}::uuid[])),
    compared AS MATERIALIZED (
      SELECT ${KEY}, counted.is_visible, counted.count, counted.total
      FROM kept FULL JOIN counted USING (${KEY})
      WHERE (kept.is_visible, kept.count, kept.total) IS DISTINCT FROM (counted.is_visible, counted.count, counted.total)
    ),
    deleted AS (DELETE FROM kpi_cell AS kept USING compared WHERE compared.count IS NULL AND ${sameCell('compared')})
    INSERT INTO kpi_cell (${KEY}, is_visible, count, total)
    SELECT ${KEY}, is_visible, count, total FROM compared WHERE count IS NOT NULL
    ON CONFLICT (${KEY}) DO UPDATE
      SET is_visible = excluded.is_visible, count = excluded.count, total = excluded.total`;
  await tx.$executeRaw`
    WITH ${grainedSql(partnerIds, monthStarts)},
    counted AS (
      SELECT ${KEY}, ${BUCKET} AS bucket, bool_and(is_visible) AS is_visible, count(*) AS count
      FROM grained CROSS JOIN ${WIDTH}
      WHERE measure = ANY (${histogramMeasures}::text[]) GROUP BY ${KEY}, ${BUCKET}
    ),
    kept AS (SELECT * FROM kpi_histogram WHERE partner_id = ANY (${partnerIds}::uuid[])),
    compared AS MATERIALIZED (
      SELECT ${KEY}, bucket, counted.is_visible, counted.count
      FROM kept FULL JOIN counted USING (${KEY}, bucket)
      WHERE (kept.is_visible, kept.count) IS DISTINCT FROM (counted.is_visible, counted.count)
    ),
    deleted AS (
      DELETE FROM kpi_histogram AS kept USING compared
      WHERE compared.count IS NULL AND ${sameCell('compared')} AND kept.bucket = compared.bucket
    )
    INSERT INTO kpi_histogram (${KEY}, bucket, is_visible, count)
    SELECT ${KEY}, bucket, is_visible, count FROM compared WHERE count IS NOT NULL
    ON CONFLICT (${KEY}, bucket) DO UPDATE SET is_visible = excluded.is_visible, count = excluded.count`;
}
