import type { Tx } from '../../platform/database/client.ts';
import type { AmountSource } from './forecast-amounts.rules.ts';

/** What is read of a forecast itself. */
export type Head = Readonly<{
  id: string;
  period: string;
  periodFrom: Date;
  periodUntil: Date;
  asOf: Date;
  currency: string;
  model: unknown;
}>;

const HEAD = {
  id: true,
  period: true,
  periodFrom: true,
  periodUntil: true,
  asOf: true,
  currency: true,
  model: true,
};

/** The latest forecast of a period that was made for an instant by then; null where there is none. */
export const forecastBy = (tx: Tx, period: string, asOf: Date): Promise<Head | null> =>
  tx.forecast.findFirst({ where: { period, asOf: { lte: asOf } }, orderBy: { asOf: 'desc' }, select: HEAD });

export const headOf = (tx: Tx, id: string): Promise<Head> =>
  tx.forecast.findUniqueOrThrow({ where: { id }, select: HEAD });

export const forecastBefore = (tx: Tx, period: string, asOf: Date): Promise<Head | null> =>
  tx.forecast.findFirst({ where: { period, asOf: { lt: asOf } }, orderBy: { asOf: 'desc' }, select: HEAD });

export type Line = Readonly<{
  forecastId: string;
  scopeKind: string;
  scopeKey: string;
  partnerId: string | null;
  wonMinor: bigint;
  openMinor: bigint;
  expectedMinor: bigint;
  p10Minor: bigint;
  p50Minor: bigint;
  p90Minor: bigint;
  openCount: number;
  staleCount: number;
  listPriced: number;
  explanation: unknown;
}>;

export const lineOf = (
  tx: Tx,
  forecastId: string,
  scopeKind: string,
  scopeKey: string,
): Promise<Line | null> =>
  tx.forecastLine.findUnique({
    where: { forecastId_scopeKind_scopeKey: { forecastId, scopeKind, scopeKey } },
  });

export type KeptRow = Readonly<{
  opportunityId: string;
  stage: string;
  amountMinor: bigint;
  amountSource: AmountSource;
  isStale: boolean;
  winProbability: string;
}>;

/** The deals of some partners as a forecast kept them; of all where none are named. */
export const dealsOf = (
  tx: Tx,
  forecastId: string,
  partnerIds: readonly string[] | null,
): Promise<KeptRow[]> =>
  tx.$queryRaw`
    SELECT opportunity_id AS "opportunityId", stage, amount_minor AS "amountMinor", amount_source AS "amountSource",
      is_stale AS "isStale", win_probability::text AS "winProbability"
    FROM forecast_deal
    WHERE forecast_id = ${forecastId}::uuid AND (${partnerIds}::uuid[] IS NULL OR partner_id = ANY (${partnerIds}::uuid[]))`;

export type EndedRow = Readonly<{
  opportunityId: string;
  stage: 'WON' | 'LOST';
  amountMinor: bigint | null;
  currency: string | null;
  isWithin: boolean;
}>;

/** Deals of which it was learnt between two instants that they are closed, as they were known at the later one. */
export const endingsBetween = (
  tx: Tx,
  asked: Readonly<{ after: Date; until: Date; from: Date; before: Date; timeZone: string }>,
  partnerIds: readonly string[] | null,
): Promise<EndedRow[]> =>
  tx.$queryRaw`
    WITH touched AS (
      SELECT DISTINCT change.opportunity_id FROM opportunity_change AS change
      JOIN opportunity AS deal ON deal.id = change.opportunity_id AND deal.partner_id IS NOT NULL
      WHERE greatest(change.booked_at, change.effective_at) > ${asked.after}
        AND greatest(change.booked_at, change.effective_at) <= ${asked.until}
        AND (${partnerIds}::uuid[] IS NULL OR deal.partner_id = ANY (${partnerIds}::uuid[]))
    )
    SELECT touched.opportunity_id AS "opportunityId", latest.stage, latest.amount_minor AS "amountMinor", latest.currency,
      day >= ${asked.from}::date AND day < ${asked.before}::date AS "isWithin"
    FROM touched CROSS JOIN LATERAL (
      SELECT stage, amount_minor, currency, (effective_at AT TIME ZONE ${asked.timeZone})::date AS day
      FROM opportunity_change
      WHERE opportunity_id = touched.opportunity_id AND booked_at <= ${asked.until} AND effective_at <= ${asked.until}
      ORDER BY effective_at DESC, booked_at DESC, id DESC LIMIT 1
    ) AS latest
    WHERE latest.stage IN ('WON', 'LOST')`;

export type CallRow = Readonly<{
  id: string;
  scopeKind: string;
  scopeKey: string;
  period: string;
  currency: string;
  commitMinor: bigint;
  bestCaseMinor: bigint;
  note: string | null;
  madeBy: string | null;
  madeAt: Date;
}>;

/** What was called for a scope in a period by an instant, the latest first. */
export const callsOf = (
  tx: Tx,
  asked: Readonly<{ period: string; scopeKind: string; scopeKey: string; until: Date }>,
  countMax: number,
): Promise<CallRow[]> =>
  tx.$queryRaw`
    SELECT call.id, call.scope_kind AS "scopeKind", call.scope_key AS "scopeKey", call.period, call.currency,
      call.commit_minor AS "commitMinor", call.best_case_minor AS "bestCaseMinor", call.note, staff.name AS "madeBy",
      call.made_at AS "madeAt"
    FROM forecast_call AS call LEFT JOIN staff_member AS staff ON staff.person_id = call.made_by_id
    WHERE call.period = ${asked.period} AND call.scope_kind = ${asked.scopeKind} AND call.scope_key = ${asked.scopeKey}
      AND call.made_at <= ${asked.until}
    ORDER BY call.made_at DESC, call.id DESC LIMIT ${countMax}`;

/** Calls by their ids. */
export const callsById = (tx: Tx, ids: readonly string[]): Promise<CallRow[]> =>
  tx.$queryRaw`
    SELECT call.id, call.scope_kind AS "scopeKind", call.scope_key AS "scopeKey", call.period, call.currency,
      call.commit_minor AS "commitMinor", call.best_case_minor AS "bestCaseMinor", call.note, staff.name AS "madeBy",
      call.made_at AS "madeAt"
    FROM forecast_call AS call LEFT JOIN staff_member AS staff ON staff.person_id = call.made_by_id
    WHERE call.id = ANY (${ids}::uuid[])`;

export const partnersSeen = async (tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(
    (await tx.partner.findMany({ where: { id: { in: [...ids] } }, select: { id: true } })).map(
      ({ id }) => id,
    ),
  );

export type NewCall = Readonly<{
  scopeKind: string;
  scopeKey: string;
  partnerId: string | null;
  period: string;
  currency: string;
  commitMinor: bigint;
  bestCaseMinor: bigint;
  note: string | null;
  madeById: string;
  madeAt: Date;
}>;

export const insertCall = (tx: Tx, data: NewCall): Promise<{ id: string }> =>
  tx.forecastCall.create({ data, select: { id: true } });

export async function callById(tx: Tx, id: string): Promise<CallRow> {
  const [call] = await callsById(tx, [id]);
  return call!;
}

export const seesPartner = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.partner.count({ where: { id } })) > 0;

export const partnersOf = async (tx: Tx, managerId: string, asOf: Date): Promise<string[]> =>
  (
    await tx.$queryRaw<{ partnerId: string }[]>`
      SELECT DISTINCT partner_id AS "partnerId" FROM assignment
      WHERE function = 'CHANNEL_MANAGER' AND staff_id = ${managerId}::uuid AND valid_from <= ${asOf}
        AND (valid_to IS NULL OR valid_to > ${asOf})`
  ).map(({ partnerId }) => partnerId);
