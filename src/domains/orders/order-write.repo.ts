import type { Tx } from '../../platform/database/client.ts';
import type { OrderContent } from './order-input.rules.ts';

export type ResolvedLine = Readonly<{
  position: number;
  productId: string;
  billingSystem: string | null;
  billingCode: string | null;
  quantity: number;
  oneOffMinor: bigint;
  monthlyMinor: bigint;
  costMinor: bigint | null;
  termMonths: number | null;
  site: string | null;
  discountPercent: string | null;
  promotionCode: string | null;
  previousLineId: string | null;
}>;

/** An order with everything found that it names. */
export type ResolvedOrder = Readonly<{
  id: string;
  isNew: boolean;
  /** Another currency makes other prices of all lines. */
  isOtherCurrency: boolean;
  system: string;
  externalId: string;
  content: Omit<OrderContent, 'lines'>;
  partnerId: string | null;
  lines: readonly ResolvedLine[];
}>;

/** Rows as one parameter; big integers travel as text, and days without their time. */
const recordset = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

const dayText = (day: Date | null): string | null => day?.toISOString().slice(0, 10) ?? null;

/** Writes orders with their lines in a few statements; whatever asked for other lines than these is withdrawn. */
export async function writeOrders(
  tx: Tx,
  orders: readonly ResolvedOrder[],
  enteredById: string | null,
  now: Date,
): Promise<{ id: string; orderId: string }[]> {
  const fresh = orders.filter(({ isNew }) => isNew);
  const known = orders.filter(({ isNew }) => !isNew);
  if (fresh.length > 0) await insertOrders(tx, fresh, enteredById, now);
  if (known.length > 0) await updateOrders(tx, known, now);
  const withdrawn = known.length > 0 ? await withdrawRequests(tx, known, now) : [];
  await replaceLines(tx, orders);
  return withdrawn;
}

const rowsOf = (orders: readonly ResolvedOrder[]) =>
  recordset(
    orders.map(({ id, system, externalId, partnerId, content }) => ({
      ...content,
      ...{ id, system, externalId, partnerId },
      orderedOn: dayText(content.orderedOn),
      surveyedOn: dayText(content.surveyedOn),
    })),
  );

const insertOrders = (tx: Tx, orders: readonly ResolvedOrder[], enteredById: string | null, now: Date) =>
  tx.$executeRaw`
    INSERT INTO sales_order (id, system, external_id, type, status, status_since, customer_id, customer_name, customer_domain,
      customer_tax_id, customer_country_code, account_number, opportunity_id, referral_id, partner_id, previous_order_id,
      currency, ordered_on, one_off_total_minor, monthly_total_minor, site_address, site_needs_building, surveyed_on,
      building_cost_minor, return_percent, is_vendor_fault, notes, entered_by_id, created_at, updated_at)
    SELECT r.id, r.system, r."externalId", r.type, 'DRAFT', ${now}, r."customerId", r."customerName", r."customerDomain",
      r."customerTaxId", r."customerCountryCode", r."accountNumber", r."opportunityId", r."referralId", r."partnerId",
      r."previousOrderId", r.currency, r."orderedOn", r."oneOffTotalMinor", r."monthlyTotalMinor", r."siteAddress",
      r."siteNeedsBuilding", r."surveyedOn", r."buildingCostMinor", r."returnPercent", r."isVendorFault", r.notes,
      ${enteredById}::uuid, ${now}, ${now}
    FROM jsonb_to_recordset(${rowsOf(orders)}::jsonb) AS r(id uuid, system text, "externalId" text, type text,
      "customerId" uuid, "customerName" text, "customerDomain" text, "customerTaxId" text, "customerCountryCode" text,
      "accountNumber" text, "opportunityId" uuid, "referralId" uuid, "partnerId" uuid, "previousOrderId" uuid, currency text,
      "orderedOn" date, "oneOffTotalMinor" bigint, "monthlyTotalMinor" bigint, "siteAddress" text, "siteNeedsBuilding" boolean,
      "surveyedOn" date, "buildingCostMinor" bigint, "returnPercent" numeric, "isVendorFault" boolean, notes text)`;

const updateOrders = (tx: Tx, orders: readonly ResolvedOrder[], now: Date) =>
  tx.$executeRaw`
    UPDATE sales_order SET type = r.type, customer_id = r."customerId", customer_name = r."customerName",
      customer_domain = r."customerDomain", customer_tax_id = r."customerTaxId", customer_country_code = r."customerCountryCode",
      account_number = r."accountNumber", opportunity_id = r."opportunityId", referral_id = r."referralId",
      partner_id = r."partnerId", previous_order_id = r."previousOrderId", currency = r.currency, ordered_on = r."orderedOn",
      one_off_total_minor = r."oneOffTotalMinor", monthly_total_minor = r."monthlyTotalMinor", site_address = r."siteAddress",
      site_needs_building = r."siteNeedsBuilding", surveyed_on = r."surveyedOn", building_cost_minor = r."buildingCostMinor",
      return_percent = r."returnPercent", is_vendor_fault = r."isVendorFault", notes = r.notes, version = version + 1,
      updated_at = ${now}
    FROM jsonb_to_recordset(${rowsOf(orders)}::jsonb) AS r(id uuid, type text, "customerId" uuid, "customerName" text,
      "customerDomain" text, "customerTaxId" text, "customerCountryCode" text, "accountNumber" text, "opportunityId" uuid,
      "referralId" uuid, "partnerId" uuid, "previousOrderId" uuid, currency text, "orderedOn" date, "oneOffTotalMinor" bigint,
      "monthlyTotalMinor" bigint, "siteAddress" text, "siteNeedsBuilding" boolean, "surveyedOn" date,
      "buildingCostMinor" bigint, "returnPercent" numeric, "isVendorFault" boolean, notes text)
    WHERE sales_order.id = r.id`;

const lineRowsOf = (orders: readonly ResolvedOrder[]) =>
  recordset(
    orders.flatMap(({ id, lines, isOtherCurrency }) =>
      lines.map((line) => ({ ...line, orderId: id, isOtherCurrency })),
    ),
  );

/**
 * An approval is of what was asked for: where the line is another, costs something else or is gone, it no longer holds.
 * Requests of lines that are gone let go of them, so that the lines can be deleted.
 */
export async function withdrawRequests(
  tx: Tx,
  orders: readonly ResolvedOrder[],
  now: Date,
): Promise<{ id: string; orderId: string }[]> {
  const orderIds = orders.map(({ id }) => id);
  const rows = lineRowsOf(orders);
  return await tx.$queryRaw<{ id: string; orderId: string }[]>`
    UPDATE pricing_request AS q SET status = CASE WHEN q.status IN ('OPEN', 'APPROVED') THEN 'WITHDRAWN' ELSE q.status END,
      decided_at = coalesce(q.decided_at, ${now}), line_id = CASE WHEN w."orderId" IS NULL THEN NULL ELSE q.line_id END,
      version = q.version + 1
    FROM order_line AS l
    LEFT JOIN jsonb_to_recordset(${rows}::jsonb) AS w("orderId" uuid, position integer, "productId" uuid, quantity integer,
        "oneOffMinor" bigint, "monthlyMinor" bigint, "termMonths" integer, "discountPercent" numeric, "promotionCode" text,
        "isOtherCurrency" boolean)
      ON w."orderId" = l.order_id AND w.position = l.position
    WHERE q.line_id = l.id AND l.order_id = ANY (${orderIds}::uuid[]) AND (w."orderId" IS NULL
      OR q.status IN ('OPEN', 'APPROVED') AND (w."isOtherCurrency" OR (w."productId", w.quantity, w."oneOffMinor",
        w."monthlyMinor", w."termMonths", w."discountPercent", w."promotionCode") IS DISTINCT FROM (l.product_id, l.quantity,
        l.one_off_minor, l.monthly_minor, l.term_months, l.discount_percent, l.promotion_code)))
    RETURNING q.id::text, q.order_id::text AS "orderId"`;
}

/** Lines keep their ids by their places, so that what was asked for an unchanged line stays with it. */
async function replaceLines(tx: Tx, orders: readonly ResolvedOrder[]): Promise<void> {
  const rows = lineRowsOf(orders);
  const orderIds = orders.map(({ id }) => id);
  await tx.$executeRaw`
    DELETE FROM order_line AS l WHERE l.order_id = ANY (${orderIds}::uuid[]) AND NOT EXISTS (
      SELECT FROM jsonb_to_recordset(${rows}::jsonb) AS w("orderId" uuid, position integer)
      WHERE w."orderId" = l.order_id AND w.position = l.position)`;
  await tx.$executeRaw`
    INSERT INTO order_line (order_id, position, product_id, billing_system, billing_code, quantity, one_off_minor,
      monthly_minor, cost_minor, term_months, site, discount_percent, promotion_code, previous_line_id)
    SELECT r."orderId", r.position, r."productId", r."billingSystem", r."billingCode", r.quantity, r."oneOffMinor",
      r."monthlyMinor", r."costMinor", r."termMonths", r.site, r."discountPercent", r."promotionCode", r."previousLineId"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("orderId" uuid, position integer, "productId" uuid, "billingSystem" text,
      "billingCode" text, quantity integer, "oneOffMinor" bigint, "monthlyMinor" bigint, "costMinor" bigint,
      "termMonths" integer, site text, "discountPercent" numeric, "promotionCode" text, "previousLineId" uuid)
    ON CONFLICT (order_id, position) DO UPDATE SET product_id = excluded.product_id, billing_system = excluded.billing_system,
      billing_code = excluded.billing_code, quantity = excluded.quantity, one_off_minor = excluded.one_off_minor,
      monthly_minor = excluded.monthly_minor, cost_minor = excluded.cost_minor, term_months = excluded.term_months,
      site = excluded.site, discount_percent = excluded.discount_percent, promotion_code = excluded.promotion_code,
      previous_line_id = excluded.previous_line_id`;
}
