import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { postEntries } from '../../src/domains/ledger/ledger.service.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { closePeriod } from '../../src/workflows/close-period.ts';
import { aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Killing, killing } from '../support/gates/killed.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { booked, close, issued, statementsOf } from '../support/statements.ts';

let portal: Portal;
let kill: Killing;
let finance: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  kill = killing(portal.database);
  finance = await aStaffMember(portal, 'FINANCE');
});

const closing = (label: string, now = new Date('2030-01-01T00:00:00Z')) =>
  closePeriod((work) => writeTransaction(portal.database, JOB_SCOPE, work), JOB_ACTOR, label, now);

/** All that a close says, but for the ids of statements and when they were drafted. */
const saidOf = async (partnerIds: readonly string[]) =>
  (await Promise.all(partnerIds.map((id) => statementsOf(portal, id))))
    .flat()
    .map((s) =>
      [s.partnerId, s.period, s.currency, s.openingMinor, s.closingMinor, s.lineCount, s.sha256].join(' '),
    );

/** Every statement opens with what the one before closed with, and all of them with what the ledger says. */
async function assertChained(partnerId: string) {
  const byCurrency = Map.groupBy(await statementsOf(portal, partnerId), ({ currency }) => currency);
  for (const [currency, statements] of byCurrency) {
    let open = 0n;
    for (const { period, openingMinor, closingMinor } of statements) {
      expect(openingMinor).toBe(open);
      const sum = await portal.arrange((tx) =>
        tx.ledgerEntry.aggregate({
          where: { partnerId, currency, period: { lte: period } },
          _sum: { statementMinor: true },
        }),
      );
      expect(closingMinor).toBe(sum._sum.statementMinor);
      open = closingMinor;
    }
  }
}

describe('the close', () => {
  it('leaves the same statements after it was killed at any of its statements', async () => {
    const partners = await Promise.all([1, 2, 3].map(() => aPartner(portal)));
    const ids = partners.map(({ id }) => id);
    await booked(portal, ids[0]!, '2021-01-10', [
      { amountMinor: 700n },
      { amountMinor: 3n, currency: 'JPY' },
    ]);
    await booked(portal, ids[1]!, '2021-03-10', [{ amountMinor: 90n }]);
    let killed = 0;
    for (let statement = 1; ; ) {
      kill.after(statement);
      const run = await close(portal, '2021-04-01T12:00:00Z').catch((error: Error) => error);
      const wasReached = kill.count() >= statement;
      kill.after(null);
      // The lock of the run before is held until the server notices that it was killed.
      if (!(run instanceof Error) && run.status === 'SKIPPED') continue;
      if (!wasReached) break;
      killed += 1;
      statement += 1;
    }
    expect(killed).toBeGreaterThan(15);
    const said = await saidOf(ids);
    expect(said.map((line) => line.split(' ').slice(1, 6).join(' '))).toEqual([
      'FY2021-P01 EUR 0 700 1',
      'FY2021-P01 JPY 0 3 1',
      'FY2021-P02 EUR 700 700 0',
      'FY2021-P02 JPY 3 3 0',
      'FY2021-P03 EUR 700 700 0',
      'FY2021-P03 JPY 3 3 0',
      'FY2021-P03 EUR 0 90 1',
    ]);
    const months = await portal.arrange((tx) => tx.commissionPeriod.findMany({ orderBy: { label: 'asc' } }));
    expect(months.map(({ label, status }) => `${label} ${status}`)).toEqual([
      'FY2021-P01 CLOSED',
      'FY2021-P02 CLOSED',
      'FY2021-P03 CLOSED',
      'FY2021-P04 OPEN',
    ]);
    // A whole close, without interruption, of the very same ledger says the very same.
    await portal.arrange(async (tx) => {
      await tx.statement.deleteMany({ where: { partnerId: { in: ids } } });
      await tx.commissionPeriod.updateMany({ where: { status: 'CLOSED' }, data: { status: 'OPEN' } });
    });
    await close(portal, '2021-04-01T12:00:00Z');
    expect(await saidOf(ids)).toEqual(said);
    const drafted = await portal.arrange((tx) => tx.event.count({ where: { type: 'statement.drafted' } }));
    expect(drafted).toBe(14);
    await Promise.all(ids.map(assertChained));
  }, 120_000);

  it('waits for whoever is booking, and books in the next month who comes later', async () => {
    const { id } = await aPartner(portal);
    let isBooked: () => void = () => undefined;
    let goesOn: () => void = () => undefined;
    const bookedFirst = new Promise<void>((resolve) => {
      isBooked = resolve;
    });
    const held = new Promise<void>((resolve) => {
      goesOn = resolve;
    });
    const entry = (key: string) => ({
      ...({ partnerId: id, earningId: null, kind: 'ADJUSTMENT', from: 'EXPENSE', to: 'PAYABLE' } as const),
      ...{ amountMinor: 10n, currency: 'EUR', effectiveOn: new Date('2021-04-20T00:00:00Z') },
      ...{ postingKey: `${key} ${randomUUID()}`, causeType: 'Test', causeId: null, explanation: {} },
    });
    const first = portal.arrange(async (tx) => {
      await postEntries(tx, [entry('first')], new Date('2021-04-30T12:00:00Z'));
      isBooked();
      await held;
    });
    await bookedFirst;
    const closed = closing('FY2021-P04');
    // The close waits by now, or comes after; either way what was booked before it is told by it.
    const second = portal.arrange((tx) =>
      postEntries(tx, [entry('second')], new Date('2021-05-02T12:00:00Z')),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    goesOn();
    await Promise.all([first, closed, second]);
    await closing('FY2021-P05');
    const told = await statementsOf(portal, id);
    expect(told.reduce((sum, { lineCount }) => sum + lineCount, 0)).toBe(2);
    expect(told[0]).toMatchObject({ period: 'FY2021-P04' });
    await assertChained(id);
  });

  it('leaves one result where it runs at once, several times', async () => {
    const ids = (await Promise.all([1, 2].map(() => aPartner(portal)))).map(({ id }) => id);
    for (const id of ids) await booked(portal, id, '2021-06-10', [{ amountMinor: 5n }]);
    await Promise.all([closing('FY2021-P06'), closing('FY2021-P06'), close(portal, '2021-07-01T12:00:00Z')]);
    expect(await saidOf(ids)).toHaveLength(2);
    const closed = await portal.arrange((tx) =>
      tx.event.count({
        where: { type: 'commission_period.closed', data: { path: ['period'], equals: 'FY2021-P06' } },
      }),
    );
    expect(closed).toBe(1);
  });
});

describe('silence', () => {
  it('accepts on the vendor’s day, and never twice', async () => {
    const { id } = await aPartner(portal);
    await booked(portal, id, '2021-07-10', [{ amountMinor: 5n }]);
    portal.setNow(new Date('2021-08-01T12:00:00Z'));
    await issued(portal, finance, 'FY2021-P07');
    portal.setNow(null);
    const statusOn = async (asOf: string) => {
      await close(portal, asOf);
      const [first] = await statementsOf(portal, id);
      return `${first?.status} ${first?.acceptedById}`;
    };
    expect(await statusOn('2021-08-14T21:00:00Z')).toBe('ISSUED null');
    expect(await statusOn('2021-08-15T12:00:00Z')).toBe('ACCEPTED null');
    await close(portal, '2021-08-16T12:00:00Z');
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { type: 'statement.accepted', partnerId: id } }),
    );
    expect(
      events.map(({ data, actorKind }) => [actorKind, (data as { bySilence: boolean }).bySilence]),
    ).toEqual([['JOB', true]]);
  });

  it('is not what a job may say for finance', async () => {
    const { id } = await aPartner(portal);
    await booked(portal, id, '2021-08-10', [{ amountMinor: 5n }]);
    await close(portal, '2021-09-01T12:00:00Z');
    const [draft] = await statementsOf(portal, id);
    expect(draft?.status).toBe('DRAFT');
    const service = await aStaffMember(portal, 'SERVICE');
    const input = { id: `Statement_${draft?.id}`, version: 1 };
    expect(await change(portal, service.subject, ['statementApprove', input], 'id')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
