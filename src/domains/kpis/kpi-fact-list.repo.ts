import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { type KpiSelection, withinSql } from './kpi-scope.repo.ts';

/** Facts of a measure within days. */
export type FactDays = Readonly<{ measure: string; from: Date; until: Date }>;

export type FactRow = Readonly<{
  source: string;
  subjectId: string;
  measure: string;
  ordinal: number;
  partnerId: string;
  slice: string;
  currency: string;
  occurredAt: Date;
  day: string;
  value: bigint;
}>;

/** Where a list of facts goes on: after this one. */
export type FactPlace = Readonly<{
  day: string;
  subjectId: string;
  measure: string;
  ordinal: number;
  source: string;
}>;

export type OnlyPart = Readonly<{ by: 'SLICE' | 'CURRENCY'; key: string }> | undefined;

const onlySql = (only: OnlyPart): Prisma.Sql => {
  if (!only) return Prisma.sql`true`;
  return only.by === 'SLICE' ? Prisma.sql`c.slice = ${only.key}` : Prisma.sql`c.currency = ${only.key}`;
};

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

const askedSql = (asked: readonly FactDays[]): Prisma.Sql => {
  const rows = asked.map(({ measure, from, until }) => ({
    measure,
    from_day: dayText(from),
    until_day: dayText(until),
  }));
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS q (measure text, from_day date, until_day date)`;
};

type FactsWanted = Readonly<{ selection: KpiSelection; only: OnlyPart; facts: Prisma.Sql; limit: number }>;

/** The facts, the latest day first. */
export async function listFacts(
  tx: Pick<Tx, '$queryRaw'>,
  asked: readonly FactDays[],
  given: FactsWanted & Readonly<{ after: FactPlace | null }>,
): Promise<FactRow[]> {
  const { after } = given;
  const beyond = after
    ? Prisma.sql`(c.day, c.subject_id, c.measure, c.ordinal, c.source)
        < (${after.day}::date, ${after.subjectId}::uuid, ${after.measure}, ${after.ordinal}, ${after.source})`
    : Prisma.sql`true`;
  return await tx.$queryRaw<FactRow[]>`
    SELECT c.source, c.subject_id::text AS "subjectId", c.measure, c.ordinal, c.partner_id::text AS "partnerId", c.slice,
      c.currency, c.occurred_at AS "occurredAt", c.day::text AS day, c.value
    FROM ${askedSql(asked)}
    JOIN ${given.facts} AS c ON c.measure = q.measure AND c.day >= q.from_day AND c.day < q.until_day
    WHERE ${withinSql(given.selection)} AND ${onlySql(given.only)} AND ${beyond}
    ORDER BY c.day DESC, c.subject_id DESC, c.measure DESC, c.ordinal DESC, c.source DESC LIMIT ${given.limit}`;
}

export async function countFacts(
  tx: Pick<Tx, '$queryRaw'>,
  asked: readonly FactDays[],
  given: FactsWanted,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM ${askedSql(asked)}
      JOIN ${given.facts} AS c ON c.measure = q.measure AND c.day >= q.from_day AND c.day < q.until_day
      WHERE ${withinSql(given.selection)} AND ${onlySql(given.only)} LIMIT ${given.limit}
    ) AS found`;
  return row!.count;
}

export type FactEvent = Readonly<{
  place: number;
  id: string;
  type: string;
  subjectType: string;
  subjectId: string;
  actorKind: string;
  occurredAt: Date;
  bookedAt: Date;
}>;

/** Which events are shown of a fact's: all, those of its partner, or of these what its people may read. */
export type EventSight = 'ALL' | 'OF_THE_PARTNER' | 'VISIBLE_TO_THE_PARTNER';

type AskedEvents = Readonly<{
  source: string;
  subjectId: string;
  partnerId: string;
  types: readonly string[];
}>;

/** The events of what each fact was derived from, the latest first; at most so many of each. */
export async function eventsOfFacts(
  tx: Pick<Tx, '$queryRaw'>,
  facts: readonly AskedEvents[],
  sight: EventSight,
  limit: number,
): Promise<FactEvent[]> {
  if (facts.length === 0) return [];
  const rows = facts.map(({ source, subjectId, partnerId, types }, place) => ({
    ...{ place, source, types },
    ...{ subject_id: subjectId, partner_id: partnerId },
  }));
  return await tx.$queryRaw<FactEvent[]>`
    WITH asked AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS f (place int, source text, subject_id uuid, partner_id uuid, types text[])
    ), told AS (
      SELECT place, subject_id AS id FROM asked
      UNION SELECT f.place, entry.earning_id FROM asked AS f JOIN ledger_entry AS entry ON entry.id = f.subject_id WHERE f.source = 'LEDGER'
      UNION SELECT f.place, entry.payout_id FROM asked AS f JOIN ledger_entry AS entry ON entry.id = f.subject_id WHERE f.source = 'LEDGER'
      UNION SELECT f.place, award.id FROM asked AS f JOIN certification_award AS award ON award.person_id = f.subject_id
        WHERE f.source = 'PERSON'
      UNION SELECT f.place, dispute.id FROM asked AS f JOIN dispute ON dispute.statement_id = f.subject_id WHERE f.source = 'STATEMENT'
      UNION SELECT f.place, clock.id FROM asked AS f JOIN sla_clock AS clock ON clock.referral_id = f.subject_id
        WHERE f.source = 'REFERRAL'
      UNION SELECT f.place, credit.referral_id FROM asked AS f JOIN attribution AS credit ON credit.opportunity_id = f.subject_id
        AND credit.partner_id = f.partner_id WHERE f.source = 'OPPORTUNITY'
    )
    SELECT f.place, event.* FROM asked AS f CROSS JOIN LATERAL (
      SELECT event.id::text, event.type, event.subject_type AS "subjectType", event.subject_id::text AS "subjectId",
        event.actor_kind AS "actorKind", event.occurred_at AS "occurredAt", event.booked_at AS "bookedAt"
      FROM told JOIN event ON event.subject_id = told.id
      WHERE told.place = f.place AND event.type = ANY (f.types)
        AND (${sight} = 'ALL' OR event.partner_id = f.partner_id)
        AND (${sight} <> 'VISIBLE_TO_THE_PARTNER' OR event.partner_visible)
      ORDER BY event.occurred_at DESC, event.id DESC LIMIT ${limit}
    ) AS event ORDER BY f.place, event."occurredAt" DESC, event.id DESC`;
}
