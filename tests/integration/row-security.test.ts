import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingRoles } from '../../src/platform/database/roles.ts';
import { asSuperuser, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type CatalogFacts, readFacts } from '../support/gates/catalog-facts.ts';
import { rowSecurityFaults } from '../support/gates/row-security.ts';
import { withClient } from '../support/migrations.ts';

let database: TestDatabase;
let facts: CatalogFacts;

beforeAll(async () => {
  database = await createTestDatabase();
  facts = await asSuperuser(database.superuserUrl, readFacts);
});

afterAll(() => database.drop());

describe('the catalogue', () => {
  it('shows nobody more than the design says', () => {
    expect(facts.tables.length).toBeGreaterThan(30);
    expect(facts.policies.length).toBeGreaterThan(100);
    expect(rowSecurityFaults(facts)).toEqual([]);
  });
});

/** What the gate says after the statements, which are undone. */
const faultsAfter = (sql: string): Promise<string[]> =>
  asSuperuser(database.superuserUrl, async (client) => {
    await client.query('BEGIN');
    await client.query(`SET LOCAL ROLE portal_owner; ${sql}; RESET ROLE`);
    const faults = rowSecurityFaults(await readFacts(client));
    await client.query('ROLLBACK');
    return faults;
  });

const NEW_TABLE = 'CREATE TABLE planted (id uuid PRIMARY KEY, partner_id uuid)';
const OWN_ROWS = 'partner_id = ANY ((SELECT portal_partners())::uuid[])';

describe('the gate', () => {
  it.each([
    ['a table that nobody classified', NEW_TABLE, 'planted: has no class in its comment'],
    [
      'a table without policy',
      `${NEW_TABLE}; COMMENT ON TABLE planted IS 'VENDOR'; GRANT SELECT ON planted TO portal_staff`,
      'planted: row security is not enabled and forced',
    ],
    [
      'a right without policy',
      'DROP POLICY portal_partner ON referral',
      'portal_partner may SELECT referral but has no policy for it',
    ],
    [
      'row security that the owner escapes',
      'ALTER TABLE referral NO FORCE ROW LEVEL SECURITY',
      'referral: row security',
    ],
    [
      'a policy that lets a partner see all',
      'ALTER POLICY portal_partner ON referral USING (true)',
      'portal_partner may SELECT referral beyond its own: true',
    ],
    [
      'a second policy that widens the first',
      'CREATE POLICY more ON referral FOR SELECT TO portal_member USING (status = $$ACCEPTED$$)',
      'portal_member may SELECT referral beyond its own',
    ],
    [
      "a manager's sight of what is others'",
      'ALTER POLICY of_owner ON objective USING (partner_id IS NULL)',
      'portal_portfolio may SELECT objective beyond its own',
    ],
    [
      'a policy widened by OR',
      `ALTER POLICY portal_partner ON referral USING (${OWN_ROWS} OR origin = 'IMPORTED')`,
      'portal_partner may SELECT referral beyond its own',
    ],
    [
      'a write that is checked against nothing',
      'ALTER POLICY portal_partner ON invitation WITH CHECK (true)',
      'portal_partner may INSERT invitation beyond its own',
    ],
    [
      "a partner's right to a vendor table",
      'GRANT SELECT ON customer TO portal_partner; CREATE POLICY p ON customer TO portal_partner USING (true)',
      'portal_partner may SELECT customer beyond its own',
    ],
    [
      "the staff's sight of a person's rows",
      'ALTER POLICY own ON notification USING (true)',
      'portal_staff may SELECT notification of others: true',
    ],
    [
      "a partner's sight of a colleague's rows",
      `ALTER POLICY own_at_partner ON notification USING (${OWN_ROWS})`,
      'portal_partner may SELECT notification of others',
    ],
    [
      "a person's rows widened by OR",
      'ALTER POLICY own ON notification_preference USING (person_id = (SELECT portal_actor()) OR mail)',
      'portal_member may SELECT notification_preference beyond its own',
    ],
    [
      'a right to one column of a vendor table',
      'GRANT SELECT (name) ON customer TO portal_partner',
      'portal_partner may SELECT customer but has no policy for it',
    ],
    [
      'a right of the public',
      'GRANT SELECT ON product TO portal_public; CREATE POLICY p ON product TO portal_public USING (true)',
      'the public may SELECT product',
    ],
    [
      "the login's right to a table",
      'GRANT SELECT ON product TO portal_app',
      'portal_app may SELECT product, which is',
    ],
    [
      "everybody's right to a table",
      'GRANT SELECT ON product TO PUBLIC',
      'PUBLIC may SELECT product, which is',
    ],
    [
      'a right that no policy binds',
      'GRANT TRUNCATE ON referral TO portal_job',
      'portal_job may TRUNCATE referral, which',
    ],
    [
      'a definer function',
      'CREATE FUNCTION planted() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN (SELECT count(*) FROM referral)',
      "planted: runs with its owner's rights and is not listed",
    ],
    [
      'a definer function without search path',
      'ALTER FUNCTION portal_identify RESET ALL',
      "portal_identify: runs with its owner's rights on the caller's search path",
    ],
    [
      'a definer function for everybody',
      'GRANT EXECUTE ON FUNCTION portal_identify TO PUBLIC',
      "portal_identify: runs with its owner's rights for",
    ],
    ['a view', 'CREATE VIEW planted AS SELECT * FROM referral', 'planted: a view that reads'],
    [
      'a materialized view',
      'CREATE MATERIALIZED VIEW planted AS SELECT 1 AS a',
      'planted: a view that reads',
    ],
    [
      'a key that does not carry the partner',
      'ALTER TABLE referral ADD FOREIGN KEY (registered_by_id) REFERENCES membership (id)',
      "referral: referral_registered_by_id_fkey can point at another partner's membership",
    ],
    [
      'something that belongs to the login',
      'RESET ROLE; ALTER FUNCTION portal_actor() OWNER TO portal_app',
      'portal_app: owns function portal_actor()',
    ],
    [
      'a place where the login may create',
      'GRANT CREATE ON SCHEMA public TO portal_app',
      'portal_app: may create in schema public',
    ],
    [
      'a login that may make tables of its own',
      "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO portal_app', current_database()); END $$",
      'portal_app: may temporary in the database',
    ],
    ['rows that can move', 'DROP TRIGGER never_moves ON referral', 'referral: its rows can move'],
    ['a log that can be changed', 'DROP TRIGGER append_only ON event', 'event: is not append-only'],
    [
      'a log whose guard is off',
      'ALTER TABLE event DISABLE TRIGGER append_only',
      'event: is not append-only',
    ],
  ])('reports %s', async (_what, sql, said) => {
    expect(await faultsAfter(sql)).toContainEqual(expect.stringContaining(said));
  });

  it('accepts a table that is classified as the others are', async () => {
    expect(
      await faultsAfter(
        `${NEW_TABLE}; CALL portal_classify('planted', 'PARTNER', 'partner_id', 'SELECT', 'SELECT')`,
      ),
    ).toEqual([]);
  });

  it.each([
    [
      'a login that is bound by no policy',
      { name: 'portal_app', attributes: ['BYPASSRLS', 'LOGIN'], inherits: [] },
    ],
    ['a login that inherits', { name: 'portal_app', attributes: ['LOGIN'], inherits: ['portal_staff'] }],
  ])('reports %s', (_what, role) => {
    expect(rowSecurityFaults({ ...facts, roles: [role] })).toEqual([expect.stringContaining('portal_app: ')]);
  });
});

const codeOf = async (work: Promise<unknown>) =>
  await work.then(
    () => 'done',
    ({ code }: { code?: string }) => code,
  );

describe('the database', () => {
  it('refuses every table to a session that has not said whom it speaks for', async () => {
    await withClient(database.appUrl, async (client: Client) => {
      for (const { name } of facts.tables) {
        for (const sql of [
          `SELECT FROM ${name}`,
          `DELETE FROM ${name}`,
          `INSERT INTO ${name} DEFAULT VALUES`,
        ])
          expect([sql, await codeOf(client.query(sql))]).toEqual([sql, '42501']);
      }
    });
  });

  it('lets nobody change what is append-only, the owner neither', async () => {
    const appendOnly = facts.tables.filter(({ triggers }) => triggers.includes('append_only'));
    expect(appendOnly.length).toBeGreaterThan(10);
    await withClient(database.ownerUrl, async (client) => {
      for (const { name } of appendOnly) {
        const column = await firstColumn(client, name);
        for (const sql of [
          `UPDATE ${name} SET ${column} = ${column}`,
          `DELETE FROM ${name}`,
          `TRUNCATE ${name}`,
        ]) {
          // What other tables point at cannot even be tried to be emptied.
          expect(['23001', '0A000'], sql).toContain(await codeOf(client.query(sql)));
        }
      }
    });
  });

  it('lets the login become each acting role, and nothing else', async () => {
    await withClient(database.appUrl, async (client) => {
      for (const role of actingRoles) {
        expect([role, await codeOf(client.query(`SET ROLE ${role}`))]).toEqual([role, 'done']);
        await client.query('RESET ROLE');
      }
      expect(await codeOf(client.query('SET ROLE portal_owner'))).toBe('42501');
    });
  });
});

async function firstColumn(client: Client, table: string): Promise<string> {
  const { rows } = await client.query<{ attname: string }>(
    'SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum = 1',
    [table],
  );
  return rows[0]?.attname ?? '';
}
