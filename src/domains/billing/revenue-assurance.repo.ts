import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { AssuranceCode, AssuredLine, Months } from './revenue-assurance.rules.ts';

/** So many lines are looked at for one page, whatever it finds. */
export const LINES_LOOKED_AT_MAX = 5_000;

export type AssuranceFilter = Readonly<{
  orderIds: readonly string[] | null;
  customerIds: readonly string[] | null;
  partnerIds: readonly string[] | null;
  codes: readonly AssuranceCode[] | null;
  isMatchingIncluded: boolean;
}>;

export type FoundLine = AssuredLine &
  Readonly<{
    orderSystem: string | null;
    orderNumber: string | null;
    linePosition: number | null;
    productCode: string | null;
    customerId: string | null;
    partnerId: string | null;
    invoiceNumber: string | null;
    commissionMinor: bigint;
  }>;

type Row = Readonly<{ scannedTo: string | null; scanned: number }> & (FoundLine | Readonly<{ id: null }>);

export type FoundPage = Readonly<{ lines: readonly FoundLine[]; scannedTo: string | null; scanned: number }>;

/** Months as whole numbers, so that they can be counted. The text is this file's own. */
const monthNumber = (day: string) =>
  Prisma.raw(`(extract(year FROM ${day})::int * 12 + extract(month FROM ${day})::int)`);

/**
 * What is due of a monthly charge in the present month may be billed until that month ends, but for the first month of all.
 * A monthly charge is due for each month from the line's activation to its term, its end or the activation of what replaced it.
 */
const SUMMED = Prisma.sql`
  summed AS (
    SELECT item.id, o.id AS order_id, NULL::uuid AS fact_id, o.system AS order_system, o.external_id AS order_number,
      line.position AS line_position, product.code AS product_code, o.customer_id, o.partner_id, NULL::text AS invoice_number,
      o.currency, o.activated_on, o.eligibility, billed.minor AS invoiced, billed.ever AS invoiced_ever,
      earned.basis, earned.amount, earned.count AS earnings,
      CASE WHEN o.activated_on < span.until_day AND (span.from_day IS NULL OR o.activated_on >= span.from_day)
        THEN line.one_off_minor ELSE 0 END
      + CASE WHEN o.activated_on IS NULL THEN 0 ELSE line.monthly_minor * greatest(0, months.due_until - months.due_from) END AS ordered,
      CASE WHEN months.present > months.first AND months.present >= months.due_from AND months.present < months.due_until
        THEN line.monthly_minor ELSE 0 END AS not_late
    FROM item CROSS JOIN span JOIN order_line AS line ON line.id = item.line_id
    JOIN sales_order AS o ON o.id = line.order_id JOIN product ON product.id = line.product_id
    CROSS JOIN LATERAL (
      SELECT min(next_order.activated_on) AS replaced_on FROM order_line AS next_line
      JOIN sales_order AS next_order ON next_order.id = next_line.order_id
      WHERE next_line.previous_line_id = line.id AND next_order.type <> 'ADD'
    ) AS replacing
    CROSS JOIN LATERAL (
      SELECT present, first, greatest(first, from_month) AS due_from,
        least(until_month, ended, first + line.term_months) AS due_until
      FROM (SELECT ${monthNumber('span.until_day')} AS until_month, ${monthNumber('span.from_day')} AS from_month,
        ${monthNumber('span.today')} AS present, ${monthNumber('o.activated_on')} AS first,
        ${monthNumber('least(o.disconnected_on, replacing.replaced_on)')} AS ended) AS counted
    ) AS months
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(fact.amount_minor), 0) AS ever,
        coalesce(sum(fact.amount_minor) FILTER (WHERE coalesce(fact.service_month, fact.occurred_on) < span.until_day
          AND (span.from_day IS NULL OR coalesce(fact.service_month, fact.occurred_on) >= span.from_day)), 0) AS minor
      FROM billing_fact AS fact WHERE fact.order_line_id = line.id AND fact.kind = 'INVOICE_LINE'
    ) AS billed
    CROSS JOIN LATERAL (
      SELECT count(*) AS count, coalesce(max(latest.revenue_minor), 0) AS basis,
        coalesce(sum(latest.amount_minor) FILTER (WHERE earning.currency = o.currency), 0) AS amount
      FROM commission_earning AS earning CROSS JOIN LATERAL (
        SELECT revenue_minor, amount_minor FROM earning_revision AS revision
        WHERE revision.earning_id = earning.id ORDER BY number DESC LIMIT 1
      ) AS latest
      WHERE earning.order_line_id = line.id AND earning.spiff_id IS NULL
    ) AS earned
    UNION ALL
    SELECT item.id, NULL, fact.id, fact.order_system, fact.order_number, fact.line_position, NULL, NULL, NULL,
      fact.invoice_number, fact.currency, NULL, NULL, fact.amount_minor, fact.amount_minor, 0, 0, 0, 0, 0
    FROM item JOIN billing_fact AS fact ON fact.id = item.id WHERE item.line_id IS NULL
  )`;

/** In which ways the sums of a line disagree. */
const JUDGED = Prisma.sql`
  judged AS (
    SELECT summed.*, array_remove(ARRAY[
      CASE WHEN order_id IS NOT NULL AND ordered > not_late AND invoiced = 0 THEN 'NOT_BILLED' END,
      CASE WHEN order_id IS NOT NULL AND invoiced > 0 AND invoiced < ordered - not_late THEN 'BILLED_LESS' END,
      CASE WHEN order_id IS NOT NULL AND invoiced > ordered THEN 'BILLED_MORE' END,
      CASE WHEN order_id IS NULL THEN 'BILLED_WITHOUT_ORDER' END,
      CASE WHEN amount > 0 AND basis > 0 AND activated_on < span.until_day AND invoiced_ever = 0
        THEN 'COMMISSIONED_WITHOUT_BILLING' END,
      CASE WHEN invoiced > 0 AND eligibility = 'ELIGIBLE' AND earnings = 0 THEN 'BILLED_WITHOUT_COMMISSION' END
    ], NULL) AS codes
    FROM summed CROSS JOIN span
  )`;

/**
 * One page of what was ordered, billed and commissioned, by one statement that looks at a bounded number of lines.
 */
export async function findAssuredLines(
  tx: Tx,
  { orderIds, customerIds, partnerIds, codes, isMatchingIncluded }: AssuranceFilter,
  { from, until, today }: Months,
  page: Readonly<{ after: string | null; size: number }>,
): Promise<FoundPage> {
  const rows = await tx.$queryRaw<Row[]>`
    WITH span AS MATERIALIZED (SELECT ${from?.toISOString() ?? null}::date AS from_day, ${until.toISOString()}::date AS until_day,
      ${today.toISOString()}::date AS today),
    item AS MATERIALIZED (
      (SELECT line.id, line.id AS line_id FROM order_line AS line JOIN sales_order ON sales_order.id = line.order_id
        WHERE sales_order.status IN ('RATIFIED', 'IN_FULFILMENT', 'ACTIVATED', 'CANCELLED') AND sales_order.type <> 'DISCONNECT'
          AND (${page.after}::uuid IS NULL OR line.id > ${page.after}::uuid)
          AND (${orderIds}::uuid[] IS NULL OR sales_order.id = ANY (${orderIds}::uuid[]))
          AND (${customerIds}::uuid[] IS NULL OR sales_order.customer_id = ANY (${customerIds}::uuid[]))
          AND (${partnerIds}::uuid[] IS NULL OR sales_order.partner_id = ANY (${partnerIds}::uuid[]))
        ORDER BY line.id LIMIT ${LINES_LOOKED_AT_MAX})
      UNION ALL
      (SELECT fact.id, NULL FROM billing_fact AS fact CROSS JOIN span
        WHERE fact.kind = 'INVOICE_LINE' AND fact.order_line_id IS NULL
          AND (${page.after}::uuid IS NULL OR fact.id > ${page.after}::uuid)
          AND ${orderIds === null && customerIds === null && partnerIds === null}
          AND coalesce(fact.service_month, fact.occurred_on) < span.until_day
          AND (span.from_day IS NULL OR coalesce(fact.service_month, fact.occurred_on) >= span.from_day)
        ORDER BY fact.id LIMIT ${LINES_LOOKED_AT_MAX})
      ORDER BY id LIMIT ${LINES_LOOKED_AT_MAX}
    ),
    scan AS MATERIALIZED (SELECT count(*)::int AS scanned, (SELECT id FROM item ORDER BY id DESC LIMIT 1) AS scanned_to FROM item),
    ${SUMMED}, ${JUDGED}
    SELECT scan.scanned, scan.scanned_to AS "scannedTo", found.* FROM scan LEFT JOIN (
      SELECT id, order_id AS "orderId", fact_id AS "factId", order_system AS "orderSystem", order_number AS "orderNumber",
        line_position AS "linePosition", product_code AS "productCode", customer_id AS "customerId", partner_id AS "partnerId",
        invoice_number AS "invoiceNumber", currency, ordered::bigint AS "orderedMinor", not_late::bigint AS "notLateMinor", invoiced::bigint AS "invoicedMinor",
        basis::bigint AS "basisMinor", amount::bigint AS "commissionMinor", codes
      FROM judged
      WHERE (${isMatchingIncluded} OR cardinality(codes) > 0) AND (${codes}::text[] IS NULL OR codes && ${codes}::text[])
      ORDER BY id LIMIT ${page.size + 1}
    ) AS found ON true
    ORDER BY found.id`;
  const lines = rows.flatMap((row) => (row.id === null ? [] : [row as FoundLine]));
  return { lines, scannedTo: rows[0]?.scannedTo ?? null, scanned: rows[0]?.scanned ?? 0 };
}
