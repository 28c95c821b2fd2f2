import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { accrueCommissions } from '../../src/workflows/accrue-commissions.ts';
import { commissionReplay } from '../../src/workflows/jobs/commission-replay.ts';
import { replayCommissions } from '../../src/workflows/replay-commissions.ts';
import { aPartner, aProduct } from '../support/builders.ts';
import { asSuperuser } from '../support/database.ts';
import { type AnEarning, anEarningOf, bookAt, isBilled, isPaidInUsd } from '../support/earnings.ts';
import { anOrder, aPlanVersion, aReferral, bands, decide, ownPlan } from '../support/frozen-orders.ts';
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

describe('a run for a past instant', () => {
  const accrue = (at: Date) => accrueCommissions(portal.arrange, at, () => undefined);
  const booked = (of: AnEarning) =>
    portal.arrange((tx) =>
      tx.ledgerEntry.findMany({
        where: { earningId: of.id },
        orderBy: { id: 'asc' },
        select: { kind: true, amountMinor: true, bookedAt: true },
      }),
    );

  it('books nothing that became known later, and the run after it does', async () => {
    const late = await anEarningOf(portal, { orderedOn: '2027-01-01', activatedOn: '2027-01-01' });
    await bookAt(portal, [late], '2027-01-01T10:00:00Z');
    await isBilled(portal, late, 'COLLECTED', 3_000_00n, '2027-01-05', '2027-02-10T09:00:00Z');
    await portal.arrange(
      (tx) =>
        tx.$executeRaw`UPDATE commission_earning SET next_due_on = '2027-01-05' WHERE id = ${late.id}::uuid`,
    );
    const known = await booked(late);
    for (const at of ['2027-01-31T23:00:00Z', '2027-02-10T08:00:00Z']) {
      await accrue(new Date(at));
      expect(await booked(late)).toEqual(known);
    }
    await accrue(new Date('2027-02-10T10:00:00Z'));
    expect((await booked(late)).slice(known.length)).toMatchObject([
      { kind: 'RELEASE', amountMinor: 300_00n },
    ]);
    // What more knowledge booked is not undone by a run for an earlier instant.
    await accrue(new Date('2027-01-31T23:00:00Z'));
    expect(await booked(late)).toHaveLength(known.length + 1);
  });

  it('over random histories leaves what a replay as of any instant finds right', async () => {
    let state = 4711;
    const below = (count: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % count;
    };
    const start = Date.UTC(2028, 0, 1);
    const at = (days: number, hours = 0) => new Date(start + days * 86_400_000 + hours * 3_600_000);
    const textOf = (date: Date) => date.toISOString().slice(0, 10);
    const earnings: AnEarning[] = [];
    for (let count = 0; count < 8; count += 1) {
      const one = await anEarningOf(portal, {
        ...{ partnerId: earning.partnerId, orderedOn: '2028-01-01', activatedOn: textOf(at(below(20))) },
        terms: { payable: below(2) ? 'PRO_RATA' : 'ON_ACTIVATION', holdDays: below(3) * 20 },
      });
      earnings.push(one);
      for (let facts = 0; facts < 4; facts += 1) {
        const on = below(80);
        const kind = (['COLLECTED', 'COLLECTED', 'REFUND', 'CREDIT'] as const)[below(4)]!;
        // Recorded up to a month after its day; all of it is there before the first run.
        const recordedAt = at(on + below(30), below(20)).toISOString();
        await isBilled(portal, one, kind, BigInt(1 + below(3_000_00)), textOf(at(on)), recordedAt);
      }
    }
    await bookAt(portal, earnings, '2027-12-31T00:00:00Z');
    for (let day = 0; day < 130; day += 4) await accrue(at(day, 23));
    for (let day = 4; day < 130; day += 12)
      expect([
        day,
        (await replay(at(day, 23).toISOString())).differences.filter(({ earningId }) =>
          earnings.some(({ id }) => id === earningId),
        ),
      ]).toEqual([day, []]);
  });
});

describe('a replay of what was frozen', () => {
  const on = '2026-04-20T23:00:00Z';
  const terms = async () =>
    (await replay(on)).terms.map(({ term, frozen, recomputed }) => `${term} ${frozen} ${recomputed}`);

  it('evaluates each revision again by its version and inputs, and tells exactly the one that was altered', async () => {
    const partner = await aPartner(portal, { currency: 'EUR' });
    const version = await aPlanVersion(portal, [bands('QUARTER', ['0', '0.1'], ['150000', '0.2'])]);
    await ownPlan(portal, partner.id, version.planId);
    const referral = await aReferral(portal, partner.id);
    const productId = (await aProduct(portal)).id;
    for (let order = 0; order < 2; order += 1)
      await decide(portal, (await anOrder(portal, productId, { referralId: referral.id })).id);
    // Two lines of 1,000.00: 100.00, and of the second one half at each rate, by the volume as it was.
    const frozen = await portal.arrange((tx) =>
      tx.earningRevision.findMany({ where: { partnerId: partner.id }, orderBy: { amountMinor: 'asc' } }),
    );
    expect(frozen.map(({ amountMinor }) => amountMinor)).toEqual([10_000n, 15_000n]);
    const before = await replay(on);
    expect(before.terms).toEqual([]);
    const owner = (sql: string) =>
      asSuperuser(portal.testDatabase.superuserUrl, (client) =>
        client.query(`ALTER TABLE earning_revision DISABLE TRIGGER USER; ${sql};
          ALTER TABLE earning_revision ENABLE TRIGGER USER`),
      );
    await owner(`UPDATE earning_revision SET amount_minor = 14999 WHERE id = '${frozen[1]!.id}'`);
    const after = await replay(on);
    expect(after.terms).toEqual([
      {
        ...{ code: 'FROZEN', earningId: frozen[1]!.earningId, revision: 1 },
        ...{ term: 'AMOUNT', frozen: '14999', recomputed: '15000' },
      },
    ]);
    expect(after.differences).toEqual(before.differences);
    await owner(`UPDATE earning_revision SET amount_minor = 15000, rate = 0.3 WHERE id = '${frozen[1]!.id}'`);
    expect(await terms()).toHaveLength(1);
  });
});
