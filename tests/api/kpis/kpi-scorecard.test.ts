import { beforeAll, describe, expect, it } from 'vitest';
import { KPIS } from '../../../src/domains/kpis/kpi-catalogue.rules.ts';
import { kpiValue, kpiValues } from '../../../src/domains/kpis/kpi-read.service.ts';
import { aPartner } from '../../support/builders.ts';
import { arrangeFacts } from '../../support/kpi-facts.ts';
import { ask, type CountedPortal, KPI_NOW, startCountedPortal, VALUE } from '../../support/kpi-portal.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);

let at: CountedPortal;

beforeAll(async () => {
  at = await startCountedPortal();
});

const CARD = `... on KpiScorecard { isRunning entries { kpi { code } current ${VALUE} previous ${VALUE} yearBefore ${VALUE}
  change { change percent } target { value status percent } rank { rank of peers } } }`;

describe('a scorecard', () => {
  it('tells the period, the one before, and what it should be', async () => {
    const input = {
      kpi: 'WIN_RATE',
      period: '2026-P07',
      value: '50',
      scope: { kind: 'PARTNER', key: `Partner_${at.acme}` },
    };
    const set =
      'mutation ($input: KpiTargetSetInput!) { kpiTargetSet(input: $input) { ... on KpiTarget { id period value version } ... on Error { code } } }';
    const made = await at.portal.send(at.staff, set, { input });
    expect(made.data.kpiTargetSet).toMatchObject({ period: 'FY2026-P07', value: '50', version: 1 });
    expect(
      (await at.portal.send(at.staff, set, { input: { ...input, value: '60' } })).data.kpiTargetSet,
    ).toEqual({
      code: 'STALE_VERSION',
    });
    const card = await ask(
      at.portal,
      at.admin.subject,
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
    const removed = await at.portal.send(
      at.staff,
      'mutation ($input: KpiTargetRemoveInput!) { kpiTargetRemove(input: $input) { ... on KpiTargetRemoved { period } ... on Error { code } } }',
      { input: { id: made.data.kpiTargetSet.id, version: 1 } },
    );
    expect(removed.data.kpiTargetRemove).toEqual({ period: 'FY2026-P07' });
  });

  it('hides the target of a KPI that partners are not shown, like a row that is not there', async () => {
    const vendorOnly = KPIS.find(
      ({ isVisibleToPartners, unit }) => !isVisibleToPartners && unit !== 'MONEY',
    )!;
    const set = async (kpi: string) =>
      (
        await at.portal.send(
          at.staff,
          'mutation ($input: KpiTargetSetInput!) { kpiTargetSet(input: $input) { ... on KpiTarget { id } ... on Error { code } } }',
          {
            input: {
              ...{ kpi, period: '2026-P08', value: '40' },
              scope: { kind: 'PARTNER', key: `Partner_${at.acme}` },
            },
          },
        )
      ).data.kpiTargetSet.id as string;
    const [shown, hidden] = [await set('WIN_RATE'), await set(vendorOnly.code)];
    const seen = async (subject: string, id: string) =>
      (await at.portal.send(subject, 'query ($id: ID!) { node(id: $id) { id } }', { id })).data.node;
    expect(await seen(at.staff, hidden)).toEqual({ id: hidden });
    expect(await seen(at.admin.subject, shown)).toEqual({ id: shown });
    expect(await seen(at.admin.subject, hidden)).toBeNull();
  });

  it('lists the targets of a KPI that there is, and that the reader may know of', async () => {
    const vendorOnly = KPIS.find(({ isVisibleToPartners }) => !isVisibleToPartners)!.code;
    const codeOf = async (subject: string, kpi: string) => {
      const { data, errors } = await at.portal.send(
        subject,
        'query ($kpi: String!) { kpiTargets(filter: { kpi: $kpi }) { totalCount } }',
        { kpi },
      );
      return errors ? [errors[0]!.extensions.code, data.kpiTargets] : 'listed';
    };
    expect(await codeOf(at.staff, vendorOnly)).toBe('listed');
    expect(await codeOf(at.admin.subject, 'WIN_RATE')).toBe('listed');
    for (const [subject, kpi] of [
      [at.staff, 'NOPE'],
      [at.admin.subject, 'NOPE'],
      [at.admin.subject, vendorOnly],
    ] as const)
      expect(await codeOf(subject, kpi)).toEqual(['UNKNOWN_KPI', null]);
  });

  it.each([
    `kpiScorecard(period: "2026-P07", kpis: ["WIN_RATE"], asOf: "2026-08-15T12:00:00.001Z")`,
    `kpiLeaderboard(kpi: "WIN_RATE", period: "2026-P07", by: PARTNER, asOf: "2999-01-01T00:00:00Z")`,
    `kpiBreakdown(kpi: "WIN_RATE", period: "2026-P07", by: PARTNER, asOf: "2026-08-16T00:00:00Z")`,
    `kpiScorecard(period: "2999-P07", kpis: ["WIN_RATE"])`,
  ])('refuses the future: %s', async (call) => {
    const limit = call.includes('asOf') ? KPI_NOW.toISOString() : '2026-08-15';
    expect(await ask(at.portal, at.staff, call, '')).toMatchObject({
      ...{ code: 'INVALID_RANGE', reason: 'FUTURE', limit },
    });
  });

  it('ranks among five peers, and not among four', async () => {
    const rank = async () => {
      const card = await ask(
        at.portal,
        at.admin.subject,
        'kpiScorecard(period: "2026-Q2", kpis: ["DEALS_TEST_RANK"])'.replace(
          'DEALS_TEST_RANK',
          'REFERRALS_SUBMITTED',
        ),
        CARD,
      );
      return card.entries[0].rank;
    };
    const others = [await aPartner(at.portal), await aPartner(at.portal)];
    await arrangeFacts(at.portal, [
      ...[at.acme, at.acme, at.globex, others[0]!.id].map((partnerId) => ({
        partnerId,
        measure: 'REFERRALS_SUBMITTED',
        day: '2026-06-01',
      })),
    ]);
    expect(await rank()).toBeNull();
    const fifth = await aPartner(at.portal);
    await arrangeFacts(
      at.portal,
      Array.from({ length: 3 }, () => ({
        partnerId: fifth.id,
        measure: 'REFERRALS_SUBMITTED',
        day: '2026-06-02',
      })),
    );
    expect(await rank()).toEqual({ rank: 2, of: 5, peers: 'ALL' });
    const board = await ask(
      at.portal,
      at.staff,
      'kpiLeaderboard(kpi: "REFERRALS_SUBMITTED", period: "2026-Q2", by: PARTNER, first: 2)',
      `... on KpiLeaderboard { groups entries { rank key value ${VALUE} } }`,
    );
    expect(board.groups).toBe(5);
    expect(board.entries.map((entry: { rank: number; key: string }) => [entry.rank, entry.key])).toEqual([
      [1, `Partner_${fifth.id}`],
      [2, `Partner_${at.acme}`],
    ]);
    const own = await ask(
      at.portal,
      at.manager.subject,
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
      at.portal,
      at.staff,
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
      at.portal,
      at.staff,
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
    const rates = await ask(
      at.portal,
      at.staff,
      'kpiBreakdown(kpi: "WIN_RATE", period: "2026", by: TIER)',
      parts,
    );
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
    const first = (await ask(at.portal, at.admin.subject, call, facts(''))).entries[0].current.explanation;
    expect(first).toMatchObject({ from: '2026-01-01', until: '2026-08-16' });
    expect(first.facts).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const second = (
      await ask(at.portal, at.admin.subject, call, facts(`, after: "${first.facts.pageInfo.endCursor}"`))
    ).entries[0].current.explanation;
    const all = [...first.facts.nodes, ...second.facts.nodes];
    expect(all.map((fact: { measure: string; day: string }) => `${fact.measure} ${fact.day}`)).toEqual([
      ...['DEALS_LOST 2026-07-31', 'DEALS_LOST 2026-07-03', 'DEALS_LOST 2026-07-02', 'DEALS_WON 2026-06-10'],
    ]);
    expect(new Set(all.map((fact: { partnerId: string }) => fact.partnerId))).toEqual(
      new Set([`Partner_${at.acme}`]),
    );
    const revenue = await ask(
      at.portal,
      at.staff,
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
  const terms = { credited: 'AS_CREDITED', currency: null, now: KPI_NOW } as const;
  const year = { from: day('2026-01-01'), until: day('2026-08-01') };

  it('is the value of a scope, and of every partner at once', async () => {
    const one = await at.portal.arrange((tx) =>
      kpiValue(tx, { ...terms, ...year, kpi: 'WIN_RATE', scope: { kind: 'PARTNER', key: at.acme } }),
    );
    expect(one).toMatchObject({ value: '25', numerator: '1', denominator: '4', currency: null });
    const all = await at.portal.arrange((tx) =>
      kpiValues(tx, { ...terms, kpis: ['WIN_RATE', 'OPEN_DEALS'], ranges: [year], groupBy: 'PARTNER' }),
    );
    expect(
      all.filter(({ kpi }) => kpi === 'WIN_RATE').find(({ scope }) => scope.key === at.globex)?.value,
    ).toBe('100');
    expect(all.filter(({ kpi, value }) => kpi === 'OPEN_DEALS' && value === '0')).toHaveLength(
      all.length / 2,
    );
  });
});
