import type { Tx } from '../../platform/database/client.ts';
import type { Statement } from '../../platform/database/execute-all.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import type { SyncOrigin } from './sync.ts';

/** Stands on the referral of a deal whose customer the CRM does not name. */
export const UNKNOWN_CUSTOMER = '(unknown customer)';

type Touched = Readonly<{ id: string; partner_id: string; opportunity_id: string | null }>;

/** Ends referrals that were made for earlier rows. They leave the deal, so that their partner does not follow it any more. */
export async function releaseReferrals(tx: Tx, ids: readonly string[], now: Date): Promise<Touched[]> {
  if (ids.length === 0) return [];
  return await tx.$queryRaw<Touched[]>`
    UPDATE referral SET status = 'WITHDRAWN', status_since = ${now.toISOString()}::timestamptz, opportunity_id = NULL,
      version = version + 1, updated_at = ${now.toISOString()}::timestamptz
    WHERE id = ANY (${ids}::uuid[]) AND status = 'ACCEPTED'
    RETURNING id::text, partner_id::text, NULL AS opportunity_id`;
}

type Link = Readonly<{ id: string; opportunityId: string }>;

export async function linkReferrals(tx: Tx, links: readonly Link[], now: Date): Promise<Touched[]> {
  if (links.length === 0) return [];
  return await tx.$queryRaw<Touched[]>`
    UPDATE referral SET opportunity_id = r."opportunityId", version = version + 1,
      updated_at = ${now.toISOString()}::timestamptz
    FROM ${recordset(links, { uuid: ['id', 'opportunityId'] })}
    WHERE referral.id = r.id
    RETURNING referral.id::text, referral.partner_id::text, referral.opportunity_id::text`;
}

/** The CRM's account says who the customer is. */
const MATCHED = Prisma.sql`CASE WHEN r."customerId" IS NULL THEN 'NONE' ELSE 'SAME' END`;

export type NewReferral = Readonly<{
  id: string;
  opportunityId: string;
  partnerId: string;
  registeredById: string | null;
  customerId: string | null;
  customerName: string;
  productId: string | null;
  /** When the deal opened: it was submitted and accepted then, as far as anybody knows. */
  since: Date;
}>;

/** The statements that make accepted referrals for deals that a partner brought without registering them. */
export function* referralsInserted(
  origin: SyncOrigin,
  referrals: readonly NewReferral[],
  now: Date,
): Generator<Statement> {
  yield Prisma.sql`
    INSERT INTO referral (id, partner_id, registered_by_id, origin, status, status_since, customer_name, product_id,
      submitted_at, decided_at, opportunity_id, created_at, updated_at)
    SELECT r.id, r."partnerId", r."registeredById", ${origin}, 'ACCEPTED', r.since, r."customerName", r."productId",
      r.since, r.since, r."opportunityId", r.since, ${now.toISOString()}::timestamptz
    FROM ${recordset(referrals, {
      uuid: ['id', 'opportunityId', 'partnerId', 'registeredById', 'productId'],
      text: ['customerName'],
      timestamptz: ['since'],
    })}`;
  yield Prisma.sql`
    INSERT INTO referral_review (referral_id, customer_id, match_decision, match_evidence)
    SELECT r.id, r."customerId", ${MATCHED}, '{"candidates": []}'
    FROM ${recordset(referrals, { uuid: ['id', 'customerId'] })}`;
}

export type Described = Pick<NewReferral, 'opportunityId' | 'customerId' | 'customerName' | 'productId'>;

/** Lets the referrals that were made for deals follow what the deals now say. What a partner wrote itself stays. */
export async function describeReferrals(tx: Tx, deals: readonly Described[], now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE referral SET customer_name = r."customerName", product_id = r."productId", version = version + 1,
      updated_at = ${now.toISOString()}::timestamptz
    FROM ${recordset(deals, { uuid: ['opportunityId', 'productId'], text: ['customerName'] })}
    WHERE referral.opportunity_id = r."opportunityId" AND referral.origin <> 'PORTAL' AND referral.status = 'ACCEPTED'
      AND (referral.customer_name, referral.product_id) IS DISTINCT FROM (r."customerName", r."productId")`;
  await reviewAgain(tx, deals);
}

/** What a person decided stays. */
const reviewAgain = (tx: Tx, deals: readonly Described[]) => tx.$executeRaw`
  INSERT INTO referral_review (referral_id, customer_id, match_decision, match_evidence)
  SELECT referral.id, r."customerId", ${MATCHED}, '{"candidates": []}'
  FROM ${recordset(deals, { uuid: ['opportunityId', 'customerId'] })}
  JOIN referral ON referral.opportunity_id = r."opportunityId" AND referral.origin <> 'PORTAL' AND referral.status = 'ACCEPTED'
  ON CONFLICT (referral_id) DO UPDATE SET customer_id = excluded.customer_id, match_decision = excluded.match_decision,
    version = referral_review.version + 1
  WHERE referral_review.match_decision <> 'CONFIRMED'
    AND referral_review.customer_id IS DISTINCT FROM excluded.customer_id`;
