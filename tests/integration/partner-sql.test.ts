import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database/client.ts';
import { asSuperuser, createTestDatabase, type TestDatabase } from '../support/database.ts';
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
let facts: CatalogFacts;

let ours: PartnerData;
let theirs: PartnerData;

beforeAll(async () => {
  database = await createTestDatabase();
  facts = await asSuperuser(database.superuserUrl, readFacts);
  const app = openDatabase({ url: database.appUrl, poolMax: 1, ...NO_HURRY });
  await seedShared(app);
  ours = await seedPartner(app, 'acme');
  theirs = await seedPartner(app, 'globex');
  await app.end();
  for (const { name, key } of facts.tables.filter((table) => table.key)) {
    for (const partner of [ours, theirs]) await fill(name, key!, partner);
  }
});

afterAll(() => database.drop());

/** Nothing is hidden in a table that is empty. */
async function fill(table: string, key: string, { partnerId, name }: PartnerData): Promise<void> {
  if ((await rowsOf(table, key, partnerId)) > 0) return;
  await asSuperuser(database.superuserUrl, (client) => insertAnyRow(client, table, { key, partnerId, name }));
}

/** What a table shows to a role that speaks for our partner; null where it may not read it at all. */
const shownTo = (role: string, table: string): Promise<string[] | null> =>
  withClient(database.appUrl, async (client) => {
    await client.query('BEGIN');
    await client.query(
      `SELECT set_config('role', $1, true), set_config('app.partners', $2, true), set_config('app.memberships', $3, true)`,
      [role, ours.partnerId, ours.memberId],
    );
    const shown = client.query<{ row: string }>(`SELECT ${table}::text AS row FROM ${table}`);
    return await shown.then(
      ({ rows }) => rows.map(({ row }) => row),
      (error: { code?: string }) => {
        if (error.code === '42501') return null;
        throw error;
      },
    );
  });

const rowsOf = (table: string, key: string, partnerId: string) =>
  asSuperuser(database.superuserUrl, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${key} = $1`,
      [partnerId],
    );
    return rows[0]!.count;
  });

/** What is about one partner and still the vendor's own: proposals, orders, terms that only it was given, what staff expect. */
const NOT_SHOWN = [
  'forecast_call',
  'forecast_deal',
  'plan_override',
  'portal_usage',
  'recoverable_write_off',
  'sales_order',
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
      const code = await asSuperuser(database.superuserUrl, (client) =>
        codeOf(
          client.query(`UPDATE ${name} SET ${key} = $1 WHERE ${key} = $2`, [
            theirs.partnerId,
            ours.partnerId,
          ]),
        ),
      );
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
