import { beforeAll, describe, expect, it } from 'vitest';
import { aDeal } from '../support/attainment.ts';
import {
  asking,
  IN_MARCH,
  ids,
  partnerOf,
  reasons,
  startPortalInNewYork,
} from '../support/attainment-asking.ts';
import type { Portal } from '../support/portal.ts';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortalInNewYork();
});

describe('DEALS_WON and REVENUE_WON', () => {
  it('count what is credited and won, exactly, and tell why the rest is not', async () => {
    const partnerId = await partnerOf(portal);
    const rates = [{ currency: 'USD', rate: '0.9' }];
    const deals = await asking(portal, { metric: 'DEALS_WON', threshold: '3' }, { rates });
    const revenue = await asking(portal, { metric: 'REVENUE_WON', threshold: '10000' }, { rates });
    const credit = { partnerId, decidedAt: '2026-02-01T12:00:00Z' };
    const won = (amountMinor: bigint | null, currency: string | null, at = '2026-02-01T12:00:00Z') => ({
      changes: [
        { stage: 'PROPOSAL', at: '2026-01-05T12:00:00Z', amountMinor, currency, closeOn: '2026-02-01' },
        { stage: 'WON', at, amountMinor, currency, closeOn: '2026-02-01' },
      ],
    });
    const whole = await aDeal(portal, { ...won(1_000_00n, 'EUR'), credits: [credit] });
    const third = await aDeal(portal, { ...won(100_00n, 'EUR'), credits: [{ ...credit, share: [1, 3] }] });
    const dollars = await aDeal(portal, { ...won(10_05n, 'USD'), credits: [credit] });
    const pounds = await aDeal(portal, { ...won(10_00n, 'GBP'), credits: [credit] });
    const unpriced = await aDeal(portal, { ...won(null, null), credits: [credit] });
    const nothing = await aDeal(portal, { ...won(10_00n, 'EUR'), credits: [{ ...credit, share: [0, 1] }] });
    const held = await aDeal(portal, { ...won(10_00n, 'EUR'), credits: [{ ...credit, status: 'HELD' }] });
    const undecided = await aDeal(portal, {
      ...won(10_00n, 'EUR'),
      credits: [{ ...credit, status: 'PENDING' }],
    });
    const lost = await aDeal(portal, {
      changes: [{ stage: 'LOST', at: '2026-02-01T12:00:00Z' }],
      credits: [{ ...credit, status: 'NOT_ATTRIBUTED' }],
    });
    // Won before the quarter by the vendor's clocks, whatever it was called since.
    await aDeal(portal, {
      changes: [
        { stage: 'WON', at: '2026-01-01T04:30:00Z' },
        { stage: 'WON', at: '2026-02-03T12:00:00Z', amountMinor: 200_00n },
      ],
      credits: [{ ...credit, decidedAt: '2026-01-01T04:30:00Z' }],
    });
    const open = await aDeal(portal, {
      changes: [
        { stage: 'PROPOSAL', at: '2026-01-20T12:00:00Z', amountMinor: 50_00n, closeOn: '2026-03-20' },
      ],
      credits: [{ ...credit, status: 'PENDING' }],
    });
    const march = await revenue(partnerId, IN_MARCH);
    // 1,000 + 100/3 + 10.05 x 0.9 = 1,042.378333..., and half of the open 50 comes on top.
    expect(march).toMatchObject({ actual: '1042.38', gap: '8957.62', percent: '10.42' });
    expect(march).toMatchObject({ projection: '1067.38', projectionMethod: 'PIPELINE', status: 'AT_RISK' });
    expect(ids(march.counted).sort()).toEqual([whole, third, dollars].sort());
    expect(reasons(march.excluded)).toEqual({
      [pounds]: 'NO_RATE',
      [unpriced]: 'NO_AMOUNT',
      [nothing]: 'NOT_CREDITED',
      [held]: 'CONTESTED',
      [undecided]: 'UNDECIDED',
      [lost]: 'LOST',
      [open]: 'NOT_WON',
    });
    expect(march.steps.slice(0, 3)).toEqual([
      {
        code: 'CONVERTED',
        inputs: { currency: 'EUR', amount: '1033.333333', rate: '1' },
        result: '1033.333333',
      },
      { code: 'CONVERTED', inputs: { currency: 'USD', amount: '10.05', rate: '0.9' }, result: '9.045' },
      {
        code: 'ROUNDED',
        inputs: { amount: '1042.378333333333333333', digits: '2', currency: 'EUR' },
        result: '1042.38',
      },
    ]);
    const count = await deals(partnerId, IN_MARCH);
    expect(count).toMatchObject({ actual: '5', projection: '5.5', status: 'MET' });
    expect(ids(count.counted).sort()).toEqual([whole, third, dollars, pounds, unpriced].sort());
    // On 25 January all of them were open, and nobody had decided on them.
    expect((await deals(partnerId, '2026-01-25T12:00:00Z')).actual).toBe('0');
  });

  it('know a win that was booked late only from then on, and forget one that was taken back', async () => {
    const partnerId = await partnerOf(portal);
    const deals = await asking(portal, { metric: 'DEALS_WON', threshold: '1' });
    await aDeal(portal, {
      changes: [
        { stage: 'WON', at: '2026-02-10T12:00:00Z', bookedAt: '2026-03-01T12:00:00Z' },
        {
          stage: 'PROPOSAL',
          at: '2026-03-10T12:00:00Z',
          bookedAt: '2026-03-10T12:00:00Z',
          closeOn: '2026-09-01',
        },
        { stage: 'WON', at: '2026-03-12T12:00:00Z' },
      ],
      credits: [
        { partnerId, decidedAt: '2026-03-01T12:00:00Z', endedAt: '2026-03-10T12:00:00Z' },
        { partnerId, decidedAt: '2026-03-10T12:00:00Z', endedAt: '2026-03-12T12:00:00Z', status: 'PENDING' },
        { partnerId, decidedAt: '2026-03-12T12:00:00Z' },
      ],
    });
    const on = async (asOf: string) => {
      const { actual, counted } = await deals(partnerId, asOf);
      return [actual, ...counted.map(({ at }) => at)];
    };
    expect(await on('2026-02-20T12:00:00Z')).toEqual(['0']);
    expect(await on('2026-03-05T12:00:00Z')).toEqual(['1', '2026-02-10T12:00:00.000Z']);
    expect(await on('2026-03-11T12:00:00Z')).toEqual(['0']);
    expect(await on('2026-03-15T12:00:00Z')).toEqual(['1', '2026-03-12T12:00:00.000Z']);
  });

  it('count a deal once for a master account, and share its revenue', async () => {
    const [master, sub] = [await partnerOf(portal), await partnerOf(portal)];
    await portal.arrange((tx) => tx.partner.update({ where: { id: sub }, data: { masterId: master } }));
    const decidedAt = '2026-02-01T12:00:00Z';
    await aDeal(portal, {
      changes: [{ stage: 'WON', at: decidedAt, amountMinor: 90_00n }],
      credits: [
        { partnerId: master, decidedAt, share: [1, 3] },
        { partnerId: sub, decidedAt, share: [2, 3] },
      ],
    });
    const level = 'MASTER_ACCOUNT';
    const deals = await asking(portal, { metric: 'DEALS_WON', threshold: '1', level });
    const revenue = await asking(portal, { metric: 'REVENUE_WON', threshold: '100', level });
    const own = await asking(portal, { metric: 'REVENUE_WON', threshold: '100' });
    expect(await deals(sub, IN_MARCH)).toMatchObject({ actual: '1', excludedByReason: { SAME_DEAL: 1 } });
    expect(await revenue(sub, IN_MARCH)).toMatchObject({ actual: '90' });
    expect(await revenue(master, IN_MARCH)).toMatchObject({ actual: '90' });
    expect(await own(sub, IN_MARCH)).toMatchObject({ actual: '60' });
  });
});
