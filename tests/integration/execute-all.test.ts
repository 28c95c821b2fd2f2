import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/platform/database/client.ts';
import { executeAll, type Statement } from '../../src/platform/database/execute-all.ts';
import { Prisma } from '../../src/platform/database/generated/client/client.ts';
import { JOB_SCOPE, sqlStateOf, writeTransaction } from '../../src/platform/database/session.ts';
import { createTestDatabase } from '../support/database.ts';
import { atFileEnd } from '../support/file-end.ts';
import { withClient } from '../support/migrations.ts';

const testDatabase = await createTestDatabase();
atFileEnd(() => testDatabase.drop());
const database = openDatabase({
  url: testDatabase.appUrl,
  poolMax: 1,
  statementMillisecondsMax: 5_000,
  transactionMillisecondsMax: 6_000,
});
atFileEnd(() => database.end());

/** What ran, in its order. */
const notes = () =>
  withClient(testDatabase.superuserUrl, async (client) => {
    const { rows } = await client.query<{ text: string }>('SELECT text FROM note ORDER BY id');
    return rows.map(({ text }) => text).join('');
  });

const noted = (text: string): Statement => Prisma.sql`INSERT INTO note (text) VALUES (${text})`;
const WAITING = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
const FAILING = Prisma.sql`SELECT 1 / 0`;
const CONFLICT = Prisma.sql`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$`;

const execute = (statements: Parameters<typeof executeAll>[1]) =>
  writeTransaction(database, JOB_SCOPE, (tx) => executeAll(tx, statements));

beforeEach(async () => {
  await withClient(testDatabase.superuserUrl, (client) =>
    client.query(`CREATE TABLE IF NOT EXISTS note (id serial, text text);
      GRANT ALL ON note, note_id_seq TO portal_job; TRUNCATE note`),
  );
});

it('runs statements in their order, long ones and those that are made after waiting among them', async () => {
  await execute(
    (async function* () {
      yield noted('a');
      yield Prisma.sql`INSERT INTO note (text) SELECT 'b' FROM pg_sleep(0.05)`;
      yield noted('c'.repeat(1_000_000));
      await sleep(100);
      yield noted('d');
    })(),
  );
  expect(await notes()).toBe(`ab${'c'.repeat(1_000_000)}d`);
});

it('makes a statement while the database is at work on the one before', async () => {
  await withClient(testDatabase.superuserUrl, async (holder) => {
    await holder.query('SELECT pg_advisory_lock(7)');
    await execute(
      (async function* () {
        yield Prisma.sql`INSERT INTO note (text) SELECT 'waited' FROM pg_advisory_xact_lock(7)`;
        // The one before is with the database, and waits for this one to be made.
        await vi.waitUntil(async () => (await holder.query(WAITING)).rowCount === 1);
        await holder.query('SELECT pg_advisory_unlock(7)');
        yield noted(' and went on');
      })(),
    );
  });
  expect(await notes()).toBe('waited and went on');
});

it('fails as the first one that failed, changes nothing, and leaves its only connection to the next', async () => {
  const failure = await execute([noted('a'), FAILING, noted('b'), Prisma.sql`SELECT nothing`]).catch(
    (error: unknown) => error,
  );
  expect(sqlStateOf(failure)).toBe('22012');
  expect(await notes()).toBe('');
  await execute([noted('next')]);
  expect(await notes()).toBe('next');
});

it('is tried again where the database says that it should be, with statements on their way', async () => {
  let attempts = 0;
  await writeTransaction(database, JOB_SCOPE, async (tx) => {
    attempts += 1;
    await executeAll(tx, [noted(String(attempts)), attempts < 3 ? CONFLICT : noted('!'), noted('?')]);
  });
  expect(await notes()).toBe('3!?');
});

it('is tried again as well where another statement had to be waited for after the conflict', async () => {
  let attempts = 0;
  await writeTransaction(database, JOB_SCOPE, async (tx) => {
    attempts += 1;
    const disturbed = async function* () {
      yield noted(String(attempts));
      if (attempts < 3) yield CONFLICT;
      const [{ answer }] = await tx.$queryRaw<[{ answer: string }]>`SELECT '!' AS answer`;
      yield noted(answer);
    };
    await executeAll(tx, disturbed());
  });
  expect(await notes()).toBe('3!');
});

it('tells what keeps it from making a statement, unless one before it failed', async () => {
  const broken = async function* (second: Statement) {
    yield noted('a');
    yield second;
    await sleep(50);
    throw new RangeError('There is no such statement.');
  };
  await expect(execute(broken(noted('b')))).rejects.toThrow('There is no such statement.');
  const failure = await execute(broken(FAILING)).catch((error: unknown) => error);
  expect(sqlStateOf(failure)).toBe('22012');
  expect(await notes()).toBe('');
});
