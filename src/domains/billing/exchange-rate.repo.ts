import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { ExchangeRateInput, FoundRate } from './exchange-rate.rules.ts';
import { latestRateSql } from './exchange-rate.sql.ts';

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

const LATEST_RATE = latestRateSql(
  Prisma.sql`question.from_code`,
  Prisma.sql`question.to_code`,
  Prisma.sql`(question.on_day AT TIME ZONE 'UTC')::date`,
  Prisma.sql`booked.as_of`,
);

export type RateQuestion = Readonly<{ from: string; to: string; on: Date }>;

/** The rate that answers each question, by its place. */
export const findRates = (
  tx: Tx,
  questions: readonly RateQuestion[],
  asOf: Date | null,
): Promise<(FoundRate & Readonly<{ place: number }>)[]> =>
  tx.$queryRaw`
    SELECT question.place::int, found.rate::text, found.is_inverse AS "isInverse"
    FROM unnest(${questions.map(({ from }) => from)}::text[], ${questions.map(({ to }) => to)}::text[],
      ${questions.map(({ on }) => on.toISOString())}::timestamptz[]) WITH ORDINALITY AS question (from_code, to_code, on_day, place)
    CROSS JOIN (SELECT ${asOf}::timestamptz AS as_of) AS booked
    CROSS JOIN LATERAL (${LATEST_RATE}) AS found`;
