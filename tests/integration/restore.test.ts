import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followOnboarding } from '../../src/domains/onboarding/onboarding.service.ts';
import { newEpoch } from '../../src/entry/commands/new-epoch.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { type Database, openDatabase } from '../../src/platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { appendEvents, type NewEvent } from '../../src/platform/events/events.ts';
import { followEvents } from '../../src/platform/events/reader.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { kpiRollup } from '../../src/workflows/jobs/kpi-rollup.ts';
import { notificationDelivery } from '../../src/workflows/jobs/notification-delivery.ts';
import { asSuperuser } from '../support/database.ts';
import { settled } from '../support/event-log.ts';
import {
  aMailer,
  aNotificationScene,
  anEventOf,
  append,
  type NotificationScene,
} from '../support/notifications.ts';
import { startPortal } from '../support/portal.ts';
import { dumpOf, type RestoredDatabase, restoredInAnotherCluster } from '../support/restored.ts';

const TRANSACTIONS_BEFORE = 3_000;
const portal = await startPortal();
let scene: NotificationScene;
let restored: Awaited<ReturnType<typeof restoredInAnotherCluster>>;
/** What the followers had been told when the dump was made, and which events nobody had read yet. */
const before = { read: [] as string[], told: 0, unread: [] as string[] };

/** Everything that follows the log, each once; answers what the plainest of them was handed. */
async function follow(database: Database): Promise<Readonly<{ ids: string[]; onboarding: number }>> {
  const inJob = <T>(work: Parameters<typeof writeTransaction<T>>[2]) =>
    writeTransaction(database, JOB_SCOPE, work);
  const ids: string[] = [];
  await inJob((tx) =>
    followEvents(tx, 'restore-test', { pageSize: 100, pagesMax: 20 }, async (events) => {
      ids.push(...events.map(({ id }) => id));
    }),
  );
  const now = new Date();
  await runJob(database, kpiRollup, now, () => undefined, aMailer());
  await runJob(database, notificationDelivery, now, () => undefined, aMailer());
  return { ids, onboarding: await inJob((tx) => followOnboarding(tx, JOB_ACTOR, now)) };
}

const eventIds = (url: string): Promise<string[]> =>
  asSuperuser(url, async (client) =>
    (await client.query('SELECT id FROM event ORDER BY epoch, transaction_id, id')).rows.map(({ id }) => id),
  );

const count = (url: string, what: string): Promise<number> =>
  asSuperuser(
    url,
    async (client) => (await client.query(`SELECT count(*)::integer AS count FROM ${what}`)).rows[0].count,
  );

const referralEvent = (type: string): NewEvent => anEventOf(scene.referral, type);

beforeAll(async () => {
  scene = await aNotificationScene(portal);
  // A database that has lived: what is restored elsewhere has read farther than the new cluster will count for long.
  await asSuperuser(portal.testDatabase.superuserUrl, (client) =>
    client.query(
      `DO $$ BEGIN FOR n IN 1..${TRANSACTIONS_BEFORE} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`,
    ),
  );
  await append(portal, referralEvent('referral.submitted'));
  await settled(portal);
  before.read = (await follow(portal.database)).ids;
  before.told = await count(portal.testDatabase.superuserUrl, 'notification');
  await append(portal, referralEvent('referral.accepted'));
  await settled(portal);
  const { superuserUrl } = portal.testDatabase;
  before.unread = (await eventIds(superuserUrl)).filter((id) => !before.read.includes(id));
  restored = await restoredInAnotherCluster(await dumpOf(superuserUrl), ['restored', 'unprepared', 'in_use']);
}, 120_000);

afterAll(() => restored?.stop());

const opened = (url: string): Database =>
  openDatabase({
    ...{ url, poolMax: 3 },
    ...{ statementMillisecondsMax: 20_000, transactionMillisecondsMax: 25_000 },
  });

const commandOn = async ({ appUrl }: RestoredDatabase, ...args: string[]) => {
  const [out, log] = [[] as string[], [] as string[]];
  const config = loadConfig({ DATABASE_URL: appUrl, LOG_LEVEL: 'silent' });
  const io = {
    config,
    out: (line: string) => void out.push(line),
    log: (line: string) => void log.push(line),
  };
  return { code: await newEpoch.run(args, io), out, log: log.join('\n') };
};

/** Starts the portal on a restored database, where something happens and all followers run, twice. */
async function liveOn({ appUrl, superuserUrl }: RestoredDatabase) {
  const database = opened(appUrl);
  try {
    await writeTransaction(database, JOB_SCOPE, (tx) =>
      appendEvents(tx, JOB_ACTOR, [referralEvent('referral.rejected')]),
    );
    const after = (await eventIds(superuserUrl)).filter(
      (id) => ![...before.read, ...before.unread].includes(id),
    );
    const first = await follow(database);
    // What the followers wrote themselves they read in the end as well.
    const second = await follow(database);
    return { after, ids: [...first.ids, ...second.ids], told: await count(superuserUrl, 'notification') };
  } finally {
    await database.end();
  }
}

describe('a database restored into another cluster', () => {
  it('counts transactions from below what was read already', async () => {
    const { superuserUrl } = restored.databases.restored!;
    const behind = await asSuperuser(
      superuserUrl,
      async (client) =>
        (await client.query('SELECT pg_current_xact_id() < max(transaction_id) AS behind FROM event_cursor'))
          .rows,
    );
    expect(behind).toEqual([{ behind: true }]);
    expect(before.unread.length).toBeGreaterThan(0);
  });

  it('goes on after a new epoch without loss or repeat', async () => {
    const database = restored.databases.restored!;
    expect(await commandOn(database)).toMatchObject({ code: 0, out: ['2'] });
    const { after, ids, told } = await liveOn(database);
    expect(ids.filter((id) => before.read.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, before.unread.length)).toEqual(before.unread);
    expect(after.length).toBeGreaterThan(0);
    for (const id of after) expect(ids).toContain(id);
    const by = `notification JOIN event ON event.id = event_id WHERE event.type`;
    expect(told).toBeGreaterThan(before.told);
    for (const type of ['referral.accepted', 'referral.rejected'])
      expect(await count(database.superuserUrl, `${by} = '${type}'`)).toBe(2);
    const cursors = await asSuperuser(
      database.superuserUrl,
      async (client) =>
        (await client.query('SELECT consumer FROM event_cursor WHERE epoch = 2 ORDER BY consumer')).rows,
    );
    expect(cursors.map(({ consumer }) => consumer)).toEqual(
      expect.arrayContaining(['kpi-rollup', 'notification-delivery', 'onboarding-progress', 'restore-test']),
    );
  });

  it('loses what happens after the restore where no new epoch was begun', async () => {
    const { after, ids } = await liveOn(restored.databases.unprepared!);
    expect(after.length).toBeGreaterThan(0);
    expect(ids.filter((id) => after.includes(id))).toEqual([]);
  });

  it('gets no new epoch while the portal has sessions in it, unless told to', async () => {
    const inUse = restored.databases.in_use!;
    const database = opened(inUse.appUrl);
    await database.pool.query('SELECT 1');
    const refused = await commandOn(inUse);
    expect(refused).toMatchObject({ code: 1, out: [] });
    expect(refused.log).toContain('stop the portal');
    expect(await count(inUse.superuserUrl, 'event_epoch WHERE epoch = 1')).toBe(1);
    expect(await commandOn(inUse, '--force')).toMatchObject({ code: 0, out: ['2'] });
    await database.end();
  });
});
