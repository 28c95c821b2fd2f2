import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ISSUER } from '../../src/platform/config.ts';
import { migrate } from '../../src/platform/database/migrate.ts';
import { bootstrapDatabase } from '../../src/platform/database/roles.ts';
import { existingHome } from '../../src/platform/local/home.ts';
import {
  type LocalPostgres,
  RESTART_AFTER_MILLISECONDS_MIN,
  startLocalPostgres,
} from '../../src/platform/local/postgres.ts';
import { aStaffMember } from '../support/builders.ts';
import { mutationDocument } from '../support/change.ts';
import { asSuperuser, testPasswords } from '../support/database.ts';
import { isFull } from '../support/gates/sample.ts';
import { type HttpAnswer, type ServedPortal, servePortal } from '../support/http-portal.ts';
import { setUpPayouts } from '../support/payouts.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { temporaryDataFolder } from '../support/temporary-folder.ts';

const CLIENTS = 10;
const PAYEES = 6;
const ROUNDS = isFull ? 10 : 1;
const TROUBLE_MILLISECONDS = 1_200;
/** A server that ends right after its start is given up, and whoever watches over it hears a little later that it is up. */
const UP_MILLISECONDS = RESTART_AFTER_MILLISECONDS_MIN + 2_000;
let upSince: number;

/** A server of the test's own, as others must not lose theirs. What it committed must be there after it was killed. */
const dataFolder = temporaryDataFolder();
let postgres: LocalPostgres;
let portal: Portal;
let served: ServedPortal;
let superuserUrl: string;
let token: string;
let payees: readonly { partner: string; partnerId: string }[];

beforeAll(async () => {
  postgres = await startLocalPostgres({ dataFolder, durable: true, log: () => undefined });
  upSince = Date.now();
  const database = { database: 'portal', ...testPasswords };
  const { appUrl, ownerUrl } = await bootstrapDatabase(postgres.superuserUrl, database);
  await migrate(ownerUrl);
  superuserUrl = postgres.superuserUrl.replace(/postgres$/, 'portal');
  portal = await startPortal({
    testDatabase: { name: 'portal', appUrl, ownerUrl, superuserUrl, drop: async () => undefined },
  });
  await portal.arrange((tx) => tx.commissionSettings.update({ where: { id: 1 }, data: { bankHoldDays: 0 } }));
  const place = await setUpPayouts(portal);
  payees = await Promise.all(
    Array.from({ length: PAYEES }, async () => {
      const payee = await place.aPayee();
      await place.payable(payee.partnerId, await place.anEarning(payee.partnerId), 10_000n);
      await place.issue(payee.partnerId);
      return payee;
    }),
  );
  served = await servePortal(portal.database, { HTTP_WAITING_MAX: '100' });
  const staff = await aStaffMember(portal, 'FINANCE', 'PARTNER_OPERATIONS', 'SALES_OPERATIONS', 'ADMIN');
  await portal.arrange(async (tx) => {
    const { personId } = await tx.personIdentity.findFirstOrThrow({ where: { subject: staff.subject } });
    await tx.personIdentity.create({ data: { issuer: LOCAL_ISSUER, subject: staff.subject, personId } });
  });
  token = await served.tokenOf(staff.subject);
});
afterAll(async () => {
  await served.stop();
  await postgres.stop();
});

const READ = { query: '{ partners(first: 5) { nodes { id name } } }' };
const DRAFT = mutationDocument('payoutDraft', 'id');
const CREATE = mutationDocument('regionCreate', 'id');

/** Nothing that only who runs the portal may know. */
const INTERNALS =
  /prisma|postgres|\bpg\b|sql|ECONN|terminat|administrator|socket|127\.0\.0\.1|\.ts\b|node_modules|\bat \//i;

const isClean = ({ status, text, body, retryAfter }: HttpAnswer): boolean => {
  if (status === 200 && !body.errors) return true;
  const codes: string[] = body.errors.map(
    ({ extensions }: { extensions: { code: string } }) => extensions.code,
  );
  const isTyped = codes.every((code) => ['UNAVAILABLE', 'OVERLOADED'].includes(code));
  return status === 503 && retryAfter !== null && isTyped && !INTERNALS.test(text);
};

/** Ends every session but its own, again and again; by one connection, as opening each anew takes long where much else runs. */
const dropsConnections = (): Promise<void> =>
  asSuperuser(superuserUrl, async (client) => {
    for (const endsAt = performance.now() + TROUBLE_MILLISECONDS; performance.now() < endsAt; await sleep(80))
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = $1',
        ['portal_app'],
      );
  });

/** Ends the server as a crash does; whoever watches over it starts it again. */
async function restarts(): Promise<void> {
  const pidFile = join(existingHome(dataFolder)!, 'cluster', 'postmaster.pid');
  const processId = readFileSync(pidFile, 'utf8').split('\n')[0]!;
  execFileSync('kill', ['-QUIT', processId]);
  await sleep(TROUBLE_MILLISECONDS);
}

type Wanted = Readonly<{ by: string; name: string; document: string; input: object }>;

/** Sends until it is answered with what it became, as a client that keeps its key does. */
async function sendUntilKnown({ by, name, document, input }: Wanted, seen: HttpAnswer[]) {
  for (;;) {
    const answer = await served.sendWith(by, { query: document, variables: { input } });
    seen.push(answer);
    if (answer.status === 200 && !answer.body.errors) return answer.body.data[name];
    await sleep(60);
  }
}

async function underLoad(trouble: () => Promise<void>, wanted: readonly Wanted[]) {
  const seen: HttpAnswer[] = [];
  let isOver = false;
  const reader = async () => {
    while (!isOver) {
      seen.push(await served.sendWith(token, READ));
      await sleep(5);
    }
  };
  const queue = [...wanted];
  const results: { __typename: string; id?: string }[] = [];
  const writer = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      results.push(await sendUntilKnown(next, seen));
      await sleep(40);
    }
  };
  const reading = Array.from({ length: CLIENTS / 2 }, reader);
  const writing = Array.from({ length: CLIENTS / 2 }, writer);
  await sleep(100);
  await trouble();
  await Promise.all(writing);
  isOver = true;
  await Promise.all(reading);
  return { seen, results };
}

const rows = async (text: string, values: readonly unknown[] = []) =>
  (await asSuperuser(superuserUrl, (client) => client.query(text, [...values]))).rows;

it('costs nothing but the connection where one dies between two statements of who holds it', async () => {
  const { pool } = portal.database;
  const client = await pool.connect();
  const { rows: held } = await client.query('SELECT pg_backend_pid() AS id');
  const ended = new Promise<void>((settle) => client.once('end', settle));
  // Without a listener of the pool's own, it would be the whole process that ends.
  await rows('SELECT pg_terminate_backend($1)', [held[0].id]);
  await ended;
  await expect(client.query('SELECT 1')).rejects.toThrow();
  client.release();
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

describe.each([
  ['dropped connections', dropsConnections],
  ['a restart', restarts],
])('%s under load', (kind, trouble) => {
  it(
    'is told in words, does everything once, leaves nothing half written, and is got over',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        if (kind === 'a restart') await sleep(Math.max(0, upSince + UP_MILLISECONDS - Date.now()));
        const marked = `${kind === 'a restart' ? 'R' : 'D'}${round}`;
        const codes = Array.from({ length: 60 }, (_, at) => `${marked}_${at}`);
        const { seen, results } = await underLoad(trouble, [
          ...codes.map((code) => ({
            ...{ by: token, name: 'regionCreate', document: CREATE },
            input: { code, name: code, idempotencyKey: randomUUID() },
          })),
          ...payees.map(({ partner }) => ({
            ...{ by: token, name: 'payoutDraft', document: DRAFT },
            input: { partnerId: partner, idempotencyKey: `${partner}-once` },
          })),
        ]);
        expect(seen.filter((answer) => !isClean(answer)).map(({ status, text }) => [status, text])).toEqual(
          [],
        );
        expect(seen.some(({ status }) => status === 503)).toBe(true);
        expect(new Set(results.map(({ __typename }) => __typename))).toEqual(new Set(['Region', 'Payout']));
        expect(await rows('SELECT code FROM region WHERE code LIKE $1', [`${marked}\\_%`])).toHaveLength(60);
        expect((await served.sendWith(token, READ)).status).toBe(200);
        if (kind === 'a restart') upSince = Date.now();
      }
      const told = `SELECT count(*)::int AS events, count(DISTINCT subject_id)::int AS payouts FROM event WHERE type = 'payout.drafted'`;
      expect(await rows(told)).toEqual([{ events: PAYEES, payouts: PAYEES }]);
      expect(await rows('SELECT count(*)::int AS payouts FROM payout')).toEqual([{ payouts: PAYEES }]);
    },
    60_000 * ROUNDS,
  );
});
