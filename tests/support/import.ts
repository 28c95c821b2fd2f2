import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database/client.ts';
import { mappingOf, readMapping } from '../../src/workflows/import-crm/mapping.ts';
import { type ImportOptions, importCrm } from '../../src/workflows/import-crm/run.ts';
import { asSuperuser, createTestDatabase } from './database.ts';

export const SAMPLE = resolve(import.meta.dirname, '../fixtures/crm-sample');
/** A larger export, which lies beside the project on some machines only. */
export const PUBLIC_EXPORT = resolve(import.meta.dirname, '../../../shared/data/crm-sales-opportunities');
export const mapping = await readMapping(join(SAMPLE, 'mapping.json'));

export type Place = Readonly<{
  database: Database;
  appUrl: string;
  superuserUrl: string;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  load(options?: Partial<ImportOptions>): ReturnType<typeof importCrm>;
}>;

/** A database of its own, and a folder for issues. */
export async function aPlace(folder = SAMPLE): Promise<Place> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase({
    url: testDatabase.appUrl,
    poolMax: 4,
    statementMillisecondsMax: 20_000,
    transactionMillisecondsMax: 25_000,
  });
  const issues = await aFolder();
  onTestFinished(async () => {
    await database.end();
    await testDatabase.drop();
  });
  return {
    database,
    appUrl: testDatabase.appUrl,
    superuserUrl: testDatabase.superuserUrl,
    rows: (sql) => asSuperuser(testDatabase.superuserUrl, async (client) => (await client.query(sql)).rows),
    load: (options = {}) =>
      importCrm({
        database,
        folder,
        mapping,
        issuesFile: join(issues, `${randomUUID()}.csv`),
        now: new Date(),
        print: () => undefined,
        ...options,
      }),
  };
}

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function aCopyOfTheSample(): Promise<string> {
  const folder = await aFolder();
  await cp(SAMPLE, folder, { recursive: true });
  return folder;
}

export const edit = async (folder: string, file: string, change: (text: string) => string) => {
  const path = join(folder, file);
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
};

export const tallies = ({ files }: Awaited<ReturnType<typeof importCrm>>) =>
  Object.fromEntries(
    files.map(({ file, rowsRead, created, updated, unchanged, rejected }) => [
      file,
      { rowsRead, created, updated, unchanged, rejected },
    ]),
  );

const TABLES = [
  ...['region', 'product', 'product_price', 'customer', 'customer_key', 'partner', 'partner_external_id'],
  ...[
    'partner_status_change',
    'person',
    'staff_member',
    'staff_role',
    'membership',
    'assignment',
    'opportunity',
  ],
  ...['opportunity_sales', 'opportunity_change', 'referral', 'referral_review', 'source_record', 'event'],
];

/** Which row versions there are: any write changes it, even one that writes what was there. */
export const versions = (place: Place) =>
  place.rows(
    TABLES.map(
      (table) =>
        `SELECT '${table}' AS name, count(*), md5(string_agg(xmin::text || ctid::text, ',' ORDER BY ctid)) FROM ${table}`,
    )
      .join(' UNION ALL ')
      .concat(' ORDER BY name'),
  );

/** What the tables say without ids and the instants of the import, so that two runs can be compared. */
export const meaning = (place: Place) =>
  place.rows(`
    SELECT 'deal' AS kind, md5(string_agg(concat_ws('|', o.external_id, o.name, o.stage, o.amount_minor, o.currency, o.opened_on,
        o.close_on, c.name, p.code, partner.name, m.name, r.status, r.origin, r.customer_name, r.sales_stage, r.deal_amount_minor,
        rc.name, rr.match_decision, o.version, r.version), E'\\n' ORDER BY o.external_id)) AS hash, count(*)
      FROM opportunity o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN product p ON p.id = o.product_id
      LEFT JOIN partner ON partner.id = o.partner_id LEFT JOIN membership m ON m.id = o.referred_by_id
      LEFT JOIN referral r ON r.opportunity_id = o.id LEFT JOIN referral_review rr ON rr.referral_id = r.id
      LEFT JOIN customer rc ON rc.id = rr.customer_id
    UNION ALL SELECT 'fact', md5(string_agg(f, E'\\n' ORDER BY f)), count(*) FROM (SELECT concat_ws('|', o.external_id, changed,
      f.stage, f.amount_minor, f.close_on, CASE WHEN o.opened_on IS NOT NULL THEN effective_at END) f
      FROM opportunity_change f JOIN opportunity o ON o.id = f.opportunity_id)
    UNION ALL SELECT 'customer', md5(string_agg(f, E'\\n' ORDER BY f)), count(*) FROM (SELECT concat_ws('|', c.name, c.name_key, c.sector,
      c.location, c.country_code, c.employees, c.annual_revenue_minor, parent.name, c.version,
      (SELECT string_agg(kind || value, ',' ORDER BY kind, value) FROM customer_key k WHERE k.customer_id = c.id)) f
      FROM customer c LEFT JOIN customer parent ON parent.id = c.parent_id)
    UNION ALL SELECT 'partner', md5(string_agg(f, E'\\n' ORDER BY f)), count(*) FROM (SELECT concat_ws('|', p.name, p.type, p.status, region.code,
      p.currency, m.name, m.role, s.name, p.version) f FROM partner p LEFT JOIN region ON region.id = p.region_id
      LEFT JOIN membership m ON m.partner_id = p.id LEFT JOIN assignment a ON a.partner_id = p.id
      LEFT JOIN staff_member s ON s.person_id = a.staff_id)
    UNION ALL SELECT 'source', md5(string_agg(f, E'\\n' ORDER BY f)), count(*) FROM (SELECT concat_ws('|', system, entity, external_id, row_hash) f FROM source_record)
    UNION ALL SELECT 'event', md5(string_agg(f, E'\\n' ORDER BY f)), count(*) FROM (SELECT concat_ws('|', type, subject_type, partner_id IS NULL,
      data - 'opportunityId' - 'staffId') f FROM event)`);

/** The columns of an order system's file. */
export const ORDERS_HEADER =
  'no;what;day;cur;site;account;before;deal;item;units;once;month;term;code;off;promo;where';
/** How such a file is read. */
export function ordersMapping() {
  const parsed = mappingOf({
    ...{
      version: 1,
      system: 'SHOP',
      currency: 'EUR',
      dates: { format: 'DD.MM.YYYY', timeZone: 'Europe/Berlin' },
    },
    numbers: { decimalSeparator: ',', thousandsSeparator: '.' },
    files: {
      orders: {
        ...{ file: 'orders.csv', delimiter: ';' },
        fields: {
          ...{
            externalId: 'no',
            type: { column: 'what', values: { Neu: 'NEW' } },
            orderedOn: 'day',
            currency: 'cur',
          },
          ...{ customerDomain: 'site', accountNumber: 'account', previousExternalId: 'before' },
          ...{ opportunityExternalId: 'deal', productCode: 'item', quantity: 'units', oneOff: 'once' },
          ...{
            monthly: 'month',
            termMonths: 'term',
            billingCode: 'code',
            promotionCode: 'promo',
            site: 'where',
          },
          discountPercent: { column: 'off', writtenAs: 'FRACTION' },
        },
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}
