import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { insertAnyRow } from '../support/gates/any-row.ts';
import { type CatalogFacts, readFacts } from '../support/gates/catalog-facts.ts';
import { type PartnerData, seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { withClient } from '../support/migrations.ts';

const NO_HURRY = { statementMillisecondsMax: 20_000, transactionMillisecondsMax: 25_000 };
const OWN_ROWS = 'partner_id = ANY ((SELECT portal_partners())::uuid[])';

const codeOf = async (work: Promise<unknown>) =>
  await work.then(
    () => 'done',
    ({ code }: { code?: string }) => code,
  );

let database: TestDatabase;
/** One connection of each serves all tables, since opening another takes longer than what is asked on it. */
let superuser: Client;
let app: Client;
let facts: CatalogFacts;

let ours: PartnerData;
let theirs: PartnerData;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new Client({ connectionString: database.superuserUrl });
  app = new Client({ connectionString: database.appUrl });
  await Promise.all([superuser.connect(), app.connect()]);
  facts = await readFacts(superuser);
  const seeding = openDatabase({ url: database.appUrl, poolMax: 1, ...NO_HURRY });
  await seedShared(seeding);
  ours = await seedPartner(seeding, 'acme');
  theirs = await seedPartner(seeding, 'globex');
  await seeding.end();
  for (const { name, key } of facts.tables.filter((table) => table.key)) {
    for (const partner of [ours, theirs]) await fill(name, key!, partner);
  }
});

afterAll(async () => {
  await superuser?.end();
  await app?.end();
  await database?.drop();
});

/** Nothing is hidden in a table that is empty. */
async function fill(table: string, key: string, { partnerId, name }: PartnerData): Promise<void> {
  if ((await rowsOf(table, key, partnerId)) > 0) return;
  await insertAnyRow(superuser, table, { key, partnerId, name });
}

/** What a table shows to a role that speaks for our partner; null where it may not read it at all. */
async function shownTo(role: string, table: string): Promise<string[] | null> {
  await app.query('BEGIN');
  try {
    await app.query(
      `SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true)`,
      [role, ours.partnerId, ours.memberId],
    );
    const { rows } = await app.query<{ row: string }>(`SELECT ${table}::text AS row FROM ${table}`);
    return rows.map(({ row }) => row);
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return null;
    throw error;
  } finally {
    await app.query('ROLLBACK');
  }
}

async function rowsOf(table: string, key: string, partnerId: string): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} WHERE ${key} = $1`,
    [partnerId],
  );
  return rows[0]!.count;
}

/** What is about one partner and still the vendor's own: proposals, orders, terms that only it was given, what staff expect. */
const NOT_SHOWN = [
  'forecast_call',
  'forecast_deal',
  'plan_override',
  'portal_usage',
  'recoverable_write_off',
  'sales_order',
  'standing_change',
  'tier_review',
];

describe("a partner's roles, whatever SQL they run", () => {
  it('have rows of both partners to look for in every table that holds partners', async () => {
    for (const { name, key } of facts.tables.filter((table) => table.key)) {
      for (const partner of [ours, theirs])
        expect([name, partner.name, await rowsOf(name, key!, partner.partnerId)]).not.toContain(0);
    }
  });

  it.each(['portal_partner', 'portal_member', 'portal_portfolio'])(
    '%s sees its own rows only',
    async (role) => {
      for (const { name, key } of facts.tables) {
        const shown = await shownTo(role, name);
        const foreign =
          shown?.filter((row) => row.includes(theirs.partnerId) || row.includes('globex')) ?? [];
        const isOfStaff = role === 'portal_portfolio' && !key;
        expect([name, isOfStaff ? [] : foreign]).toEqual([name, []]);
        if (role !== 'portal_portfolio' && NOT_SHOWN.includes(name))
          expect([name, shown]).toEqual([name, null]);
        else if (role === 'portal_partner' && key)
          expect([name, shown?.length]).toEqual([name, await rowsOf(name, key, ours.partnerId)]);
      }
    },
  );

  it.each(['portal_partner', 'portal_member', 'portal_public'])(
    '%s reads nothing that is the vendor’s',
    async (role) => {
      const vendors = facts.tables.filter((table) => table.class === 'VENDOR').map(({ name }) => name);
      expect(vendors).toContain('customer');
      for (const name of vendors) expect([name, await shownTo(role, name)]).toEqual([name, null]);
    },
  );

  it('cannot move a row to another partner, nor can staff', async () => {
    for (const { name, key } of facts.tables.filter(
      (table) => table.class === 'PARTNER' && table.key !== 'id',
    )) {
      const move = superuser.query(`UPDATE ${name} SET ${key} = $1 WHERE ${key} = $2`, [
        theirs.partnerId,
        ours.partnerId,
      ]);
      const code = await codeOf(move);
      expect([name, code]).toEqual([name, '23001']);
    }
  });

  it('are caught by this probe where a policy leaks', async () => {
    const leak = (sql: string) => withClient(database.ownerUrl, (client) => client.query(sql));
    await leak('ALTER POLICY portal_partner ON referral USING (true)');
    const shown = await shownTo('portal_partner', 'referral');
    await leak(`ALTER POLICY portal_partner ON referral USING (${OWN_ROWS})`);
    expect(shown?.some((row) => row.includes(theirs.partnerId))).toBe(true);
  });
});
