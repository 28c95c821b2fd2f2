import { Prisma } from '../../platform/database/generated/client/client.ts';

/**
 * The rate that answers a question, with whether it is of the inverse pair: the pair's own where one is known on a day, else the
 * inverse pair's. Of several of one day the latest booked counts. All are expressions; `asOf` may be null.
 */
export const latestRateSql = (
  from: Prisma.Sql,
  to: Prisma.Sql,
  on: Prisma.Sql,
  asOf: Prisma.Sql,
): Prisma.Sql => Prisma.sql`
      SELECT known.rate, side.is_inverse FROM (VALUES (false), (true)) AS side (is_inverse)
      CROSS JOIN LATERAL (
        SELECT rate FROM exchange_rate
        WHERE from_currency = CASE WHEN side.is_inverse THEN ${to} ELSE ${from} END
          AND to_currency = CASE WHEN side.is_inverse THEN ${from} ELSE ${to} END
          AND valid_from <= ${on} AND (${asOf} IS NULL OR booked_at <= ${asOf})
        ORDER BY valid_from DESC, booked_at DESC, id DESC LIMIT 1
      ) AS known
      ORDER BY side.is_inverse LIMIT 1`;
