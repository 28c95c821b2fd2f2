import { randomUUID } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';
import { appLogin, databaseRightsSql, ownerLogin, urlOf } from '../../src/platform/database/roles.ts';

export type TestServer = Readonly<{
  superuserUrl: string;
  template: string;
  /** The same with demo data, once somebody has asked for it. */
  demoTemplate: string;
}>;

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

export type TestDatabase = Readonly<{
  name: string;
  appUrl: string;
  ownerUrl: string;
  /** The superuser's, inside this database. */
  superuserUrl: string;
  /** Ends whatever connections are left. */
  drop: () => Promise<void>;
}>;

/** Fixed, because roles belong to the whole server, and test runs that share one must not lock each other out. */
export const testPasswords = {
  appPassword: 'portal-tests-app',
  ownerPassword: 'portal-tests-owner',
} as const;

export async function asSuperuser<T>(superuserUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: superuserUrl, application_name: 'portal-tests' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * A migrated database of the test file's own: a copy of the template, to which nobody may connect, as copying demands.
 * Its roles and what they may do inside came with the template. Files are copied as they are, since sending each page
 * through the log, as PostgreSQL does by itself, takes twice as long.
 */
export async function createTestDatabase(template = inject('testServer').template): Promise<TestDatabase> {
  const { superuserUrl } = inject('testServer');
  const name = `portal_test_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(superuserUrl, async (client) => {
    await client.query(
      `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)} STRATEGY file_copy`,
    );
    await client.query(databaseRightsSql(name).join('\n'));
  });
  const { appPassword, ownerPassword } = testPasswords;
  return {
    name,
    appUrl: urlOf(superuserUrl, name, { role: appLogin, password: appPassword }),
    ownerUrl: urlOf(superuserUrl, name, { role: ownerLogin, password: ownerPassword }),
    superuserUrl: urlOf(superuserUrl, name),
    drop: () => dropDatabase(superuserUrl, name),
  };
}

export async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  await asSuperuser(superuserUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  );
}

/**
 * Leaves it to a test when its tables are vacuumed and analyzed. An analysis that the server begins by itself looks at the
 * database meanwhile, so that a vacuum of the test's own cannot say that its rows are visible to all.
 */
export const withoutAutovacuum = (superuserUrl: string): Promise<unknown> =>
  asSuperuser(superuserUrl, (client) =>
    client.query(`DO $$ DECLARE kept record; BEGIN
      FOR kept IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off)', kept.relname);
      END LOOP; END $$`),
  );
