import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { WorkedHours } from './kpi-calendar.rules.ts';
import { BUCKET, WIDTH } from './kpi-cells.repo.ts';
import { DERIVATIONS } from './kpi-derivations.repo.ts';
import { derivedSql, type Known } from './kpi-fact.repo.ts';
import type { FactSource } from './kpi-measures.rules.ts';
import type { KpiSource } from './kpi-read.repo.ts';
import { isAsCredited, type KpiSelection, withinSql } from './kpi-scope.repo.ts';

/** The partners that lie within the scopes, as the reader sees them; at most so many. */
export async function partnersWithin(
  tx: Pick<Tx, '$queryRaw'>,
  selection: KpiSelection,
  limit: number,
): Promise<string[]> {
  const condition = isAsCredited(selection)
    ? Prisma.sql`c.partner_id IN (SELECT c.partner_id FROM kpi_cell AS c WHERE ${withinSql({ ...selection, keys: null })})`
    : withinSql({ ...selection, keys: null });
  const named =
    selection.by === 'PARTNER' && selection.keys
      ? Prisma.sql`c.partner_id = ANY (${[...selection.keys]}::uuid[])`
      : Prisma.sql`true`;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT c.partner_id::text AS id FROM (SELECT id AS partner_id FROM partner) AS c
    WHERE ${condition} AND ${named} ORDER BY c.partner_id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

export type DerivedSubjects = Readonly<{
  source: FactSource;
  subjectIds: readonly string[];
  hours: WorkedHours;
}>;

/** Facts as they would have been derived by what was known at an instant, of some partners alone, and their cells of days. */
export function derivedSource(
  subjects: readonly DerivedSubjects[],
  partnerIds: readonly string[],
  measures: readonly string[],
  known: Known,
): KpiSource {
  const deals = subjects.find(({ source }) => source === 'OPPORTUNITY');
  const won =
    deals &&
    Prisma.sql`WITH ${derivedSql(DERIVATIONS.OPPORTUNITY, deals.subjectIds, known, deals.hours)}
      SELECT partner_id, day, currency, value FROM derived WHERE measure = 'REVENUE_WON'`;
  const derived = subjects.map(
    ({ source, subjectIds, hours }) => Prisma.sql`(
      WITH ${derivedSql(DERIVATIONS[source], subjectIds, known, hours, won)}
      SELECT source, subject_id, measure, ordinal, partner_id, slice, currency, occurred_at, day, value, member_id, manager_id,
        tiers, is_visible
      FROM derived WHERE partner_id = ANY (${[...partnerIds]}::uuid[]) AND measure = ANY (${[...measures]}::text[]))`,
  );
  const facts = Prisma.sql`(${Prisma.join(derived, ' UNION ALL ')})`;
  return {
    facts,
    cells: Prisma.sql`(
      SELECT partner_id, measure, slice, currency, 'DAY' AS grain, day AS starts_on, manager_id, tiers, count(*) AS count,
        sum(value) AS total
      FROM ${facts} AS fact GROUP BY partner_id, measure, slice, currency, day, manager_id, tiers)`,
    histograms: Prisma.sql`(
      SELECT partner_id, measure, 'DAY' AS grain, day AS starts_on, manager_id, tiers, ${BUCKET} AS bucket, 1 AS count
      FROM ${facts} AS fact CROSS JOIN ${WIDTH})`,
  };
}
