import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { type AmountSource, RATIO_UNITS } from './forecast-amounts.rules.ts';

/** Of which forecast and partners, of all where it is null, and what deals are won at: in millionths of their value. */
export type DealsOfLine = Readonly<{
  forecastId: string;
  partnerIds: readonly string[] | null;
  ratios: Readonly<Record<'OWN' | 'LIST', bigint>>;
}>;

export type ListedDeal = Readonly<{
  opportunityId: string;
  partnerId: string | null;
  stage: string;
  ageDays: number;
  amountMinor: bigint;
  amountSource: AmountSource;
  ratio: string;
  isStale: boolean;
  winProbability: string;
  expectedMinor: bigint;
}>;

/** Where in the list a deal stands. */
export type DealPlace = Readonly<{ opportunityId: string; expectedMinor: string }>;

const keptSql = ({ forecastId, partnerIds, ratios }: DealsOfLine) => Prisma.sql`
  SELECT deal.*, round(deal.amount_minor * ratio.units * deal.win_probability / ${RATIO_UNITS})::bigint AS expected_minor,
    round(ratio.units::numeric / ${RATIO_UNITS}, 6) AS ratio
  FROM forecast_deal AS deal
  CROSS JOIN LATERAL (SELECT CASE deal.amount_source WHEN 'OWN' THEN ${ratios.OWN}::bigint WHEN 'LIST' THEN ${ratios.LIST}::bigint
    ELSE ${RATIO_UNITS}::bigint END AS units) AS ratio
  WHERE deal.forecast_id = ${forecastId}::uuid
    AND (${partnerIds}::uuid[] IS NULL OR deal.partner_id = ANY (${partnerIds}::uuid[]))`;

/** What most is expected of first. */
export const dealsPage = (
  tx: Pick<Tx, '$queryRaw'>,
  line: DealsOfLine,
  { after, limit }: Readonly<{ after: DealPlace | null; limit: number }>,
): Promise<ListedDeal[]> =>
  tx.$queryRaw`
    SELECT opportunity_id::text AS "opportunityId", partner_id::text AS "partnerId", stage, age_days AS "ageDays",
      amount_minor AS "amountMinor", amount_source AS "amountSource", ratio::text, is_stale AS "isStale",
      win_probability::text AS "winProbability", expected_minor AS "expectedMinor"
    FROM (${keptSql(line)}) AS kept
    WHERE ${after?.opportunityId ?? null}::uuid IS NULL
      OR (expected_minor, opportunity_id) < (${after?.expectedMinor ?? null}::bigint, ${after?.opportunityId ?? null}::uuid)
    ORDER BY expected_minor DESC, opportunity_id DESC LIMIT ${limit}`;

export async function dealsCount(
  tx: Pick<Tx, '$queryRaw'>,
  line: DealsOfLine,
  countMax: number,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 FROM (${keptSql(line)}) AS kept LIMIT ${countMax}) AS counted`;
  return row!.count;
}
