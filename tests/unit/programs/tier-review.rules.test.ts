import { describe, expect, it } from 'vitest';
import {
  approvalObstacle,
  approvedFrom,
  graceDecision,
  type PeriodReview,
  periodDecision,
  promotionFor,
  type ReviewOutcome,
  type Rung,
  reviewActionsAvailable,
} from '../../../src/domains/programs/tier-review.rules.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const text = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;

const [BASE, SILVER, GOLD] = ['BASE', 'SILVER', 'GOLD'].map(
  (code, place): Rung => ({ id: code.toLowerCase(), code, rank: place + 1 }),
) as [Rung, Rung, Rung];

/** The third quarter, reviewed on the first day after it, of somebody who is in GOLD for long. */
const aReview = (data: Partial<PeriodReview> = {}): PeriodReview => ({
  ...{ periodUntil: day('2026-10-01'), today: day('2026-10-01') },
  ...{ present: GOLD, presentSince: day('2026-01-01'), attained: SILVER, isMet: false },
  ...{ tiers: [BASE, SILVER, GOLD], graceDays: 30, noticeDays: 14, grace: null },
  ...data,
});

const said = ({ outcome, to, effectiveOn }: ReturnType<typeof periodDecision>) =>
  [outcome, to?.code ?? '-', text(effectiveOn) ?? '-'].join(' ');

describe('a period that ended', () => {
  it.each([
    { _case: 'met', data: { isMet: true, attained: GOLD }, is: 'RETAIN GOLD -' },
    {
      _case: 'more than met',
      data: { present: SILVER, attained: GOLD, isMet: true },
      is: 'PROMOTE GOLD 2026-10-01',
    },
    { _case: 'missed', data: {}, is: 'GRACE GOLD 2026-10-30' },
    {
      _case: 'missed, on the last day of the grace',
      data: { today: day('2026-10-30') },
      is: 'GRACE GOLD 2026-10-30',
    },
    {
      _case: 'missed, and looked at only after the grace',
      data: { today: day('2026-10-31') },
      is: 'DEMOTE SILVER 2026-11-14',
    },
    { _case: 'missed, without grace', data: { graceDays: 0 }, is: 'DEMOTE SILVER 2026-10-15' },
    {
      _case: 'missed, without grace nor notice',
      data: { graceDays: 0, noticeDays: 0 },
      is: 'DEMOTE SILVER 2026-10-01',
    },
    {
      _case: 'missed again while a grace runs, which is not given twice',
      data: { grace: { lastDay: day('2026-10-20'), noticedOn: day('2026-07-01') } },
      is: 'GRACE GOLD 2026-10-20',
    },
    {
      _case: 'missed again after the grace, with notice long given',
      data: { grace: { lastDay: day('2026-09-30'), noticedOn: day('2026-07-01') } },
      is: 'DEMOTE SILVER 2026-10-01',
    },
    {
      _case: 'missed again after the grace, with notice given lately',
      data: { grace: { lastDay: day('2026-09-30'), noticedOn: day('2026-09-25') } },
      is: 'DEMOTE SILVER 2026-10-09',
    },
    {
      _case: 'missed again after a grace of which nobody told',
      data: { grace: { lastDay: day('2026-09-30'), noticedOn: null } },
      is: 'DEMOTE SILVER 2026-10-15',
    },
    { _case: 'placed there only since', data: { presentSince: day('2026-10-01') }, is: 'RETAIN GOLD -' },
    {
      _case: 'placed there on its last day',
      data: { presentSince: day('2026-09-30') },
      is: 'GRACE GOLD 2026-10-30',
    },
    {
      _case: 'nothing attained falls to the lowest',
      data: { attained: null, graceDays: 0 },
      is: 'DEMOTE BASE 2026-10-15',
    },
    { _case: 'nothing below the lowest', data: { present: BASE, attained: null }, is: 'RETAIN BASE -' },
    {
      _case: 'in no tier, nothing attained',
      data: { present: null, presentSince: null, attained: null },
      is: 'RETAIN - -',
    },
    {
      _case: 'in no tier, one attained',
      data: { present: null, presentSince: null },
      is: 'PROMOTE SILVER 2026-10-01',
    },
    {
      _case: 'a demotion that is due later is passed from its first day on',
      data: { present: BASE, presentSince: day('2026-10-12') },
      is: 'PROMOTE SILVER 2026-10-12',
    },
    {
      _case: 'a leap day ends a grace',
      data: { periodUntil: day('2028-02-01'), today: day('2028-02-01'), graceDays: 29 },
      is: 'GRACE GOLD 2028-02-29',
    },
  ])('$_case: $is', ({ data, is }) => {
    expect(said(periodDecision(aReview(data)))).toBe(is);
  });

  it('does not propose a promotion again that was decided on', () => {
    const review = aReview({ present: SILVER, attained: GOLD, isMet: true });
    expect(said(periodDecision(review, [GOLD.id]))).toBe('RETAIN SILVER -');
    expect(said(periodDecision(review, [SILVER.id]))).toBe('PROMOTE GOLD 2026-10-01');
  });
});

describe('a grace that is over', () => {
  const over = {
    today: day('2026-10-31'),
    grace: { lastDay: day('2026-10-30'), noticedOn: day('2026-10-02') },
  };

  it.each([
    { _case: 'nothing changed', data: {}, since: BASE, is: 'DEMOTE SILVER 2026-10-31' },
    { _case: 'it recovered since', data: {}, since: GOLD, is: 'RETAIN GOLD -' },
    {
      _case: 'facts of the period came late',
      data: { isMet: true, attained: GOLD },
      since: BASE,
      is: 'RETAIN GOLD -',
    },
    {
      _case: 'it attained more since, but not enough',
      data: { attained: BASE },
      since: SILVER,
      is: 'DEMOTE SILVER 2026-10-31',
    },
    {
      _case: 'nobody told it',
      data: { grace: { ...over.grace, noticedOn: null } },
      since: null,
      is: 'DEMOTE SILVER 2026-11-14',
    },
    {
      _case: 'it is in the lowest tier by now',
      data: { present: BASE, attained: null },
      since: null,
      is: 'RETAIN BASE -',
    },
  ])('$_case: $is', ({ data, since, is }) => {
    expect(said(graceDecision(aReview({ ...over, ...data }), since))).toBe(is);
  });
});

it.each([
  [null, null, null],
  [null, BASE, 'BASE'],
  [SILVER, SILVER, null],
  [SILVER, BASE, null],
  [SILVER, GOLD, 'GOLD'],
] as const)('a promotion from %o with %o attained', (present, attained, to) => {
  expect(promotionFor(present, attained)?.code ?? null).toBe(to);
});

describe('an approval', () => {
  const fits: Parameters<typeof approvalObstacle>[0] = {
    ...{
      outcome: 'PROMOTE' as ReviewOutcome,
      fromTierCode: 'SILVER',
      effectiveOn: day('2026-10-01'),
      takesPart: true,
    },
    ...{ present: SILVER, to: GOLD, today: day('2026-10-05') },
  };

  it.each([
    { _case: 'it fits', data: {}, is: null },
    { _case: 'it left', data: { takesPart: false }, is: /no longer takes part/ },
    { _case: 'it was moved', data: { present: BASE }, is: /another tier/ },
    { _case: 'it is in no tier', data: { present: null }, is: /another tier/ },
    { _case: 'the tier is gone', data: { to: null }, is: /no longer part/ },
    { _case: 'the tier ranks lower by now', data: { to: BASE }, is: /any more/ },
    { _case: 'a demotion that is one', data: { outcome: 'DEMOTE', to: BASE }, is: null },
    { _case: 'a demotion that is none', data: { outcome: 'DEMOTE', to: SILVER }, is: /any more/ },
    { _case: 'a tier that is retained, though gone', data: { outcome: 'RETAIN', to: null }, is: null },
    { _case: 'a grace that is over', data: { outcome: 'GRACE', effectiveOn: day('2026-10-04') }, is: /over/ },
    {
      _case: 'the last day of a grace',
      data: { outcome: 'GRACE', effectiveOn: day('2026-10-05') },
      is: null,
    },
  ] as const)('$_case', ({ data, is }) => {
    const obstacle = approvalObstacle({ ...fits, ...data });
    if (is) expect(obstacle).toMatch(is);
    else expect(obstacle).toBeNull();
  });

  it.each([
    ['2026-10-01', '2026-10-05', '2026-10-05'],
    ['2026-10-15', '2026-10-05', '2026-10-15'],
  ])('of what was proposed from %s holds on %s from %s', (proposed, today, from) => {
    expect(text(approvedFrom(day(proposed), day(today)))).toBe(from);
  });
});

it('says what can be done with a proposal, and what stands in the way', () => {
  const review: Parameters<typeof reviewActionsAvailable>[0] = {
    ...{
      status: 'PROPOSED' as const,
      outcome: 'GRACE' as const,
      fromTierCode: 'GOLD',
      presentTierCode: 'GOLD',
    },
    ...{ effectiveOn: day('2026-10-30'), today: day('2026-10-31') },
  };
  const because = (data: object, roles = ['PARTNER_OPERATIONS'] as const) =>
    reviewActionsAvailable({ ...review, ...data }, roles).map(
      ({ action, available, blockedBecause }) => `${action} ${available} ${blockedBecause ?? ''}`,
    );
  expect(because({})).toEqual(['APPROVE false the days of grace are over.', 'DISMISS true ']);
  expect(because({ presentTierCode: null })[0]).toContain('another tier');
  expect(because({ presentTierCode: undefined })[0]).toContain('no longer takes part');
  expect(because({ today: day('2026-10-30') })).toEqual(['APPROVE true ', 'DISMISS true ']);
  expect(because({ status: 'APPROVED' })).toEqual([]);
  expect(reviewActionsAvailable(review, ['CHANNEL_MANAGER'])).toEqual([]);
});
