import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Line } from './forecast-reading.repo.ts';

export const LINE_ORDERS = {
  EXPECTED: 'expected_minor',
  OPEN: 'open_minor',
  WON: 'won_minor',
  STALE_COUNT: 'stale_count',
} as const;

export type LineOrder = Readonly<{ by: keyof typeof LINE_ORDERS; direction: 'ASC' | 'DESC' }>;

export type LineFilter = Readonly<{
  partnerIds: readonly string[] | null;
  programIds: readonly string[] | null;
  /** Whether any of its open deals is older than any that ever closed. */
  hasStale: boolean | null;
}>;

export type ListedLine = Line & Readonly<{ id: string; place: string; currency: string }>;

const linesWhere = (forecastId: string, { partnerIds, programIds, hasStale }: LineFilter) => Prisma.sql`
  FROM forecast_line AS line JOIN forecast AS made ON made.id = line.forecast_id
  WHERE line.forecast_id = ${forecastId}::uuid AND line.scope_kind = 'PARTNER'
    AND (${partnerIds}::uuid[] IS NULL OR line.partner_id = ANY (${partnerIds}::uuid[]))
    AND (${programIds}::uuid[] IS NULL OR line.partner_id IN (
      SELECT partner_id FROM partner_standing WHERE program_id = ANY (${programIds}::uuid[])))
    AND (${hasStale}::boolean IS NULL OR (line.stale_count > 0) = ${hasStale}::boolean)`;

type LinePage = Readonly<{
  order: LineOrder;
  /** The id and the place of the line after which the page begins. */
  after: Readonly<{ id: string; place: string }> | null;
  limit: number;
}>;

/** A page of the lines of partners that the reader's role shows. */
export function linesPage(
  tx: Pick<Tx, '$queryRaw'>,
  forecastId: string,
  filter: LineFilter,
  { order, after, limit }: LinePage,
): Promise<ListedLine[]> {
  const column = Prisma.raw(`line.${LINE_ORDERS[order.by]}`);
  const direction = Prisma.raw(order.direction);
  const beyond = Prisma.raw(order.direction === 'ASC' ? '>' : '<');
  return tx.$queryRaw`
    SELECT line.id::text, line.forecast_id::text AS "forecastId", ${column}::text AS place, line.scope_kind AS "scopeKind", line.scope_key AS "scopeKey",
      line.partner_id::text AS "partnerId", line.won_minor AS "wonMinor", line.open_minor AS "openMinor",
      line.expected_minor AS "expectedMinor", line.p10_minor AS "p10Minor", line.p50_minor AS "p50Minor",
      line.p90_minor AS "p90Minor", line.open_count AS "openCount", line.stale_count AS "staleCount",
      line.list_priced AS "listPriced", line.explanation, made.currency
    ${linesWhere(forecastId, filter)}
      AND (${after?.id ?? null}::uuid IS NULL
        OR (${column}, line.id) ${beyond} (${after?.place ?? null}::bigint, ${after?.id ?? null}::uuid))
    ORDER BY ${column} ${direction}, line.id ${direction} LIMIT ${limit}`;
}

export async function linesCount(
  tx: Pick<Tx, '$queryRaw'>,
  forecastId: string,
  filter: LineFilter,
  countMax: number,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 ${linesWhere(forecastId, filter)} LIMIT ${countMax}) AS counted`;
  return row!.count;
}
