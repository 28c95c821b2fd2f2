import type { Tx } from '../../platform/database/client.ts';
import { Prisma, type SalesOrder } from '../../platform/database/generated/client/client.ts';
import { DUPLICATE_DAYS } from './accuracy.rules.ts';
import type { OrderType } from './order-types.rules.ts';
import type { Check, StoredCheck } from './ratification.rules.ts';
import type {
  Evidence,
  HeldBillingCode,
  HeldPolicy,
  OtherOrder,
  RatificationFacts,
  RequestKind,
} from './ratification-facts.rules.ts';
import { SOLD } from './sales-order.states.ts';

const OTHERS_MAX = 200;

/** All that ratification looks at, in a fixed number of statements: prices and codes as they hold on the order's day. */
export async function factsOf(tx: Tx, order: SalesOrder, today: Date): Promise<RatificationFacts> {
  const on = order.orderedOn ?? today;
  const held = { validFrom: { lte: on }, OR: [{ validTo: null }, { validTo: { gt: on } }] };
  const lines = await tx.orderLine.findMany({
    where: { orderId: order.id },
    include: { product: { select: { code: true } }, previousLine: true },
    orderBy: { position: 'asc' },
  });
  const productIds = [...new Set(lines.map(({ productId }) => productId))];
  const codes = [...new Set(lines.flatMap(({ promotionCode }) => promotionCode ?? []))];
  const billingCodes = [...new Set(lines.flatMap(({ billingCode }) => billingCode ?? []))];
  const documents = await tx.orderDocument.findMany({ where: { orderId: order.id }, select: { kind: true } });
  const prices = await tx.priceBookEntry.findMany({
    where: { ...held, productId: { in: productIds }, currency: order.currency },
  });
  const promotions = await tx.promotion.findMany({ where: { ...held, code: { in: codes } } });
  const known = await tx.billingCode.findMany({
    where: { AND: [held, { OR: [{ productId: { in: productIds } }, { code: { in: billingCodes } }] }] },
  });
  const policies = await tx.approvalPolicy.findMany({
    where: { validFrom: { lte: today }, OR: [{ validTo: null }, { validTo: { gt: today } }] },
  });
  const approved = await tx.pricingRequest.findMany({ where: { orderId: order.id, status: 'APPROVED' } });
  return {
    order: {
      ...order,
      type: order.type as OrderType,
      customerId: await canonicalIdOf(tx, order.customerId),
      returnPercent: order.returnPercent?.toFixed() ?? null,
    },
    lines: lines.map(({ product, previousLine, discountPercent, ...line }) => ({
      ...line,
      productCode: product.code,
      discountPercent: discountPercent?.toFixed() ?? null,
      previous: previousLine,
    })),
    documents: documents.map(({ kind }) => kind),
    prices,
    promotions: promotions.map((promotion) => ({
      ...promotion,
      discountPercent: promotion.discountPercent.toFixed(),
    })),
    billingCodes: known.map((code) => ({ ...code, charge: code.charge as HeldBillingCode['charge'] })),
    policies: policies.map(({ kind, threshold, currency }) => ({
      ...{ kind: kind as HeldPolicy['kind'], threshold: threshold.toFixed(), currency },
    })),
    approved: approved.map(({ kind, lineId, percent, amountMinor, currency }) => ({
      ...{ kind: kind as RequestKind, lineId, percent: percent?.toFixed() ?? null, amountMinor, currency },
    })),
    previous: await previousOf(tx, order.previousOrderId),
    possibleDuplicates: await duplicatesOf(tx, order, on),
    sameAccount: await sameAccountAs(tx, order, on),
    today,
  };
}

const canonicalIdOf = async (tx: Tx, id: string | null): Promise<string | null> =>
  id === null
    ? null
    : (await tx.customer.findUniqueOrThrow({ where: { id }, select: { canonicalId: true } })).canonicalId;

async function previousOf(tx: Tx, id: string | null): Promise<RatificationFacts['previous']> {
  if (id === null) return null;
  const order = await tx.salesOrder.findUniqueOrThrow({
    where: { id },
    include: { customer: { select: { canonicalId: true } } },
  });
  return {
    status: order.status,
    customerId: order.customer?.canonicalId ?? null,
    accountNumber: order.accountNumber,
    isDisconnected: order.disconnectedOn !== null,
  };
}

type OtherRow = Omit<OtherOrder, 'lines' | 'daysApart'> &
  Readonly<{
    daysApart: number;
    lines: { productId: string; oneOffMinor: string; monthlyMinor: string }[] | null;
  }>;

const otherFrom = ({ lines, ...row }: OtherRow): OtherOrder => ({
  ...row,
  lines: (lines ?? []).map(({ productId, oneOffMinor, monthlyMinor }) => ({
    ...{ productId, oneOffMinor: BigInt(oneOffMinor), monthlyMinor: BigInt(monthlyMinor) },
  })),
});

async function duplicatesOf(tx: Tx, order: SalesOrder, on: Date): Promise<OtherOrder[]> {
  return (await tx.$queryRaw<OtherRow[]>(duplicatesQuery(order, on))).map(otherFrom);
}

type Repeatable = Pick<SalesOrder, 'id' | 'customerId' | 'system' | 'externalId' | 'createdAt'>;

/**
 * Of two orders that are alike, the one that came later repeats the other, unless that was sold meanwhile. The index
 * sales_order_by_bare_number has the expression of the number as it stands here.
 */
export const duplicatesQuery = (order: Repeatable, on: Date): Prisma.Sql => Prisma.sql`
    WITH mine AS (SELECT canonical_id FROM customer WHERE id = ${order.customerId}::uuid),
    others AS (
      (SELECT o.id FROM sales_order AS o JOIN customer AS c ON c.id = o.customer_id
        WHERE c.canonical_id = (SELECT canonical_id FROM mine)
          AND (abs(coalesce(o.ordered_on, o.created_at::date) - ${on}::date) <= ${DUPLICATE_DAYS}::integer
            OR regexp_replace(o.external_id, '[^0-9]', '', 'g') <> ''))
      UNION
      (SELECT o.id FROM sales_order AS o WHERE o.system = ${order.system}
        AND upper(regexp_replace(regexp_replace(o.external_id, '[^[:alnum:]]', '', 'g'), '(^|[^0-9])0+([0-9])', '\\1\\2', 'g'))
          = upper(regexp_replace(regexp_replace(${order.externalId}, '[^[:alnum:]]', '', 'g'), '(^|[^0-9])0+([0-9])', '\\1\\2', 'g'))))
    SELECT o.id::text, o.system, o.external_id AS "externalId", o.type, c.canonical_id::text AS "customerId", o.currency,
      o.account_number AS "accountNumber", abs(coalesce(o.ordered_on, o.created_at::date) - ${on}::date) AS "daysApart",
      (SELECT jsonb_agg(jsonb_build_object('productId', l.product_id, 'oneOffMinor', l.one_off_minor::text,
        'monthlyMinor', l.monthly_minor::text)) FROM order_line AS l WHERE l.order_id = o.id) AS lines
    FROM others JOIN sales_order AS o USING (id) LEFT JOIN customer AS c ON c.id = o.customer_id
    WHERE o.id <> ${order.id}::uuid AND o.status NOT IN ('REJECTED', 'CANCELLED')
      AND ((o.created_at, o.id) < (${order.createdAt}, ${order.id}::uuid) OR o.status = ANY (${[...SOLD]}))
    ORDER BY o.id LIMIT ${OTHERS_MAX}`;

/** Sold orders of the same account. */
async function sameAccountAs(tx: Tx, order: SalesOrder, on: Date): Promise<OtherOrder[]> {
  if (order.accountNumber === null) return [];
  const rows = await tx.$queryRaw<OtherRow[]>`
    SELECT o.id::text, o.system, o.external_id AS "externalId", o.type, c.canonical_id::text AS "customerId", o.currency,
      o.account_number AS "accountNumber", abs(coalesce(o.ordered_on, o.created_at::date) - ${on}::date) AS "daysApart",
      NULL::jsonb AS lines
    FROM sales_order AS o LEFT JOIN customer AS c ON c.id = o.customer_id
    WHERE o.account_number = ${order.accountNumber} AND o.id <> ${order.id}::uuid AND o.status = ANY (${[...SOLD]})
    ORDER BY o.id LIMIT ${OTHERS_MAX}`;
  return rows.map(otherFrom);
}

export async function storedChecksOf(tx: Tx, orderId: string): Promise<StoredCheck[]> {
  const rows = await tx.orderCheck.findMany({ where: { orderId } });
  return rows.map(({ code, evidence, waivedById, waivedAt, waiveReason }) => ({
    code,
    evidence,
    waiver: waivedById && waivedAt && waiveReason ? { waivedById, waivedAt, waiveReason } : null,
  }));
}

/** Puts these checks in the place of those before. */
export async function writeChecks(
  tx: Tx,
  orderId: string,
  checks: readonly Check[],
  now: Date,
): Promise<void> {
  const rows = JSON.stringify(
    checks.map(({ code, area, outcome, evidence, waiver }) => ({
      ...{ code, area, outcome, evidence: evidence satisfies Evidence, ...waiver },
    })),
  );
  await tx.$executeRaw`
    INSERT INTO order_check (order_id, code, area, outcome, evidence, checked_at, waived_by_id, waived_at, waive_reason)
    SELECT ${orderId}::uuid, r.code, r.area, r.outcome, r.evidence, ${now}, r."waivedById", r."waivedAt", r."waiveReason"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(code text, area text, outcome text, evidence jsonb, "waivedById" uuid,
      "waivedAt" timestamptz, "waiveReason" text)
    ON CONFLICT (order_id, code) DO UPDATE SET area = excluded.area, outcome = excluded.outcome, evidence = excluded.evidence,
      checked_at = excluded.checked_at, waived_by_id = excluded.waived_by_id, waived_at = excluded.waived_at,
      waive_reason = excluded.waive_reason`;
}
