import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';

/** The roles that the app's transactions run as; each has its own grants and its own forced policies. */
export const actingRoles = [
  'portal_partner',
  'portal_member',
  'portal_portfolio',
  'portal_staff',
  'portal_job',
  'portal_public',
] as const;
export type ActingRole = (typeof actingRoles)[number];

export const ownerLogin = 'portal_owner';
export const appLogin = 'portal_app';

/** What the app's sessions may take, stated here so that no server's defaults decide it. */
export const appLimits = {
  statementSeconds: 20,
  idleInTransactionSeconds: 30,
  lockSeconds: 5,
  /** Of PostgreSQL's default of 100, so that the owner and an operator get in while the app has taken all of its own. */
  connectionsMax: 90,
} as const;

export type RolesOptions = {
  /** The database that the text is run in. */
  database: string;
  /** Set only when given, so that running again without them keeps what is there. Printable ASCII. */
  appPassword?: string;
  ownerPassword?: string;
};

/** Serializes bootstraps of different databases, which change the same cluster-wide roles. Any constant does. */
const bootstrapLock = 3_406_180_211;

const scramIterations = 4_096;

/**
 * What the server stores for a password (RFC 5803). Sending this instead keeps the password out of the server's log,
 * which holds the statements that fail.
 */
function scramVerifier(password: string): string {
  if (!/^[\x20-\x7e]+$/.test(password))
    throw new Error('A role password is made of printable ASCII characters.');
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, scramIterations, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${scramIterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

const createRole = (role: string, attributes: string) => `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${escapeLiteral(role)}) THEN
    CREATE ROLE ${role} ${attributes} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
END $$;`;

const setPassword = (role: string, password: string | undefined) =>
  password === undefined ? '' : `ALTER ROLE ${role} PASSWORD ${escapeLiteral(scramVerifier(password))};`;

/** A superuser may do everything below; any other administrator has to be granted it, and may be named by `%I`. */
const unlessSuperuser = (statement: string) => `DO $$ BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format(${escapeLiteral(statement)}, current_user);
  END IF;
END $$;`;

/** The schema belongs to the database that one is connected to, so running the text elsewhere would open that one. */
const refuseOtherDatabase = (database: string) => `DO $$ BEGIN
  IF current_database() <> ${escapeLiteral(database)} THEN
    RAISE EXCEPTION 'Connected to %, and not to the database that this is for.', current_database();
  END IF;
END $$;`;

/** Roles may exist already, made by others with other attributes: better no portal than one whose policies do nothing. */
const refusePowerfulRoles = () => {
  const roles = [ownerLogin, appLogin, ...actingRoles].map(escapeLiteral).join(', ');
  return `DO $$ DECLARE found text; BEGIN
  SELECT string_agg(rolname, ', ') INTO found FROM pg_roles
    WHERE rolname IN (${roles}) AND (rolsuper OR rolbypassrls OR rolcreaterole);
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'Row security cannot bind %: a role of the portal must have none of SUPERUSER, BYPASSRLS and CREATEROLE.', found;
  END IF;
  SELECT string_agg(roleid::regrole::text, ', ') INTO found FROM pg_auth_members
    WHERE member = '${appLogin}'::regrole AND roleid NOT IN (${actingRoles.map((role) => `'${role}'::regrole`).join(', ')});
  IF found IS NOT NULL THEN
    RAISE EXCEPTION '${appLogin} must not be a member of %: revoke that first.', found;
  END IF;
END $$;`;
};

/** What is said of a database from without. A copy of a database has the rights inside it, and lacks these. */
export function databaseRightsSql(database: string): string[] {
  const name = escapeIdentifier(database);
  const set = (setting: string, value: string) =>
    `ALTER ROLE ${appLogin} IN DATABASE ${name} SET ${setting} = '${value}';`;
  const limit = (setting: string, seconds: number) => set(setting, `${seconds}s`);
  return [
    `ALTER DATABASE ${name} OWNER TO ${ownerLogin};`,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC;`,
    `GRANT CONNECT ON DATABASE ${name} TO ${appLogin};`,
    limit('statement_timeout', appLimits.statementSeconds),
    limit('idle_in_transaction_session_timeout', appLimits.idleInTransactionSeconds),
    limit('lock_timeout', appLimits.lockSeconds),
    // Lookups by index are thought dearer than they are, and compiling such a plan would take longer than it runs.
    set('jit', 'off'),
  ];
}

/**
 * The SQL that makes the portal's roles and hands a database to them, for an operator of a managed PostgreSQL to run in
 * that database, as a superuser or as an administrator with CREATEROLE and CREATEDB. It may run again at any time. It
 * holds no password, only what the server would store for one.
 * @throws when a password has characters other than printable ASCII
 */
export function rolesSql({ database, appPassword, ownerPassword }: RolesOptions): string {
  const name = escapeIdentifier(database);
  const acting = actingRoles.join(', ');
  return [
    "-- Run this while connected to the portal's database. It may run again.",
    'BEGIN;',
    refuseOtherDatabase(database),
    createRole(ownerLogin, 'LOGIN'),
    createRole(appLogin, 'LOGIN NOINHERIT'),
    ...actingRoles.map((role) => createRole(role, 'NOLOGIN')),
    `ALTER ROLE ${appLogin} NOINHERIT CONNECTION LIMIT ${appLimits.connectionsMax};`,
    setPassword(appLogin, appPassword),
    setPassword(ownerLogin, ownerPassword),
    '-- The app has no right to any table but by becoming one of these; data migrations run as the job role.',
    `GRANT ${acting} TO ${appLogin} WITH INHERIT FALSE, SET TRUE;`,
    `GRANT portal_job TO ${ownerLogin} WITH INHERIT FALSE, SET TRUE;`,
    refusePowerfulRoles(),
    unlessSuperuser(`GRANT ${ownerLogin} TO %I WITH INHERIT TRUE, SET TRUE`),
    ...databaseRightsSql(database),
    `ALTER SCHEMA public OWNER TO ${ownerLogin};`,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC;',
    "-- The database is no longer the administrator's own, who has to connect to run this again.",
    unlessSuperuser(`GRANT CONNECT ON DATABASE ${name.replaceAll('%', '%%')} TO %I`),
    '-- Without it, a table that the app may not read would be said not to exist, which hides the mistake.',
    `GRANT USAGE ON SCHEMA public TO ${appLogin}, ${acting};`,
    unlessSuperuser(`REVOKE ${ownerLogin} FROM %I`),
    'COMMIT;',
  ]
    .filter((statement) => statement !== '')
    .join('\n');
}

export function urlOf(
  serverUrl: string,
  database: string,
  login?: { role: string; password: string | undefined },
): string {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (login) {
    url.username = login.role;
    url.password = encodeURIComponent(login.password ?? '');
  }
  return url.href;
}

/** Runs work on a connection that ends with it, since what it may do must not outlive it. */
async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'portal-bootstrap' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Code point order and Unicode case mapping, the same on every machine, whichever C library it has. */
const emptyDatabase = `TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'`;

async function createDatabase(administrator: Client, database: string, template: string | undefined) {
  const { rowCount } = await administrator.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount) return;
  const from = template === undefined ? emptyDatabase : `TEMPLATE ${escapeIdentifier(template)}`;
  await administrator.query(`CREATE DATABASE ${escapeIdentifier(database)} ${from}`);
}

/**
 * Creates the database where it is missing (as a copy of `template` when one is named), runs `rolesSql` in it, and
 * answers the two logins' addresses, with a password only where one was given. Safe to repeat, and to run twice at once
 * with the same `superuserUrl`: the database which that names is where the two wait for each other.
 * @throws when the server refuses; the message never holds a password
 */
export async function bootstrapDatabase(
  superuserUrl: string,
  options: RolesOptions & { template?: string },
): Promise<{ appUrl: string; ownerUrl: string }> {
  const { database, template, appPassword, ownerPassword } = options;
  await connected(superuserUrl, async (administrator) => {
    await administrator.query('SELECT pg_advisory_lock($1)', [bootstrapLock]);
    await createDatabase(administrator, database, template);
    await connected(urlOf(superuserUrl, database), (inside) => inside.query(rolesSql(options)));
  });
  return {
    appUrl: urlOf(superuserUrl, database, { role: appLogin, password: appPassword }),
    ownerUrl: urlOf(superuserUrl, database, { role: ownerLogin, password: ownerPassword }),
  };
}
