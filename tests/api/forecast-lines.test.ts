import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { forecast } from '../../src/workflows/jobs/forecast.ts';
import { aMember, anAssignment, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { aFact, arrangeHistory } from '../support/forecasts.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const MADE_AT = '2026-07-22T04:30:00Z';
const NOBODY = '01a00000-0000-7000-8000-000000000000';

let portal: Portal;
let stranger: Member;
let manager: { subject: string; personId: string };
let executive: { subject: string };
let ids: { mine: string; other: string; product: string };

const global = (type: string, id: string) => `${type}_${id}`;
const minor = ({ amount }: { amount: string }) => Math.round(Number(amount) * 100);

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) => tx.vendorSettings.update({ where: { id: 1 }, data: { currency: 'EUR' } }));
  const [mine, other, product] = [await aPartner(portal), await aPartner(portal), await aProduct(portal)];
  ids = { mine: mine.id, other: other.id, product: product.id };
  stranger = await aMember(portal, other.id);
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  executive = await aStaffMember(portal, 'EXECUTIVE');
  await anAssignment(portal, mine.id, manager.personId);
  await arrangeHistory(portal, ids, MADE_AT);
  const open = { stage: 'PROPOSAL', amountMinor: 100_000n };
  await aFact(portal, { ...open, name: 'old', at: '2026-01-02T09:00:00Z' }, mine.id);
  await aFact(portal, { ...open, name: 'theirs', at: '2026-07-01T09:00:00Z' }, other.id);
  await aFact(portal, { ...open, name: 'fresh', at: '2026-07-10T09:00:00Z' }, mine.id);
  await aFact(portal, { ...open, name: 'unsaid', at: '2026-07-12T09:00:00Z', amountMinor: null }, mine.id);
  await runJob(portal.database, forecast, new Date(MADE_AT), () => undefined);
  portal.setNow(new Date('2026-07-22T08:00:00Z'));
});

describe('the list of lines', () => {
  const LINES = `query ($period: String! = "2026-Q3", $filter: ForecastLineFilter, $orderBy: ForecastLineOrder, $first: Int, $after: String) {
    forecastLines(period: $period, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { partner { id } expected { amount } staleCount } } }`;
  const lines = async (subject: string, variables: object = {}) => {
    const { data, errors } = await portal.send(subject, LINES, variables);
    return { ...data?.forecastLines, errors };
  };
  const partnersOf = ({ nodes }: { nodes: { partner: { id: string } }[] }) =>
    nodes.map(({ partner }) => partner.id);

  it('tells each of the partners that the reader sees, page by page in its order', async () => {
    const [mine, other] = [global('Partner', ids.mine), global('Partner', ids.other)];
    const all = await lines(executive.subject, { orderBy: { by: 'STALE_COUNT', direction: 'DESC' } });
    expect(partnersOf(all)).toContain(other);
    expect(partnersOf(all)[0]).toBe(mine);
    expect(all.totalCount).toBe(all.nodes.length);
    const paged: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await lines(executive.subject, { first: 1, after });
      paged.push(...partnersOf(page));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    const whole = await lines(executive.subject);
    expect(paged).toEqual(partnersOf(whole));
    const amounts = whole.nodes.map(({ expected }: { expected: { amount: string } }) => minor(expected));
    expect(amounts).toEqual([...amounts].sort((one: number, next: number) => next - one));
    expect(partnersOf(await lines(manager.subject))).toEqual([mine]);
    expect(partnersOf(await lines(stranger.subject))).toEqual([other]);
  });

  it('is filtered, and refuses what is no quarter and no cursor of it', async () => {
    const mine = global('Partner', ids.mine);
    expect(partnersOf(await lines(executive.subject, { filter: { hasStale: true } }))).toEqual([mine]);
    expect(partnersOf(await lines(executive.subject, { filter: { partnerIds: [mine] } }))).toEqual([mine]);
    const none = await lines(executive.subject, {
      filter: { programIds: [global('PartnerProgram', NOBODY)] },
    });
    expect(none).toMatchObject({ totalCount: 0, nodes: [] });
    for (const wrong of [{ period: '2026-Q9' }, { period: '1026-Q1' }, { after: 'bm9uZQ' }, { first: 0 }])
      expect((await lines(executive.subject, wrong)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('the deals of a line', () => {
  const DEALS = `query ($scope: ForecastScopeInput, $first: Int, $after: String) { forecast(period: "2026-Q3") { line(scope: $scope) {
    openCount staleCount open { amount } explanation { open { amount } medianPriced }
    deals(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { opportunity { name } partnerId stage
      ageDays value { amount } valueSource wonAt winProbability isStale expected { amount } } } } } }`;
  type Deal = Record<'value' | 'expected', { amount: string }> &
    Record<'wonAt' | 'winProbability' | 'valueSource', string> &
    Readonly<{ opportunity: { name: string }; partnerId: string; ageDays: number; isStale: boolean }>;
  const lineFor = async (subject: string, variables: object = {}) => {
    const { data, errors } = await portal.send(subject, DEALS, variables);
    return { ...data?.forecast?.line, errors };
  };
  const sum = (deals: readonly Deal[], field: 'value' | 'expected') =>
    deals.reduce((total, deal) => total + minor(deal[field]), 0);

  it('are what its figures are sums of, each with how it came about, page by page', async () => {
    const line = await lineFor(executive.subject, { scope: { kind: 'ALL' }, first: 100 });
    expect(line.errors).toBeUndefined();
    const deals: Deal[] = line.deals.nodes;
    expect(deals).toHaveLength(line.openCount);
    expect(line.deals.totalCount).toBe(line.openCount);
    expect(sum(deals, 'value')).toBe(minor(line.open));
    expect(sum(deals, 'expected')).toBe(minor(line.explanation.open));
    expect(sum(deals, 'expected')).toBeGreaterThan(0);
    for (const { value, wonAt, winProbability, expected } of deals)
      expect(minor(expected)).toBe(Math.round(minor(value) * Number(wonAt) * Number(winProbability)));
    const amounts = deals.map(({ expected }) => minor(expected));
    expect(amounts).toEqual([...amounts].sort((one, next) => next - one));
    const paged: Deal[] = [];
    for (let after: string | null = null; ; ) {
      const page = await lineFor(executive.subject, { scope: { kind: 'ALL' }, first: 7, after });
      paged.push(...page.deals.nodes);
      after = page.deals.pageInfo.endCursor;
      if (!page.deals.pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(deals);
  });

  it('say what has no value of its own, and what is stale, and are those of the portfolio for its manager', async () => {
    const { deals, staleCount } = await lineFor(manager.subject, { first: 100 });
    const byName = new Map((deals.nodes as Deal[]).map((deal) => [deal.opportunity.name, deal]));
    expect([...byName.keys()]).toEqual(expect.arrayContaining(['old', 'fresh', 'unsaid']));
    expect(byName.has('theirs')).toBe(false);
    expect(byName.get('fresh')).toMatchObject({ ageDays: 12, valueSource: 'OWN', isStale: false });
    expect(byName.get('unsaid')).toMatchObject({ valueSource: 'MEDIAN', wonAt: '1.000000' });
    expect(byName.get('old')).toMatchObject({ isStale: true, expected: { amount: '0.00' } });
    expect([...byName.values()].filter(({ isStale }) => isStale)).toHaveLength(staleCount);
  });

  it('are not for partners, and refuse a cursor of another list', async () => {
    const { deals, openCount } = await lineFor(stranger.subject);
    expect([deals, openCount > 0]).toEqual([null, true]);
    for (const key of [[NOBODY], [NOBODY, 'much'], ['nobody', '1']]) {
      const after = Buffer.from(JSON.stringify(key)).toString('base64url');
      const { errors } = await lineFor(executive.subject, { after });
      expect(errors?.[0]?.message).toContain('The cursor is not one of this list.');
    }
  });
});
