import { beforeAll, describe, expect, it } from 'vitest';
import { prismaOf } from '../../src/platform/database/prisma.ts';
import { aMember, anAssignment, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
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
} from '../support/tier-reviews.ts';

let portal: Portal;
let operations: { subject: string; personId: string };
let manager: { subject: string; personId: string };
let executive: { subject: string };
let ladder: Ladder;

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  executive = await aStaffMember(portal, 'EXECUTIVE');
  ladder = await aLadder(portal, operations);
});

const REVIEW = `id version period outcome status fromTier { code } toTier { code } effectiveOn noticedAt reason
  decidedBy { name } decidedAt availableActions { action available blockedBecause }
  explanation { evaluations { period attainedTierCode tiers { code isMet
    requirements { code actual target gap status isWaived countedTotal metric { code } } } } }`;

const act = (name: string, input: object, by: { subject: string } = operations) =>
  change(portal, by.subject, [`tierReview${name}`, input], REVIEW);

async function theReviewOf(partnerId: string, by: { subject: string } = operations) {
  const answer = await portal.send(
    by.subject,
    `query ($partnerIds: [ID!]) { tierReviews(filter: { partnerIds: $partnerIds }) { totalCount nodes { ${REVIEW} } } }`,
    { partnerIds: [`Partner_${partnerId}`] },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.tierReviews.nodes[0];
}

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });

async function aPromotion(month = '02') {
  const partner = await aMemberOf(portal, ladder);
  const at = `2026-${month}-10T10:00:00Z`;
  await hasLed(portal, partner.id, at, 2);
  await review(portal, at);
  return { partner, found: await theReviewOf(partner.id), at: new Date(`2026-${month}-12T10:00:00Z`) };
}

describe('a review', () => {
  it('explains itself by what each requirement was', async () => {
    const { found } = await aPromotion();
    expect(found).toMatchObject({
      ...{ period: 'FY2026-Q1', outcome: 'PROMOTE', status: 'PROPOSED', effectiveOn: '2026-02-10' },
      ...{ fromTier: { code: 'BASE' }, toTier: { code: 'SILVER' }, decidedBy: null, reason: null },
      availableActions: [
        { action: 'APPROVE', available: true, blockedBecause: null },
        { action: 'DISMISS', available: true, blockedBecause: null },
      ],
      explanation: {
        evaluations: [
          {
            ...{ period: 'FY2026-Q1', attainedTierCode: 'SILVER' },
            tiers: [
              { code: 'BASE', isMet: true, requirements: [] },
              {
                ...{ code: 'SILVER', isMet: true },
                requirements: [
                  {
                    ...{ code: 'LED', actual: '2', target: '2', gap: '0', status: 'MET', isWaived: false },
                    ...{ countedTotal: 2, metric: { code: 'IMPLEMENTATIONS_LED' } },
                  },
                ],
              },
            ],
          },
        ],
      },
    });
  });

  it('is approved once, and places the partner from that day on', async () => {
    const { partner, found, at } = await aPromotion();
    portal.setNow(at);
    const approvals = await Promise.all([1, 2, 3].map(() => act('Approve', which(found))));
    expect(approvals.filter(({ status }) => status === 'APPROVED')).toHaveLength(1);
    for (const refused of approvals.filter(({ status }) => status !== 'APPROVED'))
      expect(refused).toMatchObject({ code: 'STALE_VERSION' });
    const approved = approvals.find(({ status }) => status === 'APPROVED');
    expect(approved).toMatchObject({ effectiveOn: '2026-02-12', availableActions: [] });
    expect(approved.decidedBy).not.toBeNull();
    expect(await placementsOf(portal, partner.id)).toEqual([
      { tier: { code: 'SILVER' }, effectiveOn: new Date('2026-02-12') },
    ]);
    expect(await act('Approve', which(approved))).toMatchObject({
      ...{ code: 'INVALID_STATE', state: 'APPROVED', allowedActions: [] },
    });
    expect(await act('Dismiss', { ...which(approved), reason: 'Late.' })).toMatchObject({
      code: 'INVALID_STATE',
    });
    portal.setNow(null);
    await review(portal, '2026-02-13T10:00:00Z');
    expect(await reviewsOf(portal, partner.id)).toHaveLength(1);
  });

  it('is refused where the partner was moved since, and stays as it was', async () => {
    const { partner, found, at } = await aPromotion();
    await isIn(portal, ladder, partner.id, 'GOLD', '2026-02-11');
    portal.setNow(at);
    const before = await reviewsOf(portal, partner.id);
    expect(await act('Approve', which(found))).toMatchObject({
      ...{ code: 'INVALID_STATE', state: 'PROPOSED', allowedActions: ['DISMISS'] },
      message: expect.stringContaining('another tier'),
    });
    expect(await reviewsOf(portal, partner.id)).toEqual(before);
    portal.setNow(null);
    await keep(portal, '2026-02-12T11:00:00Z');
    expect((await theReviewOf(partner.id)).availableActions[0]).toMatchObject({
      ...{ action: 'APPROVE', available: false, blockedBecause: expect.stringContaining('another tier') },
    });
  });

  it('is refused where the partner has left', async () => {
    const { partner, found, at } = await aPromotion();
    await portal.arrange((tx) =>
      tx.partner.update({ where: { id: partner.id }, data: { status: 'TERMINATED' } }),
    );
    portal.setNow(at);
    expect(await act('Approve', which(found))).toMatchObject({
      ...{ code: 'INVALID_STATE', message: expect.stringContaining('no longer takes part') },
    });
    portal.setNow(null);
  });

  it('is dismissed with a reason, and does not come again in its period', async () => {
    const { partner, found, at } = await aPromotion();
    portal.setNow(at);
    expect(await act('Dismiss', { ...which(found), reason: ' ' })).toMatchObject({
      ...{ code: 'INVALID_INPUT', fields: [{ field: 'reason', code: 'REQUIRED' }] },
    });
    const dismissed = await act('Dismiss', { ...which(found), reason: 'Two of them were one project.' });
    expect(dismissed).toMatchObject({ status: 'DISMISSED', reason: 'Two of them were one project.' });
    portal.setNow(null);
    await review(portal, '2026-02-20T10:00:00Z');
    expect(await reviewsOf(portal, partner.id)).toHaveLength(1);
    expect(await placementsOf(portal, partner.id)).toEqual([]);
  });

  it('gives notice when a grace is approved, so that the demotion can follow it', async () => {
    const partner = await aMemberOf(portal, ladder);
    await isIn(portal, ladder, partner.id, 'SILVER', '2026-01-10');
    await review(portal, '2026-04-01T10:00:00Z');
    portal.setNow(new Date('2026-04-03T10:00:00Z'));
    const approved = await act('Approve', which(await theReviewOf(partner.id)));
    expect(approved).toMatchObject({ outcome: 'GRACE', noticedAt: '2026-04-03T10:00:00.000Z' });
    await review(portal, '2026-05-01T10:00:00Z');
    const demotion = await theReviewOf(partner.id);
    expect(demotion).toMatchObject({
      ...{ outcome: 'DEMOTE', effectiveOn: '2026-05-01', noticedAt: approved.noticedAt },
      explanation: { evaluations: [{ period: 'FY2026-Q1' }, { period: 'FY2026-Q2' }] },
    });
    portal.setNow(new Date('2026-05-04T10:00:00Z'));
    expect(await act('Approve', which(demotion))).toMatchObject({ effectiveOn: '2026-05-04' });
    portal.setNow(null);
    expect(await placementsOf(portal, partner.id)).toEqual([
      { tier: { code: 'BASE' }, effectiveOn: new Date('2026-05-04') },
    ]);
  });
});

describe('reviews in bulk', () => {
  const ITEMS = 'approvedCount items { approved refusalCode refusalMessage review { id status } }';
  const approveAll = (input: object, by: { subject: string } = operations) =>
    change(portal, by.subject, ['tierReviewApproveAll', input], ITEMS);

  it('are approved each for itself', async () => {
    const first = await aPromotion('05');
    const moved = await aPromotion('05');
    await isIn(portal, ladder, moved.partner.id, 'GOLD', '2026-05-11');
    portal.setNow(new Date('2026-05-12T10:00:00Z'));
    const unknown = 'TierReview_00000000-0000-4000-8000-000000000000';
    const answer = await approveAll({ ids: [moved.found.id, unknown, first.found.id, first.found.id] });
    portal.setNow(null);
    expect(answer).toMatchObject({
      approvedCount: 1,
      items: [
        { approved: false, refusalCode: 'INVALID_STATE', review: { status: 'PROPOSED' } },
        { approved: false, refusalCode: 'NOT_FOUND', review: null },
        { approved: true, refusalCode: null, review: { id: first.found.id, status: 'APPROVED' } },
      ],
    });
    expect(await placementsOf(portal, first.partner.id)).toHaveLength(1);
    expect(await placementsOf(portal, moved.partner.id)).toEqual([]);
  });

  it('are found by program and outcome, and asked for in one of two ways', async () => {
    const { partner, at } = await aPromotion('08');
    portal.setNow(at);
    const matching = { programId: `PartnerProgram_${ladder.id}`, outcome: 'PROMOTE' };
    expect(
      (await approveAll({ matching })).items.map(({ approved }: { approved: boolean }) => approved),
    ).toContain(true);
    portal.setNow(null);
    expect(await placementsOf(portal, partner.id)).toHaveLength(1);
    for (const input of [{}, { ids: [] }, { ids: [`TierReview_${partner.id}`], matching }])
      expect(await approveAll(input)).toMatchObject({ code: 'INVALID_INPUT', fields: [{ field: 'ids' }] });
    const many = Array.from({ length: 201 }, () => `TierReview_${partner.id}`);
    expect(await approveAll({ ids: many })).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('who may', () => {
  it('read: staff, a manager of the portfolio, and no partner', async () => {
    const { partner, found } = await aPromotion();
    const admin = await aMember(portal, partner.id);
    expect(await theReviewOf(partner.id, executive)).toMatchObject({ id: found.id, availableActions: [] });
    expect(await theReviewOf(partner.id, manager)).toBeUndefined();
    await anAssignment(portal, partner.id, manager.personId);
    expect(await theReviewOf(partner.id, manager)).toMatchObject({ id: found.id });
    const denied = await portal.send(
      admin.subject,
      `{ tierReviews { nodes { id } } node(id: "${found.id}") { id } }`,
    );
    expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(denied.data).toMatchObject({ tierReviews: null, node: null });
    await expect(
      prismaOf(portal.database).$transaction(async (tx) => {
        await tx.$queryRaw`SELECT set_config('role', 'portal_partner', true), set_config('app.partners', ${partner.id}, true)`;
        return await tx.tierReview.findMany();
      }),
    ).rejects.toThrow('permission denied');
  });

  it('decide: operations only, with nothing changed for others', async () => {
    const { partner, found } = await aPromotion();
    const admin = await aMember(portal, partner.id);
    await anAssignment(portal, partner.id, manager.personId);
    const before = await reviewsOf(portal, partner.id);
    for (const by of [executive, manager, admin])
      for (const [name, input] of [
        ['Approve', which(found)],
        ['Dismiss', { ...which(found), reason: 'No.' }],
      ] as const)
        expect(await act(name, input, by)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await reviewsOf(portal, partner.id)).toEqual(before);
  });
});
