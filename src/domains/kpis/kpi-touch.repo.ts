import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { TouchKind } from './kpi-events.rules.ts';

/** What hangs on the subjects or partners of `touched` (subject_id, partner_id), by how an event tells it. */
const FOUND_BY: Readonly<Record<Exclude<TouchKind, 'SUBJECT' | 'PARTNER'>, string>> = {
  OWN_DEALS: `SELECT attribution.opportunity_id FROM touched JOIN attribution
    ON attribution.partner_id = touched.partner_id AND attribution.referral_id = touched.subject_id`,
  CLOCKED_REFERRAL: `SELECT sla_clock.referral_id FROM touched JOIN sla_clock ON sla_clock.id = touched.subject_id`,
  CONTESTED_DEALS: `SELECT attribution.opportunity_id FROM touched
    JOIN contest_party AS party ON party.contest_id = touched.subject_id
    JOIN referral ON referral.id = party.referral_id
    JOIN attribution ON attribution.partner_id = referral.partner_id AND attribution.referral_id = referral.id`,
  CUSTOMERS_ORDERS: `SELECT sales_order.id FROM touched JOIN customer ON customer.id = touched.subject_id
    JOIN customer AS same ON same.canonical_id = customer.canonical_id
    JOIN sales_order ON sales_order.customer_id = same.id`,
  EARNINGS_ENTRIES: `SELECT ledger_entry.id FROM touched JOIN ledger_entry ON ledger_entry.earning_id = touched.subject_id`,
  PAYOUTS_ENTRIES: `SELECT ledger_entry.id FROM touched JOIN ledger_entry ON ledger_entry.payout_id = touched.subject_id`,
  DISPUTED_STATEMENT: `SELECT dispute.statement_id FROM touched JOIN dispute ON dispute.id = touched.subject_id`,
  AWARDED_PERSON: `SELECT award.person_id FROM touched JOIN certification_award AS award ON award.id = touched.subject_id`,
  ENROLLED_PERSON: `SELECT enrolment.person_id FROM touched JOIN enrolment ON enrolment.id = touched.subject_id`,
  MEMBER: `SELECT membership.person_id FROM touched JOIN membership ON membership.id = touched.subject_id`,
  PARTNERS_BENEFITS: `SELECT entitlement.id FROM touched JOIN benefit_entitlement AS entitlement
    ON entitlement.partner_id = touched.partner_id`,
  REPLACED_ORDERS: `SELECT previous.order_id FROM touched JOIN order_line AS line ON line.order_id = touched.subject_id
    JOIN order_line AS previous ON previous.id = line.previous_line_id`,
  PERIODS_FORECASTS: `SELECT other.id FROM touched JOIN forecast ON forecast.id = touched.subject_id
    JOIN forecast AS other ON other.period = forecast.period`,
  RATED_FORECASTS: `SELECT forecast.id FROM touched JOIN exchange_rate AS rate ON rate.id = touched.subject_id
    JOIN forecast ON forecast.period_until > rate.valid_from AND forecast.currency IN (rate.from_currency, rate.to_currency)`,
};

export type Touched = Readonly<{ subjectId: string; partnerId: string | null }>;

/** The subjects whose facts these events change, each once. */
export async function findTouched(tx: Tx, kind: TouchKind, touched: readonly Touched[]): Promise<string[]> {
  if (kind === 'SUBJECT') return [...new Set(touched.map(({ subjectId }) => subjectId))];
  if (kind === 'PARTNER') return [...new Set(touched.flatMap(({ partnerId }) => partnerId ?? []))];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH touched AS MATERIALIZED (
      SELECT DISTINCT asked."subjectId" AS subject_id, asked."partnerId" AS partner_id
      FROM jsonb_to_recordset(${JSON.stringify(touched)}::jsonb) AS asked ("subjectId" uuid, "partnerId" uuid))
    SELECT DISTINCT found.id::text FROM (${Prisma.raw(FOUND_BY[kind])}) AS found (id) WHERE found.id IS NOT NULL`;
  return rows.map(({ id }) => id);
}

/** Where the subjects of events are kept, by their type. */
const TABLES: Readonly<Record<string, string>> = {
  Referral: 'referral',
  SlaClock: 'sla_clock',
  Contest: 'contest',
  Opportunity: 'opportunity',
  SalesOrder: 'sales_order',
  Customer: 'customer',
  CommissionEarning: 'commission_earning',
  Payout: 'payout',
  Statement: 'statement',
  Dispute: 'dispute',
  CertificationAward: 'certification_award',
  Enrolment: 'enrolment',
  Membership: 'membership',
  Partner: 'partner',
  TierPlacement: 'tier_placement',
  BenefitEntitlement: 'benefit_entitlement',
  Implementation: 'implementation',
  Forecast: 'forecast',
  ExchangeRate: 'exchange_rate',
};

/** Which of the subjects of a type there are not. */
export async function findMissing(tx: Tx, subjectType: string, ids: readonly string[]): Promise<Set<string>> {
  const table = TABLES[subjectType];
  if (table === undefined) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT asked.id::text FROM unnest(${ids}::uuid[]) AS asked (id)
    WHERE NOT EXISTS (SELECT FROM ${Prisma.raw(table)} AS kept WHERE kept.id = asked.id)`;
  return new Set(rows.map(({ id }) => id));
}

/** Whom time alone or work without an event has changed since an instant, as far back as such work can have taken. */
export async function findTimely(
  tx: Tx,
  since: Date,
  today: Date,
): Promise<Readonly<{ usageIds: string[]; partnerIds: string[]; forecastIds: string[] }>> {
  const used = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM portal_usage WHERE day >= (${since}::timestamptz AT TIME ZONE 'UTC')::date - 1
      AND partner_id IS NOT NULL`;
  const standing = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT partner_id::text AS id FROM standing_change WHERE as_of > ${since}::timestamptz - interval '1 hour'`;
  const over = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM forecast WHERE period_until <= ${today}::date
      AND period_until >= (${since}::timestamptz AT TIME ZONE 'UTC')::date - 1`;
  const idsOf = (rows: readonly Readonly<{ id: string }>[]) => rows.map(({ id }) => id);
  return { usageIds: idsOf(used), partnerIds: idsOf(standing), forecastIds: idsOf(over) };
}

/** The forecasts of periods in which the revenue of these partners has changed. */
export async function findForecastsOf(
  tx: Tx,
  won: readonly Readonly<{ partnerId: string; day: string }>[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT forecast.id::text FROM jsonb_to_recordset(${JSON.stringify(won)}::jsonb) AS won ("partnerId" uuid, day date)
    JOIN forecast ON won.day >= forecast.period_from AND won.day < forecast.period_until
    JOIN forecast_line AS line ON line.forecast_id = forecast.id AND line.partner_id = won."partnerId"`;
  return rows.map(({ id }) => id);
}
