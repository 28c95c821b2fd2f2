import { randomUUID } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';
import { bootstrapDatabase } from '../../src/platform/database/roles.ts';

export type TestServer = Readonly<{ superuserUrl: string; template: string }>;

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
 * A migrated database of the test file's own: a copy of the template, for which `bootstrapDatabase` queues, because a
 * template can be copied only while nobody is connected to it.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { superuserUrl, template } = inject('testServer');
  const name = `portal_test_${randomUUID().replaceAll('-', '')}`;
  const urls = await bootstrapDatabase(superuserUrl, { database: name, template, ...testPasswords });
  const inside = new URL(superuserUrl);
  inside.pathname = `/${name}`;
  return { name, ...urls, superuserUrl: inside.href, drop: () => dropDatabase(superuserUrl, name) };
}

export async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  await asSuperuser(superuserUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  );
}
