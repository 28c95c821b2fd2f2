import { Prisma } from '../../platform/database/generated/client/client.ts';
import { KPI_SCOPE_KINDS, type KpiCredit, type KpiScope, type KpiScopeKind } from './kpi-scope.rules.ts';

/** What is added up: what lies within all of some scopes, by the keys of a kind of scope. */
export type KpiSelection = Readonly<{
  within: readonly KpiScope[];
  by: KpiScopeKind;
  /** Only these groups; all where it is null. */
  keys: readonly string[] | null;
  credited: KpiCredit;
  /** The vendor's day and the instant by which manager and tier are restated. */
  today: Date;
  now: Date;
}>;

const NOBODY = '00000000-0000-0000-0000-000000000000';

const dayOf = (day: Date): string => day.toISOString().slice(0, 10);

/** Each partner's tiers of today, as PROGRAM:TIER. */
const tiersToday = ({ today, now }: KpiSelection): Prisma.Sql => Prisma.sql`
  SELECT placed.partner_id, program.code AS program, program.code || ':' || tier.code AS key FROM (
    SELECT DISTINCT ON (partner_id, program_id) partner_id, program_id, tier_id FROM tier_placement
    WHERE effective_on <= ${dayOf(today)}::date AND booked_at <= ${now.toISOString()}::timestamptz
    ORDER BY partner_id, program_id, effective_on DESC, booked_at DESC, id DESC
  ) AS placed JOIN partner_program AS program ON program.id = placed.program_id
  JOIN program_tier AS tier ON tier.id = placed.tier_id`;

/** Each partner's channel manager of today. */
const managersToday = ({ now }: KpiSelection): Prisma.Sql => Prisma.sql`
  SELECT partner_id, staff_id::text AS key FROM assignment
  WHERE function = 'CHANNEL_MANAGER' AND valid_from <= ${now.toISOString()}::timestamptz
    AND (valid_to IS NULL OR valid_to > ${now.toISOString()}::timestamptz)`;

const regions = Prisma.sql`SELECT p.id AS partner_id, region.code AS key FROM partner AS p JOIN region ON region.id = p.region_id`;
const masters = Prisma.sql`SELECT p.id AS partner_id, coalesce(p.master_id, p.id)::text AS key FROM partner AS p`;

type Grouping = Readonly<{ key: Prisma.Sql; join: Prisma.Sql }>;

const ofPartners = (groups: Prisma.Sql): Grouping => ({
  key: Prisma.sql`coalesce(g.key, '')`,
  join: Prisma.sql`LEFT JOIN (${groups}) AS g ON g.partner_id = c.partner_id`,
});

const creditedTiers = (name: Prisma.Sql): Grouping => ({
  key: Prisma.sql`g.key`,
  join: Prisma.sql`CROSS JOIN LATERAL (SELECT DISTINCT ${name} AS key FROM regexp_split_to_table(c.tiers, ' ') AS tier) AS g`,
});

/** Whether the scopes tell by the rows themselves what lies within them, and not by the partner. */
export const isAsCredited = ({ within, credited }: KpiSelection): boolean =>
  credited === 'AS_CREDITED' &&
  within.some(({ kind }) => kind === 'TIER' || kind === 'MANAGER' || kind === 'PROGRAM');

/** By which text the rows of `c` are grouped, and what is joined to tell it; empty where a row has none of the kind. */
export function groupSql(selection: KpiSelection): Grouping {
  const isRestated = selection.credited === 'RESTATED';
  switch (selection.by) {
    case 'ALL':
      return { key: Prisma.sql`''::text`, join: Prisma.empty };
    case 'PARTNER':
      return { key: Prisma.sql`c.partner_id::text`, join: Prisma.empty };
    case 'MASTER':
      return ofPartners(masters);
    case 'REGION':
      return ofPartners(regions);
    case 'MANAGER':
      return isRestated
        ? ofPartners(managersToday(selection))
        : {
            key: Prisma.sql`CASE WHEN c.manager_id = ${NOBODY}::uuid THEN '' ELSE c.manager_id::text END`,
            join: Prisma.empty,
          };
    case 'TIER':
      return isRestated ? ofPartners(tiersToday(selection)) : creditedTiers(Prisma.sql`tier`);
    case 'PROGRAM':
      return isRestated
        ? ofPartners(Prisma.sql`SELECT partner_id, program AS key FROM (${tiersToday(selection)}) AS today`)
        : creditedTiers(Prisma.sql`split_part(tier, ':', 1)`);
  }
}

/** The condition on the rows of `c`: that they lie within all the scopes, and in one of the groups asked for. */
export function withinSql(selection: KpiSelection): Prisma.Sql {
  const conditions = selection.within.map((scope) => scopeSql(scope, selection));
  if (selection.keys) conditions.push(keysSql(selection, selection.keys));
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.join(conditions, ' AND ');
}

function keysSql(selection: KpiSelection, keys: readonly string[]): Prisma.Sql {
  // Said of the column where it can be, so that an index answers.
  if (selection.by === 'PARTNER') return Prisma.sql`c.partner_id = ANY (${[...keys]}::uuid[])`;
  return Prisma.sql`${groupSql(selection).key} = ANY (${[...keys]}::text[])`;
}

const ofThose = (groups: Prisma.Sql, key: string): Prisma.Sql =>
  Prisma.sql`c.partner_id = ANY (ARRAY(SELECT g.partner_id FROM (${groups}) AS g WHERE g.key = ${key}::text))`;

/** What is of no group of a kind. */
function noneSql(kind: KpiScopeKind, selection: KpiSelection): Prisma.Sql {
  const isCredited = selection.credited === 'AS_CREDITED';
  const isNone = (groups: Prisma.Sql) =>
    Prisma.sql`NOT EXISTS (SELECT FROM (${groups}) AS g WHERE g.partner_id = c.partner_id)`;
  if (kind === 'REGION') return isNone(regions);
  if (kind === 'MANAGER')
    return isCredited ? Prisma.sql`c.manager_id = ${NOBODY}::uuid` : isNone(managersToday(selection));
  if (kind === 'TIER' || kind === 'PROGRAM')
    return isCredited ? Prisma.sql`c.tiers = ''` : isNone(tiersToday(selection));
  return Prisma.sql`false`;
}

function scopeSql({ kind, key }: KpiScope, selection: KpiSelection): Prisma.Sql {
  if (key === '' && kind !== 'ALL') return noneSql(kind, selection);
  const isRestated = selection.credited === 'RESTATED';
  switch (kind) {
    case 'ALL':
      return Prisma.sql`true`;
    case 'PARTNER':
      return Prisma.sql`c.partner_id = ${key}::uuid`;
    case 'MASTER':
      return Prisma.sql`c.partner_id = ANY (ARRAY(SELECT p.id FROM partner AS p WHERE p.id = ${key}::uuid OR p.master_id = ${key}::uuid))`;
    case 'REGION':
      return ofThose(regions, key);
    case 'MANAGER':
      return isRestated ? ofThose(managersToday(selection), key) : Prisma.sql`c.manager_id = ${key}::uuid`;
    case 'TIER':
      return isRestated
        ? ofThose(tiersToday(selection), key)
        : Prisma.sql`${key}::text = ANY (string_to_array(c.tiers, ' '))`;
    case 'PROGRAM':
      return isRestated
        ? ofThose(Prisma.sql`SELECT partner_id, program AS key FROM (${tiersToday(selection)}) AS today`, key)
        : Prisma.sql`strpos(' ' || c.tiers, ' ' || ${key}::text || ':') > 0`;
  }
}

/** The condition on the rows of `c` for each kind of scope, as things were credited, whatever the key will be. */
export const creditedWithin = (key: unknown): Readonly<Record<KpiScopeKind, Prisma.Sql>> => {
  const noDay = new Date(0);
  const selection: KpiSelection = {
    ...{ within: [], by: 'ALL', keys: null, credited: 'AS_CREDITED', today: noDay, now: noDay },
  };
  const cases = KPI_SCOPE_KINDS.map((kind) => [kind, scopeSql({ kind, key: key as string }, selection)]);
  return Object.fromEntries(cases) as Record<KpiScopeKind, Prisma.Sql>;
};
