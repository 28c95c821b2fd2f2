import { join } from 'node:path';
import type { Client } from 'pg';

const SYSTEM = `'BENCH_CRM'`;
const NOW = `timestamptz '2026-02-01T12:00:00Z'`;

const STAGED = {
  products: 'product text, price numeric',
  partners: 'partner text',
  accounts: 'account text, employees int, part_of text',
  deals:
    'deal text, partner text, account text, product text, stage text, opened date, closed date, value numeric',
} as const;

/** What a source record is hashed of: its fields in the order of their names, as the import's own hash has them. */
const hashOf = (fields: Readonly<Record<string, string | null>>): string => {
  const texts = Object.entries(fields).map(([name, value]) =>
    value === null ? `'"${name}":null'` : `'"${name}":' || coalesce(to_json(${value})::text, 'null')`,
  );
  return `sha256(convert_to('{' || ${texts.join(` || ',' || `)} || '}', 'UTF8'))`;
};

const sourcesOf = (entity: string, target: string, hash: string, from: string): string =>
  `INSERT INTO source_record (system, entity, external_id, target_id, row_hash, loaded_at)
   SELECT ${SYSTEM}, '${entity}', ${target}, ${hash}, ${NOW} FROM ${from}`;

const eventsOf = (type: string, subject: string, what: string): string =>
  `INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at, data)
   SELECT (SELECT epoch FROM event_epoch), '${type}', '${subject}', ${what}`;

const CATALOGUE = [
  `INSERT INTO product (code, name, family) SELECT product, product, 'OTHER' FROM products_row`,
  `INSERT INTO product_price (product_id, amount_minor, currency)
   SELECT product.id, price * 100, 'USD' FROM products_row AS r JOIN product ON product.code = r.product`,
  sourcesOf(
    'PRODUCT',
    'code, id',
    hashOf({
      ...{ amount_minor: `r.price::int * 100 || 'n'`, currency: `'USD'::text` },
      ...{ external_id: 'r.product', family: `'OTHER'::text`, name: 'r.product' },
    }),
    'products_row AS r JOIN product ON product.code = r.product',
  ),
  eventsOf(
    'product.imported',
    'Product',
    `product.id, NULL, false, 'JOB', ${NOW}, jsonb_build_object('system', ${SYSTEM})
     FROM products_row AS r JOIN product ON product.code = r.product`,
  ),
];

const PARTNERS = [
  `CREATE TEMP TABLE team ON COMMIT DROP AS
   SELECT partner AS name, uuidv7() AS partner_id, uuidv7() AS person_id, uuidv7() AS membership_id FROM partners_row`,
  `INSERT INTO partner (id, name, name_key, type, status, time_zone, currency, status_since, created_at, updated_at)
   SELECT partner_id, name, lower(name), 'REFERRAL', 'ACTIVE', 'UTC', 'USD', ${NOW}::date, ${NOW}, ${NOW} FROM team`,
  `INSERT INTO partner_external_id (partner_id, system, external_id) SELECT partner_id, ${SYSTEM}, name FROM team`,
  `INSERT INTO partner_status_change (partner_id, action, to_status, reason, actor_kind, effective_on, booked_at)
   SELECT partner_id, 'CREATE', 'ACTIVE', 'Loaded from BENCH_CRM.', 'JOB', ${NOW}::date, ${NOW} FROM team`,
  `INSERT INTO person (id, name, created_at) SELECT person_id, name, ${NOW} FROM team`,
  `INSERT INTO membership (id, partner_id, person_id, name, role, valid_from)
   SELECT membership_id, partner_id, person_id, name, 'PARTNER_ADMIN', ${NOW} FROM team`,
  sourcesOf(
    'PARTNER',
    'name, partner_id',
    hashOf({
      ...{ currency: null, external_id: 'name', name: 'name', name_key: 'lower(name)', region: null },
      ...{ time_zone: null, type: `'REFERRAL'::text` },
    }),
    'team',
  ),
  sourcesOf(
    'PERSON',
    'name, person_id',
    hashOf({ email: null, external_id: 'name', name: 'name', partner_external_id: 'name' }),
    'team',
  ),
  eventsOf(
    'partner.imported',
    'Partner',
    `partner_id, partner_id, true, 'JOB', ${NOW}, jsonb_build_object('system', ${SYSTEM}) FROM team`,
  ),
  eventsOf(
    'membership.imported',
    'Membership',
    `membership_id, partner_id, true, 'JOB', ${NOW}, jsonb_build_object('system', ${SYSTEM}) FROM team`,
  ),
];

const ACCOUNTS = [
  `CREATE TEMP TABLE company ON COMMIT DROP AS SELECT uuidv7() AS id, r.* FROM accounts_row AS r`,
  `INSERT INTO customer (id, canonical_id, name, name_key, parent_id, employees, created_at, updated_at)
   SELECT company.id, company.id, company.account, lower(company.account), parent.id, company.employees, ${NOW}, ${NOW}
   FROM company LEFT JOIN company AS parent ON parent.account = company.part_of`,
  `INSERT INTO customer_key (customer_id, kind, value)
   SELECT id, 'CRM_ACCOUNT', ${SYSTEM} || ':' || account FROM company`,
  sourcesOf(
    'ACCOUNT',
    'account, id',
    hashOf({
      ...{ address_line: null, annual_revenue_minor: null, city: null, country_code: null, currency: null },
      ...{ employees: 'employees', external_id: 'account' },
      ...{ keys: `ARRAY['CRM_ACCOUNT:BENCH_CRM:' || account]`, location: null, name: 'account' },
      ...{ name_key: 'lower(account)', parent_external_id: 'part_of', postal_code: null, sector: null },
      ...{ year_established: null },
    }),
    'company',
  ),
  eventsOf(
    'customer.imported',
    'Customer',
    `id, NULL, false, 'JOB', ${NOW}, jsonb_build_object('system', ${SYSTEM}) FROM company`,
  ),
];

/** All that later statements need of a deal, with what its references mean here. */
const RESOLVED = `
  CREATE TEMP TABLE found ON COMMIT DROP AS
  SELECT uuidv7() AS id, uuidv7() AS referral_id, r.deal, r.partner, r.account, r.product, r.opened, r.closed,
    CASE r.stage WHEN 'Prospecting' THEN 'PROSPECTING' WHEN 'Engaging' THEN 'QUALIFIED' WHEN 'Won' THEN 'WON'
      WHEN 'Lost' THEN 'LOST' END AS stage,
    r.opened::timestamp AT TIME ZONE 'UTC' AS opened_at, r.closed::timestamp AT TIME ZONE 'UTC' AS closed_at,
    (r.value * 100)::bigint AS amount_minor, CASE WHEN r.value IS NOT NULL THEN 'USD' END AS currency,
    CASE WHEN r.stage = 'Won' THEN r.closed END AS won_on, customer.id AS customer_id, customer.name AS customer_name,
    product.id AS product_id, partner.id AS partner_id, member.id AS membership_id
  FROM deals_row AS r
  LEFT JOIN customer_key ON customer_key.kind = 'CRM_ACCOUNT' AND customer_key.value = ${SYSTEM} || ':' || r.account
  LEFT JOIN customer ON customer.id = customer_key.customer_id
  LEFT JOIN product ON product.code = r.product
  LEFT JOIN partner_external_id AS partner_id ON partner_id.system = ${SYSTEM} AND partner_id.external_id = r.partner
  LEFT JOIN partner ON partner.id = partner_id.partner_id
  LEFT JOIN source_record AS person ON person.system = ${SYSTEM} AND person.entity = 'PERSON' AND person.external_id = r.partner
  LEFT JOIN membership AS member ON member.person_id = person.target_id AND member.partner_id = partner.id`;

const DEALS = [
  `INSERT INTO opportunity (id, system, external_id, name, stage, amount_minor, currency, opened_on, close_on, customer_id,
     product_id, partner_id, referred_by_id, created_at, updated_at)
   SELECT id, ${SYSTEM}, deal, customer_name || ', ' || product, stage, amount_minor, currency, opened, closed, customer_id,
     product_id, partner_id, membership_id, opened_at, ${NOW} FROM found`,
  `INSERT INTO opportunity_change (opportunity_id, changed, stage, amount_minor, currency, close_on, effective_at, booked_at)
   SELECT id, ARRAY['CREATED'], CASE WHEN closed IS NULL THEN stage ELSE 'PROSPECTING' END, NULL, NULL, NULL, opened_at, ${NOW}
     FROM found
   UNION ALL SELECT id, ARRAY['STAGE'] || CASE WHEN currency IS NOT NULL THEN ARRAY['AMOUNT'] ELSE '{}' END || ARRAY['CLOSE_DATE'],
     stage, amount_minor, currency, closed, closed_at, ${NOW} FROM found WHERE closed IS NOT NULL`,
  `INSERT INTO referral (id, partner_id, registered_by_id, origin, status, status_since, customer_name, product_id,
     submitted_at, decided_at, opportunity_id, created_at, updated_at)
   SELECT referral_id, partner_id, membership_id, 'IMPORTED', 'ACCEPTED', opened_at, customer_name, product_id, opened_at,
     opened_at, id, opened_at, ${NOW} FROM found`,
  `INSERT INTO referral_review (referral_id, customer_id, match_decision, match_evidence)
   SELECT referral_id, customer_id, 'SAME', '{"candidates": []}' FROM found`,
  `INSERT INTO attribution (partner_id, referral_id, opportunity_id, kind, status, because, share_numerator,
     share_denominator, explanation, decided_at)
   SELECT partner_id, referral_id, id, 'SOURCED',
     CASE stage WHEN 'LOST' THEN 'NOT_ATTRIBUTED' WHEN 'WON' THEN 'ATTRIBUTED' ELSE 'PENDING' END,
     CASE stage WHEN 'LOST' THEN 'DEAL_LOST' ELSE 'IMPORTED' END, 1, 1,
     jsonb_build_object('facts', jsonb_build_object('word', 'IMPORTED', 'stage',
       CASE WHEN stage IN ('WON', 'LOST') THEN stage ELSE 'OPEN' END, 'wonOn', won_on, 'closeOn', won_on, 'knownAt',
       to_char(opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'openedOn', opened, 'tailDays', 0,
       'timeZone', 'UTC', 'protectionSpans', '[]'::jsonb, 'referralEndedOn', NULL),
     'steps', CASE stage WHEN 'LOST' THEN '[{"code": "WON", "holds": false}]'::jsonb
       WHEN 'WON' THEN jsonb_build_array('{"code": "VENDORS_WORD", "holds": true}'::jsonb,
         jsonb_build_object('code', 'WON', 'holds', true, 'on', won_on))
       ELSE '[{"code": "VENDORS_WORD", "holds": true}, {"code": "WON", "holds": false}]'::jsonb END), ${NOW}
   FROM found`,
  sourcesOf(
    'OPPORTUNITY',
    'deal, id',
    hashOf({
      ...{ account_external_id: 'account', amount_minor: `amount_minor || 'n'`, close_on: 'closed' },
      ...{ currency: 'currency', external_id: 'deal', lost_reason: null, name: null, opened_on: 'opened' },
      ...{ owner_email: null, owner_name: null, partner_external_id: 'partner', partner_id: null },
      ...{ person_external_id: 'partner', product_external_id: 'product', referral_id: null, stage: 'stage' },
    }),
    'found',
  ),
  eventsOf(
    'referral.imported',
    'Referral',
    `referral_id, partner_id, true, 'JOB', opened_at,
     jsonb_build_object('to', 'ACCEPTED', 'system', ${SYSTEM}, 'opportunityId', id) FROM found`,
  ),
  eventsOf(
    'opportunity.imported',
    'Opportunity',
    `id, partner_id, true, 'JOB', opened_at, jsonb_build_object('stage',
     CASE WHEN closed IS NULL THEN stage ELSE 'PROSPECTING' END, 'system', ${SYSTEM}) FROM found`,
  ),
  eventsOf(
    'opportunity.stage_changed',
    'Opportunity',
    `id, partner_id, true, 'JOB', closed_at, jsonb_build_object('from', 'PROSPECTING', 'to', stage, 'system', ${SYSTEM})
     FROM found WHERE closed IS NOT NULL`,
  ),
];

/**
 * The import of the export as an engineer would write it who knows the files: one transaction as the superuser reads each by
 * COPY, finds what its references mean by joins, and writes all rows in a statement for each table. It checks nothing but
 * types and the database's own constraints, reports nothing, and neither locks nor asks what was loaded before.
 */
export async function bareImport(client: Client, folder: string): Promise<void> {
  await client.query('BEGIN');
  for (const [name, columns] of Object.entries(STAGED)) {
    await client.query(`CREATE TEMP TABLE ${name}_row (${columns}) ON COMMIT DROP`);
    await client.query(`COPY ${name}_row FROM '${join(folder, `${name}.csv`)}' (FORMAT csv, HEADER)`);
  }
  await client.query('ANALYZE deals_row, accounts_row');
  for (const statement of [...CATALOGUE, ...PARTNERS, ...ACCOUNTS]) await client.query(statement);
  await client.query('ANALYZE customer, customer_key');
  await client.query(RESOLVED);
  for (const statement of DEALS) await client.query(statement);
  await client.query('COMMIT');
}
