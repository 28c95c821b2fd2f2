import type { Tx } from '../../platform/database/client.ts';
import type { AmountSource } from './forecast-amounts.rules.ts';

export type ForecastRow = Readonly<{
  period: string;
  periodFrom: Date;
  periodUntil: Date;
  asOf: Date;
  currency: string;
  seed: number;
  simulations: number;
  model: object;
  madeAt: Date;
}>;

export type LineRow = Readonly<{
  scopeKind: string;
  scopeKey: string;
  partnerId: string | null;
  wonMinor: string;
  openMinor: string;
  expectedMinor: string;
  p10Minor: string;
  p50Minor: string;
  p90Minor: string;
  openCount: number;
  staleCount: number;
  listPriced: number;
  explanation: object;
}>;

export type DealRow = Readonly<{
  opportunityId: string;
  partnerId: string;
  stage: string;
  ageDays: number;
  amountMinor: string;
  amountSource: AmountSource;
  isStale: boolean;
  winProbability: string;
}>;

/** Which of the periods have a forecast of this instant already. */
export const periodsMade = async (tx: Tx, periods: readonly string[], asOf: Date): Promise<string[]> =>
  (
    await tx.forecast.findMany({ where: { period: { in: [...periods] }, asOf }, select: { period: true } })
  ).map(({ period }) => period);

/** Null where the period has a forecast of that instant. */
export async function insertForecast(tx: Tx, row: ForecastRow): Promise<string | null> {
  const [made] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO forecast (period, period_from, period_until, as_of, currency, seed, simulations, model, made_at)
    VALUES (${row.period}, ${row.periodFrom}::date, ${row.periodUntil}::date, ${row.asOf}, ${row.currency}, ${row.seed},
      ${row.simulations}, ${JSON.stringify(row.model)}::jsonb, ${row.madeAt})
    ON CONFLICT (period, as_of) DO NOTHING RETURNING id`;
  return made?.id ?? null;
}

export const insertLines = (tx: Tx, forecastId: string, rows: readonly LineRow[]): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO forecast_line (forecast_id, scope_kind, scope_key, partner_id, won_minor, open_minor, expected_minor, p10_minor,
      p50_minor, p90_minor, open_count, stale_count, list_priced, explanation)
    SELECT ${forecastId}::uuid, r."scopeKind", r."scopeKey", r."partnerId", r."wonMinor", r."openMinor", r."expectedMinor",
      r."p10Minor", r."p50Minor", r."p90Minor", r."openCount", r."staleCount", r."listPriced", r.explanation
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("scopeKind" text, "scopeKey" text, "partnerId" uuid,
      "wonMinor" bigint, "openMinor" bigint, "expectedMinor" bigint, "p10Minor" bigint, "p50Minor" bigint, "p90Minor" bigint,
      "openCount" int, "staleCount" int, "listPriced" int, explanation jsonb)`;

const BATCH_ROWS = 10_000;

export async function insertDeals(tx: Tx, forecastId: string, rows: readonly DealRow[]): Promise<number> {
  let written = 0;
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    written += await tx.$executeRaw`
      INSERT INTO forecast_deal (forecast_id, opportunity_id, partner_id, stage, age_days, amount_minor, amount_source, is_stale,
        win_probability)
      SELECT ${forecastId}::uuid, r."opportunityId", r."partnerId", r.stage, r."ageDays", r."amountMinor", r."amountSource",
        r."isStale", r."winProbability"
      FROM jsonb_to_recordset(${JSON.stringify(rows.slice(from, from + BATCH_ROWS))}::jsonb) AS r("opportunityId" uuid,
        "partnerId" uuid, stage text, "ageDays" int, "amountMinor" bigint, "amountSource" text, "isStale" boolean,
        "winProbability" numeric)`;
  }
  return written;
}

/** Forgets the deals of all but the latest forecasts of a period; their lines stay. */
export const deleteOldDeals = (tx: Tx, period: string, kept: number): Promise<number> =>
  tx.$executeRaw`
    DELETE FROM forecast_deal WHERE forecast_id IN (
      SELECT id FROM forecast WHERE period = ${period} ORDER BY as_of DESC OFFSET ${kept})`;
