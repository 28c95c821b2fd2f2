import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balancesOf, type NewEntry } from '../../src/domains/ledger/ledger.rules.ts';
import { BALANCE_QUERIES, earningBalances, postEntries } from '../../src/domains/ledger/ledger.service.ts';
import { type MovementText, movementFrom } from '../../src/domains/ledger/ledger-balance.rules.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import type { Tx } from '../../src/platform/database/client.ts';
import { once } from '../../src/platform/database/idempotency.ts';
import { rowsOf } from '../../src/platform/database/queries.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let partnerId: string;
const NOW = new Date('2026-07-15T12:00:00Z');

beforeAll(async () => {
  portal = await startPortal();
  partnerId = (await aPartner(portal)).id;
});

const entry = (more: Partial<NewEntry> & Pick<NewEntry, 'postingKey'>): NewEntry => ({
  ...{
    partnerId,
    earningId: null,
    kind: 'ADJUSTMENT',
    from: 'EXPENSE',
    to: 'PAYABLE',
    amountMinor: 500n,
    currency: 'EUR',
  },
  ...{ effectiveOn: new Date('2026-07-10T00:00:00Z'), causeType: 'Test', causeId: null, explanation: {} },
  ...more,
});

const post = (...entries: NewEntry[]) =>
  writeTransaction(portal.database, JOB_SCOPE, (tx) => postEntries(tx, entries, NOW));

const setMonth = (label: string, status: string) =>
  portal.arrange((tx) => tx.commissionPeriod.update({ where: { label }, data: { status } }));

const balancesAsOf = async (asOf: string | null) => {
  const rows = await portal.arrange((tx) => rowsOf(tx, BALANCE_QUERIES, { partnerId, asOf }));
  return balancesOf((rows.moved as MovementText[]).map(movementFrom));
};

describe('the ledger', () => {
  it('books a movement once for each key, and nothing for nothing', async () => {
    const twice = await Promise.all([
      post(entry({ postingKey: 'once' })),
      post(entry({ postingKey: 'once' })),
    ]);
    expect(twice.flat()).toHaveLength(1);
    expect(await post(entry({ postingKey: 'nothing', amountMinor: 0n }))).toEqual([]);
    expect(await balancesAsOf(null)).toEqual([
      { account: 'EXPENSE', currency: 'EUR', balanceMinor: -500n },
      { account: 'PAYABLE', currency: 'EUR', balanceMinor: 500n },
    ]);
    expect(await balancesAsOf('2026-07-15T11:00:00Z')).toEqual([]);
    expect(await portal.arrange((tx) => earningBalances(tx, []))).toEqual(new Map());
  });

  it('has 500 entries of 500 idempotency keys that four send at once', async () => {
    const own = (await aPartner(portal)).id;
    const actor = { ...JOB_ACTOR, personId: (await aStaffMember(portal, 'FINANCE')).personId };
    const keys = Array.from({ length: 500 }, (_, place) => `key-${place}`);
    // A posting key of its own each time, so that nothing but the idempotency key keeps it from being booked again.
    const send = (tx: Tx, key: string) =>
      once(tx, actor, { mutation: 'test', key, input: { key } }, async () => {
        const booked = entry({ partnerId: own, postingKey: randomUUID(), amountMinor: 1n });
        return (await postEntries(tx, [booked], NOW))[0]!;
      });
    const scope = { ...JOB_SCOPE, actorId: actor.personId };
    const sender = async () => {
      const ids: string[] = [];
      // Ten a transaction, for the time that it takes.
      for (let place = 0; place < keys.length; place += 10)
        await writeTransaction(portal.database, scope, async (tx) => {
          for (const key of keys.slice(place, place + 10)) ids.push(await send(tx, key));
        });
      return ids;
    };
    const [first, ...others] = await Promise.all([sender(), sender(), sender(), sender()]);
    for (const ids of others) expect(ids).toEqual(first);
    const entries = await portal.arrange((tx) => tx.ledgerEntry.findMany({ where: { partnerId: own } }));
    expect(entries.map(({ id }) => id).toSorted()).toEqual(first!.toSorted());
    expect(new Set(first).size).toBe(500);
  });

  it.each<[string, Partial<NewEntry>, RegExp]>([
    [
      'gives more than is there',
      { kind: 'PAYOUT', from: 'PAYABLE', to: 'IN_TRANSIT', amountMinor: 501n },
      /ledger_not_overdrawn|would stand at/,
    ],
    ['is of no known kind', { kind: 'PAYOUT', from: 'PAID', to: 'PAYABLE' }, /movement_known/],
    ['is negative', { amountMinor: -1n }, /amount_positive/],
    [
      'takes back more than was spent',
      { from: 'RECOVERABLE', to: 'EXPENSE', amountMinor: 501n },
      /would stand at/,
    ],
  ])('is refused by the database what %s', async (title, more, refusal) => {
    await expect(post(entry({ postingKey: title, ...more }))).rejects.toThrow(refusal);
  });

  it('books what is late in the first open month, and waits with a close for whoever books', async () => {
    const [june] = await post(entry({ postingKey: 'june', effectiveOn: new Date('2026-06-30T00:00:00Z') }));
    const booked = (id: string) =>
      portal.arrange((tx) => tx.ledgerEntry.findUniqueOrThrow({ where: { id } }));
    const { period } = await booked(june!);
    await setMonth(period, 'CLOSED');
    const [late] = await post(entry({ postingKey: 'late', effectiveOn: new Date('2026-06-02T00:00:00Z') }));
    const { period: next } = await booked(late!);
    expect(next > period).toBe(true);
    const commit = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const booking = writeTransaction(portal.database, JOB_SCOPE, async (tx) => {
      await postEntries(tx, [entry({ postingKey: 'held open' })], NOW);
      holding.resolve();
      await commit.promise;
    });
    await holding.promise;
    let isClosed = false;
    const closing = setMonth(next, 'CLOSING').then(() => {
      isClosed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isClosed).toBe(false);
    commit.resolve();
    await Promise.all([booking, closing]);
    const [after] = await post(entry({ postingKey: 'after' }));
    expect((await booked(after!)).period > next).toBe(true);
  });

  it('refuses what goes around the choice of the month', async () => {
    const [closed] = await portal.arrange((tx) =>
      tx.commissionPeriod.findMany({ where: { status: 'CLOSED' } }),
    );
    await expect(
      portal.arrange(
        (tx) => tx.$executeRaw`
          INSERT INTO ledger_entry (partner_id, kind, from_account, to_account, amount_minor, currency, period, effective_on,
            statement_minor, posting_key, cause_type, explanation)
          VALUES (${partnerId}::uuid, 'ADJUSTMENT', 'EXPENSE', 'PAYABLE', 1, 'EUR', ${closed!.label}, '2026-06-01', 1, 'around', 'Test', '{}')`,
      ),
    ).rejects.toThrow(/the period is closed/);
  });

  afterAll(() => expect(portal.unexpected).toEqual([]));
});
