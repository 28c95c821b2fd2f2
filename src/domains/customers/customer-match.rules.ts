import { nameTokensOf } from './company-name.rules.ts';
import { type IdentityKey, type IdentityKind, identityKeyParts } from './customer-identity.rules.ts';

/** Whether a candidate is the company that somebody described. A name alone never proves it, it only suggests. */
export type MatchDecision = 'SAME' | 'POSSIBLE' | 'DIFFERENT';

export type MatchParty = Readonly<{
  keys: readonly IdentityKey[];
  /** From `companyNameOf`; empty where there is no name. */
  nameKey: string;
  countryCode: string | null;
}>;

/** `nameSimilarity` is the database's `similarity(name_key, ...)` of both name keys, from 0 to 1. */
export type MatchCandidate = MatchParty & Readonly<{ nameSimilarity: number }>;

export type MatchCode =
  | IdentityKind
  | 'TAX_ID_DIFFERENT'
  | 'NAME_EQUAL'
  | 'NAME_SIMILAR'
  | 'NAME_WORDS'
  | 'NUMBER_DIFFERENT'
  | 'COUNTRY_SAME'
  | 'COUNTRY_DIFFERENT';

/** One step of the score. Codes and numbers only, so that it can be stored where names may not be. */
export type Contribution = Readonly<{
  code: MatchCode;
  /** What was measured: shared keys, or a ratio in basis points. */
  measure: number;
  /** What it adds to the score, in basis points; negative where it speaks against. */
  pointsBps: number;
}>;

export type Match = Readonly<{
  /** 0 to 10,000; 10,000 only by a strong key. */
  scoreBps: number;
  decision: MatchDecision;
  /** What speaks for it, the strongest first. */
  matchedOn: readonly MatchCode[];
  contributions: readonly Contribution[];
}>;

export const MATCH_SCORE_MAX_BPS = 10_000;
/** From here on a person should look: one typing error in a word of nine letters still reaches it. */
export const POSSIBLE_SCORE_MIN_BPS = 4_000;
/** However alike two names are, a doubt remains. */
export const NAME_SCORE_MAX_BPS = 9_500;

const POINTS = {
  nameEqual: 9_000,
  nameSimilarMax: 7_000,
  nameWordsMax: 1_500,
  /** `Area 51` and `Area 52` differ in what matters most. */
  numberDifferent: -3_500,
  countrySame: 500,
  countryDifferent: -2_000,
} as const;

/** Scores a candidate against what was described, and lists every step. Only a strong key yields SAME. */
export function matchScore(candidate: MatchCandidate, input: MatchParty): Match {
  const strong = strongContributions(candidate, input);
  const names = nameContributions(candidate, input);
  const contributions = [...strong, ...names];
  const isSame = strong.some(({ pointsBps }) => pointsBps > 0);
  const nameScoreBps = clamp(sumOf(names), NAME_SCORE_MAX_BPS);
  const scoreBps = isSame ? MATCH_SCORE_MAX_BPS : nameScoreBps;
  const decision = isSame ? 'SAME' : scoreBps >= POSSIBLE_SCORE_MIN_BPS ? 'POSSIBLE' : 'DIFFERENT';
  const matchedOn = contributions
    .filter(({ pointsBps }) => pointsBps > 0)
    .sort((a, b) => b.pointsBps - a.pointsBps)
    .map(({ code }) => code);
  return { scoreBps, decision, matchedOn, contributions };
}

/**
 * Any shared key proves it. A tax id of the same country that differs is listed without points: the key still
 * decides, but companies of one group share domains, and whoever merges them should see it.
 */
function strongContributions(candidate: MatchParty, input: MatchParty): Contribution[] {
  const known = new Set<string>(candidate.keys);
  const sharedByKind = Map.groupBy(
    new Set(input.keys.filter((key) => known.has(key))),
    (key) => identityKeyParts(key).kind,
  );
  const shared = [...sharedByKind]
    .sort(([a], [b]) => STRENGTH.indexOf(a) - STRENGTH.indexOf(b))
    .map(([code, keys]) => ({ code, measure: keys.length, pointsBps: MATCH_SCORE_MAX_BPS }));
  const contradictions = contradictingCountries(candidate, input).length;
  return contradictions === 0
    ? shared
    : [...shared, { code: 'TAX_ID_DIFFERENT', measure: contradictions, pointsBps: 0 }];
}

const STRENGTH: readonly IdentityKind[] = ['TAX_ID', 'CRM_ACCOUNT', 'DOMAIN'];

/** The countries of which both have tax ids, and none in common. */
function contradictingCountries(candidate: MatchParty, input: MatchParty): string[] {
  const known = taxIdsByCountry(candidate);
  return [...taxIdsByCountry(input)]
    .filter(([country, keys]) => known.has(country) && !keys.some((key) => known.get(country)!.includes(key)))
    .map(([country]) => country);
}

const taxIdsByCountry = ({ keys }: MatchParty): Map<string, IdentityKey[]> =>
  Map.groupBy(
    keys.filter((key) => key.startsWith('TAX_ID:')),
    (key) => key.split(':')[1] ?? '',
  );

function nameContributions(candidate: MatchCandidate, input: MatchParty): Contribution[] {
  if (candidate.nameKey === '' || input.nameKey === '') return [];
  const alike = candidate.nameKey === input.nameKey ? equalName() : similarName(candidate, input);
  return [...alike, ...countryContributions(candidate, input)];
}

const equalName = (): Contribution[] => [
  { code: 'NAME_EQUAL', measure: 10_000, pointsBps: POINTS.nameEqual },
];

function similarName(candidate: MatchCandidate, input: MatchParty): Contribution[] {
  const similarityBps = Math.round(clamp(candidate.nameSimilarity, 1) * 10_000);
  const words = nameTokensOf(candidate.nameKey);
  const inputWords = nameTokensOf(input.nameKey);
  const sharedWordsBps = overlapBps(words, inputWords);
  const contributions: Contribution[] = [
    { code: 'NAME_SIMILAR', measure: similarityBps, pointsBps: share(similarityBps, POINTS.nameSimilarMax) },
    { code: 'NAME_WORDS', measure: sharedWordsBps, pointsBps: share(sharedWordsBps, POINTS.nameWordsMax) },
  ];
  if (numbersOf(words) !== numbersOf(inputWords))
    contributions.push({ code: 'NUMBER_DIFFERENT', measure: 1, pointsBps: POINTS.numberDifferent });
  return contributions;
}

function countryContributions(candidate: MatchParty, input: MatchParty): Contribution[] {
  if (candidate.countryCode === null || input.countryCode === null) return [];
  return candidate.countryCode === input.countryCode
    ? [{ code: 'COUNTRY_SAME', measure: 1, pointsBps: POINTS.countrySame }]
    : [{ code: 'COUNTRY_DIFFERENT', measure: 1, pointsBps: POINTS.countryDifferent }];
}

/** Twice the shared words over all words (Dice), in basis points. */
function overlapBps(a: readonly string[], b: readonly string[]): number {
  const left = new Set(a);
  const right = new Set(b);
  const shared = [...left].filter((word) => right.has(word));
  return Math.round((2 * shared.length * 10_000) / (left.size + right.size));
}

const numbersOf = (words: readonly string[]): string =>
  words
    .filter((word) => /\p{Nd}/u.test(word))
    .sort()
    .join(' ');

const share = (ratioBps: number, maxBps: number): number => Math.round((ratioBps * maxBps) / 10_000);

const sumOf = (contributions: readonly Contribution[]): number =>
  contributions.reduce((sum, { pointsBps }) => sum + pointsBps, 0);

/** Also turns NaN, which a database can answer, into zero. */
const clamp = (value: number, max: number): number => (value > 0 ? Math.min(value, max) : 0);
