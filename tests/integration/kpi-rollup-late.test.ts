import { beforeAll, describe, expect, it } from 'vitest';
import { rebuildKpis, rollUpKpis } from '../../src/workflows/roll-up-kpis.ts';
import { aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { aCast, appendTold, type Cast } from '../support/kpi-history/cast.ts';
import { tell } from '../support/kpi-history/sources.ts';
import { dyingAt, PAGES, rollupsOf, type Transaction } from '../support/kpi-rollups.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { aLadder, aMemberOf, keep } from '../support/tier-reviews.ts';

let portal: Portal;
let cast: Cast;
let rollups: ReturnType<typeof rollupsOf>;

beforeAll(async () => {
  portal = await startPortal();
  rollups = rollupsOf(portal);
  cast = await aCast(portal, 3);
  await rollups.rollUp();
});

const day = (text: string) => new Date(`${text}T00:00:00Z`);

const factsOf = (source: string) =>
  portal.arrange((tx) =>
    tx.kpiFact.findMany({
      where: { source },
      select: { measure: true, value: true },
      orderBy: [{ measure: 'asc' }, { ordinal: 'asc' }],
    }),
  );

/** A run over what increments have kept finds nothing to change, as everything that changed a fact was told. */
async function expectNothingLeft(): Promise<void> {
  const kept = await rollups.kept();
  expect(await rollups.rebuild()).toBe(0);
  expect(await rollups.kept()).toEqual(kept);
}

describe('a rebuild as of an instant before one that is known', () => {
  const submitted = (referral: number) =>
    portal.arrange((tx) =>
      tell(tx, cast, {
        ...({ what: 'REFERRAL', type: 'referral.submitted' } as const),
        ...{ referral, at: new Date('2026-02-03T15:00:00Z') },
      }),
    );

  it('takes nothing away that was rolled up since', async () => {
    const before = new Date();
    await submitted(0);
    expect(await rollups.rollUp()).toBeGreaterThan(0);
    const kept = await rollups.kept();
    expect(await rollups.rebuild(before)).toBe(0);
    expect(await rollups.kept()).toEqual(kept);
  });

  it('nor by a run that has not come to its end', async () => {
    const before = new Date();
    await submitted(1);
    await rollups.settled();
    // The first transaction asks how far it is, and the second takes the only page.
    const killed = rollUpKpis(rollups.runOf(dyingAt(portal, 3)), PAGES);
    await expect(killed).rejects.toThrow('killed');
    expect(await rollups.kept()).not.toEqual([]);
    const kept = await rollups.kept();
    expect(await rollups.rebuild(before)).toBe(0);
    await rollups.rollUp(before);
    expect(await rollups.kept()).toEqual(kept);
    await expectNothingLeft();
  });
});

it("takes from one partner and gives to another what a deal is worth that becomes the other's", async () => {
  const deal = { what: 'DEAL', deal: 0, stage: 'WON', amountMinor: 300_00, at: day('2025-09-01') } as const;
  const opportunityId = cast.deals[0]!;
  await portal.arrange((tx) => tell(tx, cast, deal));
  await rollups.rollUp();
  const wonBy = () =>
    portal.arrange(async (tx) => {
      const of = { subjectId: opportunityId, measure: 'REVENUE_WON' };
      const won = await tx.kpiFact.findMany({ where: of, select: { partnerId: true, value: true } });
      const cells = await tx.kpiCell.findMany({
        where: { measure: 'REVENUE_WON', grain: 'MONTH', startsOn: day('2025-09-01') },
        select: { partnerId: true, total: true },
      });
      return { won, cells: cells.map(({ partnerId, total }) => [partnerId, Number(total)]) };
    });
  const only = (partner: number) => ({
    won: [{ partnerId: cast.partners[partner]!, value: 300_00n }],
    cells: [[cast.partners[partner]!, 300_00]],
  });
  expect(await wonBy()).toEqual(only(0));
  await portal.arrange(async (tx) => {
    const referralId = cast.referrals[1]!;
    await tx.$executeRaw`UPDATE attribution SET ended_at = now() WHERE opportunity_id = ${opportunityId}::uuid`;
    await tx.$executeRaw`
      INSERT INTO attribution (partner_id, referral_id, opportunity_id, status, because, explanation, decided_at)
      SELECT ${cast.partners[1]}::uuid, ${referralId}::uuid, opportunity_id, status, because, explanation, now() FROM attribution
      WHERE opportunity_id = ${opportunityId}::uuid`;
    const told = { type: 'opportunity.changed', subjectType: 'Opportunity', subjectId: opportunityId };
    await appendTold(tx, { ...told, partnerId: cast.partners[1]!, at: new Date(), bookedAt: new Date() });
  });
  await rollups.rollUp();
  expect(await wonBy()).toEqual(only(1));
  await expectNothingLeft();
});

it("follows an order that becomes another partner's while a rebuild has come past that one", async () => {
  const [first, second] = [0, 1].sort((a, b) => (cast.partners[a]! < cast.partners[b]! ? -1 : 1)) as [
    number,
    number,
  ];
  const [firstId, secondId] = [cast.partners[first]!, cast.partners[second]!];
  const subjectId = cast.orders[second]!;
  const charged = { what: 'ORDER', customer: 0, monthlyMinor: 700, day: '2025-01-01', until: null } as const;
  await portal.arrange(async (tx) => {
    for (const order of [first, second]) await tell(tx, cast, { ...charged, order });
  });
  await rollups.rollUp();
  const chargedTo = () =>
    portal.arrange(async (tx) => {
      const kept = await tx.kpiFact.findMany({ where: { subjectId, measure: 'MONTHLY_CHARGES' } });
      return kept.map(({ partnerId }) => partnerId);
    });
  expect(await chargedTo()).toEqual([secondId]);
  let pagesOfFirst = 0;
  const moving: Transaction = async (work) => {
    const answer = await portal.arrange(work);
    const { count = 0, last } = (answer ?? {}) as { count?: number; last?: { id?: string } };
    // A page with nothing in it ends where the one before did.
    const isOfFirst = count > 0 && last?.id === cast.orders[first];
    if (isOfFirst) pagesOfFirst += 1;
    // Once how it was ratified, and then what it is charged.
    if (isOfFirst && pagesOfFirst === 2)
      await portal.arrange(async (tx) => {
        await tx.salesOrder.update({ where: { id: subjectId }, data: { partnerId: firstId } });
        const told = { type: 'order.updated', subjectType: 'SalesOrder', subjectId, partnerId: firstId };
        await appendTold(tx, { ...told, at: new Date(), bookedAt: new Date() });
      });
    return answer;
  };
  await rebuildKpis(rollups.runOf(moving), { ...PAGES, subjects: 1 });
  expect(pagesOfFirst).toBe(2);
  await rollups.rollUp();
  expect(await chargedTo()).toEqual([firstId]);
  await expectNothingLeft();
  await portal.arrange((tx) => tx.salesOrder.update({ where: { id: subjectId }, data: { partnerId: null } }));
  await rollups.rebuild();
  expect(await chargedTo()).toEqual([]);
});

it('measures a forecast anew by a rate that was corrected after its period', async () => {
  const finance = await aStaffMember(portal, 'FINANCE');
  const setRate = (rate: string) =>
    change(
      portal,
      finance.subject,
      [
        'exchangeRateSet',
        { fromCurrency: 'USD', toCurrency: 'EUR', validFrom: '2025-03-01', rate, source: 'ECB' },
      ],
      'id',
    );
  await portal.arrange(async (tx) => {
    await tell(tx, cast, { what: 'DEAL', deal: 2, stage: 'WON', amountMinor: 100_00, at: day('2025-05-05') });
    await tx.$executeRaw`
      WITH made AS (
        INSERT INTO forecast (period, period_from, period_until, as_of, currency, seed, simulations, model, made_at)
        VALUES ('FY2025-Q2', '2025-04-01', '2025-07-01', '2025-03-31', 'EUR', 1, 1, '{}', '2025-03-31') RETURNING id)
      INSERT INTO forecast_line (forecast_id, scope_kind, scope_key, partner_id, won_minor, open_minor, expected_minor, p10_minor,
        p50_minor, p90_minor, open_count, stale_count, list_priced, explanation)
      SELECT id, 'PARTNER', ${cast.partners[2]}, ${cast.partners[2]}::uuid, 0, 0, 0, 0, 7000, 9000, 0, 0, 0, '{}' FROM made`;
  });
  await setRate('0.5');
  await rollups.rollUp();
  const measured = (outcome: bigint, miss: bigint) => [
    { measure: 'FORECAST_MISSES', value: miss },
    { measure: 'FORECAST_OUTCOMES', value: outcome },
  ];
  expect(await factsOf('FORECAST')).toEqual(measured(50_00n, 20_00n));
  await setRate('0.8');
  await rollups.rollUp();
  expect(await factsOf('FORECAST')).toEqual(measured(80_00n, 10_00n));
  await expectNothingLeft();
});

it('forgets how a partner stood that no longer takes part in any program', async () => {
  const staff = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  const { id: partnerId } = await aMemberOf(portal, await aLadder(portal, staff));
  await keep(portal, new Date().toISOString());
  await rollups.rollUp();
  const stood = await factsOf('STANDING');
  expect(stood).not.toEqual([]);
  // Whoever is evaluated anew and found as before is not told of again.
  await portal.arrange((tx) => tx.$executeRaw`UPDATE partner_standing SET as_of = as_of - interval '2 days'`);
  await keep(portal, new Date().toISOString());
  expect(await portal.arrange((tx) => tx.standingChange.count())).toBe(1);
  const before = new Date();
  await portal.arrange((tx) =>
    tx.partner.update({ where: { id: partnerId }, data: { status: 'TERMINATED' } }),
  );
  await keep(portal, new Date().toISOString());
  await rollups.rollUp();
  expect(await factsOf('STANDING')).toEqual([]);
  await expectNothingLeft();
  const known = await rollups.knownAt(
    before,
    (tx, facts) => tx.$queryRaw`
      SELECT measure, value FROM ${facts} AS fact WHERE source = 'STANDING' ORDER BY measure, ordinal`,
  );
  expect(known).toEqual(stood);
});
