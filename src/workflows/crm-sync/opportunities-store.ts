import type { Tx } from '../../platform/database/client.ts';
import type { Statement } from '../../platform/database/execute-all.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import type { Fact } from './opportunity-facts.ts';
import type { Claim, Known, OpportunitySource, SalesStage, Standing } from './opportunity-rows.ts';
import type { Candidate } from './sync.ts';

type KnownRow = Readonly<{
  external_id: string;
  id: string | null;
  name: string;
  stage: SalesStage;
  lost_reason: string | null;
  amount_minor: bigint | null;
  currency: string | null;
  opened_on: string | null;
  close_on: string | null;
  old_customer_id: string | null;
  old_product_id: string | null;
  old_partner_id: string | null;
  referred_by_id: string | null;
  owner_name: string | null;
  owner_email: string | null;
  effective_at: Date | null;
  customer_id: string | null;
  customer_name: string;
  product_id: string | null;
  product_name: string;
  partner_id: string | null;
  membership_id: string | null;
  fresh_referral_id: string;
}>;

export type KnownOpportunity = Known &
  Readonly<{
    id: string | null;
    /** For the referral that may have to be made. */
    freshReferralId: string;
  }>;

/** What the portal knows of the rows' deals, and of what the rows refer to; by external id, in three statements. */
export async function knownOpportunities(
  tx: Tx,
  system: string,
  candidates: readonly Candidate<OpportunitySource>[],
): Promise<Map<string, KnownOpportunity>> {
  const named = await claimsById(
    tx,
    candidates.flatMap(({ row }) => row.referral_id ?? []),
  );
  const rows = await readKnown(
    tx,
    system,
    candidates.map(({ row }) => row),
  );
  const linked = Map.groupBy(
    await claimsOf(
      tx,
      rows.flatMap(({ id }) => id ?? []),
    ),
    ({ opportunityId }) => opportunityId,
  );
  const referralIds = new Map(candidates.map(({ row }) => [row.external_id, row.referral_id]));
  return new Map(
    rows.map((row) => [
      row.external_id,
      {
        id: row.id,
        before: row.id === null ? null : standingFrom(row),
        effectiveAt: row.effective_at,
        customer: row.customer_id === null ? null : { id: row.customer_id, name: row.customer_name },
        product: row.product_id === null ? null : { id: row.product_id, name: row.product_name },
        partnerId: row.partner_id,
        membershipId: row.membership_id,
        freshReferralId: row.fresh_referral_id,
        linked: row.id === null ? [] : (linked.get(row.id) ?? []),
        named: named.get(referralIds.get(row.external_id) ?? '') ?? null,
      },
    ]),
  );
}

const standingFrom = (row: KnownRow): Standing => ({
  name: row.name,
  stage: row.stage,
  lostReason: row.lost_reason,
  amountMinor: row.amount_minor,
  currency: row.currency,
  openedOn: row.opened_on,
  closeOn: row.close_on,
  customerId: row.old_customer_id,
  productId: row.old_product_id,
  partnerId: row.old_partner_id,
  referredById: row.referred_by_id,
  ownerName: row.owner_name,
  ownerEmail: row.owner_email,
});

/** A product is found by the id under which it was loaded, else by its code in the catalogue. */
const readKnown = (tx: Tx, system: string, rows: readonly OpportunitySource[]) => tx.$queryRaw<KnownRow[]>`
  SELECT r.external_id, o.id::text, o.name, o.stage, o.lost_reason, o.amount_minor, o.currency, o.opened_on::text,
    o.close_on::text, o.customer_id::text AS old_customer_id, o.product_id::text AS old_product_id,
    o.partner_id::text AS old_partner_id, o.referred_by_id::text, sales.owner_name, sales.owner_email, fact.effective_at,
    customer.id::text AS customer_id, customer.name AS customer_name, product.id::text AS product_id,
    product.name AS product_name, partner.id::text AS partner_id, member.id::text AS membership_id,
    uuidv7()::text AS fresh_referral_id
  FROM ${recordset(rows, {
    uuid: ['partner_id'],
    text: [
      'external_id',
      'account_external_id',
      'product_external_id',
      'partner_external_id',
      'person_external_id',
    ],
  })}
  LEFT JOIN opportunity AS o ON o.system = ${system} AND o.external_id = r.external_id
  LEFT JOIN opportunity_sales AS sales ON sales.opportunity_id = o.id
  LEFT JOIN LATERAL (SELECT max(effective_at) AS effective_at FROM opportunity_change WHERE opportunity_id = o.id) AS fact ON true
  LEFT JOIN customer_key ON customer_key.kind = 'CRM_ACCOUNT'
    AND customer_key.value = ${`${system}:`} || r.account_external_id
  LEFT JOIN customer ON customer.id = customer_key.customer_id
  LEFT JOIN source_record AS loaded ON loaded.system = ${system} AND loaded.entity = 'PRODUCT'
    AND loaded.external_id = r.product_external_id
  LEFT JOIN product AS coded ON coded.code = r.product_external_id
  LEFT JOIN product ON product.id = COALESCE(loaded.target_id, coded.id)
  LEFT JOIN partner_external_id ON partner_external_id.system = ${system}
    AND partner_external_id.external_id = r.partner_external_id
  LEFT JOIN partner ON partner.id = COALESCE(r.partner_id, partner_external_id.partner_id)
  LEFT JOIN source_record AS person ON person.system = ${system} AND person.entity = 'PERSON'
    AND person.external_id = COALESCE(r.person_external_id, r.partner_external_id)
  LEFT JOIN membership AS member ON member.person_id = person.target_id AND member.partner_id = partner.id
    AND NOT EXISTS (SELECT FROM membership AS later WHERE later.person_id = member.person_id
      AND later.partner_id = member.partner_id AND (later.valid_from, later.id) > (member.valid_from, member.id))`;

type ClaimRow = Readonly<{
  id: string;
  origin: string;
  status: string;
  partner_id: string;
  registered_by_id: string | null;
  opportunity_id: string | null;
}>;

const claimFrom = (row: ClaimRow): Claim => ({
  id: row.id,
  origin: row.origin,
  status: row.status,
  partnerId: row.partner_id,
  registeredById: row.registered_by_id,
  opportunityId: row.opportunity_id,
});

/** Locked, in one order, so that nobody withdraws a referral while a deal is being linked to it. */
async function claimsById(tx: Tx, ids: readonly string[]): Promise<Map<string, Claim>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<ClaimRow[]>`
    SELECT id::text, origin, status, partner_id::text, registered_by_id::text, opportunity_id::text
    FROM referral WHERE id = ANY (${ids}::uuid[]) ORDER BY referral.id FOR NO KEY UPDATE`;
  return new Map(rows.map((row) => [row.id, claimFrom(row)]));
}

async function claimsOf(tx: Tx, opportunityIds: readonly string[]): Promise<Claim[]> {
  if (opportunityIds.length === 0) return [];
  const rows = await tx.$queryRaw<ClaimRow[]>`
    SELECT id::text, origin, status, partner_id::text, registered_by_id::text, opportunity_id::text
    FROM referral WHERE opportunity_id = ANY (${opportunityIds}::uuid[]) ORDER BY referral.id FOR NO KEY UPDATE`;
  return rows.map(claimFrom);
}

export type WrittenOpportunity = Readonly<{
  id: string;
  isNew: boolean;
  externalId: string;
  standing: Standing;
  facts: readonly Fact[];
  createdAt: Date;
}>;

/** With it the database looks for each deal before it inserts it, so it is left out where all are new. */
const UPDATED_WHERE_KNOWN = Prisma.sql`
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, stage = excluded.stage, lost_reason = excluded.lost_reason,
      amount_minor = excluded.amount_minor, currency = excluded.currency, opened_on = excluded.opened_on,
      close_on = excluded.close_on, customer_id = excluded.customer_id, product_id = excluded.product_id,
      partner_id = excluded.partner_id, referred_by_id = excluded.referred_by_id,
      version = opportunity.version + 1, updated_at = excluded.updated_at`;

/**
 * The statements that insert what is new and update what is not, with the facts that this adds; a deal keeps when it was
 * created.
 */
export function* opportunitiesWritten(
  system: string,
  written: readonly WrittenOpportunity[],
  now: Date,
): Generator<Statement> {
  const rows = written.map(({ id, isNew, externalId, standing, createdAt }) => ({
    ...standing,
    ...{ id, isNew, externalId, createdAt },
  }));
  yield Prisma.sql`
    INSERT INTO opportunity (id, system, external_id, name, stage, lost_reason, amount_minor, currency, opened_on, close_on,
      customer_id, product_id, partner_id, referred_by_id, created_at, updated_at)
    SELECT r.id, ${system}, r."externalId", r.name, r.stage, r."lostReason", r."amountMinor", r.currency, r."openedOn",
      r."closeOn", r."customerId", r."productId", r."partnerId", r."referredById", r."createdAt", ${now.toISOString()}::timestamptz
    FROM ${recordset(rows, {
      uuid: ['id', 'customerId', 'productId', 'partnerId', 'referredById'],
      text: ['externalId', 'name', 'stage', 'lostReason', 'currency'],
      bigint: ['amountMinor'],
      date: ['openedOn', 'closeOn'],
      timestamptz: ['createdAt'],
    })}
    ${rows.every(({ isNew }) => isNew) ? Prisma.empty : UPDATED_WHERE_KNOWN}`;
  const sold = rows.filter(
    ({ isNew, ownerName, ownerEmail }) => !isNew || ownerName !== null || ownerEmail !== null,
  );
  if (sold.length > 0)
    yield Prisma.sql`
    INSERT INTO opportunity_sales (opportunity_id, owner_name, owner_email)
    SELECT r.id, r."ownerName", r."ownerEmail"
    FROM ${recordset(sold, { uuid: ['id'], text: ['ownerName', 'ownerEmail'] })}
    WHERE r."ownerName" IS NOT NULL OR r."ownerEmail" IS NOT NULL
      OR EXISTS (SELECT FROM opportunity_sales WHERE opportunity_id = r.id)
    ON CONFLICT (opportunity_id) DO UPDATE SET owner_name = excluded.owner_name, owner_email = excluded.owner_email
      WHERE (opportunity_sales.owner_name, opportunity_sales.owner_email)
        IS DISTINCT FROM (excluded.owner_name, excluded.owner_email)`;
  const facts = written.flatMap(({ id, facts }) =>
    facts.map((fact) => ({ ...fact, changed: fact.changed.join(','), opportunityId: id })),
  );
  if (facts.length > 0)
    yield Prisma.sql`
    INSERT INTO opportunity_change (opportunity_id, changed, stage, amount_minor, currency, close_on, effective_at, booked_at)
    SELECT r."opportunityId", string_to_array(r.changed, ','), r.stage, r."amountMinor", r.currency,
      r."closeOn", r."effectiveAt", ${now.toISOString()}::timestamptz
    FROM ${recordset(facts, {
      uuid: ['opportunityId'],
      text: ['changed', 'stage', 'currency'],
      bigint: ['amountMinor'],
      date: ['closeOn'],
      timestamptz: ['effectiveAt'],
    })}`;
}
