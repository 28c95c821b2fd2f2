import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { ExchangeRateInput, FoundRate } from './exchange-rate.rules.ts';

/** The vendor's calendar day. */
export async function vendorDayOf(tx: Tx, now: Date): Promise<Date> {
  const { timeZone } = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(timeZone, now);
}

export const insertRate = (
  tx: Tx,
  rate: ExchangeRateInput,
  bookedAt: Date,
): Promise<Readonly<{ id: string }>> =>
  tx.exchangeRate.create({ data: { ...rate, bookedAt }, select: { id: true } });

export type RateQuestion = Readonly<{ from: string; to: string; on: Date }>;

/**
 * The rate that answers each question, by its place: the pair's own where one is known by then, else the inverse pair's. Of
 * several of one day the latest booked counts.
 */
export const findRates = (
  tx: Tx,
  questions: readonly RateQuestion[],
  asOf: Date | null,
): Promise<(FoundRate & Readonly<{ place: number }>)[]> =>
  tx.$queryRaw`
    SELECT question.place::int, found.rate::text, found.is_inverse AS "isInverse"
    FROM unnest(${questions.map(({ from }) => from)}::text[], ${questions.map(({ to }) => to)}::text[],
      ${questions.map(({ on }) => on.toISOString())}::timestamptz[]) WITH ORDINALITY AS question (from_code, to_code, on_day, place)
    CROSS JOIN LATERAL (
      SELECT known.rate, side.is_inverse FROM (VALUES (false), (true)) AS side (is_inverse)
      CROSS JOIN LATERAL (
        SELECT rate FROM exchange_rate
        WHERE from_currency = CASE WHEN side.is_inverse THEN question.to_code ELSE question.from_code END
          AND to_currency = CASE WHEN side.is_inverse THEN question.from_code ELSE question.to_code END
          AND valid_from <= (question.on_day AT TIME ZONE 'UTC')::date
          AND (${asOf}::timestamptz IS NULL OR booked_at <= ${asOf}::timestamptz)
        ORDER BY valid_from DESC, booked_at DESC, id DESC LIMIT 1
      ) AS known
      ORDER BY side.is_inverse LIMIT 1
    ) AS found`;
