import { beforeAll, describe, expect, it } from 'vitest';
import { ask, type CountedPortal, series, startCountedPortal } from '../../support/kpi-portal.ts';

let at: CountedPortal;

beforeAll(async () => {
  at = await startCountedPortal();
});

const JUNE_TO_AUGUST = 'from: "2026-06-01", until: "2026-08-01"';

describe('a series', () => {
  it('is of sums in each point, and in all of them of all sums', async () => {
    expect(await series(at.portal, at.staff, `kpi: "WIN_RATE", grain: MONTH, ${JUNE_TO_AUGUST}`)).toEqual([
      ['FY2026-P06', '100'],
      ['FY2026-P07', '40'],
    ]);
    // Three of six, where the average of the months would be 70.
    expect(await series(at.portal, at.staff, `kpi: "WIN_RATE", grain: YEAR, ${JUNE_TO_AUGUST}`)).toEqual([
      ['FY2026', '50'],
    ]);
  });

  it('has weeks across months', async () => {
    expect(
      await series(
        at.portal,
        at.staff,
        'kpi: "WIN_RATE", grain: WEEK, from: "2026-06-29", until: "2026-07-13"',
      ),
    ).toEqual([
      ['2026-W27', '50'],
      ['2026-W28', null],
    ]);
  });

  it('merges histograms, and counts members once', async () => {
    expect(
      await series(at.portal, at.staff, `kpi: "GO_LIVE_TIME_MEDIAN", grain: YEAR, ${JUNE_TO_AUGUST}`),
    ).toEqual([['FY2026', '100']]);
    expect(
      await series(at.portal, at.staff, `kpi: "ACTIVE_PORTAL_USERS", grain: MONTH, ${JUNE_TO_AUGUST}`),
    ).toEqual([
      ['FY2026-P06', '0'],
      ['FY2026-P07', '1'],
    ]);
    expect(
      await series(
        at.portal,
        at.staff,
        'kpi: "ACTIVE_PORTAL_USERS", grain: DAY, from: "2026-07-01", until: "2026-07-04"',
      ),
    ).toEqual([
      ['2026-07-01', '1'],
      ['2026-07-02', '1'],
      ['2026-07-03', '0'],
    ]);
  });

  it('reads levels at the end of each point', async () => {
    expect(
      await series(
        at.portal,
        at.staff,
        'kpi: "OPEN_DEALS", grain: MONTH, from: "2026-05-01", until: "2026-08-01"',
      ),
    ).toEqual([
      ['FY2026-P05', '1'],
      ['FY2026-P06', '1'],
      ['FY2026-P07', '0'],
    ]);
    expect(
      await series(
        at.portal,
        at.staff,
        'kpi: "OPEN_DEALS", grain: DAY, from: "2026-07-08", until: "2026-07-11"',
      ),
    ).toEqual([
      ['2026-07-08', '1'],
      ['2026-07-09', '1'],
      ['2026-07-10', '0'],
    ]);
    expect(
      await series(
        at.portal,
        at.staff,
        'kpi: "CERTIFIED_PEOPLE", grain: MONTH, from: "2026-05-01", until: "2026-09-01"',
      ),
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
    expect(await series(at.portal, at.staff, `kpi: "NET_REVENUE_RETENTION", ${july}`)).toEqual([
      ['FY2026-P07', '120'],
    ]);
    expect(await series(at.portal, at.staff, `kpi: "GROSS_REVENUE_RETENTION", ${july}`)).toEqual([
      ['FY2026-P07', '80'],
    ]);
  });

  it('is as credited, or restated', async () => {
    const of = (person: string, credited: string) =>
      series(
        at.portal,
        at.staff,
        `kpi: "WIN_RATE", scope: {kind: MANAGER, key: "Person_${person}"}, credited: ${credited}, grain: YEAR, ${JUNE_TO_AUGUST}`,
      );
    expect(await of(at.formerManager.personId, 'AS_CREDITED')).toEqual([['FY2026', '100']]);
    expect(await of(at.manager.personId, 'AS_CREDITED')).toEqual([['FY2026', '0']]);
    expect(await of(at.formerManager.personId, 'RESTATED')).toEqual([['FY2026', null]]);
    expect(await of(at.manager.personId, 'RESTATED')).toEqual([['FY2026', '25']]);
  });

  it('converts what is of other currencies at the end of its month', async () => {
    const revenue = `kpi: "REVENUE_WON", grain: YEAR, ${JUNE_TO_AUGUST}`;
    expect(await series(at.portal, at.staff, revenue)).toMatchObject({
      code: 'MIXED_CURRENCIES',
      currencies: ['EUR', 'USD'],
    });
    // 100 + 10 x 1.2 of June + 50 x 1.1 of July
    expect(await series(at.portal, at.staff, `${revenue}, currency: "USD"`)).toEqual([['FY2026', '167.00']]);
    expect(await series(at.portal, at.staff, `${revenue}, currency: "GBP"`)).toMatchObject({
      code: 'MISSING_EXCHANGE_RATE',
    });
    expect(await series(at.portal, at.admin.subject, revenue)).toEqual([['FY2026', '100.00']]);
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
    {
      call: 'kpi: "WIN_RATE", grain: YEAR, from: "2026-01-01", until: "2999-01-01"',
      refused: { reason: 'TOO_LONG', limit: '20' },
    },
    {
      call: `kpi: "WIN_RATE", grain: YEAR, ${JUNE_TO_AUGUST}, asOf: "2026-08-15T12:00:00.001Z"`,
      refused: { code: 'INVALID_RANGE', reason: 'FUTURE', limit: '2026-08-15T12:00:00.000Z' },
    },
  ])('refuses $call', async ({ call, refused }) => {
    const found = await series(at.portal, at.staff, call);
    expect(found).toMatchObject(refused);
  });
});

describe('a partner', () => {
  it('reads its own, of what is shown to partners', async () => {
    expect(
      await series(at.portal, at.admin.subject, `kpi: "WIN_RATE", grain: YEAR, ${JUNE_TO_AUGUST}`),
    ).toEqual([['FY2026', '25']]);
    for (const scope of [
      `{kind: PARTNER, key: "Partner_${at.globex}"}`,
      '{kind: ALL}',
      `{kind: MANAGER, key: "Person_${at.manager.personId}"}`,
    ])
      expect(
        await series(
          at.portal,
          at.admin.subject,
          `kpi: "WIN_RATE", scope: ${scope}, grain: YEAR, ${JUNE_TO_AUGUST}`,
        ),
      ).toMatchObject({
        code: 'NOT_FOUND',
      });
    expect(
      await series(at.portal, at.admin.subject, `kpi: "SLA_MET_RATE", grain: YEAR, ${JUNE_TO_AUGUST}`),
    ).toMatchObject({
      code: 'UNKNOWN_KPI',
    });
    const { data } = await at.portal.send(at.admin.subject, '{ kpiCatalogue { code isVisibleToPartners } }');
    expect(data.kpiCatalogue.every((kpi: { isVisibleToPartners: boolean }) => kpi.isVisibleToPartners)).toBe(
      true,
    );
    const board = 'kpiLeaderboard(kpi: "WIN_RATE", period: "2026", by: PARTNER)';
    expect(await ask(at.portal, at.admin.subject, board, '... on KpiLeaderboard { groups }')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
