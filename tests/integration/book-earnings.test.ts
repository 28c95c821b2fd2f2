import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { accrueCommissions } from '../../src/workflows/accrue-commissions.ts';
import { commissionAccrual } from '../../src/workflows/jobs/commission-accrual.ts';
import { asSuperuser } from '../support/database.ts';
import {
  type AnEarning,
  accountsOf,
  anEarningOf,
  bookAt,
  isBilled,
  isPaidInUsd,
} from '../support/earnings.ts';
import { type Killing, killing } from '../support/gates/killed.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let kill: Killing;

beforeAll(async () => {
  portal = await startPortal();
  kill = killing(portal.database);
});

const entriesOf = (partnerId: string) =>
  portal.arrange((tx) =>
    tx.ledgerEntry
      .findMany({ where: { partnerId }, orderBy: { id: 'asc' } })
      .then((rows) =>
        rows.map(
          (row) =>
            `${row.period} ${row.kind} ${row.fromAccount}>${row.toAccount} ${row.amountMinor} ${row.currency}`,
        ),
      ),
  );

describe('booking', () => {
  it('accrues, releases, and takes back at its rate what was paid, as the customer pays and leaves', async () => {
    const earning = await anEarningOf(portal);
    await isBilled(portal, earning, 'COLLECTED', 4_000_00n, '2026-02-10');
    expect(await bookAt(portal, [earning], '2026-02-11T10:00:00Z')).toEqual({ posted: 2 });
    expect(await accountsOf(portal, earning.partnerId)).toEqual([
      'ACCRUED EUR 80000',
      'EXPENSE EUR -120000',
      'PAYABLE EUR 40000',
    ]);
    await isPaidInUsd(portal, earning, 400_00n, 440_00n, '2026-03-15');
    await isBilled(portal, earning, 'REFUND', 1_000_00n, '2026-05-20');
    await portal.arrange((tx) =>
      tx.salesOrder.update({
        where: { id: earning.orderId },
        data: { disconnectedOn: new Date('2026-05-20T00:00:00Z') },
      }),
    );
    expect(await bookAt(portal, [earning], '2026-05-21T10:00:00Z')).toEqual({ posted: 3 });
    expect(await accountsOf(portal, earning.partnerId)).toEqual([
      'CLEARING EUR 30000',
      'CLEARING USD -33000',
      'EXPENSE EUR -30000',
      'PAID USD 44000',
      'RECOVERABLE USD -11000',
    ]);
    expect(await entriesOf(earning.partnerId)).toEqual([
      'FY2026-P01 ACCRUAL EXPENSE>ACCRUED 120000 EUR',
      'FY2026-P02 RELEASE ACCRUED>PAYABLE 40000 EUR',
      'FY2026-P03 EXCHANGE PAYABLE>CLEARING 40000 EUR',
      'FY2026-P03 EXCHANGE CLEARING>PAYABLE 44000 USD',
      'FY2026-P03 PAYOUT PAYABLE>IN_TRANSIT 44000 USD',
      'FY2026-P03 SETTLEMENT IN_TRANSIT>PAID 44000 USD',
      'FY2026-P05 REVERSAL ACCRUED>EXPENSE 80000 EUR',
      'FY2026-P05 RECOVERY RECOVERABLE>CLEARING 11000 USD',
      'FY2026-P05 RECOVERY CLEARING>EXPENSE 10000 EUR',
    ]);
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { subjectId: earning.id }, orderBy: { id: 'asc' } }),
    );
    expect(events.map(({ type, data, partnerVisible }) => [type, data, partnerVisible])).toEqual([
      ['commission.accrued', { amountMinor: '120000', currency: 'EUR' }, true],
      ['commission.released', { amountMinor: '40000', currency: 'EUR' }, true],
      ['commission.reversed', { amountMinor: '80000', currency: 'EUR' }, true],
      ['commission.recovered', { amountMinor: '10000', currency: 'EUR' }, true],
    ]);
  });

  it('books once where many book at once', async () => {
    const earnings = await Promise.all([1, 2, 3].map(() => anEarningOf(portal)));
    for (const earning of earnings) await isBilled(portal, earning, 'COLLECTED', 4_000_00n, '2026-02-10');
    const booked = await Promise.all(
      [1, 2, 3, 4].map((turn) =>
        bookAt(portal, turn % 2 ? earnings : [...earnings].reverse(), '2026-02-11T10:00:00Z'),
      ),
    );
    expect(booked.reduce((sum, { posted }) => sum + posted, 0)).toBe(6);
    for (const { partnerId } of earnings) expect(await entriesOf(partnerId)).toHaveLength(2);
  });

  it('takes as many statements for many earnings as for one', async () => {
    const countOf = async (count: number) => {
      const earnings = await Promise.all(Array.from({ length: count }, () => anEarningOf(portal)));
      for (const earning of earnings) await isBilled(portal, earning, 'COLLECTED', 1_00n, '2026-01-10');
      kill.after(null);
      await bookAt(portal, earnings, '2026-02-11T10:00:00Z');
      return kill.count();
    };
    expect(await countOf(8)).toBe(await countOf(1));
  });
});

describe('the job', () => {
  const AT = '2026-03-02T10:00:00Z';
  const run = () => runJob(portal.database, commissionAccrual, new Date(AT), () => undefined);

  /** Three earnings that were booked in time, of which the hold of two has ended since. */
  async function held() {
    const earnings = [];
    for (const holdDays of [30, 45, 400]) {
      const earning = await anEarningOf(portal, { terms: { payable: 'ON_ACTIVATION', holdDays } });
      await bookAt(portal, [earning], '2026-01-02T10:00:00Z');
      earnings.push(earning);
    }
    return earnings;
  }

  it('releases what a hold kept back, and leaves one result after it was killed at any of its statements', async () => {
    const earnings = await held();
    const stateOf = async () => {
      const entries = await Promise.all(earnings.map(({ partnerId }) => entriesOf(partnerId)));
      const due = await portal.arrange((tx) =>
        tx.commissionEarning.findMany({
          where: { id: { in: earnings.map(({ id }) => id) } },
          orderBy: { id: 'asc' },
          select: { nextDueOn: true },
        }),
      );
      return { entries, due: due.map(({ nextDueOn }) => nextDueOn?.toISOString().slice(0, 10) ?? null) };
    };
    const before = await stateOf();
    expect(before.due).toEqual(['2026-01-31', '2026-02-15', '2027-02-05']);
    let killed = 0;
    for (let statement = 1; ; ) {
      kill.after(statement);
      const outcome = await run().catch((error: Error) => error);
      const wasReached = kill.count() >= statement;
      kill.after(null);
      if (!(outcome instanceof Error) && outcome.status === 'SKIPPED') continue;
      if (!(outcome instanceof Error) || !wasReached) break;
      // What was killed as it committed may have done all of it, and else has done nothing.
      if (JSON.stringify(await stateOf()) !== JSON.stringify(before)) break;
      killed += 1;
      statement += 1;
    }
    expect(killed).toBeGreaterThan(12);
    for (;;) if ((await run()).status === 'SUCCEEDED') break;
    const after = await stateOf();
    expect(after.due).toEqual([null, null, '2027-02-05']);
    expect(after.entries).toEqual([
      ['FY2026-P01 ACCRUAL EXPENSE>ACCRUED 120000 EUR', 'FY2026-P01 RELEASE ACCRUED>PAYABLE 120000 EUR'],
      ['FY2026-P01 ACCRUAL EXPENSE>ACCRUED 120000 EUR', 'FY2026-P02 RELEASE ACCRUED>PAYABLE 120000 EUR'],
      ['FY2026-P01 ACCRUAL EXPENSE>ACCRUED 120000 EUR'],
    ]);
    expect(await run()).toEqual({ status: 'SUCCEEDED', rowCount: 0 });
    expect(await stateOf()).toEqual(after);
  }, 60_000);

  /** So many that nothing was booked of, in the order in which they are taken. */
  async function dueEarnings(count: number): Promise<AnEarning[]> {
    const earnings = [];
    for (let made = 0; made < count; made += 1) earnings.push(await anEarningOf(portal));
    const ids = earnings.map(({ id }) => id);
    await portal.arrange(
      (tx) =>
        tx.$executeRaw`UPDATE commission_earning SET next_due_on = '2026-02-20' WHERE id = ANY (${ids}::uuid[])`,
    );
    return earnings.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  const movementsOf = async (earnings: readonly AnEarning[]) =>
    (await Promise.all(earnings.map(({ partnerId }) => entriesOf(partnerId)))).map(
      (entries) => entries.length,
    );

  const changeTable = (sql: string) =>
    asSuperuser(portal.testDatabase.superuserUrl, (client) => client.query(sql));

  it('leaves out only what fails of a batch, and books it once it can', async () => {
    const earnings = await dueEarnings(5);
    const refused = earnings[1]!;
    await changeTable(
      `ALTER TABLE ledger_entry ADD CONSTRAINT planted CHECK (earning_id <> '${refused.id}') NOT VALID`,
    );
    const lines: string[] = [];
    const accrue = () =>
      accrueCommissions(portal.arrange, new Date(AT), (line) => lines.push(line), { whole: 4, careful: 2 });
    expect(await accrue()).toBe(4);
    expect(await movementsOf(earnings)).toEqual([1, 0, 1, 1, 1]);
    expect(lines).toEqual([
      '  4 earnings together failed and are taken 2 at a time',
      `  earning ${refused.id} failed and is left for the next run: PrismaClientKnownRequestError`,
      '  looked at 2 earnings, booked 1 entries',
      '  looked at 4 earnings, booked 3 entries',
      '  looked at 5 earnings, booked 4 entries',
    ]);
    await changeTable('ALTER TABLE ledger_entry DROP CONSTRAINT planted');
    expect(await accrue()).toBe(1);
    expect(await movementsOf(earnings)).toEqual([1, 1, 1, 1, 1]);
  });

  it('takes less at once where a batch is out of time, and ends where that is too', async () => {
    const earnings = await dueEarnings(3);
    let transactions = 0;
    const outOfTime = (until: number) =>
      accrueCommissions(
        (work) =>
          portal.arrange(async (tx) => {
            const done = await work(tx);
            transactions += 1;
            if (transactions <= until) throw Object.assign(new Error('closed'), { code: 'P2028' });
            return done;
          }),
        new Date(AT),
        () => undefined,
        { whole: 3, careful: 2 },
      );
    await expect(outOfTime(2)).rejects.toThrow('closed');
    expect(await movementsOf(earnings)).toEqual([0, 0, 0]);
    transactions = 0;
    expect(await outOfTime(1)).toBe(3);
    // The whole batch, two careful ones, and the one that finds nothing more.
    expect(transactions).toBe(4);
    expect(await movementsOf(earnings)).toEqual([1, 1, 1]);
  });
});
