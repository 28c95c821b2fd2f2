import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { forecast as forecastJob } from '../../src/workflows/jobs/forecast.ts';
import { forecastBacktest } from '../../src/workflows/jobs/forecast-backtest.ts';
import { aMember, anAssignment, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { aFact, arrangeHistory } from '../support/forecasts.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let admin: Member;
let stranger: Member;
let manager: { subject: string; personId: string };
let executive: { subject: string };
let ids: { mine: string; other: string; product: string };

const FIRST = '2026-07-20T04:30:00Z';
const SECOND = '2026-07-22T04:30:00Z';

const run = (asOf: string) => runJob(portal.database, forecastJob, new Date(asOf), () => undefined);

const LINE = `scope partnerId won { amount currency } open { amount } expected { amount } p10 { amount } p50 { amount } p90 { amount }
  openCount staleCount listPriced explanation { won { amount } open { amount } newBusiness { amount } newWins wonCount cautions
    medianPriced unpriced win { observed expected priorEvents factor } }`;
const FORECAST = `query ($period: String!, $asOf: DateTime, $scope: ForecastScopeInput) { forecast(period: $period, asOf: $asOf) {
  id period from until asOf currency staleAfterDays line(scope: $scope) { ${LINE} } } }`;
const CHANGES = `query ($scope: ForecastScopeInput) { forecast(period: "2026-Q3") { changes(scope: $scope) {
  since before { amount } after { amount } byKind { kind count effect { amount } } deals { opportunityId kind effect { amount } } } } }`;

const read = async (subject: string, variables: object = {}) =>
  await portal.send(subject, FORECAST, { period: 'FY2026-Q3', ...variables });
const global = (type: string, id: string) => `${type}_${id}`;
const of = (id: string) => ({ kind: 'PARTNER', partnerId: global('Partner', id) });
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ForecastCall { id scope } } }';
const NOBODY = '01a00000-0000-7000-8000-000000000000';
const minor = ({ amount }: { amount: string }) => Math.round(Number(amount) * 100);

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin', currency: 'EUR' } }),
  );
  const [mine, other, product] = [await aPartner(portal), await aPartner(portal), await aProduct(portal)];
  ids = { mine: mine.id, other: other.id, product: product.id };
  await portal.arrange((tx) =>
    tx.productPrice.upsert({
      where: { productId: product.id },
      create: { productId: product.id, amountMinor: 50_000n, currency: 'EUR' },
      update: { amountMinor: 50_000n, currency: 'EUR' },
    }),
  );
  admin = await aMember(portal, mine.id);
  stranger = await aMember(portal, other.id);
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  executive = await aStaffMember(portal, 'EXECUTIVE');
  await anAssignment(portal, mine.id, manager.personId);
  await arrangeHistory(portal, ids, FIRST);
  const open = { stage: 'PROPOSAL', amountMinor: 100_000n };
  for (const name of ['wins', 'loses', 'grows', 'moves', 'waits'])
    await aFact(portal, { ...open, name, at: '2026-07-10T09:00:00Z' }, mine.id);
  await aFact(
    portal,
    { ...open, name: 'listed', at: '2026-07-10T09:00:00Z', amountMinor: null },
    mine.id,
    product.id,
  );
  await aFact(portal, { ...open, name: 'foreign', at: '2026-07-10T09:00:00Z', currency: 'USD' }, mine.id);
  await aFact(portal, { ...open, name: 'old', at: '2026-01-02T09:00:00Z' }, mine.id);
  await aFact(portal, { ...open, name: 'theirs', at: '2026-07-01T09:00:00Z' }, other.id);
  await run(FIRST);
  const later = '2026-07-21T10:00:00Z';
  await aFact(portal, { name: 'wins', stage: 'WON', amountMinor: 80_000n, at: later }, mine.id);
  await aFact(portal, { name: 'loses', stage: 'LOST', amountMinor: 100_000n, at: later }, mine.id);
  await aFact(portal, { ...open, name: 'grows', amountMinor: 300_000n, at: later }, mine.id);
  await aFact(portal, { ...open, name: 'moves', stage: 'COMMITTED', at: later }, mine.id);
  await aFact(portal, { ...open, name: 'new', at: later }, mine.id);
  portal.setNow(new Date('2026-07-22T08:00:00Z'));
});

describe('the forecast job', () => {
  it('makes this quarter’s and the next’s once, also when it runs twice at once', async () => {
    const outcomes = await Promise.all([run(SECOND), run(SECOND)]);
    const again = await run(SECOND);
    expect(again).toEqual({ status: 'SUCCEEDED', rowCount: 0 });
    expect(outcomes.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBeGreaterThan(0);
    const rows = await portal.arrange(async (tx) => ({
      made: await tx.forecast.findMany({
        orderBy: [{ asOf: 'asc' }, { period: 'asc' }],
        select: { period: true, asOf: true },
      }),
      events: await tx.event.count({ where: { type: 'forecast.made' } }),
    }));
    const at = (asOf: string) =>
      ['FY2026-Q3', 'FY2026-Q4'].map((period) => ({ period, asOf: new Date(asOf) }));
    expect(rows).toEqual({ made: [...at(FIRST), ...at(SECOND)], events: 4 });
  });

  it('made late for a past instant knows what was known then, and the same seed makes the same numbers', async () => {
    const lines = (asOf: string) =>
      portal.arrange((tx) =>
        tx.forecastLine.findMany({
          where: { forecast: { period: 'FY2026-Q3', asOf: new Date(asOf) } },
          omit: { id: true, forecastId: true },
          orderBy: [{ scopeKind: 'asc' }, { scopeKey: 'asc' }],
        }),
      );
    const before = await lines(FIRST);
    await run('2026-07-20T04:30:00.001Z');
    const expected = ({ p10Minor, p50Minor, p90Minor, ...line }: (typeof before)[number]) => line;
    expect((await lines('2026-07-20T04:30:00.001Z')).map(expected)).toEqual(before.map(expected));
  });
});

describe('a forecast', () => {
  it('adds up, tells what is stale, listed and without a rate, and why', async () => {
    const { data, errors } = await read(admin.subject, { asOf: '2026-07-21T00:00:00Z' });
    expect(errors).toBeUndefined();
    const { line, ...head } = data.forecast;
    expect(head).toMatchObject({
      period: 'FY2026-Q3',
      ...{ from: '2026-07-01', until: '2026-10-01', currency: 'EUR' },
      // It may be the age of another partner's deal.
      staleAfterDays: null,
    });
    const { data: told } = await read(executive.subject, { asOf: '2026-07-21T00:00:00Z' });
    expect(told.forecast.staleAfterDays).toBe(28);
    expect(line).toMatchObject({
      scope: 'PARTNER',
      partnerId: global('Partner', ids.mine),
      openCount: 8,
      staleCount: 1,
      listPriced: 1,
    });
    const { explanation } = line;
    expect(explanation).toMatchObject({
      unpriced: 1,
      cautions: ['SHORT_HISTORY', 'STAGES_NOT_TRACKED'],
      win: { priorEvents: expect.any(Number) },
    });
    const parts = minor(explanation.won) + minor(explanation.open) + minor(explanation.newBusiness);
    expect(minor(line.expected)).toBe(parts);
    expect(minor(line.won)).toBe(minor(explanation.won));
    expect(minor(line.p10)).toBeLessThan(minor(line.p50));
    expect(minor(line.p50)).toBeLessThan(minor(line.p90));
    // Half of what opens is won, at nine tenths of its value: five deals of 1,000, one of the list's 500.
    expect(minor(explanation.open) / (5.5 * 100_000 * 0.9)).toBeGreaterThan(0.35);
    expect(minor(explanation.open) / (5.5 * 100_000 * 0.9)).toBeLessThan(0.65);
  });

  it('shows a partner itself, a manager the portfolio, staff all, and whatever else alike as nothing', async () => {
    const lineOf = async (subject: string, scope?: object) =>
      (await read(subject, { scope })).data.forecast.line?.scope ?? null;
    const all = { kind: 'ALL' };
    const portfolio = { kind: 'MANAGER', managerId: global('Person', manager.personId) };
    expect([
      await lineOf(admin.subject),
      await lineOf(admin.subject, all),
      await lineOf(admin.subject, portfolio),
    ]).toEqual(['PARTNER', null, null]);
    expect([
      await lineOf(admin.subject, of(ids.other)),
      await lineOf(stranger.subject, of(ids.mine)),
    ]).toEqual([null, null]);
    expect([await lineOf(manager.subject), await lineOf(manager.subject, of(ids.mine))]).toEqual([
      'MANAGER',
      'PARTNER',
    ]);
    expect([await lineOf(manager.subject, all), await lineOf(manager.subject, of(ids.other))]).toEqual([
      null,
      null,
    ]);
    expect([await lineOf(executive.subject), await lineOf(executive.subject, portfolio)]).toEqual([
      'ALL',
      'MANAGER',
    ]);
    const member = await aMember(portal, ids.mine, 'PARTNER_MEMBER');
    expect((await read(member.subject)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it.each([
    { _case: 'no period', variables: { period: 'soon' }, says: /fiscal quarter/ },
    { _case: 'a month', variables: { period: 'FY2026-P07' }, says: /fiscal quarter/ },
    {
      _case: 'a quarter before any forecast',
      variables: { period: '2019-Q1' },
      says: /No forecast of FY2019-Q1/,
    },
    { _case: 'a quarter too far ahead', variables: { period: '2031-Q1' }, says: /No forecast of FY2031-Q1/ },
    { _case: 'an instant ahead', variables: { asOf: '2027-01-01T00:00:00Z' }, says: /not in the future/ },
    { _case: 'before the first', variables: { asOf: '2026-07-01T00:00:00Z' }, says: /No forecast/ },
  ])('of $_case is refused', async ({ variables, says }) => {
    const { data, errors } = await read(executive.subject, variables);
    expect(data.forecast).toBeNull();
    expect(errors![0]!.message).toMatch(says);
    expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('says what changed since the one before, and the effects sum to the difference', async () => {
    for (const [subject, scope] of [
      [executive.subject, null],
      [manager.subject, null],
      [manager.subject, of(ids.mine)],
    ] as const) {
      const { data, errors } = await portal.send(subject, CHANGES, { scope });
      expect(errors).toBeUndefined();
      const { before, after, byKind, deals } = data.forecast.changes;
      const effects = (rows: { effect: { amount: string } }[]) =>
        rows.reduce((sum, { effect }) => sum + minor(effect), 0);
      expect(effects(byKind)).toBe(minor(after) - minor(before));
      const counts = Object.fromEntries(
        byKind.map(({ kind, count }: { kind: string; count: number }) => [kind, count]),
      );
      expect(counts).toMatchObject({ NEW: 1, WON: 1, LOST: 1, AMOUNT_CHANGED: 1, STAGE_MOVED: 1 });
      expect(counts.OTHER ?? 0).toBe(0);
      expect(byKind.some(({ kind }: { kind: string }) => kind === 'OTHER')).toBe(false);
      const won = deals.find(({ kind }: { kind: string }) => kind === 'WON');
      expect(minor(won.effect)).toBeGreaterThan(0);
      expect(minor(won.effect)).toBeLessThan(80_000);
    }
    expect((await portal.send(admin.subject, CHANGES)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a call', () => {
  const CALL = {
    period: '2026-Q3',
    commit: { amount: '1000', currency: 'EUR' },
    bestCase: { amount: '2000', currency: 'EUR' },
  };
  const call = (input: object, subject = manager.subject) =>
    change(
      portal,
      subject,
      ['forecastCallMake', { ...CALL, ...input }],
      'id scope period commit { amount } madeBy note',
    );
  const CALLS = `query ($scope: ForecastScopeInput) { forecast(period: "2026-Q3") { calls(scope: $scope) { commit { amount } note } } }`;

  it('stands beside the forecast, the latest first, and is one for a key', async () => {
    const first = await call({ note: 'Early', idempotencyKey: 'one' });
    expect(first).toMatchObject({ scope: 'MANAGER', period: 'FY2026-Q3', commit: { amount: '1000.00' } });
    expect((await call({ note: 'Early', idempotencyKey: 'one' })).id).toBe(first.id);
    expect(await call({ note: 'Late', idempotencyKey: 'one' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    portal.setNow(new Date('2026-07-22T09:00:00Z'));
    await call({ note: 'Late', commit: { amount: '1500', currency: 'EUR' } });
    const told = (await portal.send(manager.subject, CALLS)).data.forecast.calls;
    expect(told.map(({ note }: { note: string }) => note)).toEqual(['Late', 'Early']);
    expect(await call({ partnerId: global('Partner', ids.mine) })).toMatchObject({ scope: 'PARTNER' });
    expect(await call({}, executive.subject)).toMatchObject({ scope: 'ALL' });
    expect((await portal.send(admin.subject, CALLS)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is refused where it cannot be, and nothing is written', async () => {
    const count = () => portal.arrange((tx) => tx.forecastCall.count());
    const before = await count();
    const invalid = async (input: object) =>
      (await call(input)).fields?.map(({ code }: { code: string }) => code);
    expect(await invalid({ period: 'later' })).toEqual(['NOT_A_FISCAL_QUARTER']);
    expect(await invalid({ period: '2026-Q2' })).toEqual(['PERIOD_OVER']);
    expect(await invalid({ period: '2027-Q4' })).toEqual(['PERIOD_TOO_FAR']);
    expect(await invalid({ commit: { amount: '2001', currency: 'EUR' } })).toEqual(['BELOW_COMMIT']);
    expect(await invalid({ commit: { amount: '-1', currency: 'EUR' } })).toEqual(['NEGATIVE']);
    expect(await invalid({ bestCase: { amount: '9999', currency: 'USD' } })).toEqual(['OTHER_CURRENCY']);
    expect(await call({ partnerId: global('Partner', ids.other) })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await call({ scope: 'ALL' })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await call({ scope: 'MANAGER' }, executive.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await count()).toBe(before);
  });
});

it('reads a call by its id as far as its scope is readable', async () => {
  const made = await portal.arrange((tx) =>
    tx.forecastCall.findMany({ select: { id: true, scopeKind: true }, orderBy: { madeAt: 'desc' } }),
  );
  const idOf = (kind: string) => global('ForecastCall', made.find(({ scopeKind }) => scopeKind === kind)!.id);
  const asked = [...['PARTNER', 'MANAGER', 'ALL'].map(idOf), global('ForecastCall', NOBODY)];
  const seen = async (subject: string) =>
    (await portal.send(subject, NODES, { ids: asked })).data.nodes.map(
      (one: { scope?: string } | null) => one?.scope ?? null,
    );
  expect(await seen(executive.subject)).toEqual(['PARTNER', 'MANAGER', 'ALL', null]);
  expect(await seen(manager.subject)).toEqual(['PARTNER', 'MANAGER', null, null]);
  const other = await aStaffMember(portal, 'CHANNEL_MANAGER');
  expect(await seen(other.subject)).toEqual([null, null, null, null]);
  expect(await seen(admin.subject)).toEqual([null, null, null, null]);
});

describe('the backtest', () => {
  it('forecasts past months as they were known, and writes nothing', async () => {
    const lines: string[] = [];
    const count = () => portal.arrange((tx) => tx.forecast.count());
    const before = await count();
    await runJob(portal.database, forecastBacktest, new Date(SECOND), (line) => lines.push(line));
    expect(await count()).toBe(before);
    expect(lines.filter((line) => /for FY2026-P0[4-6]/.test(line)).length).toBeGreaterThan(0);
    expect(lines.find((line) => line.startsWith('MONTH of all'))).toMatch(/WAPE \d+\.\d %, against/);
  });
});
