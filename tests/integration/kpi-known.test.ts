import { beforeAll, expect, it } from 'vitest';
import type { Tx } from '../../src/platform/database/client.ts';
import { Prisma } from '../../src/platform/database/generated/client/client.ts';
import { aCast, appendTold, type Cast, partnerOf } from '../support/kpi-history/cast.ts';
import { type AnyStep, tell } from '../support/kpi-history/sources.ts';
import { rollupsOf } from '../support/kpi-rollups.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let cast: Cast;
let rollups: ReturnType<typeof rollupsOf>;

/** Where only what was evaluated last is kept. */
const LATEST_ONLY = ['STANDING'];

type Facts = readonly string[];

const factsIn = async (tx: Tx, facts: Prisma.Sql): Promise<Facts> => {
  const rows = await tx.$queryRaw<{ row: string }[]>`
    SELECT concat_ws(' ', source, measure, partner_id, slice, currency, occurred_at, day, value, member_id, tiers) AS row
    FROM ${facts} AS fact WHERE source <> ALL (${LATEST_ONLY}) ORDER BY 1`;
  return rows.map(({ row }) => row);
};

const kept = () => portal.arrange((tx) => factsIn(tx, Prisma.sql`kpi_fact`));

beforeAll(async () => {
  portal = await startPortal();
  rollups = rollupsOf(portal);
  cast = await aCast(portal, 4);
});

type Step = AnyStep | ((tx: Tx) => Promise<unknown>);

async function happens(...steps: readonly Step[]): Promise<void> {
  for (const step of steps)
    await portal.arrange(async (tx) => {
      if (typeof step === 'function') await step(tx);
      else await tell(tx, cast, step);
    });
}

const submitted = new Date('2026-01-05T10:00:00Z');
const told = (tx: Tx, type: string, subjectType: string, subjectId: string) =>
  appendTold(tx, {
    type,
    subjectType,
    subjectId,
    partnerId: partnerOf(cast, 0),
    ...{ at: new Date(), bookedAt: new Date() },
  });

const isUnmerged = async (tx: Tx) => {
  await tx.$executeRaw`UPDATE customer_merge SET undone_at = clock_timestamp(), undone_by_id = merged_by_id, undo_reason = 'No.'`;
  await tx.$executeRaw`UPDATE customer SET canonical_id = id WHERE id = ${cast.customers[0]}::uuid`;
  await told(tx, 'customer.unmerged', 'Customer', cast.customers[0]!);
};

const isForecast = (tx: Tx) => tx.$executeRaw`
  WITH made AS (
    INSERT INTO forecast (period, period_from, period_until, as_of, currency, seed, simulations, model, made_at)
    VALUES ('FY2026-Q1', '2026-01-01', '2026-04-01', '2025-12-31', 'USD', 1, 1, '{}', '2025-12-31') RETURNING id)
  INSERT INTO forecast_line (forecast_id, scope_kind, scope_key, partner_id, won_minor, open_minor, expected_minor, p10_minor,
    p50_minor, p90_minor, open_count, stale_count, list_priced, explanation)
  SELECT id, 'PARTNER', ${partnerOf(cast, 0)}, ${partnerOf(cast, 0)}::uuid, 0, 0, 0, 0, 7000, 9000, 0, 0, 0, '{}' FROM made`;

const order = { what: 'ORDER', order: 0, customer: 0, monthlyMinor: 500, day: '2026-01-10' } as const;
const deal = { what: 'DEAL', deal: 0, stage: 'WON', at: submitted } as const;
const member = { what: 'MEMBER', member: 0 } as const;
const implementation = { what: 'IMPLEMENTATION', implementation: 0, daysAgo: 0 } as const;
const dispute = { what: 'DISPUTE', dispute: 0 } as const;
const entry = { what: 'ENTRY', order: 0, on: '2026-01-10', day: '2026-02-10' } as const;

/** What happens one after the other; each is known from when it was told. */
const STAGES: readonly (() => readonly Step[])[] = [
  () => [
    isForecast,
    { ...order, until: null },
    { ...order, order: 3, customer: 1, until: null },
    { what: 'REVIEW', order: 0, action: 'SUBMIT' },
    { ...dispute, step: 'OPEN' },
    { ...member, step: 'JOIN', at: submitted },
    { what: 'AWARD', member: 0, award: 0, on: '2026-01-20', until: '2026-12-20' },
    { ...entry, kind: 'ACCRUAL', amountMinor: 900 },
    { ...deal, amountMinor: 6_000 },
    { what: 'TIER', partner: 0, tier: 0, day: '2026-01-01' },
    { ...implementation, step: 'PLAN' },
  ],
  () => [
    { what: 'MERGE', customer: 0, into: 1 },
    { what: 'REVIEW', order: 0, action: 'RATIFY' },
    { ...dispute, step: 'DECIDE' },
    { ...deal, amountMinor: 8_000 },
    { ...entry, kind: 'REVERSAL', amountMinor: 100 },
    { ...implementation, step: 'GO_LIVE' },
    { what: 'PROVISION', partner: 0, placement: 0 },
  ],
  () => [
    { ...order, until: '2026-05-01' },
    { ...dispute, step: 'APPEAL' },
    { ...member, step: 'LEAVE', at: new Date() },
    { what: 'REVOKE', award: 0, day: '2026-06-01' },
    { what: 'TIER', partner: 0, tier: 1, day: '2026-01-05' },
    { ...implementation, step: 'CANCEL' },
  ],
  () => [isUnmerged, { ...dispute, step: 'DECIDE' }],
];

it('as of an instant is told, to the row, what was kept then', async () => {
  const stages: { asOf: Date; facts: Facts }[] = [];
  for (const stage of STAGES) {
    await happens(...stage());
    const asOf = new Date();
    await rollups.rollUp(asOf);
    stages.push({ asOf, facts: await kept() });
    // Instants are kept to the millisecond: what is booked within this one counts as known at it.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const said = (facts: Facts) => new Set(facts.map((fact) => fact.split(' ')[0]));
  expect([...said(stages.flatMap(({ facts }) => facts))].sort()).toEqual([
    ...['BENEFIT', 'DISPUTE', 'FORECAST', 'IMPLEMENTATION', 'LEDGER', 'MEMBERSHIP', 'OPPORTUNITY', 'ORDER'],
    ...['PARTNER', 'PERSON', 'RECURRING'],
  ]);
  for (const { asOf, facts } of stages) expect(await rollups.knownAt(asOf, factsIn)).toEqual(facts);
});
