import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';

/** Whose use, on which days; `until` no longer belongs to them. */
export type AdoptionScope = Readonly<{
  from: Date;
  until: Date;
  partnerId: string | null;
  managerId: string | null;
}>;

const dayText = (day: Date) => day.toISOString().slice(0, 10);

/** The rows that the caller sees, of a partner or of a manager's portfolio as it is at the end of the range. */
const usedWithin = ({ from, until, partnerId, managerId }: AdoptionScope) => Prisma.sql`
  SELECT u.* FROM portal_usage AS u
  WHERE u.day >= ${dayText(from)}::date AND u.day < ${dayText(until)}::date
    AND (${partnerId}::uuid IS NULL OR u.partner_id = ${partnerId}::uuid)
    AND (${managerId}::uuid IS NULL OR u.partner_id IN (SELECT partner_id FROM managed))`;

/** Partners whose manager somebody is at the end of the range, in the vendor's time zone. */
const managedBy = ({ until, managerId }: AdoptionScope) => Prisma.sql`
  managed AS (
    SELECT a.partner_id FROM assignment AS a, vendor_settings AS s
    WHERE a.staff_id = ${managerId}::uuid AND a.function = 'CHANNEL_MANAGER'
      AND a.valid_from < ${dayText(until)}::timestamp AT TIME ZONE s.time_zone
      AND (a.valid_to IS NULL OR a.valid_to >= ${dayText(until)}::timestamp AT TIME ZONE s.time_zone)
  )`;

export type Counts = Readonly<{
  uses: number;
  activeUsers: number;
  activePartners: number;
  activeStaff: number;
}>;

const COUNTS = Prisma.sql`
  least(coalesce(sum(u.count), 0), 2147483647)::int AS uses,
  count(DISTINCT u.person_id) FILTER (WHERE u.partner_id IS NOT NULL)::int AS "activeUsers",
  count(DISTINCT u.partner_id)::int AS "activePartners",
  count(DISTINCT u.person_id) FILTER (WHERE u.partner_id IS NULL)::int AS "activeStaff"`;

export async function totalsOf(tx: Tx, scope: AdoptionScope): Promise<Counts> {
  const [totals] = await tx.$queryRaw<Counts[]>`
    WITH ${managedBy(scope)} SELECT ${COUNTS} FROM (${usedWithin(scope)}) AS u`;
  return totals!;
}

export const byDay = (tx: Tx, scope: AdoptionScope): Promise<(Counts & { day: Date })[]> =>
  tx.$queryRaw`
    WITH ${managedBy(scope)}
    SELECT u.day, ${COUNTS} FROM (${usedWithin(scope)}) AS u GROUP BY u.day ORDER BY u.day`;

export const byOperation = (
  tx: Tx,
  scope: AdoptionScope,
  most: number,
): Promise<(Counts & { operation: string })[]> =>
  tx.$queryRaw`
    WITH ${managedBy(scope)}
    SELECT u.operation, ${COUNTS} FROM (${usedWithin(scope)}) AS u
    GROUP BY u.operation ORDER BY sum(u.count) DESC, u.operation LIMIT ${most}`;

export type TierCounts = Readonly<{
  programCode: string | null;
  tierCode: string | null;
  users: number;
  activeUsers: number;
  partners: number;
  activePartners: number;
}>;

/**
 * People with a membership within the range, and who of them used the portal, by the tiers that their partners were placed in
 * as the range ended; once more for all of them. A partner of several programs counts in each.
 */
export const byTier = (tx: Tx, scope: AdoptionScope, most: number): Promise<TierCounts[]> =>
  tx.$queryRaw`
    WITH ${managedBy(scope)}, used AS (
      SELECT DISTINCT u.person_id, u.partner_id FROM (${usedWithin(scope)}) AS u WHERE u.partner_id IS NOT NULL
    ), could AS (
      SELECT DISTINCT m.person_id, m.partner_id FROM membership AS m, vendor_settings AS s
      WHERE m.valid_from < ${dayText(scope.until)}::timestamp AT TIME ZONE s.time_zone
        AND (m.valid_to IS NULL OR m.valid_to > ${dayText(scope.from)}::timestamp AT TIME ZONE s.time_zone)
        AND (${scope.partnerId}::uuid IS NULL OR m.partner_id = ${scope.partnerId}::uuid)
        AND (${scope.managerId}::uuid IS NULL OR m.partner_id IN (SELECT partner_id FROM managed))
    ), placed AS (
      SELECT DISTINCT ON (p.partner_id, p.program_id) p.partner_id, g.code AS program_code, t.code AS tier_code
      FROM tier_placement AS p
      JOIN partner_program AS g ON g.id = p.program_id
      JOIN program_tier AS t ON t.id = p.tier_id
      WHERE p.effective_on < ${dayText(scope.until)}::date
      ORDER BY p.partner_id, p.program_id, p.effective_on DESC, p.booked_at DESC, p.id DESC
    )
    SELECT placed.program_code AS "programCode", placed.tier_code AS "tierCode",
      count(DISTINCT could.person_id)::int AS users, count(DISTINCT used.person_id)::int AS "activeUsers",
      count(DISTINCT could.partner_id)::int AS partners, count(DISTINCT used.partner_id)::int AS "activePartners"
    FROM could
    LEFT JOIN placed ON placed.partner_id = could.partner_id
    LEFT JOIN used ON used.partner_id = could.partner_id AND used.person_id = could.person_id
    GROUP BY GROUPING SETS ((placed.program_code, placed.tier_code), ())
    ORDER BY grouping(placed.program_code) DESC, 1 NULLS LAST, 2 NULLS LAST
    LIMIT ${most}`;

export type UseRow = Readonly<{
  id: string;
  day: Date;
  personId: string;
  personName: string;
  partnerId: string | null;
  operation: string;
  uses: number;
}>;

/** Where in the list of uses something stands. */
export type UsePlace = Readonly<{ id: string; day: string }>;

/** By whom, the latest day first. */
export const usesOf = (
  tx: Tx,
  scope: AdoptionScope,
  { after, limit }: Readonly<{ after: UsePlace | null; limit: number }>,
): Promise<UseRow[]> =>
  tx.$queryRaw`
    WITH ${managedBy(scope)}
    SELECT u.id::text, u.day, u.person_id::text AS "personId", p.name AS "personName", u.partner_id::text AS "partnerId", u.operation,
      u.count AS uses
    FROM (${usedWithin(scope)}) AS u JOIN person AS p ON p.id = u.person_id
    WHERE ${after ? Prisma.sql`(u.day, u.id) < (${after.day}::date, ${after.id}::uuid)` : Prisma.sql`true`}
    ORDER BY u.day DESC, u.id DESC LIMIT ${limit}`;

/** How many there are, counted up to a limit. */
export async function countUses(tx: Tx, scope: AdoptionScope, limit: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    WITH ${managedBy(scope)}
    SELECT count(*)::int AS count FROM (SELECT FROM (${usedWithin(scope)}) AS u LIMIT ${limit}) AS found`;
  return row!.count;
}
