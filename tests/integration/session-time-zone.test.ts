import { expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { asSuperuser, createTestDatabase } from '../support/database.ts';

it('keeps instants exact on a server that has another time zone', async () => {
  const testDatabase = await createTestDatabase();
  await asSuperuser(testDatabase.superuserUrl, (client) =>
    client.query(`ALTER DATABASE ${testDatabase.name} SET timezone = 'America/New_York'`),
  );
  const database = openDatabase({
    url: testDatabase.appUrl,
    poolMax: 1,
    statementMillisecondsMax: 5_000,
    transactionMillisecondsMax: 6_000,
  });
  try {
    const noon = new Date('2026-07-01T12:00:00Z');
    const stored = await writeTransaction(database, JOB_SCOPE, async (tx) => {
      const { id } = await tx.jobRun.create({ data: { job: 'zone', asOf: noon, status: 'RUNNING' } });
      const rows = await tx.$queryRaw<{ epoch: number }[]>`
        SELECT extract(epoch FROM as_of)::float8 AS epoch FROM job_run WHERE id = ${id}::uuid`;
      return rows[0]?.epoch;
    });
    expect(stored).toBe(noon.getTime() / 1_000);
  } finally {
    await database.end();
    await testDatabase.drop();
  }
});
