import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database/client.ts';
import { aPartner, aStaffMember } from '../support/builders.ts';
import { isFull } from '../support/gates/sample.ts';
import { type HttpAnswer, servePortal } from '../support/http-portal.ts';
import { startPortal } from '../support/portal.ts';

const POOL_MAX = 2;
const WAITING_MAX = 6;
/** Four times what is served and may wait. */
const CLIENTS = 4 * (POOL_MAX + WAITING_MAX);
const LOAD_MILLISECONDS = isFull ? 60_000 : 2_000;
/** Each request's body, of which a server that took on everything would hold one for each client. */
const BODY_BYTES = 200_000;
const HEAP_BYTES_MAX = 48 * 1_048_576;

const portal = await startPortal();
let staff: string;
beforeAll(async () => {
  await aPartner(portal, { name: 'Slowly read' });
  staff = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
});

const BODY = {
  query: '{ partners(first: 1) { nodes { name } } }',
  variables: { unused: 'x'.repeat(BODY_BYTES) },
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const heapBytes = () => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

/** Makes every read of partners wait most of the time, as one under a heavy write does. */
async function slowsDown() {
  const client = new Client({ connectionString: portal.testDatabase.superuserUrl });
  await client.connect();
  let isOver = false;
  const going = (async () => {
    while (!isOver) {
      await client.query('BEGIN; LOCK TABLE partner IN ACCESS EXCLUSIVE MODE');
      await sleep(50);
      await client.query('COMMIT');
      await sleep(5);
    }
    await client.end();
  })();
  return async () => {
    isOver = true;
    await going;
  };
}

/** What a server answers to more clients than it can serve, each of which asks again and again. */
async function loaded(environment: Record<string, string>, milliseconds: number) {
  const database = openDatabase({ ...portal.database.settings, poolMax: POOL_MAX });
  const served = await servePortal(database, { DATABASE_POOL_MAX: `${POOL_MAX}`, ...environment });
  const token = await served.tokenOf(staff);
  const send = () => served.sendWith(token, BODY);
  await send();
  const heapBefore = heapBytes();
  const speedsUp = await slowsDown();
  const answers: HttpAnswer[] = [];
  let poolWaitingMost = 0;
  let heapMost = 0;
  let looks = 0;
  const looking = setInterval(() => {
    poolWaitingMost = Math.max(poolWaitingMost, database.pool.waitingCount);
    looks += 1;
    if (looks % 40 === 0) heapMost = Math.max(heapMost, heapBytes());
  }, 10);
  const endsAt = performance.now() + milliseconds;
  const client = async () => {
    while (performance.now() < endsAt) {
      const answer = await send();
      answers.push({ ...answer, text: '' });
      if (answer.status !== 200) await sleep(50);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  clearInterval(looking);
  await speedsUp();
  const startedAt = performance.now();
  const afterwards = await send();
  const afterwardsMilliseconds = performance.now() - startedAt;
  await served.stop();
  await database.end();
  const refused = answers.filter(({ status }) => status === 503);
  return {
    statuses: [...new Set(answers.map(({ status }) => status))].sort(),
    refused,
    servedCount: answers.length - refused.length,
    poolWaitingMost,
    heapGrowth: heapMost - heapBefore,
    afterwards,
    afterwardsMilliseconds,
  };
}

it(
  'serves what it can of four times its load, sheds the rest in words, stays small, and recovers at once',
  async () => {
    const seen = await loaded({ HTTP_WAITING_MAX: `${WAITING_MAX}` }, LOAD_MILLISECONDS);
    expect(seen.statuses).toEqual([200, 503]);
    expect(seen.servedCount).toBeGreaterThan(LOAD_MILLISECONDS / 200);
    for (const { retryAfter, body } of seen.refused) {
      expect(Number(retryAfter)).toBeGreaterThan(0);
      expect(body.errors).toEqual([
        { message: expect.stringContaining('again'), extensions: { code: 'OVERLOADED' } },
      ]);
    }
    expect(seen.poolWaitingMost).toBeLessThanOrEqual(POOL_MAX);
    expect(seen.heapGrowth).toBeLessThan(HEAP_BYTES_MAX);
    expect(seen.afterwards.status).toBe(200);
    expect(seen.afterwardsMilliseconds).toBeLessThan(1_000);
  },
  LOAD_MILLISECONDS + 60_000,
);

it('is seen to take on everything where it has no such limit', async () => {
  const seen = await loaded({ HTTP_IN_FLIGHT_MAX: '1000' }, 500);
  expect(seen.refused).toEqual([]);
  expect(seen.poolWaitingMost).toBeGreaterThan(POOL_MAX);
});
