import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actingRoles, bootstrapDatabase, rolesSql } from '../../src/platform/database/roles.ts';
import { removeDataFolder } from '../../src/platform/local/home.ts';
import { type LocalPostgres, startLocalPostgres } from '../../src/platform/local/postgres.ts';
import { temporaryDataFolder } from '../support/temporary-folder.ts';

// Roles and their passwords belong to the whole server, so these tests have one of their own.
let server: LocalPostgres;
let folder: string;

async function query(url: string, ...statements: string[]) {
  const client = new Client(url);
  await client.connect();
  try {
    const results = [];
    for (const statement of statements) results.push((await client.query(statement)).rows);
    return results;
  } finally {
    await client.end();
  }
}

const withLogin = (url: string, user: string, password: string) => {
  const changed = new URL(url);
  changed.username = user;
  changed.password = encodeURIComponent(password);
  return changed.href;
};

const appPassword = 'pa%ss "w\'ord@/';
const ownerPassword = 'owner';
let appUrl: string;
let ownerUrl: string;

beforeAll(async () => {
  folder = temporaryDataFolder();
  server = await startLocalPostgres({ dataFolder: folder, durable: false, log: () => {} });
  await query(server.superuserUrl, `CREATE ROLE administrator LOGIN CREATEROLE CREATEDB PASSWORD 'cloud'`);
  const administratorUrl = withLogin(server.superuserUrl, 'administrator', 'cloud');
  const options = { database: 'my "portal" 100%', appPassword, ownerPassword };
  [{ appUrl, ownerUrl }] = await Promise.all([
    bootstrapDatabase(administratorUrl, options),
    bootstrapDatabase(administratorUrl, options),
    bootstrapDatabase(administratorUrl, { ...options, database: 'another' }),
  ]);
  await query(ownerUrl, 'CREATE TABLE thing (id integer)', 'GRANT SELECT ON thing TO portal_staff');
}, 60_000);

afterAll(async () => {
  await server?.stop();
  removeDataFolder(folder);
});

it('was made by an administrator who is no superuser, twice at once, beside another database', async () => {
  const owners = await query(
    server.superuserUrl,
    `SELECT datname FROM pg_database WHERE datdba = 'portal_owner'::regrole ORDER BY 1`,
    `SELECT rolname FROM pg_roles WHERE pg_has_role('administrator', oid, 'SET') AND rolname LIKE 'portal_%'`,
  );
  expect(owners).toEqual([[{ datname: 'another' }, { datname: 'my "portal" 100%' }], []]);
});

it('lets the app read nothing before it has become somebody', async () => {
  await expect(query(appUrl, 'SELECT FROM thing')).rejects.toThrow('permission denied for table thing');
  await expect(query(appUrl, 'SET ROLE portal_staff', 'SELECT FROM thing')).resolves.toEqual([[], []]);
});

it.each(actingRoles)('lets the app become %s', async (role) => {
  await expect(query(appUrl, `SET ROLE ${role}`, 'SELECT current_user')).resolves.toEqual([
    [],
    [{ current_user: role }],
  ]);
});

it.each([
  ['become the owner', 'SET ROLE portal_owner'],
  ['make a table', 'CREATE TABLE public.mine (id integer)'],
  ['make a temporary table', 'CREATE TEMPORARY TABLE mine (id integer)'],
  ['make a table as the job role', 'SET ROLE portal_job; CREATE TABLE public.mine (id integer)'],
])('does not let the app %s', async (_what, statement) => {
  await expect(query(appUrl, statement)).rejects.toThrow('permission denied');
});

it('lets the owner become the job role, and none that speaks for people', async () => {
  await expect(query(ownerUrl, 'SET ROLE portal_job')).resolves.toEqual([[]]);
  await expect(query(ownerUrl, 'SET ROLE portal_staff')).rejects.toThrow('permission denied');
});

it('limits the sessions of the app and leaves those of the owner alone', async () => {
  const settings = ['statement_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout'];
  const shown = async (url: string) =>
    (await query(url, ...settings.map((name) => `SHOW ${name}`))).map(([row]) => Object.values(row)[0]);
  expect(await shown(appUrl)).toEqual(['20s', '30s', '5s']);
  expect(await shown(ownerUrl)).toEqual(['0', '0', '0']);
  expect(await query(appUrl, 'SHOW jit')).toEqual([[{ jit: 'off' }]]);
});

it('keeps passwords that it is not given, and its text holds none', async () => {
  const again = await bootstrapDatabase(server.superuserUrl, { database: 'my "portal" 100%' });
  await expect(query(withLogin(again.appUrl, 'portal_app', appPassword), 'SELECT 1')).resolves.toBeDefined();
  await expect(query(withLogin(again.appUrl, 'portal_app', 'wrong'), 'SELECT 1')).rejects.toThrow('password');
  expect(rolesSql({ database: 'portal', appPassword: 'Kept-Secret' })).not.toContain('Kept-Secret');
});

it('copies a database with its grants and limits', async () => {
  const copy = await bootstrapDatabase(server.superuserUrl, {
    database: 'copy',
    template: 'my "portal" 100%',
    appPassword,
  });
  await expect(query(copy.appUrl, 'SELECT FROM thing')).rejects.toThrow('permission denied for table thing');
  expect(await query(copy.appUrl, 'SHOW lock_timeout')).toEqual([[{ lock_timeout: '5s' }]]);
});

it.each([
  ['bypasses row security', 'ALTER ROLE portal_staff BYPASSRLS', 'ALTER ROLE portal_staff NOBYPASSRLS'],
  ['could become the owner', 'GRANT portal_owner TO portal_app', 'REVOKE portal_owner FROM portal_app'],
])('refuses a server where a role of the portal %s', async (_what, plant, undo) => {
  await query(server.superuserUrl, plant);
  try {
    const refused = bootstrapDatabase(server.superuserUrl, { database: 'another' });
    await expect(refused).rejects.toThrow(
      /portal_staff: a role|portal_app must not be a member of portal_owner/,
    );
  } finally {
    await query(server.superuserUrl, undo);
  }
  await expect(bootstrapDatabase(server.superuserUrl, { database: 'another' })).resolves.toBeDefined();
});

it('refuses to be run in another database than the one that it is for', async () => {
  const text = rolesSql({ database: 'another' });
  await expect(query(server.superuserUrl, text)).rejects.toThrow('Connected to postgres');
});
