import { type Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../src/platform/database/client.ts';
import { loadDemoDataOnce } from '../../src/workflows/demo-data/demo-data.ts';
import { asSuperuser, createTestDatabase, type TestDatabase } from './database.ts';

/** Whoever finds no demo data yet loads it while the others wait. Any constant does. */
const DEMO_LOCK = 7_203_118;
const ISSUER = 'urn:demo-template';

/** A database of the test file's own with demo data, whose people this issuer vouches for. It is loaded once a run. */
export async function createDemoDatabase(issuer: string): Promise<TestDatabase> {
  const { superuserUrl, demoTemplate } = inject('testServer');
  await asSuperuser(superuserUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [DEMO_LOCK]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [demoTemplate]);
    if (!rowCount) await makeDemoTemplate(client, demoTemplate);
  });
  const testDatabase = await createTestDatabase(demoTemplate);
  await asSuperuser(testDatabase.superuserUrl, (client) =>
    client.query('UPDATE person_identity SET issuer = $1 WHERE issuer = $2', [issuer, ISSUER]),
  );
  return testDatabase;
}

/** It has its name only when it is complete. */
async function makeDemoTemplate(client: Client, demoTemplate: string): Promise<void> {
  const { name, appUrl } = await createTestDatabase();
  const database = openDatabase({
    url: appUrl,
    poolMax: 5,
    statementMillisecondsMax: 20_000,
    // Loading is not what is tried here, so a busy machine may take its time.
    transactionMillisecondsMax: 120_000,
  });
  await loadDemoDataOnce(database, ISSUER, () => undefined).finally(database.end);
  await client.query(`ALTER DATABASE ${escapeIdentifier(name)} ALLOW_CONNECTIONS false`);
  await client.query(`ALTER DATABASE ${escapeIdentifier(name)} RENAME TO ${escapeIdentifier(demoTemplate)}`);
}
