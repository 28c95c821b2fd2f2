import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { READ_AFTER_HEADER, readsOf } from '../../src/entry/request-reads.ts';
import { createContext } from '../../src/graphql/context.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { type Database, openDatabase } from '../../src/platform/database/client.ts';
import { createReadRouter, isLogPosition } from '../../src/platform/database/read-router.ts';
import { JOB_SCOPE, openSnapshot } from '../../src/platform/database/session.ts';
import { type ReplicatedServers, startReplicatedServers } from '../support/replica.ts';

let servers: ReplicatedServers;
let primary: Database;
let replica: Database;

beforeAll(async () => {
  servers = await startReplicatedServers();
  const limits = { poolMax: 3, statementMillisecondsMax: 5_000, transactionMillisecondsMax: 6_000 };
  primary = openDatabase({ ...limits, url: servers.primaryUrl });
  replica = openDatabase({ ...limits, url: servers.replicaUrl });
});
afterAll(async () => {
  await primary?.end();
  await replica?.end();
  await servers?.stop();
});

/** A process that serves requests, whose clock can be put forward. */
function aProcess() {
  const clock = { ahead: 0 };
  const unusable: unknown[] = [];
  const router = createReadRouter({
    ...{ primary, replica, now: () => performance.now() + clock.ahead },
    onUnusable: (error) => unusable.push(error),
  });
  const requestOf = (personId: string, readAfter?: string) => {
    const headers = { ...(readAfter && { [READ_AFTER_HEADER]: readAfter }) };
    const actor = { ...JOB_ACTOR, personId };
    const reads = readsOf(router, headers, actor);
    const carried = { actor, now: new Date(), requestId: 'r', clientAddress: '', bankKeys: {} as never };
    return { context: createContext(primary, carried, reads), reads };
  };
  /** Whether the replica served it, and whether it showed the region. */
  const read = async (personId: string, code: string, readAfter?: string) => {
    const { context } = requestOf(personId, readAfter);
    const [where] = await context.db.$queryRaw<{ by: boolean }[]>`SELECT pg_is_in_recovery() AS by`;
    const shows = (await context.db.region.count({ where: { code } })) > 0;
    await context.close();
    return `${where?.by ? 'replica' : 'primary'} ${shows ? 'shows' : 'lacks'}`;
  };
  /** Writes a region, and answers what the mutation's own answer showed of it, and the token it carried. */
  const write = async (personId: string, code: string) => {
    const { context, reads } = requestOf(personId);
    await context.db.region.count();
    await context.transaction((tx) => tx.region.create({ data: { code, name: code } }));
    const [where] = await context.db.$queryRaw<{ by: boolean }[]>`SELECT pg_is_in_recovery() AS by`;
    const shows = (await context.db.region.count({ where: { code } })) > 0;
    await context.close();
    return {
      answer: `${where?.by ? 'replica' : 'primary'} ${shows}`,
      token: reads.told()[READ_AFTER_HEADER]!,
    };
  };
  return { clock, unusable, read, write };
}

const eventually = async (read: () => Promise<string>, wanted: string) => {
  const until = performance.now() + 15_000;
  let last = await read();
  while (last !== wanted && performance.now() < until) last = await read();
  expect(last).toBe(wanted);
};

describe('with a streaming replica', () => {
  it('queries read from it, and a mutation answers from the primary', async () => {
    const { read, write } = aProcess();
    const [ann, ben] = [randomUUID(), randomUUID()];
    await eventually(() => read(ben, 'R1'), 'replica lacks');
    const { answer, token } = await write(ann, 'R1');
    expect(answer).toBe('primary true');
    expect(isLogPosition(token)).toBe(true);
    // Whoever serves it, nobody misses what they wrote; in the end the replica has it for everybody.
    expect(await read(ann, 'R1')).toMatch(/shows$/);
    await eventually(() => read(ann, 'R1'), 'replica shows');
    await eventually(() => read(ben, 'R1'), 'replica shows');
  });

  it('whoever wrote reads from the primary while it lags, here by themselves and elsewhere by the token', async () => {
    const [here, elsewhere] = [aProcess(), aProcess()];
    const [ann, ben] = [randomUUID(), randomUUID()];
    await eventually(() => elsewhere.read(ben, 'R2'), 'replica lacks');
    await eventually(() => here.read(ben, 'R2'), 'replica lacks');
    await servers.pauseReplay();
    try {
      const { token } = await here.write(ann, 'R2');
      expect(await here.read(ann, 'R2')).toBe('primary shows');
      expect(await elsewhere.read(ann, 'R2', token)).toBe('primary shows');
      expect(await elsewhere.read(ben, 'R2')).toBe('replica lacks');
      expect(await elsewhere.read(ben, 'R2', 'x; DROP TABLE region')).toBe('replica lacks');
      expect(await here.read(ben, 'R2')).toBe('replica lacks');
      // Five seconds later it shows nobody what it shows.
      here.clock.ahead = 6_000;
      expect(await here.read(ben, 'R2')).toBe('primary shows');
    } finally {
      await servers.resumeReplay();
    }
    here.clock.ahead = 8_000;
    await eventually(() => here.read(ann, 'R2'), 'replica shows');
    expect(here.unusable).toEqual([]);
  });

  it('a replica that is gone is left alone, and a read that cannot begin there begins in the primary', async () => {
    const { clock, unusable, read } = aProcess();
    const ann = randomUUID();
    await eventually(() => read(ann, 'R1'), 'replica shows');
    await servers.stopReplica();
    expect(await read(ann, 'R1')).toBe('primary shows');
    expect(await read(ann, 'R1')).toBe('primary shows');
    expect(unusable.length).toBe(1);
    clock.ahead = 6_000;
    expect(await read(ann, 'R1')).toBe('primary shows');
    expect(unusable.length).toBe(2);

    const failures: unknown[] = [];
    const from = { database: async () => replica, failed: (error: unknown) => failures.push(error) };
    const snapshot = openSnapshot(primary, JOB_SCOPE, () => from);
    expect(await snapshot.client.region.count({ where: { code: 'R1' } })).toBe(1);
    await snapshot.end();
    expect(failures.length).toBe(1);
  });
});
