import { describe, expect, it } from 'vitest';
import {
  type AgreementFacts,
  agreementActionsAvailable,
  agreementStatusOf,
  bestOf,
  earlierOf,
  expiryOf,
  isExpiring,
  requiredStandingOf,
} from '../../../src/domains/agreements/agreement.rules.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const TODAY = day('2026-06-15');

const facts = (given: Partial<AgreementFacts> = {}): AgreementFacts => ({
  method: 'ACCEPTED',
  effectiveFrom: day('2026-01-01'),
  effectiveTo: day('2027-01-01'),
  recordedAt: day('2026-01-01'),
  decisions: [],
  ...given,
});
const decided = (outcome: string, effectiveOn = '2026-06-01') => [{ outcome, effectiveOn: day(effectiveOn) }];

describe('the first day without it', () => {
  it.each([
    ['2026-03-10', 12, '2027-03-10'],
    ['2024-02-29', 12, '2025-03-01'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-01-31', 1, '2026-03-01'],
    ['2024-01-31', 1, '2024-03-01'],
    ['2026-01-30', 1, '2026-03-01'],
    ['2026-01-28', 1, '2026-02-28'],
    ['2026-08-31', 1, '2026-10-01'],
    ['2025-12-31', 2, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-31'],
  ])('of what begins on %s for %i months is %s', (from, months, until) => {
    expect(expiryOf(day(from), months)).toEqual(day(until));
  });

  it('is none where it has no end, and the earlier of two ends', () => {
    expect(expiryOf(TODAY, null)).toBeNull();
    expect(earlierOf(null, TODAY)).toEqual(TODAY);
    expect(earlierOf(day('2026-07-01'), TODAY)).toEqual(TODAY);
    expect(earlierOf(null, null)).toBeNull();
  });
});

describe('the status on a day', () => {
  it.each([
    ['holds', facts(), 'IN_FORCE'],
    ['holds on its first day', facts({ effectiveFrom: TODAY }), 'IN_FORCE'],
    ['begins tomorrow', facts({ effectiveFrom: day('2026-06-16') }), 'PENDING'],
    ['holds on its last day', facts({ effectiveTo: day('2026-06-16') }), 'IN_FORCE'],
    ['ended with yesterday', facts({ effectiveTo: TODAY }), 'EXPIRED'],
    ['has no end', facts({ effectiveTo: null }), 'IN_FORCE'],
    ['was revoked from today on', facts({ decisions: decided('REVOKED', '2026-06-15') }), 'REVOKED'],
    ['is revoked from tomorrow on', facts({ decisions: decided('REVOKED', '2026-06-16') }), 'IN_FORCE'],
    ['is a document that nobody looked at', facts({ method: 'SUBMITTED' }), 'PENDING'],
    ['is a verified document', facts({ method: 'SUBMITTED', decisions: decided('VERIFIED') }), 'IN_FORCE'],
    ['is a refused document', facts({ method: 'SUBMITTED', decisions: decided('REFUSED') }), 'REFUSED'],
    ['is a document that expired unseen', facts({ method: 'SUBMITTED', effectiveTo: TODAY }), 'EXPIRED'],
  ])('of what %s', (_case, agreement, status) => {
    expect(agreementStatusOf(agreement, TODAY)).toBe(status);
  });
});

describe('what can be done', () => {
  it.each([
    ['with an undecided document', facts({ method: 'SUBMITTED' }), ['VERIFY', 'REFUSE', 'REVOKE']],
    [
      'with a verified document that begins later',
      facts({ method: 'SUBMITTED', effectiveFrom: day('2026-07-01'), decisions: decided('VERIFIED') }),
      ['REVOKE'],
    ],
    ['with an agreement', facts(), ['REVOKE']],
    ['with an agreement that begins later', facts({ effectiveFrom: day('2026-07-01') }), ['REVOKE']],
    ['with one that is to end', facts({ decisions: decided('REVOKED', '2026-07-01') }), []],
    ['with one that has ended', facts({ effectiveTo: TODAY }), []],
    ['with a refused document', facts({ method: 'SUBMITTED', decisions: decided('REFUSED') }), []],
  ])('%s', (_case, agreement, actions) => {
    expect(agreementActionsAvailable(agreement, TODAY, ['PARTNER_OPERATIONS'])).toEqual(actions);
    expect(agreementActionsAvailable(agreement, TODAY, ['PARTNER_ADMIN', 'CHANNEL_MANAGER'])).toEqual([]);
  });
});

describe('what is required', () => {
  const standing = (kind: 'AGREEMENT' | 'DOCUMENT', isOffered: boolean, ...all: AgreementFacts[]) =>
    Object.values(requiredStandingOf(kind, isOffered, all, TODAY)).join(' ');

  it.each([
    ['never given', standing('AGREEMENT', true), 'MISSING ACCEPT'],
    ['never given, a document', standing('DOCUMENT', true), 'MISSING SUBMIT'],
    ['never given, and not offered', standing('DOCUMENT', false), 'MISSING ASK'],
    ['in force', standing('AGREEMENT', true, facts()), 'IN_FORCE NOTHING'],
    [
      'ending on the 60th day',
      standing('AGREEMENT', true, facts({ effectiveTo: day('2026-08-14') })),
      'EXPIRING ACCEPT',
    ],
    [
      'ending on the 61st day',
      standing('AGREEMENT', true, facts({ effectiveTo: day('2026-08-15') })),
      'IN_FORCE NOTHING',
    ],
    [
      'ending, with the next one waiting',
      standing(
        'DOCUMENT',
        true,
        facts({ method: 'SUBMITTED', decisions: decided('VERIFIED'), effectiveTo: day('2026-07-01') }),
        facts({ method: 'SUBMITTED' }),
      ),
      'EXPIRING WAIT',
    ],
    ['waiting', standing('DOCUMENT', true, facts({ method: 'SUBMITTED' })), 'PENDING WAIT'],
    ['over', standing('AGREEMENT', true, facts({ effectiveTo: TODAY })), 'EXPIRED ACCEPT'],
    ['revoked', standing('AGREEMENT', true, facts({ decisions: decided('REVOKED') })), 'REVOKED ACCEPT'],
  ])('%s', (_case, found, expected) => {
    expect(found).toBe(expected);
  });

  it('counts what holds longest, else the latest', () => {
    const short = facts({ effectiveTo: day('2026-07-01'), recordedAt: day('2026-05-01') });
    const endless = facts({ effectiveTo: null });
    const refused = facts({
      method: 'SUBMITTED',
      decisions: decided('REFUSED'),
      recordedAt: day('2026-03-01'),
    });
    const expired = facts({ effectiveTo: day('2026-05-01'), recordedAt: day('2026-04-01') });
    expect(bestOf([short, endless, refused], TODAY)).toBe(endless);
    expect(bestOf([refused, expired], TODAY)).toBe(expired);
    expect(bestOf([], TODAY)).toBeNull();
    expect(isExpiring(endless, TODAY)).toBe(false);
  });
});
