import { beforeAll, describe, expect, it } from 'vitest';
import { aReferralHistory } from '../support/attainment.ts';
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

describe('REFERRALS_SUBMITTED', () => {
  it('counts each referral once, at its first submission, without those withdrawn, as they were known', async () => {
    const partnerId = await partnerOf(portal);
    const standing = await asking(portal, { metric: 'REFERRALS_SUBMITTED', threshold: '2' });
    const plain = await aReferralHistory(portal, partnerId, ['submitted', '2026-02-01T12:00:00Z']);
    const again = await aReferralHistory(
      portal,
      partnerId,
      ['submitted', '2025-12-01T12:00:00Z'],
      ['returned', '2025-12-02T12:00:00Z'],
      ['submitted', '2026-01-10T12:00:00Z'],
    );
    const withdrawn = await aReferralHistory(
      portal,
      partnerId,
      ['submitted', '2026-02-02T12:00:00Z'],
      ['withdrawn', '2026-03-02T12:00:00Z'],
    );
    const late = await aReferralHistory(portal, partnerId, [
      'submitted',
      '2026-02-03T12:00:00Z',
      { bookedAt: '2026-03-20T12:00:00Z' },
    ]);
    const imported = await aReferralHistory(portal, partnerId, [
      'imported',
      '2026-02-04T12:00:00Z',
      { data: { to: 'ACCEPTED' } },
    ]);
    // Midnight in New York is five hours after midnight in UTC: the year has not begun.
    await aReferralHistory(portal, partnerId, ['submitted', '2026-01-01T04:59:00Z']);
    const march = await standing(partnerId, IN_MARCH);
    expect(march.actual).toBe('2');
    expect(ids(march.counted)).toEqual([imported, plain]);
    expect(reasons(march.excluded)).toEqual({ [again]: 'SUBMITTED_BEFORE', [withdrawn]: 'WITHDRAWN' });
    expect(march.excludedByReason).toEqual({ SUBMITTED_BEFORE: 1, WITHDRAWN: 1 });
    // Before it was withdrawn it counted.
    expect((await standing(partnerId, '2026-03-01T12:00:00Z')).actual).toBe('3');
    const april = await standing(partnerId, '2026-04-15T12:00:00Z', 'FY2026-Q1');
    expect(april).toMatchObject({ actual: '3', isProvisional: false, status: 'MET' });
    expect(ids(april.counted)).toContain(late);
  });
});

describe('REFERRALS_ACCEPTED and ACCEPTANCE_RATE', () => {
  it('follow the last decision known', async () => {
    const partnerId = await partnerOf(portal);
    const accepted = await asking(portal, { metric: 'REFERRALS_ACCEPTED', threshold: '2' });
    const rate = await asking(portal, { metric: 'ACCEPTANCE_RATE', threshold: '50' });
    const one = await aReferralHistory(
      portal,
      partnerId,
      ['submitted', '2025-12-30T12:00:00Z'],
      ['accepted', '2026-01-02T12:00:00Z'],
    );
    const rejected = await aReferralHistory(
      portal,
      partnerId,
      ['submitted', '2026-01-02T12:00:00Z'],
      ['rejected', '2026-01-03T12:00:00Z'],
    );
    const overridden = await aReferralHistory(
      portal,
      partnerId,
      ['rejected', '2026-01-04T12:00:00Z'],
      ['accepted', '2026-02-04T12:00:00Z'],
    );
    const ceded = await aReferralHistory(
      portal,
      partnerId,
      ['accepted', '2026-01-05T12:00:00Z'],
      ['contested', '2026-02-05T12:00:00Z'],
      ['closed', '2026-02-06T12:00:00Z', { data: { from: 'CONTESTED', code: 'CUSTOMER_OVERLAP' } }],
    );
    const settled = await aReferralHistory(
      portal,
      partnerId,
      ['accepted', '2026-01-06T12:00:00Z'],
      ['contested', '2026-02-05T12:00:00Z'],
      ['settled', '2026-02-06T12:00:00Z'],
    );
    const lostLater = await aReferralHistory(
      portal,
      partnerId,
      ['accepted', '2026-01-07T12:00:00Z'],
      ['closed', '2026-02-06T12:00:00Z', { data: { from: 'ACCEPTED', code: 'LOST' } }],
    );
    const withdrawn = await aReferralHistory(
      portal,
      partnerId,
      ['accepted', '2026-01-08T12:00:00Z'],
      ['withdrawn', '2026-02-06T12:00:00Z'],
    );
    const received = await aReferralHistory(portal, partnerId, [
      'received',
      '2026-01-09T12:00:00Z',
      { data: { to: 'ACCEPTED' } },
    ]);
    const given = await aReferralHistory(
      portal,
      partnerId,
      ['accepted', '2026-01-10T12:00:00Z'],
      ['closed', '2026-02-06T12:00:00Z', { data: { from: 'ACCEPTED', code: 'TRANSFERRED' } }],
    );
    const march = await accepted(partnerId, IN_MARCH);
    expect(ids(march.counted).sort()).toEqual([one, overridden, settled, lostLater, received].sort());
    expect(march.actual).toBe('5');
    expect(reasons(march.excluded)).toEqual({
      [rejected]: 'REJECTED',
      [ceded]: 'CEDED',
      [withdrawn]: 'WITHDRAWN',
      [given]: 'TRANSFERRED',
    });
    const percent = await rate(partnerId, IN_MARCH);
    // Of one, rejected, overridden, settled and lostLater four were accepted; the one received was never decided.
    expect(percent.actual).toBe('80');
    expect(reasons(percent.excluded)).toEqual({
      [ceded]: 'CEDED',
      [withdrawn]: 'WITHDRAWN',
      [given]: 'TRANSFERRED',
      [received]: 'NOT_DECIDED',
    });
    expect(percent.steps).toContainEqual({
      code: 'PERCENT_OF_FACTS',
      inputs: { sum: '4', facts: '5' },
      result: '80',
    });
    // On 20 January the rejection stood, and nothing was taken back: 6 of 8.
    expect((await rate(partnerId, '2026-01-20T12:00:00Z')).actual).toBe('75');
  });
});
