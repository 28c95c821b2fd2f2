import { type GraphQLInputObjectType, getNullableType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { mutationDocument } from '../support/change.ts';
import { asSuperuser, createTestDatabase } from '../support/database.ts';
import { type Killing, killing } from '../support/gates/killed.ts';
import { isFull, sampled, sampleName } from '../support/gates/sample.ts';
import { commissions } from '../support/gates/scenarios/commissions.ts';
import { disputes } from '../support/gates/scenarios/disputes.ts';
import { orders } from '../support/gates/scenarios/orders.ts';
import { payouts } from '../support/gates/scenarios/payouts.ts';
import { statements } from '../support/gates/scenarios/statements.ts';
import { type Scenario, startWorld } from '../support/gates/scenarios/world.ts';
import { hashOf, markOf, type State, stateSince } from '../support/gates/state-hash.ts';
import { type Portal, startPortal } from '../support/portal.ts';

/** What moves money, or decides about it. */
const SCENARIOS = { ...commissions, ...disputes, ...orders, ...payouts, ...statements };
/** Tried always: an order that begins to earn, its correction, a payout, a contested line, and statements that are issued. */
const ALWAYS = [
  ...['salesOrderRatify', 'commissionCorrectionApprove', 'payoutDraftMany', 'payoutSend', 'disputeDecide'],
  'statementsIssue',
];

/**
 * Bank details are another text each time they are encrypted; the month of that scenario is closed already; and a check of an
 * order and a file of payouts are noted each time that somebody asks for them.
 */
const UNTOLD = ['payeeAccountSet', 'commissionPeriodClose', 'salesOrderCheck', 'payoutExport'];
const isTold = (name: string) => !UNTOLD.includes(name);
const all = Object.entries(SCENARIOS)
  .filter(([name]) => isTold(name))
  .map(([name, scenario]) => ({ name, scenario }));
const picked = sampled(all, { oneOf: 20, groupOf: () => 'money', textOf: ({ name }) => name });
const chosen = all.filter((each) => picked.includes(each) || ALWAYS.includes(each.name));

type Ready = Awaited<ReturnType<Scenario>> & Readonly<{ now: Date }>;

/** Two copies of one database in which everything chosen is ready to be sent: nothing happens to the one. */
let calm: Portal;
let rough: Portal;
let kill: Killing;
const startedAt = new Date();
const ready = new Map<string, Ready>();

beforeAll(async () => {
  const world = await startWorld();
  const { portal } = world;
  let now: Date | null = null;
  const watched: Portal = {
    ...portal,
    setNow: (at) => {
      now = at;
      portal.setNow(at);
    },
  };
  for (const { name, scenario } of chosen) {
    watched.setNow(null);
    const prepared = await scenario({ ...world, portal: watched });
    ready.set(name, { ...prepared, now: now ?? startedAt });
  }
  // A copy is made of a database to which nobody is connected.
  await asSuperuser(portal.testDatabase.superuserUrl.replace(/[^/]+$/, 'postgres'), (client) =>
    client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      portal.testDatabase.name,
    ]),
  );
  const copy = async () => startPortal({ testDatabase: await createTestDatabase(portal.testDatabase.name) });
  calm = await copy();
  rough = await copy();
  kill = killing(rough.database);
});

/** Whoever may have to send something again gives it a key, where it could be done twice. */
function keyOf(name: string): object {
  const { type } = schema.getMutationType()!.getFields()[name]!.args[0]!;
  const fields = (getNullableType(type) as GraphQLInputObjectType).getFields();
  return fields.idempotencyKey ? { idempotencyKey: name } : {};
}

/** What a mutation answered, or UNKNOWN where nobody could be told. */
async function sent(portal: Portal, name: string): Promise<string> {
  const { by, input: asked, email, now } = ready.get(name)!;
  const input = { ...asked, ...keyOf(name) };
  portal.setNow(now);
  const answer = await portal
    .send(by.subject, mutationDocument(name, '__typename'), { input }, email)
    .catch((error: Error) => error);
  if (answer instanceof Error || !answer.data?.[name]) return 'UNKNOWN';
  return answer.data[name].code ?? 'DONE';
}

/** Where it is cut: all along in full, else in its midst and where it commits. */
function* cutsOf(statements: number): Generator<number> {
  if (!isFull) return yield* new Set([Math.ceil(statements * 0.6), Math.max(1, statements - 4)]);
  for (let statement = 1; statement <= statements; statement += 1) yield statement;
}

const changesOf = async (portal: Portal, work: () => Promise<unknown>): Promise<State> => {
  const mark = await markOf(portal.testDatabase.superuserUrl, startedAt);
  await work();
  return await stateSince(portal.testDatabase.superuserUrl, mark);
};

async function bothStates(name: string) {
  const counted = killing(calm.database);
  counted.after(null);
  const expected = await changesOf(calm, async () => expect(await sent(calm, name)).toBe('DONE'));
  const statements = counted.count();
  const actual = await changesOf(rough, async () => {
    for (const statement of cutsOf(statements)) {
      kill.after(statement);
      await sent(rough, name);
    }
    kill.after(null);
    // What was done without a word is refused in a word of its own, and not done again.
    expect(await sent(rough, name)).not.toBe('UNKNOWN');
  });
  return { expected, actual, statements };
}

describe(`cut off while it was under way, and sent again, a mutation is done once (${sampleName})`, () => {
  it.each(chosen)('$name', async ({ name }) => {
    const { expected, actual, statements } = await bothStates(name);
    expect(statements).toBeGreaterThan(5);
    expect(expected).not.toEqual({});
    expect(actual).toEqual(expected);
    expect(hashOf(actual)).toBe(hashOf(expected));
  });

  it('but for one that writes half of it in a transaction of its own, which is noticed', async () => {
    const [name] = ALWAYS as [string];
    const field = schema.getMutationType()!.getFields()[name]!;
    const { resolve } = field;
    type Context = {
      transaction<T>(
        work: (tx: { $executeRaw(text: TemplateStringsArray): unknown }) => Promise<T>,
      ): Promise<T>;
    };
    field.resolve = async (root, args, context: Context, info) => {
      await context.transaction(async (tx) => {
        await tx.$executeRaw`UPDATE commission_settings SET version = version + 1`;
      });
      throw new Error('planted: killed before the other half', { cause: [root, args, info] });
    };
    try {
      const changes = async (portal: Portal, times: number) =>
        hashOf(
          await changesOf(portal, async () => {
            for (let time = 0; time < times; time += 1) await sent(portal, name);
          }),
        );
      expect(await changes(rough, 2)).not.toBe(await changes(calm, 1));
    } finally {
      field.resolve = resolve;
    }
  });
});
