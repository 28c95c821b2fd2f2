import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdentityKey } from '../../../src/domains/customers/customer-identity.rules.ts';
import {
  type MatchCandidate,
  type MatchParty,
  matchScore,
} from '../../../src/domains/customers/customer-match.rules.ts';

const aParty = (changes: Partial<MatchParty> = {}): MatchParty => ({
  keys: [],
  nameKey: '',
  countryCode: null,
  ...changes,
});
const aCandidate = (changes: Partial<MatchCandidate> = {}): MatchCandidate => ({
  ...aParty(),
  nameSimilarity: 0,
  ...changes,
});

describe('matching by strong keys', () => {
  it('proves that two are the same, and says by which kinds, the strongest first', () => {
    const keys: IdentityKey[] = ['DOMAIN:acme.com', 'DOMAIN:acme.de', 'TAX_ID:DE:136695976'];
    expect(matchScore(aCandidate({ keys }), aParty({ keys: [...keys, 'CRM_ACCOUNT:SALES:1'] }))).toEqual({
      scoreBps: 10_000,
      decision: 'SAME',
      matchedOn: ['TAX_ID', 'DOMAIN'],
      contributions: [
        { code: 'TAX_ID', measure: 1, pointsBps: 10_000 },
        { code: 'DOMAIN', measure: 2, pointsBps: 10_000 },
      ],
    });
  });

  it('shows a tax id that contradicts, though another key decides', () => {
    const match = matchScore(
      aCandidate({ keys: ['DOMAIN:acme.com', 'TAX_ID:DE:136695976'] }),
      aParty({ keys: ['DOMAIN:acme.com', 'TAX_ID:DE:111111125', 'TAX_ID:US:911144442'] }),
    );
    expect(match.decision).toBe('SAME');
    expect(match.matchedOn).toEqual(['DOMAIN']);
    expect(match.contributions).toContainEqual({ code: 'TAX_ID_DIFFERENT', measure: 1, pointsBps: 0 });
  });

  it('holds though name and country differ', () => {
    const match = matchScore(
      aCandidate({ keys: ['DOMAIN:acme.com'], nameKey: 'initech', countryCode: 'US' }),
      aParty({ keys: ['DOMAIN:acme.com'], nameKey: 'acme', countryCode: 'DE' }),
    );
    expect(match).toMatchObject({ scoreBps: 10_000, decision: 'SAME' });
  });
});

describe('matching by name', () => {
  // Similarities as pg_trgm's similarity() answers them for these pairs.
  it.each([
    { _case: 'equal', a: 'acme', b: 'acme', similarity: 1, score: 9_000, decision: 'POSSIBLE' },
    {
      _case: 'equal, same country',
      a: 'acme',
      b: 'acme',
      similarity: 1,
      countries: ['DE', 'DE'],
      score: 9_500,
      decision: 'POSSIBLE',
    },
    {
      _case: 'equal, other country',
      a: 'acme',
      b: 'acme',
      similarity: 1,
      countries: ['DE', 'US'],
      score: 7_000,
      decision: 'POSSIBLE',
    },
    {
      _case: 'a word more',
      a: 'initech',
      b: 'initech uk',
      similarity: 0.727273,
      score: 6_091,
      decision: 'POSSIBLE',
    },
    {
      _case: 'a letter left out',
      a: 'betasoloin',
      b: 'betasolin',
      similarity: 0.615385,
      score: 4_308,
      decision: 'POSSIBLE',
    },
    {
      _case: 'words swapped',
      a: 'acme bank',
      b: 'bank acme',
      similarity: 1,
      score: 8_500,
      decision: 'POSSIBLE',
    },
    {
      _case: 'another number',
      a: 'area 51',
      b: 'area 52',
      similarity: 0.6,
      score: 1_450,
      decision: 'DIFFERENT',
    },
    {
      _case: 'another word',
      a: 'acme bank',
      b: 'acme beer',
      similarity: 0.428571,
      score: 3_750,
      decision: 'DIFFERENT',
    },
    { _case: 'nothing alike', a: 'acme', b: 'initech', similarity: 0, score: 0, decision: 'DIFFERENT' },
    { _case: 'no name given', a: 'acme', b: '', similarity: 1, score: 0, decision: 'DIFFERENT' },
    {
      _case: 'no number at all',
      a: 'acme',
      b: 'acne',
      similarity: Number.NaN,
      score: 0,
      decision: 'DIFFERENT',
    },
  ])('$_case', ({ a, b, similarity, countries = [null, null], score, decision }) => {
    const [candidateCountry = null, inputCountry = null] = countries;
    const match = matchScore(
      aCandidate({ nameKey: a, nameSimilarity: similarity, countryCode: candidateCountry }),
      aParty({ nameKey: b, countryCode: inputCountry }),
    );
    expect(match).toMatchObject({ scoreBps: score, decision });
  });

  it('lists each step, without a name in it', () => {
    const match = matchScore(
      aCandidate({ nameKey: 'initech', nameSimilarity: 0.727273, countryCode: 'GB' }),
      aParty({ nameKey: 'initech uk', countryCode: 'US' }),
    );
    expect(match).toEqual({
      scoreBps: 4_091,
      decision: 'POSSIBLE',
      matchedOn: ['NAME_SIMILAR', 'NAME_WORDS'],
      contributions: [
        { code: 'NAME_SIMILAR', measure: 7_273, pointsBps: 5_091 },
        { code: 'NAME_WORDS', measure: 6_667, pointsBps: 1_000 },
        { code: 'COUNTRY_DIFFERENT', measure: 1, pointsBps: -2_000 },
      ],
    });
    expect(JSON.stringify(match)).not.toContain('initech');
  });

  it('never proves anything, whatever the names and the similarity', () => {
    const party = fc.record({
      keys: fc.constant([]),
      nameKey: fc.string({ maxLength: 20 }),
      countryCode: fc.constantFrom('DE', 'US', null),
    });
    fc.assert(
      fc.property(party, party, fc.double(), (candidate, input, nameSimilarity) => {
        const match = matchScore({ ...candidate, nameSimilarity }, input);
        expect(match.decision).not.toBe('SAME');
        expect(match.scoreBps).toBeLessThanOrEqual(9_500);
        expect(match.scoreBps).toBeGreaterThanOrEqual(0);
        expect(Number.isInteger(match.scoreBps)).toBe(true);
      }),
    );
  });
});
