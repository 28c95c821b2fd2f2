import type pg from 'pg';
import { chance, idOf, pick } from './expressions.ts';
import { attributions, deals } from './generate-deals.ts';
import { billing, orders } from './generate-orders.ts';
import { certifications, implementations, placements } from './generate-programs.ts';
import { moneyCatalogue } from './money-catalogue.ts';
import { programCatalogue } from './program-catalogue.ts';
import {
  customersOf,
  factParameters,
  type GenerateOptions,
  type Range,
  referralFacts,
} from './referral-facts.ts';
import { COMPANY_FIRST, COMPANY_SECOND, COUNTRIES, LEGAL_FORMS, PRODUCTS, REGIONS } from './words.ts';

/** Large enough to be quick, small enough that progress is seen and memory stays small. */
const BATCH_ROWS = 50_000;

const companyName = (kind: string) =>
  `${pick(COMPANY_FIRST, `${kind}-first`)} || ' ' || ${pick(COMPANY_SECOND, `${kind}-second`)} || ' ' || n || ' ' || ${pick(LEGAL_FORMS, `${kind}-form`)}`;
const nameKey = (kind: string) =>
  `lower(${pick(COMPANY_FIRST, `${kind}-first`)} || ' ' || ${pick(COMPANY_SECOND, `${kind}-second`)} || ' ' || n)`;

/** Writes partners with their people, customers, referrals, deals and events; one statement for each batch and table. */
export async function generateData(
  client: pg.PoolClient,
  options: GenerateOptions,
  log: (line: string) => void,
): Promise<void> {
  await client.query('SET LOCAL statement_timeout = 0');
  await catalogue(client, options.seed);
  await programCatalogue(client, options);
  await inBatches(options.partners, 'partners', log, async (range) => {
    await partnersAndPeople(client, options, range);
    await certifications(client, options, range);
    await placements(client, options, range);
  });
  await inBatches(customersOf(options), 'customers', log, (range) => customers(client, options, range));
  await inBatches(options.referrals, 'referrals', log, async (range) => {
    await deals(client, options, range);
    await referrals(client, options, range);
    await protection(client, options, range);
    await attributions(client, options, range);
    await events(client, options, range);
    await implementations(client, options, range);
  });
}

/** Writes what the generated deals were ordered, invoiced and paid as; what partners earn by it is for the accrual to say. */
export async function generateMoney(
  client: pg.PoolClient,
  options: GenerateOptions,
  log: (line: string) => void,
): Promise<void> {
  await moneyCatalogue(client, options);
  await inBatches(options.referrals, 'orders of referrals', log, async (range) => {
    await orders(client, options, range);
    await billing(client, options, range);
  });
}

/** What the generated partners are paid in, so the vendor deals in it. */
const CURRENCIES = ['EUR', 'USD', 'GBP'];

async function inBatches(
  total: number,
  what: string,
  log: (line: string) => void,
  write: (range: Range) => Promise<void>,
) {
  for (let from = 0; from < total; from += BATCH_ROWS) {
    const to = Math.min(from + BATCH_ROWS, total);
    await write([from, to - 1]);
    log(`  ${what}: ${to} of ${total}`);
  }
}

async function catalogue(client: pg.PoolClient, seed: string): Promise<void> {
  await client.query(
    'INSERT INTO vendor_currency (code) SELECT unnest($1::text[]) ON CONFLICT (code) DO NOTHING',
    [CURRENCIES],
  );
  await client.query(
    `INSERT INTO region (id, code, name) SELECT md5($1 || ':region:' || code)::uuid, code, name
     FROM jsonb_to_recordset($2::jsonb) AS r(code text, name text) ON CONFLICT (code) DO NOTHING`,
    [seed, JSON.stringify(REGIONS)],
  );
  await client.query(
    `WITH made AS (
       INSERT INTO product (id, code, name, family) SELECT md5($1 || ':product:' || code)::uuid, code, name, family
       FROM jsonb_to_recordset($2::jsonb) AS r(code text, name text, family text) ON CONFLICT (code) DO NOTHING RETURNING id, code)
     INSERT INTO product_price (product_id, amount_minor, currency)
     SELECT made.id, r."priceMinor", 'EUR' FROM made JOIN jsonb_to_recordset($2::jsonb) AS r(code text, "priceMinor" bigint) USING (code)`,
    [seed, JSON.stringify(PRODUCTS)],
  );
}

/** One admin and two members for each partner: numbers 3n, 3n + 1 and 3n + 2. */
async function partnersAndPeople(
  client: pg.PoolClient,
  { seed, until, months }: GenerateOptions,
  range: Range,
): Promise<void> {
  const start = `($4::timestamptz - make_interval(months => $5 + 1))`;
  const parameters = [seed, ...range, until, months];
  await client.query(
    `INSERT INTO partner (id, name, name_key, type, status, region_id, time_zone, currency, agreement_reference, status_since, created_at, updated_at)
     SELECT ${idOf('partner', 'n')}, ${companyName('partner')}, ${nameKey('partner')}, 'REFERRAL',
       CASE WHEN ${chance('partner-status')} < 0.9 THEN 'ACTIVE' ELSE 'ONBOARDING' END,
       (SELECT id FROM region ORDER BY code OFFSET (n % 3) LIMIT 1), 'Europe/Berlin', ${pick(CURRENCIES, 'partner-currency')},
       'A-' || n, ${start}::date, ${start}, ${start}
     FROM generate_series($2::int, $3::int) AS n`,
    parameters,
  );
  await client.query(
    `WITH numbered AS (SELECT 3 * n + k AS p, n, k FROM generate_series($2::int, $3::int) AS n, generate_series(0, 2) AS k),
     people AS (
       INSERT INTO person (id, name, email) SELECT ${idOf('person', 'p')}, 'Person ' || p, lower('person' || p || '@' || $1 || '.example') FROM numbered)
     INSERT INTO membership (id, partner_id, person_id, name, email, role, valid_from)
     SELECT ${idOf('membership', 'p')}, ${idOf('partner', 'n')}, ${idOf('person', 'p')}, 'Person ' || p,
       lower('person' || p || '@' || $1 || '.example'), CASE k WHEN 0 THEN 'PARTNER_ADMIN' ELSE 'PARTNER_MEMBER' END, ${start}
     FROM numbered`,
    parameters,
  );
}

async function customers(client: pg.PoolClient, { seed }: GenerateOptions, range: Range): Promise<void> {
  const domain = `lower(${pick(COMPANY_FIRST, 'customer-first')}) || n || '.example'`;
  await client.query(
    `WITH made AS (
       INSERT INTO customer (id, canonical_id, name, name_key, country_code, employees)
       SELECT ${idOf('customer', 'n')}, ${idOf('customer', 'n')}, ${companyName('customer')}, ${nameKey('customer')},
         ${pick(COUNTRIES, 'customer-country')}, 5 + floor(${chance('customer-size')} * 2000)::int
       FROM generate_series($2::int, $3::int) AS n)
     INSERT INTO customer_key (customer_id, kind, value)
     SELECT ${idOf('customer', 'n')}, 'DOMAIN', ${domain} FROM generate_series($2::int, $3::int) AS n`,
    [seed, ...range],
  );
}

async function referrals(client: pg.PoolClient, options: GenerateOptions, range: Range): Promise<void> {
  await client.query(
    `WITH facts AS (${referralFacts})
     INSERT INTO referral (id, partner_id, registered_by_id, origin, status, status_since, customer_name, customer_country_code,
       contact_name, contact_email, product_id, estimated_amount_minor, estimated_currency, submitted_at, decided_at,
       decision_code, decision_message, opportunity_id, protected_from, protected_until, protection_ended_at, version,
       created_at, updated_at)
     SELECT ${idOf('referral', 'n')}, ${idOf('partner', 'partner_number')}, ${idOf('membership', 'person_number')}, 'PORTAL', facts.status,
       facts.created_at + interval '1 day', customer.name, customer.country_code, 'Contact ' || n, 'contact' || n || '@customer.example',
       (SELECT id FROM product ORDER BY code OFFSET (n % ${PRODUCTS.length}) LIMIT 1), facts.amount_minor, 'EUR',
       CASE WHEN facts.status NOT IN ('DRAFT', 'WITHDRAWN') THEN facts.created_at + interval '2 hours' END,
       CASE WHEN facts.status IN ('ACCEPTED', 'REJECTED', 'RETURNED') THEN facts.created_at + interval '1 day' END,
       CASE facts.status WHEN 'REJECTED' THEN 'NOT_QUALIFIED' WHEN 'RETURNED' THEN 'INCOMPLETE' END,
       CASE facts.status WHEN 'REJECTED' THEN 'No budget this year.' WHEN 'RETURNED' THEN 'Please name the site.' END,
       CASE WHEN facts.status = 'ACCEPTED' THEN ${idOf('opportunity', 'n')} END,
       CASE WHEN facts.status = 'ACCEPTED' THEN facts.created_at + interval '1 day' END,
       CASE WHEN facts.status = 'ACCEPTED' THEN facts.created_at + interval '91 days' END,
       CASE WHEN facts.status = 'ACCEPTED' AND facts.created_at + interval '91 days' <= $6 THEN facts.created_at + interval '91 days' END,
       2, facts.created_at, facts.created_at + interval '1 day'
     FROM facts JOIN customer ON customer.id = ${idOf('customer', 'customer_number')}`,
    factParameters(options, range),
  );
}

/** What was accepted was protected for 90 days. */
async function protection(client: pg.PoolClient, options: GenerateOptions, range: Range): Promise<void> {
  await client.query(
    `INSERT INTO protection_span (partner_id, referral_id, cause, starts_at, ends_at, booked_at)
     SELECT partner_id, id, 'ACCEPTED', protected_from, protected_until, protected_from FROM referral
     WHERE id IN (SELECT ${idOf('referral', 'n')} FROM generate_series($2::int, $3::int) AS n) AND protected_from IS NOT NULL`,
    [options.seed, ...range],
  );
}

/** One event for each step that a referral took, dated when it took it. */
async function events(client: pg.PoolClient, options: GenerateOptions, range: Range): Promise<void> {
  await client.query(
    `WITH facts AS (${referralFacts}), steps AS (
       SELECT n, partner_number, 'referral.registered' AS type, created_at AS occurred_at FROM facts
       UNION ALL SELECT n, partner_number, 'referral.submitted', created_at + interval '2 hours' FROM facts WHERE status NOT IN ('DRAFT', 'WITHDRAWN')
       UNION ALL SELECT n, partner_number, 'referral.' || lower(status), created_at + interval '1 day' FROM facts
         WHERE status IN ('ACCEPTED', 'REJECTED', 'RETURNED', 'WITHDRAWN'))
     INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at, booked_at, data)
     SELECT (SELECT epoch FROM event_epoch), type, 'Referral', ${idOf('referral', 'n')}, ${idOf('partner', 'partner_number')}, true,
       'JOB', occurred_at, occurred_at, '{}' FROM steps`,
    factParameters(options, range),
  );
}
