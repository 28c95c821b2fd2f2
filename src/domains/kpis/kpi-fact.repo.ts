import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { FactDerivation } from './facts/fact-derivation.repo.ts';
import type { WorkedHours } from './kpi-calendar.rules.ts';
import { BUCKET, KEY, sameCell, WIDTH } from './kpi-cells.repo.ts';
import { HISTOGRAM_MEASURES, VISIBLE_MEASURES } from './kpi-measures.rules.ts';

/** What facts are derived by: what was known when, and the vendor's calendar. */
export type Known = Readonly<{
  asOf: Date;
  timeZone: string;
  /** The first days of the fiscal months in which something can be counted, and the day after the last. */
  monthStarts: readonly string[];
}>;

const NOBODY = '00000000-0000-0000-0000-000000000000';

const knownSql = ({ asOf, timeZone, monthStarts }: Known, hours?: WorkedHours): Prisma.Sql => {
  const { opens = [], closes = [], worked = [] } = hours ?? {};
  return Prisma.sql`
  known AS MATERIALIZED (
    SELECT ${asOf}::timestamptz AS as_of, ${timeZone}::text AS time_zone,
      (${asOf}::timestamptz AT TIME ZONE ${timeZone}::text)::date AS today, ${monthStarts}::date[] AS month_starts
  ),
  hours AS MATERIALIZED (
    SELECT ${[...opens]}::bigint[] AS opens, ${[...closes]}::bigint[] AS closes, ${[...worked]}::bigint[] AS worked
  )`;
};

const askedSql = (subjectIds: readonly string[]): Prisma.Sql =>
  Prisma.sql`asked AS (SELECT unnest(${subjectIds}::uuid[]) AS subject_id)`;

/** Dates each fact by the vendor's zone, and credits it as the partner was placed and served then. */
const DATED = Prisma.sql`
  dated AS (
    SELECT fact.subject_id, fact.measure, fact.partner_id, fact.slice, fact.currency, fact.value, fact.member_id,
      coalesce(fact.occurred_at, fact.day::timestamp AT TIME ZONE known.time_zone) AS occurred_at,
      coalesce(fact.day, (fact.occurred_at AT TIME ZONE known.time_zone)::date) AS day
    FROM fact CROSS JOIN known WHERE fact.value IS NOT NULL
  )`;

/** `credited` from `dated`: who managed the partner at the instant, and in which tiers it was on the day. */
const CREDITED = Prisma.sql`
  credited AS (
    SELECT dated.*, coalesce(manager.staff_id, ${NOBODY}::uuid) AS manager_id, coalesce(placed.tiers, '') AS tiers
    FROM dated CROSS JOIN known
    LEFT JOIN LATERAL (
      SELECT assignment.staff_id FROM assignment WHERE assignment.partner_id = dated.partner_id
        AND assignment.function = 'CHANNEL_MANAGER' AND assignment.valid_from <= dated.occurred_at
        AND (assignment.valid_to IS NULL OR assignment.valid_to > dated.occurred_at)
      ORDER BY assignment.valid_from DESC, assignment.id LIMIT 1
    ) AS manager ON true
    LEFT JOIN LATERAL (
      SELECT string_agg(program.code || ':' || tier.code, ' ' ORDER BY program.code) AS tiers
      FROM (
        SELECT DISTINCT ON (placement.program_id) placement.program_id, placement.tier_id FROM tier_placement AS placement
        WHERE placement.partner_id = dated.partner_id AND placement.effective_on <= dated.day
          AND placement.booked_at <= known.as_of
        ORDER BY placement.program_id, placement.effective_on DESC, placement.booked_at DESC, placement.id DESC
      ) AS latest
      JOIN partner_program AS program ON program.id = latest.program_id
      JOIN program_tier AS tier ON tier.id = latest.tier_id
    ) AS placed ON true
    WHERE dated.day >= known.month_starts[1] AND dated.day < known.month_starts[array_length(known.month_starts, 1)]
  )`;

/**
 * Replaces the facts `old` by those `derived`, and moves the cells and histograms by the difference, so that what stays the
 * same is not written. One that becomes another partner's is taken from the one and given to the other. Old and new meet in a
 * full join, which never compares each with each, however few of them the planner expects. Cells are moved in the order of
 * their key, so that those of a partner and measure come to lie together. Answers how many facts changed, and of whose revenue.
 */
const applicationSql = (): Prisma.Sql => Prisma.sql`
  compared AS (
    SELECT source, subject_id, measure, ordinal, partner_id, derived.slice, derived.currency, derived.occurred_at, derived.day,
      derived.value, derived.member_id, derived.manager_id, derived.tiers, derived.is_visible,
      old.slice AS old_slice, old.currency AS old_currency, old.day AS old_day, old.value AS old_value,
      old.manager_id AS old_manager_id, old.tiers AS old_tiers, old.is_visible AS old_is_visible
    FROM old FULL JOIN derived USING (source, subject_id, measure, ordinal, partner_id)
    WHERE (derived.slice, derived.currency, derived.occurred_at, derived.day, derived.value, derived.member_id,
        derived.manager_id, derived.tiers, derived.is_visible)
      IS DISTINCT FROM (old.slice, old.currency, old.occurred_at, old.day, old.value, old.member_id, old.manager_id,
        old.tiers, old.is_visible)
  ),
  gone AS (SELECT source, subject_id, measure, ordinal, partner_id FROM compared WHERE day IS NULL),
  deleted AS (
    DELETE FROM kpi_fact USING gone WHERE kpi_fact.source = gone.source AND kpi_fact.subject_id = gone.subject_id
      AND kpi_fact.measure = gone.measure AND kpi_fact.ordinal = gone.ordinal AND kpi_fact.partner_id = gone.partner_id
  ),
  written AS (
    INSERT INTO kpi_fact (source, subject_id, measure, ordinal, partner_id, slice, currency, occurred_at, day, value, member_id,
      manager_id, tiers, is_visible)
    SELECT source, subject_id, measure, ordinal, partner_id, slice, currency, occurred_at, day, value, member_id, manager_id,
      tiers, is_visible FROM compared WHERE day IS NOT NULL
    ON CONFLICT (source, subject_id, measure, ordinal, partner_id) DO UPDATE SET slice = excluded.slice,
      currency = excluded.currency, occurred_at = excluded.occurred_at, day = excluded.day, value = excluded.value,
      member_id = excluded.member_id, manager_id = excluded.manager_id, tiers = excluded.tiers, is_visible = excluded.is_visible
  ),
  change AS (
    SELECT partner_id, measure, old_slice AS slice, old_currency AS currency, old_day AS day, old_manager_id AS manager_id,
      old_tiers AS tiers, old_is_visible AS is_visible, old_value AS value, -1 AS sign
    FROM compared WHERE old_day IS NOT NULL
    UNION ALL SELECT partner_id, measure, slice, currency, day, manager_id, tiers, is_visible, value, 1 FROM compared
      WHERE day IS NOT NULL
  ),
  grained AS (
    SELECT change.*, period.grain, period.starts_on FROM change CROSS JOIN known
    CROSS JOIN LATERAL (VALUES ('DAY', change.day),
      ('MONTH', known.month_starts[width_bucket(change.day, known.month_starts)])) AS period (grain, starts_on)
  ),
  cell AS (
    MERGE INTO kpi_cell AS kept USING (
      SELECT ${KEY}, bool_and(is_visible) AS is_visible, sum(sign) AS count, sum(sign * value) AS total
      FROM grained GROUP BY ${KEY} HAVING sum(sign) <> 0 OR sum(sign * value) <> 0 ORDER BY ${KEY}
    ) AS delta ON ${sameCell('delta')}
    WHEN MATCHED AND kept.count + delta.count = 0 THEN DELETE
    WHEN MATCHED THEN UPDATE SET count = kept.count + delta.count, total = kept.total + delta.total
    WHEN NOT MATCHED THEN INSERT (${KEY}, is_visible, count, total) VALUES (delta.partner_id, delta.measure, delta.slice,
      delta.currency, delta.grain, delta.starts_on, delta.manager_id, delta.tiers, delta.is_visible, delta.count, delta.total)
    RETURNING 1
  ),
  bar AS (
    MERGE INTO kpi_histogram AS kept USING (
      SELECT ${KEY}, ${BUCKET} AS bucket, bool_and(is_visible) AS is_visible, sum(sign) AS count
      FROM grained CROSS JOIN ${WIDTH}
      WHERE measure = ANY (${[...HISTOGRAM_MEASURES]}::text[]) GROUP BY ${KEY}, ${BUCKET} HAVING sum(sign) <> 0 ORDER BY ${KEY}
    ) AS delta ON ${sameCell('delta')} AND kept.bucket = delta.bucket
    WHEN MATCHED AND kept.count + delta.count = 0 THEN DELETE
    WHEN MATCHED THEN UPDATE SET count = kept.count + delta.count
    WHEN NOT MATCHED THEN INSERT (${KEY}, bucket, is_visible, count) VALUES (delta.partner_id, delta.measure, delta.slice,
      delta.currency, delta.grain, delta.starts_on, delta.manager_id, delta.tiers, delta.bucket, delta.is_visible, delta.count)
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM compared)::int AS changed,
    (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('partnerId', partner_id, 'day', day)), '[]') FROM change
      WHERE measure = 'REVENUE_WON') AS won`;

export type Applied = Readonly<{
  changed: number;
  /** Whose revenue changed, and of which day. */
  won: readonly Readonly<{ partnerId: string; day: string }>[];
}>;

/**
 * Between which instants the business time of these subjects passed, within the fiscal months in which something can be
 * counted: an event from outside all calendars costs its subject no hours and nobody else the run. Null where none did.
 */
export async function findWorkedRange(
  tx: Tx,
  { worked }: FactDerivation,
  subjectIds: readonly string[],
  known: Known,
): Promise<Readonly<{ from: Date; until: Date }> | null> {
  if (worked === undefined) return null;
  const [range] = await tx.$queryRaw<{ from: Date | null; until: Date | null }[]>`
    WITH ${knownSql({ ...known, monthStarts: [] })}, ${askedSql(subjectIds)}, range (first, last) AS (${Prisma.raw(worked)}),
    counted AS (SELECT ${known.monthStarts[0]}::timestamptz AS first, ${known.monthStarts.at(-1)}::timestamptz AS last)
    SELECT least(greatest(range.first, counted.first), counted.last) AS "from",
      least(greatest(range.last, counted.first), counted.last) AS "until"
    FROM range CROSS JOIN counted WHERE range.first IS NOT NULL`;
  return range?.from && range.until ? { from: range.from, until: range.until } : null;
}

/** What was won by each partner, as it is kept. */
const WON = Prisma.sql`SELECT partner_id, day, currency, value FROM kpi_fact WHERE measure = 'REVENUE_WON'`;

/** Common table expressions that end with `derived`: all facts of these subjects, as they are kept. */
export const derivedSql = (
  { source, facts, readsRevenue }: FactDerivation,
  subjectIds: readonly string[],
  known: Known,
  hours: WorkedHours,
  won: Prisma.Sql = WON,
): Prisma.Sql => Prisma.sql`
  ${knownSql(known, hours)}, ${askedSql(subjectIds)}, ${readsRevenue ? Prisma.sql`won AS (${won}),` : Prisma.empty}
  ${Prisma.raw(facts)}, ${DATED}, ${CREDITED},
  derived AS (
    SELECT ${source}::text AS source, credited.*, credited.measure = ANY (${[...VISIBLE_MEASURES]}::text[]) AS is_visible,
      row_number() OVER (PARTITION BY subject_id, measure ORDER BY occurred_at, partner_id, slice, currency, value DESC,
        member_id)::int AS ordinal
    FROM credited
  )`;

/**
 * Derives all facts of these subjects anew and puts them in the place of those that are kept. Those are looked up by the
 * subject whatever the planner believes to be kept, which in the middle of a rebuild it cannot know yet: hence the offset.
 */
export async function deriveFacts(
  tx: Tx,
  derivation: FactDerivation,
  subjectIds: readonly string[],
  known: Known,
  hours: WorkedHours,
): Promise<Applied> {
  const { source } = derivation;
  const [applied] = await tx.$queryRaw<Applied[]>`
    WITH ${derivedSql(derivation, subjectIds, known, hours)},
    old AS (
      SELECT kept.* FROM asked CROSS JOIN LATERAL (
        SELECT * FROM kpi_fact WHERE kpi_fact.source = ${source} AND kpi_fact.subject_id = asked.subject_id OFFSET 0
      ) AS kept
    ), ${applicationSql()}`;
  return applied!;
}

/** Credits the facts of these partners anew, as they were placed and served when each happened. */
export async function creditFacts(tx: Tx, partnerIds: readonly string[], known: Known): Promise<Applied> {
  const [applied] = await tx.$queryRaw<Applied[]>`
    WITH ${knownSql(known)},
    old AS (SELECT * FROM kpi_fact WHERE partner_id = ANY (${partnerIds}::uuid[])),
    dated AS (SELECT source, subject_id, measure, ordinal, partner_id, slice, currency, occurred_at, day, value, member_id,
      is_visible FROM old),
    ${CREDITED}, derived AS (SELECT * FROM credited), ${applicationSql()}`;
  return applied!;
}
