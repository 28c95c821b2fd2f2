import type { Tx } from '../../platform/database/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import type { KeptAttainment, PlacedTier, Standing, StandingFound } from './standing.rules.ts';

/** A program by the version of it that is in force on a day. */
export type RunningProgram = Readonly<{
  programId: string;
  versionId: string;
  reviewGrain: 'QUARTER' | 'YEAR';
  partnerTypes: readonly string[];
}>;

export const programsInForce = (tx: Tx, on: Date): Promise<RunningProgram[]> =>
  tx.$queryRaw<RunningProgram[]>`
    SELECT program_id AS "programId", id AS "versionId", review_grain AS "reviewGrain", partner_types AS "partnerTypes"
    FROM program_version
    WHERE status = 'PUBLISHED' AND valid_from <= ${on}::date AND (valid_to IS NULL OR valid_to > ${on}::date)
    ORDER BY program_id`;

/** By which periods the version of a program reviews that was in force on a day; null where none was. */
export async function reviewGrainOn(tx: Tx, programId: string, on: Date): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ grain: string }[]>`
    SELECT review_grain AS grain FROM program_version
    WHERE program_id = ${programId}::uuid AND status = 'PUBLISHED' AND valid_from <= ${on}::date
      AND (valid_to IS NULL OR valid_to > ${on}::date)`;
  return row?.grain ?? null;
}

/** The latest instant at most `latest` that something is kept as of; null where nothing is. */
export async function newestAsOf(tx: Tx, programId: string, latest: Date): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ asOf: Date | null }[]>`
    SELECT max(as_of) AS "asOf" FROM partner_standing WHERE program_id = ${programId}::uuid AND as_of <= ${latest}`;
  return row?.asOf ?? null;
}

/** What a program's standings are kept for now: whatever differs is written anew. */
export type Keeping = RunningProgram &
  Readonly<{ period: string; periodFrom: Date; periodUntil: Date; dayStartsAt: Date; asOf: Date }>;

/** A partner whose standing is missing or outdated, with the period that it was last kept for. */
export type Outdated = Readonly<{ partnerId: string; keptPeriod: string | null; keptUntil: Date | null }>;

/** The partners that take part and whose row is not of this day, version and period, the longest outdated first. */
export const outdatedPartners = (tx: Tx, keeping: Keeping, limit: number): Promise<Outdated[]> =>
  tx.$queryRaw<Outdated[]>`
    SELECT partner.id AS "partnerId", standing.period AS "keptPeriod", standing.period_until AS "keptUntil"
    FROM partner
    LEFT JOIN partner_standing AS standing
      ON standing.partner_id = partner.id AND standing.program_id = ${keeping.programId}::uuid
    WHERE partner.status IN ('ONBOARDING', 'ACTIVE', 'SUSPENDED')
      AND (${keeping.partnerTypes.length === 0} OR partner.type = ANY (${keeping.partnerTypes}::text[]))
      AND (standing.id IS NULL OR standing.as_of < ${keeping.dayStartsAt} OR standing.as_of > ${keeping.asOf}
        OR standing.version_id <> ${keeping.versionId}::uuid
        OR (standing.period, standing.period_from, standing.period_until)
          <> (${keeping.period}, ${keeping.periodFrom}::date, ${keeping.periodUntil}::date))
    ORDER BY standing.as_of NULLS FIRST, partner.id LIMIT ${limit}`;

/** What events are about that change how partners stand: partners, people by an award of theirs, or everybody. */
export type Touched = Readonly<{ partnerIds: readonly string[]; subjectIds: readonly string[] }>;

/**
 * Dates the standings of these partners, of everybody in their master accounts, and of those who count the people whose
 * awards and enrolments these are, before the day, so that they are evaluated anew.
 */
export const outdate = (tx: Tx, touched: Touched, before: Date): Promise<number> =>
  tx.$executeRaw`
    WITH touched AS (
      SELECT unnest(${touched.partnerIds}::uuid[]) AS id
      UNION SELECT membership.partner_id FROM membership WHERE membership.person_id IN (
        SELECT person_id FROM certification_award WHERE id = ANY (${touched.subjectIds}::uuid[])
        UNION SELECT person_id FROM enrolment WHERE id = ANY (${touched.subjectIds}::uuid[]))
    ), masters AS (
      SELECT DISTINCT coalesce(partner.master_id, partner.id) AS id FROM partner JOIN touched USING (id)
    ), family AS (
      SELECT id FROM masters UNION SELECT partner.id FROM partner JOIN masters ON partner.master_id = masters.id
    )
    UPDATE partner_standing AS standing SET as_of = ${before}
    FROM family WHERE standing.partner_id = family.id AND standing.as_of > ${before}`;

export const outdateAll = (tx: Tx, before: Date): Promise<number> =>
  tx.$executeRaw`UPDATE partner_standing SET as_of = ${before} WHERE as_of > ${before}`;

export type Leaver = Readonly<{ partnerId: string; programId: string }>;

/** Deletes where partners stand that no longer take part, and what was provisional of them; from then on it is nothing. */
export async function deleteLeavers(
  tx: Tx,
  programs: readonly RunningProgram[],
  asOf: Date,
): Promise<Leaver[]> {
  const running = JSON.stringify(programs);
  return await tx.$queryRaw<Leaver[]>`
    WITH gone AS (
      DELETE FROM partner_standing AS standing USING partner
      WHERE partner.id = standing.partner_id AND NOT EXISTS (
        SELECT FROM jsonb_to_recordset(${running}::jsonb) AS program("programId" uuid, "partnerTypes" text[])
        WHERE program."programId" = standing.program_id AND partner.status IN ('ONBOARDING', 'ACTIVE', 'SUSPENDED')
          AND (cardinality(program."partnerTypes") = 0 OR partner.type = ANY (program."partnerTypes")))
      RETURNING standing.partner_id, standing.program_id, standing.period, standing.period_from, standing.period_until
    ), change AS (
      INSERT INTO standing_change (partner_id, program_id, period, period_from, period_until, is_at_risk, requirements, shares, as_of)
      SELECT partner_id, program_id, period, period_from, period_until, false, 0, 0, ${asOf} FROM gone
    ), provisional AS (
      DELETE FROM attainment USING gone
      WHERE attainment.partner_id = gone.partner_id AND attainment.program_id = gone.program_id AND attainment.is_provisional
    )
    SELECT partner_id::text AS "partnerId", program_id::text AS "programId" FROM gone`;
}

/** What placed each partner last before a day, by what was booked until an instant; nothing of those that nothing placed. */
export async function placedBefore(
  tx: Tx,
  at: Readonly<{ programId: string; partnerIds: readonly string[]; before: Date; asOf: Date }>,
): Promise<Map<string, PlacedTier>> {
  const rows = await tx.$queryRaw<(PlacedTier & { partnerId: string })[]>`
    SELECT partner.id AS "partnerId", tier.code, tier.rank
    FROM unnest(${at.partnerIds}::uuid[]) AS partner (id)
    CROSS JOIN LATERAL (
      SELECT tier_id FROM tier_placement
      WHERE partner_id = partner.id AND program_id = ${at.programId}::uuid
        AND effective_on < ${at.before}::date AND booked_at <= ${at.asOf}
      ORDER BY effective_on DESC, booked_at DESC, id DESC LIMIT 1
    ) AS placed
    JOIN program_tier AS tier ON tier.id = placed.tier_id`;
  return new Map(rows.map(({ partnerId, ...tier }) => [partnerId, tier]));
}

/** Writes where partners stand; of two runs at once, the later instant stays. */
export async function writeStandings(tx: Tx, standings: readonly Standing[]): Promise<void> {
  if (standings.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO partner_standing AS kept (partner_id, program_id, version_id, tier_id, tier_rank, tier_since,
      attained_tier_id, next_tier_id, status, movement, moved_on, is_at_risk, next_tier_percent, requirements_met,
      requirements_total, period, period_from, period_until, as_of)
    SELECT r."partnerId", r."programId", r."versionId", r."tierId", r."tierRank", r."tierSince", r."attainedTierId",
      r."nextTierId", r.status, r.movement, r."movedOn", r."isAtRisk", r."nextTierPercent", r."requirementsMet",
      r."requirementsTotal", r.period, r."periodFrom", r."periodUntil", r."asOf"
    FROM ${recordset(standings, {
      uuid: ['partnerId', 'programId', 'versionId', 'tierId', 'attainedTierId', 'nextTierId'],
      text: ['status', 'movement', 'period'],
      integer: ['tierRank', 'requirementsMet', 'requirementsTotal'],
      numeric: ['nextTierPercent'],
      boolean: ['isAtRisk'],
      date: ['tierSince', 'movedOn', 'periodFrom', 'periodUntil'],
      timestamptz: ['asOf'],
    })}
    ORDER BY r."partnerId"
    ON CONFLICT (partner_id, program_id) DO UPDATE SET version_id = excluded.version_id, tier_id = excluded.tier_id,
      tier_rank = excluded.tier_rank, tier_since = excluded.tier_since, attained_tier_id = excluded.attained_tier_id,
      next_tier_id = excluded.next_tier_id, status = excluded.status, movement = excluded.movement,
      moved_on = excluded.moved_on, is_at_risk = excluded.is_at_risk, next_tier_percent = excluded.next_tier_percent,
      requirements_met = excluded.requirements_met, requirements_total = excluded.requirements_total,
      period = excluded.period, period_from = excluded.period_from, period_until = excluded.period_until,
      as_of = excluded.as_of`;
}

/**
 * Writes how partners stand with each requirement in one period. What is final stays, unless its period has not even ended
 * as of this instant, as after a rehearsal of a later one; what was provisional of
 * another version goes, as that no longer asks.
 */
export async function writeAttainments(
  tx: Tx,
  period: Readonly<{ programId: string; label: string; partnerIds: readonly string[] }>,
  attainments: readonly KeptAttainment[],
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM attainment
    WHERE partner_id = ANY (${period.partnerIds}::uuid[]) AND program_id = ${period.programId}::uuid
      AND period = ${period.label} AND is_provisional AND (partner_id, requirement_id) NOT IN (
        SELECT r."partnerId", r."requirementId" FROM ${recordset(attainments, { uuid: ['partnerId', 'requirementId'] })})`;
  if (attainments.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO attainment AS kept (partner_id, program_id, version_id, requirement_id, period, period_from,
      period_until, actual, target, percent, gap, status, is_provisional, projection, projection_method, waiver_id,
      lapses_on, as_of)
    SELECT r."partnerId", r."programId", r."versionId", r."requirementId", r.period, r."periodFrom", r."periodUntil",
      r.actual, r.target, r.percent, r.gap, r.status, r."isProvisional", r.projection, r."projectionMethod",
      r."waiverId", r."lapsesOn", r."asOf"
    FROM ${recordset(attainments, {
      uuid: ['partnerId', 'programId', 'versionId', 'requirementId', 'waiverId'],
      text: ['period', 'status', 'projectionMethod'],
      numeric: ['actual', 'target', 'percent', 'gap', 'projection'],
      boolean: ['isProvisional'],
      date: ['periodFrom', 'periodUntil', 'lapsesOn'],
      timestamptz: ['asOf'],
    })}
    ORDER BY r."partnerId", r."requirementId"
    ON CONFLICT (partner_id, requirement_id, period) DO UPDATE SET version_id = excluded.version_id,
      period_from = excluded.period_from, period_until = excluded.period_until, actual = excluded.actual,
      target = excluded.target, percent = excluded.percent, gap = excluded.gap, status = excluded.status,
      is_provisional = excluded.is_provisional, projection = excluded.projection,
      projection_method = excluded.projection_method, waiver_id = excluded.waiver_id, lapses_on = excluded.lapses_on,
      as_of = excluded.as_of
    WHERE kept.is_provisional OR excluded.is_provisional`;
}

/** Notes what was found where it differs from what had been found of the same period by then. */
export async function insertStandingChanges(tx: Tx, found: readonly StandingFound[]): Promise<void> {
  if (found.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO standing_change (partner_id, program_id, period, period_from, period_until, is_at_risk, requirements, shares, as_of)
    SELECT r."partnerId", r."programId", r.period, r."periodFrom", r."periodUntil", r."isAtRisk", r.requirements, r.shares, r."asOf"
    FROM ${recordset(found, {
      uuid: ['partnerId', 'programId'],
      text: ['period'],
      integer: ['requirements', 'shares'],
      boolean: ['isAtRisk'],
      date: ['periodFrom', 'periodUntil'],
      timestamptz: ['asOf'],
    })}
    LEFT JOIN LATERAL (
      SELECT * FROM standing_change AS change WHERE change.partner_id = r."partnerId" AND change.program_id = r."programId"
        AND change.period = r.period AND change.as_of <= r."asOf"
      ORDER BY change.as_of DESC, change.id DESC LIMIT 1
    ) AS latest ON true
    WHERE (latest.period_from, latest.period_until, latest.is_at_risk, latest.requirements, latest.shares)
      IS DISTINCT FROM (r."periodFrom", r."periodUntil", r."isAtRisk", r.requirements, r.shares)
    ORDER BY r."partnerId"`;
}
