import { type FactDerivation, isToldLater, workedAt } from './fact-derivation.repo.ts';

/** How orders were ratified, by what was done to each; only orders that are credited to a partner. */
export const orderDerivation: FactDerivation = {
  source: 'ORDER',
  subjects: 'SELECT id, partner_id FROM sales_order',
  worked: `SELECT min(change.changed_at), max(change.changed_at) FROM asked CROSS JOIN known
    JOIN order_change AS change ON change.order_id = asked.subject_id AND change.changed_at <= known.as_of
    WHERE change.action IN ('SUBMIT', 'RETURN', 'RATIFY', 'REJECT')`,
  facts: `
  step AS (
    SELECT change.order_id, sales_order.partner_id, change.action, change.changed_at,
      row_number() OVER (PARTITION BY change.order_id ORDER BY change.changed_at, change.id) AS place,
      lead(change.changed_at) OVER (PARTITION BY change.order_id ORDER BY change.changed_at, change.id) AS ended_at
    FROM asked CROSS JOIN known
    JOIN sales_order ON sales_order.id = asked.subject_id AND sales_order.partner_id IS NOT NULL
    JOIN order_change AS change ON change.order_id = sales_order.id AND change.changed_at <= known.as_of
    WHERE change.action IN ('SUBMIT', 'RETURN', 'RATIFY', 'REJECT')
  ),
  told AS (
    SELECT step.order_id, step.partner_id, step.action, step.changed_at,
      bool_or(action = 'RETURN') OVER (PARTITION BY order_id) AS was_returned,
      floor(sum(CASE action WHEN 'SUBMIT' THEN ${workedAt('step.ended_at')} - ${workedAt('step.changed_at')} END)
        OVER (PARTITION BY order_id ORDER BY place) / 60000) AS minutes
    FROM step CROSS JOIN known
  ),
  ratified AS (SELECT * FROM told WHERE action = 'RATIFY'),
  counted AS (
    SELECT 'ORDERS_RATIFIED' AS measure, order_id, partner_id, changed_at, 1 AS value FROM ratified
    UNION ALL SELECT 'ORDERS_FIRST_TIME_RIGHT', order_id, partner_id, changed_at, 1 FROM ratified WHERE NOT was_returned
    UNION ALL SELECT 'RATIFICATION_MINUTES', order_id, partner_id, changed_at, minutes FROM ratified WHERE minutes IS NOT NULL
  ),
  fact AS (
    SELECT order_id AS subject_id, measure, partner_id, '' AS slice, '' AS currency, changed_at AS occurred_at,
      NULL::date AS day, value::bigint, NULL::uuid AS member_id
    FROM counted
  )`,
};

/** As whom a customer counts by the merges that stood, most of whom never had to do with any. */
const CANONICAL = `CASE
  WHEN customer.canonical_id = customer.id AND NOT EXISTS (
    SELECT FROM customer_merge AS undone WHERE undone.merged_id = customer.id AND undone.undone_at > known.as_of) THEN customer.id
  ELSE (
    WITH RECURSIVE counts_as AS (
      SELECT customer.id, 0 AS depth
      UNION ALL SELECT merge.survivor_id, counts_as.depth + 1 FROM counts_as JOIN customer_merge AS merge
        ON merge.merged_id = counts_as.id AND merge.merged_at <= known.as_of
          AND (merge.undone_at IS NULL OR merge.undone_at > known.as_of)
    )
    SELECT counts_as.id FROM counts_as ORDER BY depth DESC LIMIT 1) END`;

/**
 * What customers are charged each month, from the day on which an order was activated until its lines are replaced or the
 * customer leaves, each as soon as it is known. A merged customer counts as the one that survives; an order without a customer is
 * one of its own.
 */
export const recurringDerivation: FactDerivation = {
  source: 'RECURRING',
  subjects: 'SELECT id, partner_id FROM sales_order',
  facts: `
  charge AS (
    SELECT sales_order.id AS order_id, sales_order.partner_id, sales_order.currency, line.monthly_minor,
      coalesce(${CANONICAL}, sales_order.id) AS member_id, sales_order.activated_on AS from_day,
      least(CASE WHEN NOT ${isToldLater('sales_order.id', 'order.disconnected')} THEN sales_order.disconnected_on END, (
        SELECT min(next_order.activated_on) FROM order_line AS next_line
        JOIN sales_order AS next_order ON next_order.id = next_line.order_id
        WHERE next_line.previous_line_id = line.id AND next_order.type <> 'ADD'
          AND NOT ${isToldLater('next_order.id', 'order.activated')})) AS until_day
    FROM asked CROSS JOIN known
    JOIN sales_order ON sales_order.id = asked.subject_id AND sales_order.partner_id IS NOT NULL
      AND sales_order.activated_on <= known.today AND sales_order.type <> 'DISCONNECT'
    JOIN order_line AS line ON line.order_id = sales_order.id AND line.monthly_minor <> 0
    LEFT JOIN customer ON customer.id = sales_order.customer_id
    WHERE NOT ${isToldLater('sales_order.id', 'order.activated')}
  ),
  running AS (SELECT * FROM charge WHERE until_day IS NULL OR until_day > from_day),
  delta AS (
    SELECT order_id, partner_id, currency, member_id, from_day AS day, monthly_minor AS value FROM running
    UNION ALL SELECT order_id, partner_id, currency, member_id, until_day, -monthly_minor FROM running
      WHERE until_day IS NOT NULL
  ),
  fact AS (
    SELECT order_id AS subject_id, 'MONTHLY_CHARGES' AS measure, partner_id, '' AS slice, currency,
      NULL::timestamptz AS occurred_at, day, sum(value)::bigint AS value, member_id
    FROM delta GROUP BY order_id, partner_id, currency, member_id, day
  )`,
};
