import type { Tx } from '../../platform/database/client.ts';

/** Days are `YYYY-MM-DD`, amounts whole minor units as text, as JSON holds them. */
export type OrderLineRow = Readonly<{
  id: string;
  position: number;
  productId: string;
  productCode: string;
  productFamily: string;
  quantity: number;
  oneOffMinor: string;
  monthlyMinor: string;
  costMinor: string | null;
  termMonths: number | null;
  previous: Readonly<{
    oneOffMinor: string;
    monthlyMinor: string;
    quantity: number;
    costMinor: string | null;
  }> | null;
}>;

export type OrderRow = Readonly<{
  id: string;
  externalId: string;
  type: string;
  status: string;
  eligibility: string;
  currency: string;
  orderedOn: Date | null;
  decidedAt: Date | null;
  activatedOn: Date | null;
  firstPaidOn: Date | null;
  opportunityId: string | null;
  referralId: string | null;
  customer: Readonly<{ isNew: boolean; segment: string | null; employees: number | null }>;
  lines: readonly OrderLineRow[];
}>;

/** Locked in one order, so that one transaction at a time decides what an order earns. */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM sales_order WHERE id = ANY (${[...orderIds]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  return rows.map(({ id }) => id);
}

/**
 * Orders with their lines and what is asked of their customers. A customer is new that has no earlier order which was
 * ratified and not cancelled, whichever record of it the orders name. Where a line does not say which one it changes, it is
 * the only line of the earlier order with the same product. When it was activated and first paid is told by what was known at
 * an instant where one is given.
 */
export const findOrders = (tx: Tx, orderIds: readonly string[], knownBy: Date | null): Promise<OrderRow[]> =>
  tx.$queryRaw<OrderRow[]>`
    SELECT o.id::text, o.external_id AS "externalId", o.type, o.status, o.eligibility, o.currency, o.ordered_on AS "orderedOn",
      o.decided_at AS "decidedAt",
      CASE WHEN ${knownBy}::timestamptz IS NULL OR (o.activated_on <= ${knownBy}::timestamptz AND NOT EXISTS (SELECT FROM order_change AS c
        WHERE c.order_id = o.id AND c.to_status = 'ACTIVATED' AND c.changed_at > ${knownBy}::timestamptz)) THEN o.activated_on END
        AS "activatedOn", o.opportunity_id::text AS "opportunityId",
      o.referral_id::text AS "referralId",
      (SELECT min(paid.occurred_on) FROM billing_fact AS invoice JOIN billing_fact AS paid
        ON paid.system = invoice.system AND paid.invoice_number = invoice.invoice_number AND paid.kind = 'ALLOCATION'
        WHERE invoice.order_id = o.id AND invoice.kind = 'INVOICE_LINE'
          AND (${knownBy}::timestamptz IS NULL OR greatest(invoice.booked_at, paid.booked_at) <= ${knownBy}::timestamptz)) AS "firstPaidOn",
      jsonb_build_object('segment', canonical.sector, 'employees', canonical.employees, 'isNew', NOT EXISTS (
        SELECT FROM sales_order AS earlier JOIN customer AS c ON c.id = earlier.customer_id
        WHERE c.canonical_id = own.canonical_id AND earlier.id <> o.id
          AND earlier.status IN ('RATIFIED', 'IN_FULFILMENT', 'ACTIVATED')
          AND (earlier.ordered_on, earlier.decided_at, earlier.id)
            < (coalesce(o.ordered_on, 'infinity'), coalesce(o.decided_at, 'infinity'), o.id))) AS customer,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'position', l.position, 'productId', l.product_id,
          'productCode', product.code, 'productFamily', product.family, 'quantity', l.quantity,
          'oneOffMinor', l.one_off_minor::text, 'monthlyMinor', l.monthly_minor::text, 'costMinor', l.cost_minor::text,
          'termMonths', l.term_months, 'previous', CASE WHEN previous.id IS NOT NULL THEN jsonb_build_object(
            'oneOffMinor', previous.one_off_minor::text, 'monthlyMinor', previous.monthly_minor::text,
            'quantity', previous.quantity, 'costMinor', previous.cost_minor::text) END) ORDER BY l.position)
        FROM order_line AS l JOIN product ON product.id = l.product_id
        LEFT JOIN order_line AS previous ON previous.id = coalesce(l.previous_line_id, (SELECT (array_agg(p.id))[1] FROM order_line AS p
          WHERE p.order_id = o.previous_order_id AND p.product_id = l.product_id HAVING count(*) = 1))
        WHERE l.order_id = o.id), '[]') AS lines
    FROM sales_order AS o
    LEFT JOIN customer AS own ON own.id = o.customer_id LEFT JOIN customer AS canonical ON canonical.id = own.canonical_id
    WHERE o.id = ANY (${[...orderIds]}::uuid[]) ORDER BY o.id`;

export type CreditRow = Readonly<{
  orderId: string;
  partnerId: string;
  referralId: string;
  referralStatus: string;
  origin: string;
  /** Of the attribution of the order's deal; null where the order only names the referral. */
  attributionStatus: string | null;
  because: string | null;
  shareNumerator: number;
  shareDenominator: number;
  submittedAt: Date | null;
  acceptedAt: Date | null;
  wonOn: Date | null;
}>;

/**
 * Whose an order is: whoever is credited with its deal, which may be known through its referral only; where nobody is, the
 * referral that it names. An influence, which has no share, is left out.
 */
export const findCredits = (tx: Tx, orderIds: readonly string[]): Promise<CreditRow[]> =>
  tx.$queryRaw<CreditRow[]>`
    WITH wanted AS (
      SELECT o.id, o.referral_id, coalesce(o.opportunity_id, named.opportunity_id) AS opportunity_id
      FROM sales_order AS o LEFT JOIN referral AS named ON named.id = o.referral_id
      WHERE o.id = ANY (${[...orderIds]}::uuid[])
    ), credited AS (
      SELECT wanted.id AS order_id, a.referral_id, a.status, a.because, a.share_numerator, a.share_denominator, wanted.opportunity_id
      FROM wanted JOIN attribution AS a ON a.opportunity_id = wanted.opportunity_id AND a.ended_at IS NULL
        AND a.kind = 'SOURCED' AND a.share_numerator > 0
      UNION ALL
      SELECT wanted.id, wanted.referral_id, NULL, NULL, 1, 1, wanted.opportunity_id FROM wanted
      WHERE wanted.referral_id IS NOT NULL AND NOT EXISTS (SELECT FROM attribution AS a
        WHERE a.opportunity_id = wanted.opportunity_id AND a.ended_at IS NULL)
    )
    SELECT credited.order_id::text AS "orderId", referral.partner_id::text AS "partnerId", referral.id::text AS "referralId",
      referral.status AS "referralStatus", referral.origin, credited.status AS "attributionStatus", credited.because,
      credited.share_numerator AS "shareNumerator", credited.share_denominator AS "shareDenominator",
      referral.submitted_at AS "submittedAt",
      coalesce((SELECT min(span.starts_at) FROM protection_span AS span WHERE span.partner_id = referral.partner_id
          AND span.referral_id = referral.id AND span.cause = 'ACCEPTED'), referral.protected_from, referral.decided_at,
        CASE WHEN referral.origin <> 'PORTAL' THEN coalesce(referral.submitted_at, referral.created_at) END) AS "acceptedAt",
      CASE WHEN deal.stage = 'WON' THEN deal.close_on END AS "wonOn"
    FROM credited JOIN referral ON referral.id = credited.referral_id
    LEFT JOIN opportunity AS deal ON deal.id = credited.opportunity_id
    ORDER BY credited.order_id, referral.partner_id, referral.id`;

export type PartnerRow = Readonly<{
  orderId: string;
  partnerId: string;
  partnerType: string;
  currency: string;
  regionCode: string | null;
  selfBy: string | null;
}>;

/** The partners of orders, and by what the customer of an order is the partner itself. */
export const findPartners = (
  tx: Tx,
  pairs: readonly Readonly<{ orderId: string; partnerId: string }>[],
): Promise<PartnerRow[]> =>
  tx.$queryRaw<PartnerRow[]>`
    SELECT r."orderId"::text, partner.id::text AS "partnerId", partner.type AS "partnerType", partner.currency,
      region.code AS "regionCode",
      CASE WHEN partner.name_key <> '' AND (own.name_key = partner.name_key OR canonical.name_key = partner.name_key
          OR lower(o.customer_name) = lower(partner.name)) THEN 'NAME'
        WHEN EXISTS (SELECT FROM membership AS m WHERE m.partner_id = partner.id AND m.email IS NOT NULL
          AND (lower(split_part(m.email, '@', 2)) = lower(o.customer_domain) OR EXISTS (SELECT FROM customer_key AS k
            JOIN customer AS c ON c.id = k.customer_id WHERE c.canonical_id = own.canonical_id AND k.kind = 'DOMAIN'
              AND k.value = lower(split_part(m.email, '@', 2))))) THEN 'DOMAIN'
        WHEN EXISTS (SELECT FROM partner_external_id AS x WHERE x.partner_id = partner.id AND (x.external_id = o.customer_tax_id
          OR EXISTS (SELECT FROM customer_key AS k JOIN customer AS c ON c.id = k.customer_id
            WHERE c.canonical_id = own.canonical_id AND k.kind = 'TAX_ID' AND k.value = x.external_id))) THEN 'TAX_ID'
      END AS "selfBy"
    FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS r ("orderId" uuid, "partnerId" uuid)
    JOIN partner ON partner.id = r."partnerId" JOIN sales_order AS o ON o.id = r."orderId"
    LEFT JOIN region ON region.id = partner.region_id
    LEFT JOIN customer AS own ON own.id = o.customer_id LEFT JOIN customer AS canonical ON canonical.id = own.canonical_id
    ORDER BY r."orderId", partner.id`;

export type StatusRow = Readonly<{ partnerId: string; on: string; status: string }>;

/** A partner's status on days: as its history says, else as it is where it has been so since then or has no history. */
export const findStatuses = (
  tx: Tx,
  days: readonly Readonly<{ partnerId: string; on: string }>[],
): Promise<StatusRow[]> =>
  tx.$queryRaw<StatusRow[]>`
    SELECT partner.id::text AS "partnerId", r.on::text, coalesce(
      (SELECT c.to_status FROM partner_status_change AS c WHERE c.partner_id = partner.id AND c.effective_on <= r.on
        ORDER BY c.effective_on DESC, c.booked_at DESC, c.id DESC LIMIT 1),
      (SELECT c.from_status FROM partner_status_change AS c WHERE c.partner_id = partner.id AND c.effective_on > r.on
        ORDER BY c.effective_on, c.booked_at, c.id LIMIT 1),
      partner.status) AS status
    FROM jsonb_to_recordset(${JSON.stringify(days)}::jsonb) AS r ("partnerId" uuid, "on" date)
    JOIN partner ON partner.id = r."partnerId"`;

export type ProgramRow = Readonly<{
  programId: string;
  versionId: string;
  code: string;
  tierDates: unknown;
  partnerTypes: string[];
}>;

/** The programs in force on a day, with the policy of which day's tier counts; in order of their codes. */
export const findPrograms = (tx: Tx, on: string): Promise<ProgramRow[]> =>
  tx.$queryRaw<ProgramRow[]>`
    SELECT p.id::text AS "programId", v.id::text AS "versionId", p.code, v.tier_dates AS "tierDates", v.partner_types AS "partnerTypes"
    FROM partner_program AS p JOIN program_version AS v ON v.program_id = p.id AND v.status = 'PUBLISHED'
      AND v.valid_from <= ${on}::date AND (v.valid_to IS NULL OR v.valid_to > ${on}::date)
    ORDER BY p.code`;

/** What a tier multiplies commissions by; null where it has no such benefit. */
export async function tierFactorOf(tx: Tx, tierId: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ factor: string }[]>`
    SELECT factor::text FROM tier_benefit WHERE tier_id = ${tierId}::uuid AND kind = 'COMMISSION_MODIFIER'
      AND factor IS NOT NULL ORDER BY position LIMIT 1`;
  return row?.factor ?? null;
}

export type AttainmentRow = Readonly<{ partnerId: string; code: string; percent: string }>;

/** The latest attainment of each requirement, by its code, of the periods that had begun on a day. */
export const findAttainments = (
  tx: Tx,
  partnerIds: readonly string[],
  on: string,
): Promise<AttainmentRow[]> =>
  tx.$queryRaw<AttainmentRow[]>`
    SELECT DISTINCT ON (a.partner_id, requirement.code) a.partner_id::text AS "partnerId", requirement.code, a.percent::text
    FROM attainment AS a JOIN program_requirement AS requirement ON requirement.id = a.requirement_id
    WHERE a.partner_id = ANY (${[...partnerIds]}::uuid[]) AND a.period_from <= ${on}::date
    ORDER BY a.partner_id, requirement.code, a.period_from DESC, a.as_of DESC, a.id`;

/** By which of these programs a plan came to a partner, as assigned on a day; null where it is the partner's own plan. */
export async function findAssigningProgram(
  tx: Tx,
  planId: string,
  tiers: readonly Readonly<{ programId: string; tierCode: string | null }>[],
  on: string,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ programId: string }[]>`
    SELECT a.program_id::text AS "programId"
    FROM jsonb_to_recordset(${JSON.stringify(tiers)}::jsonb) AS t ("programId" uuid, "tierCode" text)
    JOIN plan_assignment AS a ON a.program_id = t."programId" AND (a.tier_code = t."tierCode" OR a.tier_code IS NULL)
    JOIN partner_program AS program ON program.id = a.program_id
    WHERE a.plan_id = ${planId}::uuid AND daterange(a.valid_from, a.valid_to) @> ${on}::date
    ORDER BY a.tier_code IS NULL, program.code LIMIT 1`;
  return row?.programId ?? null;
}

/** Who of a partner registered a referral; null where nobody is known. */
export const referrerOf = async (tx: Tx, referralId: string | null): Promise<string | null> =>
  (referralId &&
    (await tx.referral.findUnique({ where: { id: referralId }, select: { registeredById: true } }))
      ?.registeredById) ??
  null;
