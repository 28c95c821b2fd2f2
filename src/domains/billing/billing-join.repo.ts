import type { Tx } from '../../platform/database/client.ts';

export type JoinScope = Readonly<{ orderIds?: readonly string[]; factIds?: readonly string[] }>;

/**
 * Joins facts to the orders that they are of, where that is beyond doubt: by the order's number and the line's position or
 * billing code, or else, of an invoice's line, by the account and billing code that one line alone has. An order is joined
 * once it is ratified, since its lines no longer change then, and only in its own currency. Answers the orders that it joined.
 */
export const joinFacts = (
  tx: Tx,
  { orderIds, factIds }: JoinScope,
): Promise<Readonly<{ factId: string; orderId: string }>[]> =>
  tx.$queryRaw`
    WITH asked AS MATERIALIZED (
      SELECT open.id FROM billing_fact AS open WHERE open.id = ANY (${factIds ?? []}::uuid[])
      UNION SELECT open.id FROM sales_order JOIN billing_fact AS open ON open.order_number = sales_order.external_id
        WHERE sales_order.id = ANY (${orderIds ?? []}::uuid[]) AND open.order_id IS NULL AND open.order_number IS NOT NULL
      UNION SELECT open.id FROM sales_order JOIN billing_fact AS open ON open.account_number = sales_order.account_number
        WHERE sales_order.id = ANY (${orderIds ?? []}::uuid[]) AND open.order_id IS NULL AND open.order_number IS NULL
          AND open.kind = 'INVOICE_LINE'
    ),
    fact AS MATERIALIZED (
      SELECT open.* FROM billing_fact AS open JOIN asked ON asked.id = open.id
      WHERE open.order_id IS NULL AND open.kind <> 'PAYMENT'
    ),
    named AS MATERIALIZED (
      SELECT fact.id AS fact_id, fact.kind, fact.system, fact.line_position, fact.billing_code,
        (array_agg(sales_order.id))[1] AS order_id
      FROM fact JOIN sales_order ON sales_order.external_id = fact.order_number
        AND (fact.order_system IS NULL OR sales_order.system = fact.order_system)
      WHERE sales_order.currency = fact.currency
        AND sales_order.status IN ('RATIFIED', 'IN_FULFILMENT', 'ACTIVATED', 'CANCELLED')
      GROUP BY fact.id, fact.kind, fact.system, fact.line_position, fact.billing_code HAVING count(*) = 1
    ),
    candidate AS MATERIALIZED (
      SELECT named.fact_id, named.kind, named.line_position, named.order_id, line.id AS line_id
      FROM named LEFT JOIN order_line AS line ON line.order_id = named.order_id
        AND (named.line_position IS NULL OR line.position = named.line_position)
        AND (named.billing_code IS NULL OR named.line_position IS NOT NULL OR line.billing_code IS NULL
          OR line.billing_code = named.billing_code AND (line.billing_system IS NULL OR line.billing_system = named.system))
      UNION ALL
      SELECT fact.id, fact.kind, fact.line_position, sales_order.id, line.id
      FROM fact JOIN sales_order ON sales_order.account_number = fact.account_number AND sales_order.currency = fact.currency
        AND sales_order.status IN ('RATIFIED', 'IN_FULFILMENT', 'ACTIVATED') AND sales_order.type <> 'DISCONNECT'
        AND (sales_order.disconnected_on IS NULL OR sales_order.disconnected_on > fact.occurred_on)
      JOIN order_line AS line ON line.order_id = sales_order.id AND line.billing_code = fact.billing_code
        AND (line.billing_system IS NULL OR line.billing_system = fact.system)
      WHERE fact.order_number IS NULL AND fact.kind = 'INVOICE_LINE'
    ),
    found AS MATERIALIZED (
      SELECT fact_id, (array_agg(order_id))[1] AS order_id,
        CASE WHEN count(line_id) = 1 THEN (array_agg(line_id))[1] END AS line_id
      FROM candidate GROUP BY fact_id, kind, line_position
      HAVING count(line_id) = 1 OR kind <> 'INVOICE_LINE' AND line_position IS NULL AND count(DISTINCT order_id) = 1
    )
    UPDATE billing_fact AS joined SET order_id = found.order_id, order_line_id = found.line_id
    FROM found WHERE joined.id = found.fact_id AND joined.order_id IS NULL
    RETURNING joined.id AS "factId", joined.order_id AS "orderId"`;
