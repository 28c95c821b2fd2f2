import { beforeAll, describe, expect, it } from 'vitest';
import { aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aLadder,
  aMemberOf,
  hasLed,
  isIn,
  keep,
  type Ladder,
  placementsOf,
  review,
  reviewsOf,
  standingOf,
} from '../support/tier-reviews.ts';

let portal: Portal;
let staff: { subject: string };
let ladder: Ladder;

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
  staff = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  ladder = await aLadder(portal, staff);
});

describe('the job, where operations decide', () => {
  it('proposes a promotion as soon as it is due, once', async () => {
    const partner = await aMemberOf(portal, ladder);
    await hasLed(portal, partner.id, '2026-02-10T10:00:00Z', 2);
    await keep(portal, '2026-02-10T12:00:00Z');
    expect(await standingOf(portal, partner.id)).toMatchObject({
      ...{ tier: { code: 'BASE' }, attainedTier: { code: 'SILVER' }, nextTier: { code: 'SILVER' } },
      ...{ status: 'MET', movement: null, isAtRisk: false, requirementsMet: 1, requirementsTotal: 1 },
      period: 'FY2026-Q1',
    });
    await review(portal, '2026-02-10T13:00:00Z');
    await review(portal, '2026-02-11T13:00:00Z');
    expect(await reviewsOf(portal, partner.id)).toEqual([
      'FY2026-Q1 PROMOTE PROPOSED BASE>SILVER 2026-02-10 -',
    ]);
    expect(await placementsOf(portal, partner.id)).toEqual([]);
  });

  it('proposes after the period who retains its tier, and who has a grace', async () => {
    const retains = await aMemberOf(portal, ladder);
    const misses = await aMemberOf(portal, ladder);
    for (const { id } of [retains, misses]) await isIn(portal, ladder, id, 'SILVER', '2026-02-01');
    await hasLed(portal, retains.id, '2026-03-10T10:00:00Z', 2);
    await hasLed(portal, misses.id, '2026-03-10T10:00:00Z', 1);
    await review(portal, '2026-03-31T21:30:00Z');
    expect(await reviewsOf(portal, misses.id)).toEqual([]);
    await review(portal, '2026-03-31T22:30:00Z');
    expect(await reviewsOf(portal, retains.id)).toEqual(['FY2026-Q1 RETAIN PROPOSED SILVER>SILVER - -']);
    expect(await reviewsOf(portal, misses.id)).toEqual([
      'FY2026-Q1 GRACE PROPOSED SILVER>SILVER 2026-04-30 -',
    ]);
  });

  it('leaves a demotion to be proposed once the grace is over, with notice before it takes effect', async () => {
    const partner = await aMemberOf(portal, ladder);
    await isIn(portal, ladder, partner.id, 'GOLD', '2026-02-01');
    await hasLed(portal, partner.id, '2026-03-10T10:00:00Z', 2);
    await review(portal, '2026-04-01T10:00:00Z');
    await review(portal, '2026-04-30T10:00:00Z');
    const grace = 'FY2026-Q1 GRACE PROPOSED GOLD>GOLD 2026-04-30 -';
    expect(await reviewsOf(portal, partner.id)).toEqual([grace]);
    await review(portal, '2026-05-01T10:00:00Z');
    const after = [
      grace.replace('PROPOSED', 'SUPERSEDED'),
      'FY2026-Q1 DEMOTE PROPOSED GOLD>SILVER 2026-05-15 2026-05-01',
    ];
    expect(await reviewsOf(portal, partner.id)).toEqual(after);
    await review(portal, '2026-05-02T10:00:00Z');
    expect(await reviewsOf(portal, partner.id)).toEqual(after);
    expect(await placementsOf(portal, partner.id)).toEqual([]);
  });

  it('retains a tier that was met again when the grace is over', async () => {
    const partner = await aMemberOf(portal, ladder);
    await isIn(portal, ladder, partner.id, 'SILVER', '2026-02-01');
    await review(portal, '2026-04-01T10:00:00Z');
    await hasLed(portal, partner.id, '2026-04-20T10:00:00Z', 2);
    await review(portal, '2026-05-01T10:00:00Z');
    expect(await reviewsOf(portal, partner.id)).toEqual([
      'FY2026-Q1 GRACE SUPERSEDED SILVER>SILVER 2026-04-30 -',
      'FY2026-Q1 RETAIN PROPOSED SILVER>SILVER - -',
    ]);
  });

  it('supersedes a proposal once the partner is in another tier, attains less, or has left', async () => {
    const [moved, left] = [await aMemberOf(portal, ladder), await aMemberOf(portal, ladder)];
    for (const { id } of [moved, left]) await hasLed(portal, id, '2026-05-10T10:00:00Z', 2);
    await review(portal, '2026-05-10T11:00:00Z');
    await isIn(portal, ladder, moved.id, 'GOLD', '2026-05-11');
    await portal.arrange((tx) =>
      tx.partner.update({ where: { id: left.id }, data: { status: 'TERMINATED' } }),
    );
    await review(portal, '2026-05-12T11:00:00Z');
    for (const { id } of [moved, left])
      expect((await reviewsOf(portal, id)).at(-1)).toBe(
        'FY2026-Q2 PROMOTE SUPERSEDED BASE>SILVER 2026-05-10 -',
      );
    expect(await standingOf(portal, left.id)).toBeNull();
  });

  it('catches up periods that ended while it did not run, in their order', async () => {
    const own = await aLadder(portal, staff, {}, 'SYSTEM_INTEGRATOR');
    const partner = await aMemberOf(portal, own);
    await isIn(portal, own, partner.id, 'SILVER', '2026-01-10');
    await hasLed(portal, partner.id, '2026-02-10T10:00:00Z', 2);
    await hasLed(portal, partner.id, '2026-05-10T10:00:00Z', 1);
    await hasLed(portal, partner.id, '2026-08-10T10:00:00Z', 3);
    await review(portal, '2026-04-01T10:00:00Z');
    await review(portal, '2026-10-05T10:00:00Z');
    expect(await reviewsOf(portal, partner.id)).toEqual([
      'FY2026-Q1 RETAIN SUPERSEDED SILVER>SILVER - -',
      // Its grace had ended before anybody looked, so there is notice instead.
      'FY2026-Q2 DEMOTE SUPERSEDED SILVER>BASE 2026-10-19 2026-10-05',
      'FY2026-Q3 RETAIN PROPOSED SILVER>SILVER - -',
    ]);
  });
});

describe('the job, where the program decides', () => {
  let automatic: Ladder;

  beforeAll(async () => {
    automatic = await aLadder(portal, staff, { approval: 'AUTOMATIC' }, 'TECHNOLOGY');
  });

  const newsOf = (partnerId: string) =>
    portal.arrange((tx) =>
      tx.event.findMany({
        where: { partnerId, type: { startsWith: 'tier.' } },
        select: { type: true, partnerVisible: true, data: true },
        orderBy: { occurredAt: 'asc' },
      }),
    );

  it('promotes at once, and demotes after grace and notice', async () => {
    const partner = await aMemberOf(portal, automatic);
    await hasLed(portal, partner.id, '2026-02-10T10:00:00Z', 5);
    await review(portal, '2026-02-10T13:00:00Z');
    await review(portal, '2026-04-02T10:00:00Z');
    await review(portal, '2026-07-02T10:00:00Z');
    await review(portal, '2026-07-31T10:00:00Z');
    await review(portal, '2026-08-01T10:00:00Z');
    expect(await reviewsOf(portal, partner.id)).toEqual([
      'FY2026-Q1 PROMOTE APPROVED BASE>GOLD 2026-02-10 -',
      'FY2026-Q1 RETAIN APPROVED GOLD>GOLD - -',
      'FY2026-Q2 GRACE APPROVED GOLD>GOLD 2026-07-30 2026-07-02',
      'FY2026-Q2 DEMOTE APPROVED GOLD>BASE 2026-07-31 2026-07-02',
    ]);
    expect(await placementsOf(portal, partner.id)).toEqual([
      { tier: { code: 'GOLD' }, effectiveOn: new Date('2026-02-10') },
      { tier: { code: 'BASE' }, effectiveOn: new Date('2026-07-31') },
    ]);
    expect((await newsOf(partner.id)).filter(({ type }) => type === 'tier.demotion_noticed')).toEqual([
      {
        ...{ type: 'tier.demotion_noticed', partnerVisible: true },
        data: {
          ...{ programCode: expect.any(String), tierCode: 'GOLD', period: 'FY2026-Q2' },
          ...{ graceUntil: '2026-07-30', effectiveOn: null },
        },
      },
    ]);
    await keep(portal, '2026-08-02T10:00:00Z');
    expect(await standingOf(portal, partner.id)).toMatchObject({
      ...{ tier: { code: 'BASE' }, movement: 'DOWN', movedOn: new Date('2026-07-31'), period: 'FY2026-Q3' },
    });
  });

  it('tells of a demotion without grace when it is decided, and lets the tier go only after the notice', async () => {
    const strict = await aLadder(portal, staff, { approval: 'AUTOMATIC', graceDays: 0 }, 'CONSULTANT');
    const partner = await aMemberOf(portal, strict);
    await isIn(portal, strict, partner.id, 'SILVER', '2026-01-05');
    await review(portal, '2026-04-01T10:00:00Z');
    await review(portal, '2026-07-01T10:00:00Z');
    expect(await reviewsOf(portal, partner.id)).toEqual([
      'FY2026-Q1 DEMOTE APPROVED SILVER>BASE 2026-04-15 2026-04-01',
      'FY2026-Q2 RETAIN APPROVED BASE>BASE - -',
    ]);
  });
});
