import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { type Recording, recordStatements } from '../support/gates/statements.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { aLadder, aMemberOf, hasLed, isIn, keep, type Ladder, review } from '../support/tier-reviews.ts';

let portal: Portal;
let recording: Recording;
let operations: { subject: string };
let manager: { subject: string; personId: string };
let ladder: Ladder;
/** In BASE without anything, in SILVER with enough for GOLD, in GOLD since this quarter, and in SILVER with too little. */
let [base, silver, gold, risky] = ['', '', '', ''];

const NOW = new Date('2026-05-20T10:00:00Z');

beforeAll(async () => {
  portal = await startPortal();
  recording = recordStatements(portal.database);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  ladder = await aLadder(portal, operations);
  [base, silver, gold, risky] = (await Promise.all([1, 2, 3, 4].map(() => aMemberOf(portal, ladder)))).map(
    ({ id }) => id,
  ) as [string, string, string, string];
  await isIn(portal, ladder, silver, 'SILVER', '2026-02-01');
  await isIn(portal, ladder, gold, 'GOLD', '2026-05-04');
  await isIn(portal, ladder, risky, 'SILVER', '2026-02-01');
  await hasLed(portal, silver, '2026-05-05T10:00:00Z', 4);
  await hasLed(portal, gold, '2026-05-05T10:00:00Z', 5);
  await hasLed(portal, risky, '2026-04-01T10:00:00Z', 1);
  await keep(portal, NOW.toISOString());
  await anAssignment(portal, gold, manager.personId);
  portal.setNow(NOW);
});

const programId = () => `PartnerProgram_${ladder.id}`;
const LIST = `query ($filter: PartnerStandingFilter!, $first: Int, $after: String, $orderBy: PartnerStandingOrder) {
  partnerStandings(filter: $filter, first: $first, after: $after, orderBy: $orderBy) { totalCount pageInfo { endCursor hasNextPage }
    nodes { id partner { id } tier { code } status isAtRisk movement movedOn attainedTier { code } nextTier { code } nextTierPercent
      requirementsMet requirementsTotal period } } }`;

async function listed(by: { subject: string }, filter: object = {}, more: object = {}) {
  const answer = await portal.send(by.subject, LIST, {
    filter: { programId: programId(), ...filter },
    ...more,
  });
  expect(answer.errors).toBeUndefined();
  return answer.data.partnerStandings;
}

const idsOf = ({ nodes }: { nodes: { partner: { id: string } }[] }) =>
  nodes.map(({ partner }) => partner.id.replace('Partner_', ''));

describe('the standings of a program', () => {
  it('say where each partner is, the highest tier first', async () => {
    const { nodes, totalCount } = await listed(operations);
    expect(totalCount).toBe(4);
    expect(nodes.map((node: { tier: { code: string } }) => node.tier.code)).toEqual([
      'GOLD',
      'SILVER',
      'SILVER',
      'BASE',
    ]);
    const of = (id: string) =>
      nodes.find(({ partner }: { partner: { id: string } }) => partner.id === `Partner_${id}`);
    expect(of(gold)).toMatchObject({
      ...{ status: 'MET', movement: 'UP', movedOn: '2026-05-04', isAtRisk: false, nextTier: null },
      ...{ nextTierPercent: null, requirementsMet: 1, requirementsTotal: 1, period: 'FY2026-Q2' },
    });
    expect(of(silver)).toMatchObject({
      attainedTier: { code: 'GOLD' },
      nextTier: { code: 'GOLD' },
      movement: null,
    });
    expect(of(risky)).toMatchObject({
      ...{ attainedTier: { code: 'BASE' }, status: 'AT_RISK', isAtRisk: true, nextTierPercent: '25' },
      ...{ requirementsMet: 0, requirementsTotal: 1 },
    });
  });

  it.each([
    {
      _case: 'a tier',
      filter: () => ({ tierIds: [`ProgramTier_${ladder.tierIds.SILVER}`] }),
      is: () => [silver, risky],
    },
    {
      _case: 'two tiers',
      filter: () => ({ tierIds: ['BASE', 'GOLD'].map((code) => `ProgramTier_${ladder.tierIds[code]}`) }),
      is: () => [gold, base],
    },
    { _case: 'a status', filter: () => ({ status: ['AT_RISK'] }), is: () => [risky] },
    { _case: 'a movement', filter: () => ({ movement: 'UP' }), is: () => [gold] },
    { _case: 'the other movement', filter: () => ({ movement: 'DOWN' }), is: () => [] },
    { _case: 'a risk', filter: () => ({ isAtRisk: true }), is: () => [risky] },
    { _case: 'a partner', filter: () => ({ partnerIds: [`Partner_${base}`] }), is: () => [base] },
    { _case: 'no partner', filter: () => ({ partnerIds: [] }), is: () => [] },
  ])('are filtered by $_case', async ({ filter, is }) => {
    expect(idsOf(await listed(operations, filter())).sort()).toEqual([...is()].sort());
  });

  it('are paged by rank, either way', async () => {
    const backward = { orderBy: { by: 'TIER_RANK', direction: 'ASC' } };
    const all = idsOf(await listed(operations, {}, backward));
    expect(all).toHaveLength(4);
    const seen: string[] = [];
    for (let after: string | null = null; seen.length < 4; ) {
      const page: { nodes: []; pageInfo: { endCursor: string } } = await listed(
        operations,
        {},
        { ...backward, first: 1, after },
      );
      seen.push(...idsOf(page));
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(all);
    const forged = Buffer.from(JSON.stringify(['TIER_RANK', '99999999999', all[0]])).toString('base64url');
    const refused = await portal.send(operations.subject, LIST, {
      filter: { programId: programId() },
      after: forged,
    });
    expect(refused.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('show a manager the portfolio, and a partner itself', async () => {
    expect(idsOf(await listed(manager))).toEqual([gold]);
    expect(idsOf(await listed(await aMember(portal, risky)))).toEqual([risky]);
    const stranger = await aMember(portal, (await aPartner(portal)).id);
    expect(await listed(stranger)).toMatchObject({ totalCount: 0, nodes: [] });
    const answer = await portal.send(
      (await aMember(portal, silver)).subject,
      `query ($id: ID!) { partner(id: $id) { standings { tier { code } program { code } } } }`,
      { id: `Partner_${silver}` },
    );
    expect(answer.data.partner.standings).toMatchObject([{ tier: { code: 'SILVER' } }]);
  });

  it('are told requirement by requirement', async () => {
    const query = `query ($filter: KeptAttainmentFilter!) { attainments(filter: $filter) { nodes {
      partner { id } requirement { code tier { code } } actual target percent gap status isProvisional isWaived projection } } }`;
    const filter = { programId: programId(), period: 'FY2026-Q2' };
    const met = await portal.send(operations.subject, query, { filter: { ...filter, status: ['MET'] } });
    expect(
      met.data.attainments.nodes
        .map(
          ({ partner, requirement }: { partner: { id: string }; requirement: { tier: { code: string } } }) =>
            `${[silver, gold].indexOf(partner.id.replace('Partner_', ''))} ${requirement.tier.code}`,
        )
        .sort(),
    ).toEqual(['0 GOLD', '0 SILVER', '1 GOLD', '1 SILVER']);
    const own = await portal.send((await aMember(portal, risky)).subject, query, { filter });
    expect(own.data.attainments.nodes).toHaveLength(2);
    expect(own.data.attainments.nodes).toContainEqual({
      ...{
        partner: { id: `Partner_${risky}` },
        requirement: { code: 'LED', tier: { code: 'SILVER' } },
        gap: '1',
      },
      ...{ actual: '1', target: '2', percent: '50', status: 'AT_RISK', isProvisional: true, isWaived: false },
      projection: '1.82',
    });
    const wrong = await portal.send(operations.subject, query, { filter: { ...filter, period: 'Q2' } });
    expect(wrong.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('the scorecard of a program', () => {
  const CARD = `query ($id: ID!) { programScorecard(programId: $id) { period partners movedUp movedDown atRisk promotable
    pendingReviews overdueBenefits evaluatedAsOf tiers { tier { code } partners byStatus { status partners } } } }`;
  const cardFor = async (by: { subject: string }, id = programId()) =>
    await portal.send(by.subject, CARD, { id });

  it('counts partners by tier and status, and what waits', async () => {
    await review(portal, NOW.toISOString());
    recording.take();
    const { data } = await cardFor(operations);
    // Its tiers are read together.
    expect(recording.take().filter(({ text }) => /FROM "public"."program_tier"/.test(text))).toHaveLength(1);
    expect(data.programScorecard).toMatchObject({
      ...{ period: 'FY2026-Q2', partners: 4, movedUp: 1, movedDown: 0, atRisk: 1, promotable: 1 },
      ...{ overdueBenefits: 0, evaluatedAsOf: NOW.toISOString() },
    });
    expect(data.programScorecard.pendingReviews).toBeGreaterThan(0);
    expect(data.programScorecard.tiers).toMatchObject([
      { tier: { code: 'GOLD' }, partners: 1 },
      {
        ...{ tier: { code: 'SILVER' }, partners: 2 },
        byStatus: [
          { status: 'MET', partners: 1 },
          { status: 'ON_TRACK', partners: 0 },
          { status: 'AT_RISK', partners: 1 },
          { status: 'MISSED', partners: 0 },
        ],
      },
      { tier: { code: 'BASE' }, partners: 1 },
    ]);
  });

  it('counts for a manager the portfolio, and is not for partners', async () => {
    expect((await cardFor(manager)).data.programScorecard).toMatchObject({
      partners: 1,
      movedUp: 1,
      atRisk: 0,
    });
    const denied = await cardFor(await aMember(portal, gold));
    expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const unknown = 'PartnerProgram_00000000-0000-4000-8000-000000000000';
    expect((await cardFor(operations, unknown)).data.programScorecard).toBeNull();
  });
});
