import { describe, expect, it } from 'vitest';
import { isCurrent, notBefore, takesPeople } from '../../../src/domains/people/membership.rules.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));

describe('a time at a partner', () => {
  it.each([
    { _case: 'its first instant', validTo: at(9), on: at(5), current: true },
    { _case: 'its end, which is no part of it', validTo: at(9), on: at(9), current: false },
    { _case: 'before it', validTo: null, on: at(4), current: false },
    { _case: 'any day after, without an end', validTo: null, on: at(31), current: true },
    { _case: 'its only instant, when it was ended at once', validTo: at(5), on: at(5), current: false },
  ])('holds on $_case: $current', ({ validTo, on, current }) => {
    expect(isCurrent({ validFrom: at(5), validTo }, on)).toBe(current);
  });

  it('begins now, or with what began a moment later already', () => {
    expect(notBefore(at(5), [])).toEqual(at(5));
    expect(notBefore(at(5), [{ validFrom: at(3) }, { validFrom: at(6) }])).toEqual(at(6));
  });
});

it.each([
  ['APPLIED', false],
  ['APPROVED', true],
  ['ONBOARDING', true],
  ['ACTIVE', true],
  ['SUSPENDED', true],
  ['TERMINATED', false],
  ['DECLINED', false],
])('a partner that is %s takes in people: %s', (status, takes) => {
  expect(takesPeople(status)).toBe(takes);
});
