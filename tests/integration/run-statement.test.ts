import { expect, it } from 'vitest';
import { runStatement } from '../../src/compiled/run-statement.ts';
import { openDatabase } from '../../src/platform/database/client.ts';
import { JOB_SCOPE, type Scope } from '../../src/platform/database/scope.ts';
import { createTestDatabase } from '../support/database.ts';
import { atFileEnd } from '../support/file-end.ts';

const testDatabase = await createTestDatabase();
atFileEnd(() => testDatabase.drop());
const database = openDatabase({
  url: testDatabase.appUrl,
  poolMax: 1,
  statementMillisecondsMax: 1_000,
  transactionMillisecondsMax: 6_000,
});
atFileEnd(() => database.end());

const run = (text: string, scope: Scope = JOB_SCOPE) =>
  runStatement(database.pool, scope, { name: text, text, values: [] });
/** What the only connection is left with. */
const left = async () => {
  const { rows } = await database.pool.query(`SELECT current_user::text AS "user",
    current_setting('app.actor', true) AS actor, current_setting('statement_timeout') AS "timeout", now() = statement_timestamp() AS "isOnItsOwn"`);
  return rows[0];
};

const WAIT = 'SELECT pg_sleep(0.8)::text AS data';

const ANYBODY = { ...JOB_SCOPE, role: 'portal_nobody' } as unknown as Scope;
const COUNT = 'SELECT count(*)::text AS data FROM partner';

it.each([
  ['answers what it read', COUNT, JOB_SCOPE, { data: '0' }],
  ['refuses what cannot be run', 'SELECT 1 / 0 AS data', JOB_SCOPE, { code: '22012' }],
  ['refuses what would write', 'DELETE FROM partner', JOB_SCOPE, { code: '25006' }],
  ['ends what takes more than half of the time', WAIT, JOB_SCOPE, { code: '57014' }],
  ['reads nothing for somebody whom it cannot speak for', COUNT, ANYBODY, { code: '22023' }],
])('%s, and leaves its connection to the next', async (_, text, scope, expected) => {
  expect(await run(text, scope).catch((error: unknown) => error)).toMatchObject(expected);
  expect(await left()).toEqual({ user: 'portal_app', actor: '', timeout: '1s', isOnItsOwn: true });
  expect(await run(COUNT)).toEqual({ data: '0' });
});

it('reads nothing where its message comes without the opening before it', async () => {
  await expect(database.pool.query(COUNT)).rejects.toMatchObject({ code: '42501' });
});
