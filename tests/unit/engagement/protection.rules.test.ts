import { describe, expect, it } from 'vitest';
import {
  extensionOf,
  isProtectedAt,
  isRequestedInTime,
  type ProtectionCause,
  type ProtectionFact,
  protectionSpansOf,
} from '../../../src/domains/engagement/protection.rules.ts';

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 0, day, hour));
const fact = (cause: ProtectionCause, from: number, until: number): ProtectionFact => ({
  cause,
  startsAt: at(from),
  endsAt: at(until),
});
const spansOf = (...facts: ProtectionFact[]) =>
  protectionSpansOf(facts).map(({ from, until }) => [from.getUTCDate(), until.getUTCDate()]);

describe('spans of protection', () => {
  it.each([
    { _case: 'none before acceptance', facts: [], spans: [] },
    { _case: 'one from acceptance', facts: [fact('ACCEPTED', 1, 10)], spans: [[1, 10]] },
    {
      _case: 'an extension without a gap is the same span',
      facts: [fact('ACCEPTED', 1, 10), fact('EXTENDED', 10, 15)],
      spans: [[1, 15]],
    },
    {
      _case: 'what is given again after a gap is a second span',
      facts: [fact('ACCEPTED', 1, 10), fact('RESTORED', 12, 15)],
      spans: [
        [1, 10],
        [12, 15],
      ],
    },
    {
      _case: 'what overlaps several spans joins them',
      facts: [fact('ACCEPTED', 1, 4), fact('RESTORED', 6, 8), fact('RESTORED', 3, 7)],
      spans: [[1, 8]],
    },
    {
      _case: 'an end cuts what holds, and takes away what was to come',
      facts: [fact('ACCEPTED', 1, 10), fact('RESTORED', 12, 15), fact('ENDED', 5, 5)],
      spans: [[1, 5]],
    },
    {
      _case: 'what is given after an end holds',
      facts: [fact('ACCEPTED', 1, 10), fact('ENDED', 5, 5), fact('RESTORED', 7, 9)],
      spans: [
        [1, 5],
        [7, 9],
      ],
    },
  ])('$_case', ({ facts, spans }) => {
    expect(spansOf(...facts)).toEqual(spans);
  });

  it('hold at their first instant, and no longer at their end', () => {
    const spans = protectionSpansOf([fact('ACCEPTED', 1, 10), fact('RESTORED', 12, 15)]);
    const before = (date: Date) => new Date(date.getTime() - 1);
    const held = [before(at(1)), at(1), before(at(10)), at(10), before(at(12)), at(12), at(15)].map(
      (instant) => isProtectedAt(spans, instant),
    );
    expect(held).toEqual([false, true, true, false, false, true, false]);
  });
});

describe('an extension', () => {
  const asked = { requestedAt: at(9), decidedAt: at(20), protectedUntil: at(10), isLetGo: false, days: 30 };

  it('goes on where the protection ends, however late it is decided', () => {
    expect(extensionOf(asked)).toEqual({ cause: 'EXTENDED', startsAt: at(10), endsAt: at(40) });
  });

  it('asked for at the end itself is too late, and begins with the decision', () => {
    expect(isRequestedInTime(new Date(at(10).getTime() - 1), at(10))).toBe(true);
    expect(isRequestedInTime(at(10), at(10))).toBe(false);
    expect(extensionOf({ ...asked, requestedAt: at(10) })).toEqual({
      cause: 'RESTORED',
      startsAt: at(20),
      endsAt: at(50),
    });
  });

  it('begins with the decision where the claim was let go', () => {
    expect(extensionOf({ ...asked, isLetGo: true }).cause).toBe('RESTORED');
  });
});
