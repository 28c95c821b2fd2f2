import { beforeAll, describe, expect, it } from 'vitest';
import { rollUpKpis } from '../../src/workflows/roll-up-kpis.ts';
import { aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { aCast, type Cast } from '../support/kpi-history/cast.ts';
import { tell } from '../support/kpi-history/sources.ts';
import { dyingAt, PAGES, rollupsOf } from '../support/kpi-rollups.ts';
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
