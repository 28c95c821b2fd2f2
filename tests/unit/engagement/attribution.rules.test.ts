import { describe, expect, it } from 'vitest';
import { type AttributionFacts, attributionOf } from '../../../src/domains/engagement/attribution.rules.ts';

const BERLIN = 'Europe/Berlin';
const span = (from: string, until: string) => ({ from: new Date(from), until: new Date(until) });

/** Protected from 1 March 10:00 to 30 May 10:00 in Berlin; the tail of 30 days ends on 29 June. */
const facts = (data: Partial<AttributionFacts> = {}): AttributionFacts => ({
  word: null,
  referralEndedOn: null,
  protectionSpans: [span('2026-03-01T09:00:00Z', '2026-05-30T08:00:00Z')],
  openedOn: '2026-03-10',
  knownAt: new Date('2026-03-11T00:00:00Z'),
  stage: 'OPEN',
  wonOn: null,
  tailDays: 30,
  timeZone: BERLIN,
  ...data,
});
const won = (wonOn: string, data: Partial<AttributionFacts> = {}) => facts({ stage: 'WON', wonOn, ...data });
const answerOf = (given: AttributionFacts, asOfDay = '2026-06-01') => {
  const { status, because, tailEndsOn } = attributionOf(given, asOfDay);
  return [status, because, tailEndsOn];
};

describe('a win', () => {
  it.each([
    ['under protection', '2026-04-01', 'ATTRIBUTED', 'PROTECTED'],
    ['after protection, within the tail', '2026-06-15', 'ATTRIBUTED', 'PROTECTED'],
    ['on the last day of the tail', '2026-06-29', 'ATTRIBUTED', 'PROTECTED'],
    ['on the day after', '2026-06-30', 'NOT_ATTRIBUTED', 'TAIL_OVER'],
  ])('%s', (_case, wonOn, status, because) => {
    // However late we learn of it, the day of the win decides.
    expect(answerOf(won(wonOn), '2027-01-01')).toEqual([status, because, '2026-06-29']);
  });

  it('has its tail counted from the day of the end in the vendor’s time zone', () => {
    const protectionSpans = [span('2026-03-01T09:00:00Z', '2026-05-29T22:30:00Z')];
    expect(answerOf(won('2026-06-29', { protectionSpans }))[0]).toBe('ATTRIBUTED');
    expect(answerOf(won('2026-06-29', { protectionSpans, timeZone: 'UTC' }))[0]).toBe('NOT_ATTRIBUTED');
  });

  it('after a gap has the tail of the protection that was given again, once that had begun', () => {
    const [first] = facts().protectionSpans;
    const protectionSpans = [first!, span('2026-07-10T08:00:00Z', '2026-08-10T08:00:00Z')];
    expect(answerOf(won('2026-07-09', { protectionSpans }))).toEqual([
      'NOT_ATTRIBUTED',
      'TAIL_OVER',
      '2026-06-29',
    ]);
    expect(answerOf(won('2026-07-10', { protectionSpans }))).toEqual([
      'ATTRIBUTED',
      'PROTECTED',
      '2026-09-09',
    ]);
  });

  it('without a tail counts on the day of the end itself only', () => {
    expect(answerOf(won('2026-05-30', { tailDays: 0 }))[0]).toBe('ATTRIBUTED');
    expect(answerOf(won('2026-05-31', { tailDays: 0 }))[0]).toBe('NOT_ATTRIBUTED');
  });
});

describe('a deal', () => {
  it.each([
    ['on the day of acceptance, whatever the hour', '2026-03-01', 'PENDING', 'DEAL_OPEN'],
    ['on the day before', '2026-02-28', 'NOT_ATTRIBUTED', 'NOT_PROTECTED_WHEN_OPENED'],
    ['on the day of the end', '2026-05-30', 'PENDING', 'DEAL_OPEN'],
    ['on the day after the end', '2026-05-31', 'NOT_ATTRIBUTED', 'NOT_PROTECTED_WHEN_OPENED'],
  ])('that opened %s', (_case, openedOn, status, because) => {
    expect(answerOf(facts({ openedOn })).slice(0, 2)).toEqual([status, because]);
  });

  it('of which no day is known opened when it became known, to the millisecond', () => {
    const knownAt = (instant: string) => facts({ openedOn: null, knownAt: new Date(instant) });
    expect(answerOf(knownAt('2026-05-30T07:59:59.999Z'))[1]).toBe('DEAL_OPEN');
    expect(answerOf(knownAt('2026-05-30T08:00:00.000Z'))[1]).toBe('NOT_PROTECTED_WHEN_OPENED');
    expect(answerOf(knownAt('2026-03-01T09:00:00.000Z'))[1]).toBe('DEAL_OPEN');
    expect(answerOf(knownAt('2026-03-01T08:59:59.999Z'))[1]).toBe('NOT_PROTECTED_WHEN_OPENED');
  });

  it('that is open is pending until its tail is over, and not when protection is given again', () => {
    expect(answerOf(facts(), '2026-06-29')).toEqual(['PENDING', 'DEAL_OPEN', '2026-06-29']);
    expect(answerOf(facts(), '2026-06-30')).toEqual(['NOT_ATTRIBUTED', 'TAIL_OVER', '2026-06-29']);
    const protectionSpans = [
      ...facts().protectionSpans,
      span('2026-07-10T08:00:00Z', '2026-08-10T08:00:00Z'),
    ];
    expect(answerOf(facts({ protectionSpans }), '2026-07-10')).toEqual([
      'PENDING',
      'DEAL_OPEN',
      '2026-09-09',
    ]);
  });

  it('that was lost earns nothing, until it reopens', () => {
    expect(answerOf(facts({ stage: 'LOST' }))).toEqual(['NOT_ATTRIBUTED', 'DEAL_LOST', null]);
    expect(answerOf(facts())[0]).toBe('PENDING');
  });

  it('that was never protected is not attributed', () => {
    expect(answerOf(won('2026-04-01', { protectionSpans: [] }))[1]).toBe('NOT_PROTECTED_WHEN_OPENED');
  });
});

describe('a referral that ended', () => {
  it('earns what was won by that day, and has no tail', () => {
    const referralEndedOn = '2026-04-10';
    expect(answerOf(won('2026-04-10', { referralEndedOn }))[0]).toBe('ATTRIBUTED');
    expect(answerOf(won('2026-04-11', { referralEndedOn }))).toEqual([
      'NOT_ATTRIBUTED',
      'REFERRAL_ENDED',
      null,
    ]);
    expect(answerOf(facts({ referralEndedOn }))[1]).toBe('REFERRAL_ENDED');
  });
});

describe("the vendor's own word", () => {
  it.each(['IMPORTED', 'CREDITED_BY_CRM', 'CONTEST_DECIDED'] as const)('%s needs no protection', (word) => {
    const unprotected = { word, protectionSpans: [], openedOn: '2019-01-01' };
    expect(answerOf(won('2030-01-01', unprotected))).toEqual(['ATTRIBUTED', word, null]);
    expect(answerOf(facts(unprotected))).toEqual(['PENDING', word, null]);
    expect(answerOf(facts({ ...unprotected, stage: 'LOST' }))[0]).toBe('NOT_ATTRIBUTED');
  });
});

it('says what it looked at, in ids, days and numbers', () => {
  expect(attributionOf(won('2026-06-15'), '2026-06-20').steps).toEqual([
    {
      code: 'PROTECTED_WHEN_OPENED',
      holds: true,
      on: '2026-03-10',
      from: '2026-03-01T09:00:00.000Z',
      until: '2026-05-30T08:00:00.000Z',
    },
    { code: 'WON', holds: true, on: '2026-06-15' },
    { code: 'WITHIN_TAIL', holds: true, on: '2026-06-29', days: 30 },
  ]);
});
