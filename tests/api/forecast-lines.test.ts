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
