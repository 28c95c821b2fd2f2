import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { WorkedHours } from './kpi-calendar.rules.ts';
import { BUCKET, WIDTH } from './kpi-cells.repo.ts';
import { DERIVATIONS } from './kpi-derivations.repo.ts';
import { derivedSql, type Known } from './kpi-fact.repo.ts';
import type { FactSource } from './kpi-measures.rules.ts';
import type { KpiSource } from './kpi-read.repo.ts';
import { isAsCredited, type KpiSelection, withinSql } from './kpi-scope.repo.ts';

/** Of which subjects the facts of some partners can be, by source. */
const SUBJECTS: Readonly<Record<FactSource, (partnerIds: readonly string[]) => Prisma.Sql>> = {
  REFERRAL: (ids) => Prisma.sql`SELECT id FROM referral WHERE partner_id = ANY (${ids}::uuid[])`,
  OPPORTUNITY: (ids) =>
    Prisma.sql`SELECT opportunity_id FROM attribution WHERE partner_id = ANY (${ids}::uuid[])`,
  ORDER: (ids) => Prisma.sql`SELECT id FROM sales_order WHERE partner_id = ANY (${ids}::uuid[])`,
  LEDGER: (ids) => Prisma.sql`SELECT id FROM ledger_entry WHERE partner_id = ANY (${ids}::uuid[])`,
  STATEMENT: (ids) => Prisma.sql`SELECT id FROM statement WHERE partner_id = ANY (${ids}::uuid[])`,
  DISPUTE: (ids) => Prisma.sql`SELECT id FROM dispute WHERE partner_id = ANY (${ids}::uuid[])`,
  RECURRING: (ids) => Prisma.sql`SELECT id FROM sales_order WHERE partner_id = ANY (${ids}::uuid[])`,
  PERSON: (ids) => Prisma.sql`SELECT person_id FROM membership WHERE partner_id = ANY (${ids}::uuid[])`,
  MEMBERSHIP: (ids) => Prisma.sql`SELECT id FROM membership WHERE partner_id = ANY (${ids}::uuid[])`,
  PARTNER: (ids) => Prisma.sql`SELECT unnest(${ids}::uuid[])`,
  STANDING: (ids) => Prisma.sql`SELECT unnest(${ids}::uuid[])`,
  IMPLEMENTATION: (ids) => Prisma.sql`SELECT id FROM implementation WHERE partner_id = ANY (${ids}::uuid[])`,
  BENEFIT: (ids) => Prisma.sql`SELECT id FROM benefit_entitlement WHERE partner_id = ANY (${ids}::uuid[])`,
  USAGE: (ids) => Prisma.sql`SELECT id FROM portal_usage WHERE partner_id = ANY (${ids}::uuid[])`,
  FORECAST: (ids) =>
    Prisma.sql`SELECT forecast_id FROM forecast_line WHERE partner_id = ANY (${ids}::uuid[])`,
};

/** The subjects whose facts can be the partners', each once; at most so many. */
export async function subjectsOf(
  tx: Tx,
  source: FactSource,
  partnerIds: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT subject.id::text AS id FROM (${SUBJECTS[source](partnerIds)}) AS subject (id)
    WHERE subject.id IS NOT NULL LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

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
