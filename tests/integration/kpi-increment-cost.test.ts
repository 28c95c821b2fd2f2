import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillHistory } from '../../bench/data/history.ts';
import { fillIncrement, takeBackIncrement } from '../../bench/data/kpi-increment.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { type Database, openDatabase } from '../../src/platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { KPI_CONSUMER, rebuildKpis, rollUpKpis } from '../../src/workflows/roll-up-kpis.ts';
import { withoutAutovacuum } from '../support/database.ts';
import { isFull } from '../support/gates/sample.ts';
import { pagesRead, recordStatements } from '../support/gates/statements.ts';
import { withClient } from '../support/migrations.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const UNTIL = new Date('2026-07-01T00:00:00Z');
/** What began until then has taken its last step. */
const REBUILT_AT = new Date('2026-07-10T00:00:00Z');
const HAPPENED_AT = new Date('2026-07-10T09:00:00Z');
const ROLLED_UP_AT = new Date('2026-07-10T12:00:00Z');
const DENSITY = { referralsPerYear: isFull ? 60 : 40, until: UNTIL };
const FEW = { ...DENSITY, seed: 'few', partners: isFull ? 8 : 6, months: 12 };
/** Besides those before, some five or ten times as much, of more partners and of twice as many years. */
const MORE = { ...DENSITY, seed: 'more', partners: isFull ? 36 : 14, months: 24 };
const INCREMENT = { ...FEW, referrals: isFull ? 30 : 12, deals: isFull ? 20 : 8, orders: 2, at: HAPPENED_AT };
const EVENTS = INCREMENT.referrals + INCREMENT.deals + INCREMENT.orders;
const GROWTH_MAX = 1.1;
/** So few rows would be read whole; by this they are read as many are, wherever there is an index to do so. */
const AS_AMONG_MANY = '?options=-c%20enable_seqscan%3Doff';

let portal: Portal;
let superuser: Client;
let database: Database;
let few: number;

beforeAll(async () => {
  portal = await startPortal();
  await withoutAutovacuum(portal.testDatabase.superuserUrl);
  database = openDatabase({
    ...loadConfig({}).database,
    url: `${portal.testDatabase.appUrl}${AS_AMONG_MANY}`,
  });
  superuser = new Client({ connectionString: portal.testDatabase.superuserUrl });
  await superuser.connect();
  await fill(FEW);
  few = await pagesOfIncrement();
});

afterAll(async () => {
  await superuser.end();
  await database.end();
});

async function fill(history: typeof FEW): Promise<void> {
  await fillHistory(superuser, history, () => undefined);
  // What was loaded is rebuilt, and is no part of the increment.
  await superuser.query('DELETE FROM event_cursor WHERE consumer = $1', [KPI_CONSUMER]);
  const transaction = <T>(work: Parameters<typeof writeTransaction<T>>[2]) =>
    writeTransaction(database, JOB_SCOPE, work);
  await rebuildKpis({ transaction, asOf: REBUILT_AT, log: () => undefined });
  await fillIncrement(superuser, INCREMENT);
  // Visible to all and counted, whatever the server did by itself meanwhile.
  await superuser.query('VACUUM (ANALYZE)');
}

/** What a rollup of the increment reads; nothing of it stays, so that it can be rolled up again. */
async function pagesOfIncrement(): Promise<number> {
  const recording = recordStatements(database);
  const isDone = new Error('The rollup is taken back.');
  const rolledUp = writeTransaction(database, JOB_SCOPE, async (tx) => {
    const changed = await rollUpKpis({
      transaction: (work) => work(tx),
      asOf: ROLLED_UP_AT,
      log: () => undefined,
    });
    expect(changed).toBeGreaterThan(EVENTS);
    throw isDone;
  });
  await expect(rolledUp).rejects.toBe(isDone);
  return await pagesRead(database, recording.take());
}

/** It is as steady on a busy machine, but has two portals' histories to make and to roll up: some ten seconds, for the full run. */
it.runIf(isFull)(
  'reads as many pages for an increment, however many partners and years there are besides',
  async () => {
    await takeBackIncrement(superuser, HAPPENED_AT);
    await fill(MORE);
    expect((await pagesOfIncrement()) / few).toBeLessThan(GROWTH_MAX);
    await withClient(portal.testDatabase.ownerUrl, (owner) =>
      owner.query('DROP INDEX event_subject_id_occurred_at_idx'),
    );
    expect((await pagesOfIncrement()) / few).toBeGreaterThan(GROWTH_MAX);
  },
);
