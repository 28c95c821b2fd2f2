import type { Tx } from '../../platform/database/client.ts';

/** A deal with everything that happened to it, as read; days are counted from 1970-01-01 by the vendor's clocks. */
export type DealRow = Readonly<{
  id: string;
  partnerId: string;
  productId: string | null;
  isDated: boolean;
  stages: string[];
  days: number[];
  seen: boolean[];
  amounts: (string | null)[];
  currencies: (string | null)[];
}>;

const BATCH_ROWS = 10_000;

/**
 * Reads the deals of all partners as they were known at an instant, in one snapshot and a batch at a time. What took effect
 * by `asOf` and was booked by `knownAt` counts; a stage counts as seen where it was booked before the next one took effect.
 */
export async function eachDeal(
  tx: Tx,
  asked: Readonly<{ asOf: Date; knownAt: Date; timeZone: string }>,
  take: (rows: readonly DealRow[]) => void,
): Promise<void> {
  await tx.$executeRaw`
    DECLARE forecast_history NO SCROLL CURSOR FOR
    WITH fact AS (
      SELECT change.*, (change.effective_at AT TIME ZONE ${asked.timeZone})::date - DATE '1970-01-01' AS day,
        lead(change.effective_at) OVER happened AS next_at
      FROM opportunity_change AS change
      JOIN opportunity AS deal ON deal.id = change.opportunity_id AND deal.partner_id IS NOT NULL
      WHERE change.booked_at <= ${asked.knownAt}::timestamptz AND change.effective_at <= ${asked.asOf}::timestamptz
      WINDOW happened AS (PARTITION BY change.opportunity_id ORDER BY change.effective_at, change.booked_at, change.id)
    ), history AS (
      SELECT opportunity_id, array_agg(stage ORDER BY effective_at, booked_at, id) AS stages,
        array_agg(day ORDER BY effective_at, booked_at, id) AS days,
        array_agg(booked_at < coalesce(next_at, 'infinity') ORDER BY effective_at, booked_at, id) AS seen,
        array_agg(amount_minor::text ORDER BY effective_at, booked_at, id) AS amounts,
        array_agg(currency ORDER BY effective_at, booked_at, id) AS currencies
      FROM fact GROUP BY opportunity_id
    )
    SELECT deal.id, deal.partner_id AS "partnerId", deal.product_id AS "productId", deal.opened_on IS NOT NULL AS "isDated",
      history.stages, history.days, history.seen, history.amounts, history.currencies
    FROM history JOIN opportunity AS deal ON deal.id = history.opportunity_id ORDER BY deal.id`;
  for (;;) {
    const rows = await tx.$queryRawUnsafe<DealRow[]>(`FETCH ${BATCH_ROWS} FROM forecast_history`);
    take(rows);
    if (rows.length < BATCH_ROWS) break;
  }
  await tx.$executeRaw`CLOSE forecast_history`;
}

/** A product's price: of the price book, a first year of it, or else its list price. */
export type PriceRow = Readonly<{ productId: string; amountMinor: bigint; currency: string; rank: number }>;

/** Every price in force on a day; of a product the price book's in the currency wanted come first. */
export const pricesOn = (tx: Tx, day: Date, currency: string): Promise<PriceRow[]> =>
  tx.$queryRaw`
    SELECT product_id AS "productId", one_off_minor + 12 * monthly_minor AS "amountMinor", currency,
      CASE WHEN currency = ${currency} THEN 0 ELSE 1 END AS rank
    FROM price_book_entry
    WHERE valid_from <= ${day}::date AND (valid_to IS NULL OR valid_to > ${day}::date)
    UNION ALL
    SELECT product_id, amount_minor, currency, 2 FROM product_price
    ORDER BY 1, rank, currency`;

/** Who is the channel manager of which partner at an instant. */
export const managersAt = (tx: Tx, asOf: Date): Promise<{ partnerId: string; staffId: string }[]> =>
  tx.$queryRaw`
    SELECT DISTINCT ON (partner_id) partner_id AS "partnerId", staff_id AS "staffId" FROM assignment
    WHERE function = 'CHANNEL_MANAGER' AND valid_from <= ${asOf} AND (valid_to IS NULL OR valid_to > ${asOf})
    ORDER BY partner_id, valid_from DESC, id DESC`;
