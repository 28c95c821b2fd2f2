import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { kpiValue, kpiValues } from '../../../src/domains/kpis/kpi-read.service.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../../support/builders.ts';
import { arrangeFacts } from '../../support/kpi-facts.ts';
import { type Portal, startPortal } from '../../support/portal.ts';

const NOW = new Date('2026-08-15T12:00:00Z');
const day = (text: string) => new Date(`${text}T00:00:00Z`);

let portal: Portal;
let staff: string;
let manager: Readonly<{ subject: string; personId: string }>;
let formerManager: Readonly<{ subject: string; personId: string }>;
let acme: string;
let globex: string;
let admin: Member;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(NOW);
  staff = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  formerManager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  acme = (await aPartner(portal, { name: 'Acme' })).id;
  globex = (await aPartner(portal, { name: 'Globex' })).id;
  admin = await aMember(portal, acme);
  await anAssignment(portal, acme, manager.personId);
  const member = randomUUID();
  const then = { managerId: formerManager.personId, tiers: 'CORE:SILVER' };
  await arrangeFacts(portal, [
    // Acme: one deal won of one in June, none of three in July. Globex: two won of two in July.
    { partnerId: acme, measure: 'DEALS_WON', day: '2026-06-10', ...then },
    {
      partnerId: acme,
      measure: 'DEALS_LOST',
      day: '2026-07-02',
      managerId: manager.personId,
      tiers: 'CORE:GOLD',
    },
    {
      partnerId: acme,
      measure: 'DEALS_LOST',
      day: '2026-07-03',
      managerId: manager.personId,
      tiers: 'CORE:GOLD',
    },
    {
      partnerId: acme,
      measure: 'DEALS_LOST',
      day: '2026-07-31',
      managerId: manager.personId,
      tiers: 'CORE:GOLD',
    },
    { partnerId: globex, measure: 'DEALS_WON', day: '2026-07-04' },
    { partnerId: globex, measure: 'DEALS_WON', day: '2026-07-05' },
    { partnerId: acme, measure: 'REVENUE_WON', day: '2026-06-10', value: 100_00n, currency: 'USD', ...then },
    { partnerId: globex, measure: 'REVENUE_WON', day: '2026-07-04', value: 50_00n, currency: 'EUR' },
    { partnerId: globex, measure: 'REVENUE_WON', day: '2026-06-30', value: 10_00n, currency: 'EUR' },
    // Half of all took 100: the median of the medians 1 and 100 would be neither.
    { partnerId: acme, measure: 'GO_LIVE_DAYS', day: '2026-06-10', value: 1n, ...then },
    { partnerId: globex, measure: 'GO_LIVE_DAYS', day: '2026-07-05', value: 100n },
    { partnerId: globex, measure: 'GO_LIVE_DAYS', day: '2026-07-06', value: 100n },
    // The same person on two days and at two partners is one user.
    { partnerId: acme, measure: 'PORTAL_USERS', day: '2026-07-01', memberId: member, source: 'USAGE' },
    { partnerId: acme, measure: 'PORTAL_USERS', day: '2026-07-02', memberId: member, source: 'USAGE' },
    { partnerId: globex, measure: 'PORTAL_USERS', day: '2026-07-02', memberId: member, source: 'USAGE' },
    // A certified person who was so from May to the 20th of July, and again from August on.
    { partnerId: acme, measure: 'CERTIFIED_PEOPLE', day: '2026-05-01', memberId: member, source: 'PERSON' },
    { partnerId: acme, measure: 'CERTIFIED_PEOPLE', day: '2026-05-09', memberId: member, source: 'PERSON' },
    {
      partnerId: acme,
      measure: 'CERTIFIED_PEOPLE',
      day: '2026-07-20',
      value: -2n,
      memberId: member,
      source: 'PERSON',
    },
    { partnerId: acme, measure: 'CERTIFIED_PEOPLE', day: '2026-08-01', memberId: member, source: 'PERSON' },
    // Open from the 20th of May to the 10th of July.
    { partnerId: acme, measure: 'OPEN_DEALS', day: '2026-05-20', ...then },
    { partnerId: acme, measure: 'OPEN_DEALS', day: '2026-07-10', value: -1n, ...then },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-01-01',
      value: 80_00n,
      currency: 'USD',
      memberId: acme,
      isVisible: false,
    },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-07-01',
      value: 40_00n,
      currency: 'USD',
      memberId: acme,
      isVisible: false,
    },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-07-01',
      value: 500_00n,
      currency: 'USD',
      memberId: member,
      isVisible: false,
    },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-02-01',
      value: 20_00n,
      currency: 'USD',
      memberId: globex,
      isVisible: false,
    },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-07-31',
      value: -20_00n,
      currency: 'USD',
      memberId: globex,
      isVisible: false,
    },
    { partnerId: acme, measure: 'RESPONSES_MEASURED', day: '2026-07-01', isVisible: false },
  ]);
  await portal.arrange((tx) =>
    tx.exchangeRate.createMany({
      data: [
        { fromCurrency: 'EUR', toCurrency: 'USD', validFrom: day('2026-06-01'), rate: '1.2', source: 'test' },
        { fromCurrency: 'EUR', toCurrency: 'USD', validFrom: day('2026-07-31'), rate: '1.1', source: 'test' },
      ],
    }),
  );
});

const VALUE = '{ value numerator denominator currency }';
const REFUSALS = `... on Error { code message } ... on UnknownKpiError { nearest } ... on KpiRangeError { reason limit }
  ... on MixedCurrenciesError { currencies }`;

/** The arguments of a call as a client would write them. */
const ask = async (subject: string | null, field: string, selection: string) => {
  const answer = await portal.send(subject, `{ it: ${field} { __typename ${REFUSALS} ${selection} } }`);
  expect(answer.errors, answer.text).toBeUndefined();
  expect(portal.unexpected).toEqual([]);
  return answer.data.it;
};

const series = async (subject: string, call: string) => {
  const found = await ask(
    subject,
    `kpiSeries(${call})`,
    `... on KpiSeries { points { period { label } value ${VALUE} } }`,
  );
  if (found.__typename !== 'KpiSeries') return found;
  return found.points.map(
    ({ period, value }: { period: { label: string }; value: { value: string | null } }) => [
      period.label,
      value.value,
    ],
  );
};

const JUNE_TO_AUGUST = 'from: "2026-06-01", until: "2026-08-01"';

describe('a series', () => {
  it('is of sums in each point, and in all of them of all sums', async () => {
    expect(await series(staff, `kpi: "WIN_RATE", grain: MONTH, ${JUNE_TO_AUGUST}`)).toEqual([
      ['FY2026-P06', '100'],
      ['FY2026-P07', '40'],
    ]);
    // Three of six, where the average of the months would be 70.
    expect(await series(staff, `kpi: "WIN_RATE", grain: YEAR, ${JUNE_TO_AUGUST}`)).toEqual([
      ['FY2026', '50'],
    ]);
  });

  it('has weeks across months', async () => {
    expect(
      await series(staff, 'kpi: "WIN_RATE", grain: WEEK, from: "2026-06-29", until: "2026-07-13"'),
    ).toEqual([
      ['2026-W27', '50'],
      ['2026-W28', null],
    ]);
  });

  it('merges histograms, and counts members once', async () => {
    expect(await series(staff, `kpi: "GO_LIVE_TIME_MEDIAN", grain: YEAR, ${JUNE_TO_AUGUST}`)).toEqual([
      ['FY2026', '100'],
    ]);
    expect(await series(staff, `kpi: "ACTIVE_PORTAL_USERS", grain: MONTH, ${JUNE_TO_AUGUST}`)).toEqual([
      ['FY2026-P06', '0'],
      ['FY2026-P07', '1'],
    ]);
    expect(
      await series(staff, 'kpi: "ACTIVE_PORTAL_USERS", grain: DAY, from: "2026-07-01", until: "2026-07-04"'),
    ).toEqual([
      ['2026-07-01', '1'],
      ['2026-07-02', '1'],
      ['2026-07-03', '0'],
    ]);
  });

  it('reads levels at the end of each point', async () => {
    expect(
      await series(staff, 'kpi: "OPEN_DEALS", grain: MONTH, from: "2026-05-01", until: "2026-08-01"'),
    ).toEqual([
      ['FY2026-P05', '1'],
      ['FY2026-P06', '1'],
      ['FY2026-P07', '0'],
    ]);
    expect(
      await series(staff, 'kpi: "OPEN_DEALS", grain: DAY, from: "2026-07-08", until: "2026-07-11"'),
    ).toEqual([
      ['2026-07-08', '1'],
      ['2026-07-09', '1'],
      ['2026-07-10', '0'],
    ]);
    expect(
      await series(staff, 'kpi: "CERTIFIED_PEOPLE", grain: MONTH, from: "2026-05-01", until: "2026-09-01"'),
    ).toEqual([
      ['FY2026-P05', '1'],
      ['FY2026-P06', '1'],
      ['FY2026-P07', '0'],
      ['FY2026-P08', '1'],
    ]);
  });

  it('keeps whom it had, in gross at most with what they had', async () => {
    const july = 'grain: MONTH, from: "2026-07-01", until: "2026-08-01"';
    // Of 100 a month, 120 stay of the one and nothing of the other; what is new is in neither.
    expect(await series(staff, `kpi: "NET_REVENUE_RETENTION", ${july}`)).toEqual([['FY2026-P07', '120']]);
    expect(await series(staff, `kpi: "GROSS_REVENUE_RETENTION", ${july}`)).toEqual([['FY2026-P07', '80']]);
  });

  it('is as credited, or restated', async () => {
    const of = (person: string, credited: string) =>
      series(
        staff,
        `kpi: "WIN_RATE", scope: {kind: MANAGER, key: "Person_${person}"}, credited: ${credited}, grain: YEAR, ${JUNE_TO_AUGUST}`,
      );
    expect(await of(formerManager.personId, 'AS_CREDITED')).toEqual([['FY2026', '100']]);
    expect(await of(manager.personId, 'AS_CREDITED')).toEqual([['FY2026', '0']]);
    expect(await of(formerManager.personId, 'RESTATED')).toEqual([['FY2026', null]]);
    expect(await of(manager.personId, 'RESTATED')).toEqual([['FY2026', '25']]);
  });

  it('converts what is of other currencies at the end of its month', async () => {
    const revenue = `kpi: "REVENUE_WON", grain: YEAR, ${JUNE_TO_AUGUST}`;
    expect(await series(staff, revenue)).toMatchObject({
      code: 'MIXED_CURRENCIES',
      currencies: ['EUR', 'USD'],
    });
    // 100 + 10 x 1.2 of June + 50 x 1.1 of July
    expect(await series(staff, `${revenue}, currency: "USD"`)).toEqual([['FY2026', '167.00']]);
    expect(await series(staff, `${revenue}, currency: "GBP"`)).toMatchObject({
      code: 'MISSING_EXCHANGE_RATE',
    });
    expect(await series(admin.subject, revenue)).toEqual([['FY2026', '100.00']]);
  });

  it.each([
    {
      call: `kpi: "WINRATE", grain: DAY, ${JUNE_TO_AUGUST}`,
      refused: { code: 'UNKNOWN_KPI', nearest: ['WIN_RATE'] },
    },
    {
      call: 'kpi: "WIN_RATE", grain: DAY, from: "2026-07-01", until: "2026-06-01"',
      refused: { reason: 'REVERSED' },
    },
    {
      call: 'kpi: "WIN_RATE", grain: YEAR, from: "1990-01-01", until: "2026-06-01"',
      refused: { reason: 'TOO_LONG', limit: '20' },
    },
    {
      call: 'kpi: "WIN_RATE", grain: DAY, from: "2020-01-01", until: "2026-06-01"',
      refused: { reason: 'TOO_MANY_POINTS', limit: '400' },
    },
    {
      call: 'kpi: "WIN_RATE", grain: DAY, from: "2026-08-16", until: "2026-09-01"',
      refused: { reason: 'FUTURE', limit: '2026-08-15' },
    },
    {
      call: 'kpi: "WIN_RATE", grain: DAY, from: "2026-05-01", until: "2026-06-10"',
      refused: { reason: 'BEFORE_DATA', limit: '2026-06-10' },
    },
  ])('refuses $call', async ({ call, refused }) => {
    const found = await series(staff, call);
    expect(found).toMatchObject(refused);
  });
});

describe('a partner', () => {
  it('reads its own, of what is shown to partners', async () => {
    expect(await series(admin.subject, `kpi: "WIN_RATE", grain: YEAR, ${JUNE_TO_AUGUST}`)).toEqual([
      ['FY2026', '25'],
    ]);
    for (const scope of [
      `{kind: PARTNER, key: "Partner_${globex}"}`,
      '{kind: ALL}',
      `{kind: MANAGER, key: "Person_${manager.personId}"}`,
    ])
      expect(
        await series(admin.subject, `kpi: "WIN_RATE", scope: ${scope}, grain: YEAR, ${JUNE_TO_AUGUST}`),
      ).toMatchObject({
        code: 'NOT_FOUND',
      });
    expect(await series(admin.subject, `kpi: "SLA_MET_RATE", grain: YEAR, ${JUNE_TO_AUGUST}`)).toMatchObject({
      code: 'UNKNOWN_KPI',
    });
    const { data } = await portal.send(admin.subject, '{ kpiCatalogue { code isVisibleToPartners } }');
    expect(data.kpiCatalogue.every((kpi: { isVisibleToPartners: boolean }) => kpi.isVisibleToPartners)).toBe(
      true,
    );
    const board = 'kpiLeaderboard(kpi: "WIN_RATE", period: "2026", by: PARTNER)';
    expect(await ask(admin.subject, board, '... on KpiLeaderboard { groups }')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

const CARD = `... on KpiScorecard { isRunning entries { kpi { code } current ${VALUE} previous ${VALUE} yearBefore ${VALUE}
  change { change percent } target { value status percent } rank { rank of peers } } }`;

describe('a scorecard', () => {
  it('tells the period, the one before, and what it should be', async () => {
    const input = {
      kpi: 'WIN_RATE',
      period: '2026-P07',
      value: '50',
      scope: { kind: 'PARTNER', key: `Partner_${acme}` },
    };
    const set =
      'mutation ($input: KpiTargetSetInput!) { kpiTargetSet(input: $input) { ... on KpiTarget { id period value version } ... on Error { code } } }';
    const made = await portal.send(staff, set, { input });
    expect(made.data.kpiTargetSet).toMatchObject({ period: 'FY2026-P07', value: '50', version: 1 });
    expect((await portal.send(staff, set, { input: { ...input, value: '60' } })).data.kpiTargetSet).toEqual({
      code: 'STALE_VERSION',
    });
    const card = await ask(
      admin.subject,
      'kpiScorecard(period: "FY2026-P07", kpis: ["WIN_RATE", "OPEN_DEALS"])',
      CARD,
    );
    expect(card.isRunning).toBe(false);
    expect(card.entries[0]).toMatchObject({
      ...{ current: { value: '0', denominator: '3' }, previous: { value: '100' }, yearBefore: null },
      ...{
        change: { change: '-100', percent: '-100' },
        target: { value: '50', status: 'MISSED', percent: '0' },
        rank: null,
      },
    });
    expect(card.entries[1]).toMatchObject({
      current: { value: '0' },
      previous: { value: '1' },
      target: null,
    });
    const removed = await portal.send(
      staff,
      'mutation ($input: KpiTargetRemoveInput!) { kpiTargetRemove(input: $input) { ... on KpiTargetRemoved { period } ... on Error { code } } }',
      { input: { id: made.data.kpiTargetSet.id, version: 1 } },
    );
    expect(removed.data.kpiTargetRemove).toEqual({ period: 'FY2026-P07' });
  });

  it('ranks among five peers, and not among four', async () => {
    const rank = async () => {
      const card = await ask(
        admin.subject,
        'kpiScorecard(period: "2026-Q2", kpis: ["DEALS_TEST_RANK"])'.replace(
          'DEALS_TEST_RANK',
          'REFERRALS_SUBMITTED',
        ),
        CARD,
      );
      return card.entries[0].rank;
    };
    const others = [await aPartner(portal), await aPartner(portal)];
    await arrangeFacts(portal, [
      ...[acme, acme, globex, others[0]!.id].map((partnerId) => ({
        partnerId,
        measure: 'REFERRALS_SUBMITTED',
        day: '2026-06-01',
      })),
    ]);
    expect(await rank()).toBeNull();
    const fifth = await aPartner(portal);
    await arrangeFacts(
      portal,
      Array.from({ length: 3 }, () => ({
        partnerId: fifth.id,
        measure: 'REFERRALS_SUBMITTED',
        day: '2026-06-02',
      })),
    );
    expect(await rank()).toEqual({ rank: 2, of: 5, peers: 'ALL' });
    const board = await ask(
      staff,
      'kpiLeaderboard(kpi: "REFERRALS_SUBMITTED", period: "2026-Q2", by: PARTNER, first: 2)',
      `... on KpiLeaderboard { groups entries { rank key value ${VALUE} } }`,
    );
    expect(board.groups).toBe(5);
    expect(board.entries.map((entry: { rank: number; key: string }) => [entry.rank, entry.key])).toEqual([
      [1, `Partner_${fifth.id}`],
      [2, `Partner_${acme}`],
    ]);
    const own = await ask(
      manager.subject,
      'kpiLeaderboard(kpi: "REFERRALS_SUBMITTED", period: "2026-Q2", by: PARTNER)',
      '... on KpiLeaderboard { groups entries { name } }',
    );
    expect(own).toMatchObject({ groups: 1, entries: [{ name: 'Acme' }] });
  });
});

describe('a breakdown', () => {
  it('adds up where the parts are the whole, and says where they do not', async () => {
    const parts = `... on KpiBreakdown { whole ${VALUE} addsUp partsTotal parts { key name value ${VALUE} } }`;
    const revenue = await ask(
      staff,
      'kpiBreakdown(kpi: "REVENUE_WON", period: "2026", by: PARTNER, currency: "USD")',
      parts,
    );
    expect(revenue).toMatchObject({ whole: { value: '167.00' }, addsUp: true, partsTotal: 2 });
    expect(
      revenue.parts.map((part: { name: string; value: { value: string } }) => [part.name, part.value.value]),
    ).toEqual([
      ['Acme', '100.00'],
      ['Globex', '67.00'],
    ]);
    const currencies = await ask(
      staff,
      'kpiBreakdown(kpi: "REVENUE_WON", period: "2026", by: CURRENCY)',
      parts,
    );
    expect(currencies).toMatchObject({ whole: null, addsUp: false });
    expect(
      currencies.parts.map((part: { key: string; value: { value: string } }) => [part.key, part.value.value]),
    ).toEqual([
      ['USD', '100.00'],
      ['EUR', '60.00'],
    ]);
    const rates = await ask(staff, 'kpiBreakdown(kpi: "WIN_RATE", period: "2026", by: TIER)', parts);
    expect(rates).toMatchObject({ whole: { value: '50' }, addsUp: false });
    expect(
      Object.fromEntries(
        rates.parts.map((part: { key: string; value: { value: string } }) => [part.key, part.value.value]),
      ),
    ).toEqual({
      ...{ '': '100', 'CORE:SILVER': '100', 'CORE:GOLD': '0' },
    });
  });
});

describe('an explanation', () => {
  it('goes down to the facts of its own value, page by page', async () => {
    const facts = (after: string) =>
      `... on KpiScorecard { entries { current { explanation { from until parts { role measure amount } conversions { from rate amount converted }
        facts(first: 2${after}) { totalCount pageInfo { hasNextPage endCursor } nodes { measure day value currency partnerId events { type } } } } } } }`;
    const call = 'kpiScorecard(period: "2026", kpis: ["WIN_RATE"])';
    const first = (await ask(admin.subject, call, facts(''))).entries[0].current.explanation;
    expect(first).toMatchObject({ from: '2026-01-01', until: '2026-08-16' });
    expect(first.facts).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const second = (await ask(admin.subject, call, facts(`, after: "${first.facts.pageInfo.endCursor}"`)))
      .entries[0].current.explanation;
    const all = [...first.facts.nodes, ...second.facts.nodes];
    expect(all.map((fact: { measure: string; day: string }) => `${fact.measure} ${fact.day}`)).toEqual([
      ...['DEALS_LOST 2026-07-31', 'DEALS_LOST 2026-07-03', 'DEALS_LOST 2026-07-02', 'DEALS_WON 2026-06-10'],
    ]);
    expect(new Set(all.map((fact: { partnerId: string }) => fact.partnerId))).toEqual(
      new Set([`Partner_${acme}`]),
    );
    const revenue = await ask(
      staff,
      'kpiScorecard(period: "2026", kpis: ["REVENUE_WON"], currency: "USD")',
      facts(''),
    );
    expect(revenue.entries[0].current.explanation.conversions).toEqual([
      { from: 'EUR', rate: '1.2', amount: '10.00', converted: '12.00' },
      { from: 'EUR', rate: '1.1', amount: '50.00', converted: '55.00' },
    ]);
  });
});

describe('what other parts of the portal read', () => {
  const terms = { credited: 'AS_CREDITED', currency: null, now: NOW } as const;
  const year = { from: day('2026-01-01'), until: day('2026-08-01') };

  it('is the value of a scope, and of every partner at once', async () => {
    const one = await portal.arrange((tx) =>
      kpiValue(tx, { ...terms, ...year, kpi: 'WIN_RATE', scope: { kind: 'PARTNER', key: acme } }),
    );
    expect(one).toMatchObject({ value: '25', numerator: '1', denominator: '4', currency: null });
    const all = await portal.arrange((tx) =>
      kpiValues(tx, { ...terms, kpis: ['WIN_RATE', 'OPEN_DEALS'], ranges: [year], groupBy: 'PARTNER' }),
    );
    expect(all.filter(({ kpi }) => kpi === 'WIN_RATE').find(({ scope }) => scope.key === globex)?.value).toBe(
      '100',
    );
    expect(all.filter(({ kpi, value }) => kpi === 'OPEN_DEALS' && value === '0')).toHaveLength(
      all.length / 2,
    );
  });
});
