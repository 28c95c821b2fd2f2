import type pg from 'pg';
import { COMPANY_FIRST, COMPANY_SECOND, COUNTRIES, LEGAL_FORMS, PRODUCTS, REGIONS } from './words.ts';

export type GenerateOptions = Readonly<{
  partners: number;
  referrals: number;
  /** Referrals are spread evenly over so many months before `until`. */
  months: number;
  seed: string;
  until: Date;
}>;

/** Large enough to be quick, small enough that progress is seen and memory stays small. */
const BATCH_ROWS = 50_000;

/** The same arguments make the same rows: ids and values follow from the seed and the row's number. */
const idOf = (kind: string, number: string) => `md5($1 || ':${kind}:' || (${number}))::uuid`;
const chance = (kind: string, number = 'n') =>
  `((hashtextextended($1 || ':${kind}:' || (${number}), 0) & 2147483647) / 2147483648.0)`;
const pick = (words: readonly string[], kind: string, number = 'n') =>
  `(ARRAY[${words.map((word) => `'${word}'`).join(',')}])[1 + floor(${chance(kind, number)} * ${words.length})::int]`;
const companyName = (kind: string) =>
  `${pick(COMPANY_FIRST, `${kind}-first`)} || ' ' || ${pick(COMPANY_SECOND, `${kind}-second`)} || ' ' || n || ' ' || ${pick(LEGAL_FORMS, `${kind}-form`)}`;
const nameKey = (kind: string) =>
  `lower(${pick(COMPANY_FIRST, `${kind}-first`)} || ' ' || ${pick(COMPANY_SECOND, `${kind}-second`)} || ' ' || n)`;

/** Customers are fewer than referrals, as some are referred more than once. */
const customersOf = ({ referrals }: GenerateOptions) => Math.max(20, Math.ceil(referrals / 3));

/** Writes partners with their people, customers, referrals, deals and events; one statement for each batch and table. */
export async function generateData(
  client: pg.PoolClient,
  options: GenerateOptions,
  log: (line: string) => void,
): Promise<void> {
  await client.query('SET LOCAL statement_timeout = 0');
  await catalogue(client, options.seed);
  await inBatches(options.partners, 'partners', log, (range) => partnersAndPeople(client, options, range));
  await inBatches(customersOf(options), 'customers', log, (range) => customers(client, options, range));
  await inBatches(options.referrals, 'referrals', log, async (range) => {
    await opportunities(client, options, range);
    await referrals(client, options, range);
    await protection(client, options, range);
    await events(client, options, range);
  });
}

/** What the generated partners are paid in, so the vendor deals in it. */
const CURRENCIES = ['EUR', 'USD', 'GBP'];

type Range = readonly [from: number, to: number];

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

/** What every statement below knows of referral number n. */
const facts = `
  SELECT n, n % $4 AS partner_number, 3 * (n % $4) + floor(${chance('author')} * 3)::int AS person_number,
    floor(${chance('customer')} * $5)::int AS customer_number,
    $6::timestamptz - make_interval(secs => ${chance('age')} * $7 * 30.4375 * 86400) AS created_at,
    ${chance('status')} AS status_chance, ${chance('stage')} AS stage_chance,
    round(exp(7 + 3 * ${chance('amount')}))::bigint * 100 AS amount_minor,
    CASE WHEN ${chance('status')} < 0.08 THEN 'DRAFT' WHEN ${chance('status')} < 0.16 THEN 'SUBMITTED'
      WHEN ${chance('status')} < 0.20 THEN 'RETURNED' WHEN ${chance('status')} < 0.82 THEN 'ACCEPTED'
      WHEN ${chance('status')} < 0.94 THEN 'REJECTED' ELSE 'WITHDRAWN' END AS status
  FROM generate_series($2::int, $3::int) AS n`;

const factParameters = (options: GenerateOptions, range: Range) => [
  options.seed,
  ...range,
  options.partners,
  customersOf(options),
  options.until,
  options.months,
];

/** A deal moves on with the age of its referral; half of the old ones are won. */
const STAGED = `
  SELECT *, CASE WHEN $6::timestamptz - created_at > interval '90 days' AND stage_chance < 0.5 THEN 'WON'
      WHEN $6::timestamptz - created_at > interval '90 days' AND stage_chance < 0.85 THEN 'LOST'
      WHEN stage_chance < 0.3 THEN 'PROSPECTING' WHEN stage_chance < 0.6 THEN 'QUALIFIED'
      WHEN stage_chance < 0.9 THEN 'PROPOSAL' ELSE 'COMMITTED' END AS stage,
    (created_at + interval '75 days')::date AS close_on
  FROM facts`;

async function opportunities(client: pg.PoolClient, options: GenerateOptions, range: Range): Promise<void> {
  await client.query(
    `WITH facts AS (${facts}), staged AS (${STAGED} WHERE status = 'ACCEPTED'), made AS (
       INSERT INTO opportunity (id, system, external_id, name, stage, amount_minor, currency, opened_on, close_on, customer_id,
         product_id, partner_id, referred_by_id, created_at, updated_at)
       SELECT ${idOf('opportunity', 'n')}, $1, 'O-' || n, 'Deal ' || n, stage, amount_minor, 'EUR', (created_at + interval '2 days')::date, close_on,
         ${idOf('customer', 'customer_number')}, (SELECT id FROM product ORDER BY code OFFSET (n % ${PRODUCTS.length}) LIMIT 1),
         ${idOf('partner', 'partner_number')}, ${idOf('membership', 'person_number')}, created_at, created_at
       FROM staged)
     INSERT INTO opportunity_change (id, opportunity_id, changed, stage, amount_minor, currency, close_on, effective_at, booked_at)
     SELECT ${idOf('change', 'n')}, ${idOf('opportunity', 'n')}, '{CREATED}', stage, amount_minor, 'EUR', close_on, created_at, created_at
     FROM staged`,
    factParameters(options, range),
  );
}

async function referrals(client: pg.PoolClient, options: GenerateOptions, range: Range): Promise<void> {
  await client.query(
    `WITH facts AS (${facts})
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
    `WITH facts AS (${facts}), steps AS (
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
