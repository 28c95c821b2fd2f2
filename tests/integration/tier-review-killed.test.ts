import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { reviewTiers } from '../../src/workflows/review-tiers.ts';
import { aStaffMember } from '../support/builders.ts';
import { asSuperuser } from '../support/database.ts';
import { type Killing, killing } from '../support/gates/killed.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aLadder,
  aMemberOf,
  hasLed,
  isIn,
  type Ladder,
  placementsOf,
  review,
  reviewsOf,
  standingOf,
} from '../support/tier-reviews.ts';

let portal: Portal;
let ladder: Ladder;
let kill: Killing;

beforeAll(async () => {
  portal = await startPortal();
  kill = killing(portal.database);
  ladder = await aLadder(portal, await aStaffMember(portal, 'PARTNER_OPERATIONS'), { approval: 'AUTOMATIC' });
});

/** Three partners after a quarter: of one a promotion is due, one retains its tier, and one has missed it. */
async function aQuarter(): Promise<string[]> {
  const [rises, stays, misses] = await Promise.all([1, 2, 3].map(() => aMemberOf(portal, ladder)));
  await isIn(portal, ladder, stays!.id, 'SILVER', '2026-02-01');
  await isIn(portal, ladder, misses!.id, 'GOLD', '2026-02-01');
  await hasLed(portal, rises!.id, '2026-03-10T10:00:00Z', 2);
  await hasLed(portal, stays!.id, '2026-03-10T10:00:00Z', 3);
  return [rises!, stays!, misses!].map(({ id }) => id);
}

const AT = '2026-04-01T10:00:00Z';
const EXPECTED = [
  ['FY2026-Q1 PROMOTE APPROVED BASE>SILVER 2026-04-01 -'],
  ['FY2026-Q1 RETAIN APPROVED SILVER>SILVER - -'],
  ['FY2026-Q1 GRACE APPROVED GOLD>GOLD 2026-04-30 2026-04-01'],
];

/** All that the job writes, but for ids. */
async function outcomeOf(partnerIds: readonly string[]) {
  const reviews = await Promise.all(partnerIds.map((id) => reviewsOf(portal, id)));
  const placements = await Promise.all(partnerIds.map((id) => placementsOf(portal, id)));
  const standings = await Promise.all(partnerIds.map((id) => standingOf(portal, id)));
  const events = await portal.arrange((tx) =>
    tx.event.findMany({
      where: { partnerId: { in: [...partnerIds] }, type: { startsWith: 'tier' } },
      select: { type: true, partnerId: true },
    }),
  );
  const told = events.map(({ type, partnerId }) => `${partnerIds.indexOf(partnerId!)} ${type}`).sort();
  const stood = standings.map((standing) => standing && `${standing.tier?.code} ${standing.status}`);
  return { reviews, placements, stood, told };
}

/** How many rows there are of partners, of every table that the job writes. */
const rowsOf = (partnerIds: readonly string[]): Promise<string> =>
  portal.arrange(async (tx) => {
    const where = { partnerId: { in: [...partnerIds] } };
    const counts = [
      await tx.tierReview.count({ where }),
      await tx.tierPlacement.count({ where }),
      await tx.partnerStanding.count({ where }),
      await tx.attainment.count({ where }),
      await tx.event.count({ where }),
    ];
    return counts.join(' ');
  });

async function finished(): Promise<void> {
  // The lock of a run that was killed is free as soon as the server notices.
  for (;;) if ((await review(portal, AT)).status === 'SUCCEEDED') return;
}

/** A server still at what was sent before a connection was cut holds the rows, which the next run would leave out. */
const noticed = () =>
  asSuperuser(portal.testDatabase.superuserUrl, async (client) => {
    const atWork = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL`;
    while ((await client.query(atWork)).rowCount !== 0) await setTimeout(5);
  });

describe('the job', () => {
  it('leaves one result after it was killed at any of its statements', async () => {
    const partnerIds = await aQuarter();
    const before = await rowsOf(partnerIds);
    let killed = 0;
    for (let statement = 1; ; ) {
      kill.after(statement);
      const run = await review(portal, AT).catch((error: Error) => error);
      const wasReached = kill.count() >= statement;
      kill.after(null);
      await noticed();
      // The lock of the run before is held until the server notices that it was killed.
      if (!(run instanceof Error) && run.status === 'SKIPPED') continue;
      if (!(run instanceof Error) || !wasReached) break;
      // What was killed as it committed may have done all of it, and else has done nothing.
      const after = await rowsOf(partnerIds);
      if (after !== before) break;
      killed += 1;
      statement += 1;
    }
    expect(killed).toBeGreaterThan(30);
    await finished();
    const outcome = await outcomeOf(partnerIds);
    expect(outcome.reviews).toEqual(EXPECTED);
    expect(outcome.placements.map((placed) => placed.length)).toEqual([1, 0, 0]);
    await finished();
    expect(await outcomeOf(partnerIds)).toEqual(outcome);
  }, 300_000);

  it('leaves one result where it runs twice at once, with or without the lock of jobs', async () => {
    const partnerIds = await aQuarter();
    await Promise.all([
      review(portal, AT),
      review(portal, AT),
      ...[1, 2].map(() => portal.arrange((tx) => reviewTiers(tx, JOB_ACTOR, new Date(AT), () => undefined))),
    ]);
    const outcome = await outcomeOf(partnerIds);
    expect(outcome.reviews).toEqual(EXPECTED);
    expect(outcome.placements.map((placed) => placed.length)).toEqual([1, 0, 0]);
    expect(outcome.told.filter((line) => line.includes('tier.demotion_noticed'))).toHaveLength(1);
  });
});
