import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { commissionReplay } from '../../src/workflows/jobs/commission-replay.ts';
import { replayCommissions } from '../../src/workflows/replay-commissions.ts';
import { type AnEarning, anEarningOf, bookAt, isBilled, isPaidInUsd } from '../support/earnings.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let earning: AnEarning;

const replay = (at: string) => portal.arrange((tx) => replayCommissions(tx, new Date(at), () => undefined));
const said = ({ differences }: Awaited<ReturnType<typeof replay>>) =>
  differences.map(({ code, movement, amountMinor }) => `${code} ${movement} ${amountMinor}`);

beforeAll(async () => {
  portal = await startPortal();
  earning = await anEarningOf(portal);
  await bookAt(portal, [earning], '2026-01-01T10:00:00Z');
  await isBilled(portal, earning, 'COLLECTED', 4_000_00n, '2026-02-10', '2026-02-11T09:00:00Z');
  await bookAt(portal, [earning], '2026-02-11T10:00:00Z');
  await isPaidInUsd(portal, earning, 400_00n, 440_00n, '2026-03-15');
  await isBilled(portal, earning, 'REFUND', 6_000_00n, '2026-05-20', '2026-05-21T09:00:00Z');
  await bookAt(portal, [earning], '2026-05-21T10:00:00Z');
  const held = await anEarningOf(portal, {
    terms: { payable: 'ON_ACTIVATION', holdDays: 150 },
    orderedOn: '2026-05-02',
    activatedOn: '2026-05-02',
  });
  await bookAt(portal, [held], '2026-05-03T10:00:00Z');
});

describe('a replay', () => {
  it('finds no difference, in any month as of any instant', async () => {
    for (const at of ['2026-02-10T00:00:00Z', '2026-02-28T12:00:00Z', '2026-05-31T12:00:00Z'])
      expect([at, said(await replay(at))]).toEqual([at, []]);
    expect((await replay('2026-05-31T12:00:00Z')).earnings).toBe(2);
  });

  it('is a job that writes nothing, and says what waits for another', async () => {
    const lines: string[] = [];
    const at = new Date('2026-05-31T12:00:00Z');
    const counts = () => portal.arrange(async (tx) => [await tx.ledgerEntry.count(), await tx.event.count()]);
    const before = await counts();
    const outcome = await runJob(portal.database, commissionReplay, at, (line) => lines.push(line));
    expect(outcome).toEqual({ status: 'SUCCEEDED', rowCount: 0 });
    expect(lines.at(-1)).toBe('  FY2026-P05: 2 earnings, 0 differences; 0 wait for commission-accrual');
    expect(await counts()).toEqual(before);
  });

  it('reports an entry that was put in behind the back of the rules, and what is missing', async () => {
    await portal.arrange(
      (tx) =>
        tx.$executeRaw`
        INSERT INTO ledger_entry (partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period,
          effective_on, booked_at, statement_minor, posting_key, cause_type, explanation)
        VALUES (${earning.partnerId}::uuid, ${earning.id}::uuid, 'ACCRUAL', 'EXPENSE', 'ACCRUED', 500, 'EUR', 'FY2026-P05',
            '2026-05-22', '2026-05-22', 0, 'planted', 'Planted', '{}'),
          (${earning.partnerId}::uuid, NULL, 'ADJUSTMENT', 'EXPENSE', 'PAYABLE', 700, 'EUR', 'FY2026-P05',
            '2026-05-22', '2026-05-22', 700, 'unfounded', 'Planted', '{}')`,
    );
    expect(said(await replay('2026-05-21T12:00:00Z'))).toEqual([]);
    expect(said(await replay('2026-05-31T12:00:00Z'))).toEqual([
      'UNFOUNDED ADJUSTMENT EXPENSE>PAYABLE 700',
      'FOREIGN ACCRUAL EXPENSE>ACCRUED 500',
      'MISSING REVERSAL ACCRUED>EXPENSE 500',
    ]);
    // A fact that nobody booked is missing too.
    await isBilled(portal, earning, 'COLLECTED', 1_00n, '2026-07-01', '2026-07-01T09:00:00Z');
    expect((await replay('2026-07-01T12:00:00Z')).differences.length).toBeGreaterThan(0);
  });
});
