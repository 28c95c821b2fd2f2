import { ok, type Result, refuse } from '../../kernel/result.ts';
import * as checks from './tax-id-checks.rules.ts';

export type TaxId = Readonly<{
  /** ISO 3166-1 alpha-2: Greece is GR though its numbers begin with EL; Northern Ireland's XI numbers are GB's. */
  countryCode: string;
  /** Upper-case letters and digits, without the country's prefix. */
  id: string;
  /** How far it was verified: check digits too, the format only, or nothing because we know no rule. */
  verified: 'CHECK_DIGITS' | 'FORMAT' | 'NOTHING';
}>;

export type TaxIdRefusal =
  | 'EMPTY'
  | 'TOO_LONG'
  | 'UNKNOWN_COUNTRY'
  | 'OTHER_COUNTRY'
  | 'FORMAT'
  | 'CHECK_DIGITS'
  | 'PLACEHOLDER';

const TAX_ID_LENGTH_MAX = 30;

/**
 * Reads a company's tax id of a country; without a country, its EU prefix must tell. A prefix of another country is
 * refused rather than believed, because a strong key must not come from a doubt.
 */
export function taxIdOf(countryCode: string | null, text: string): Result<TaxId, TaxIdRefusal> {
  if (text.length > TAX_ID_LENGTH_MAX * 4) return refuse('TOO_LONG');
  const compact = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{P}\p{Cf}]/gu, '');
  if (compact === '') return refuse('EMPTY');
  if (compact.length > TAX_ID_LENGTH_MAX) return refuse('TOO_LONG');
  if (!/^[A-Z0-9]+$/.test(compact)) return refuse('FORMAT');
  const prefixed = countryOfPrefix(compact);
  const country = countryCode === null ? prefixed : canonicalCountryOf(countryCode);
  if (country === null) return refuse('UNKNOWN_COUNTRY');
  const rule = RULES[country];
  if (rule === undefined) return unverified(country, compact);
  const id = withoutDecoration(compact, rule);
  const isOther = prefixed !== null && prefixed !== country;
  if (!rule.format.test(id)) return refuse(isOther ? 'OTHER_COUNTRY' : 'FORMAT');
  if (isPlaceholder(id)) return refuse('PLACEHOLDER');
  if (rule.check && !rule.check(id)) return refuse(isOther ? 'OTHER_COUNTRY' : 'CHECK_DIGITS');
  return ok({ countryCode: country, id, verified: rule.check ? 'CHECK_DIGITS' : 'FORMAT' });
}

type Rule = Readonly<{
  /** What may stand in front: the EU's VAT prefix, or the country's own. */
  prefix?: string;
  /** What may follow and says only that the number is a tax number. */
  suffix?: RegExp;
  format: RegExp;
  check?: (id: string) => boolean;
}>;

const inUnion = (prefix: string, format: RegExp, check?: (id: string) => boolean): Rule =>
  check ? { prefix, format, check } : { prefix, format };

const RULES: Readonly<Record<string, Rule>> = {
  AT: inUnion('AT', /^U\d{8}$/, checks.hasAustrianDigit),
  BE: inUnion('BE', /^[01]\d{9}$/, checks.hasBelgianDigits),
  BG: inUnion('BG', /^\d{9,10}$/),
  CY: inUnion('CY', /^\d{8}[A-Z]$/),
  CZ: inUnion('CZ', /^\d{8,10}$/),
  DE: inUnion('DE', /^[1-9]\d{8}$/, checks.hasMod11And10Digit),
  DK: inUnion('DK', /^[1-9]\d{7}$/, checks.hasDanishDigits),
  EE: inUnion('EE', /^\d{9}$/, checks.hasEstonianDigit),
  ES: inUnion('ES', /^(?:[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])$/),
  FI: inUnion('FI', /^\d{8}$/, checks.hasFinnishDigit),
  FR: inUnion('FR', /^[0-9A-HJ-NP-Z]{2}\d{9}$/, checks.hasFrenchKey),
  GR: inUnion('EL', /^\d{9}$/, checks.hasGreekDigit),
  HR: inUnion('HR', /^\d{11}$/, checks.hasMod11And10Digit),
  HU: inUnion('HU', /^\d{8}$/, checks.hasHungarianDigit),
  IE: inUnion('IE', /^(?:\d{7}[A-W][A-I]?|\d[A-Z]\d{5}[A-W])$/),
  IT: inUnion('IT', /^\d{11}$/, checks.hasLuhnDigit),
  LT: inUnion('LT', /^(?:\d{9}|\d{12})$/),
  LU: inUnion('LU', /^\d{8}$/, checks.hasLuxembourgDigits),
  LV: inUnion('LV', /^\d{11}$/),
  MT: inUnion('MT', /^[1-9]\d{7}$/, checks.hasMalteseDigits),
  NL: inUnion('NL', /^\d{9}B\d{2}$/, checks.hasDutchDigits),
  PL: inUnion('PL', /^\d{10}$/, checks.hasPolishDigit),
  PT: inUnion('PT', /^[1-9]\d{8}$/, checks.hasPortugueseDigit),
  RO: inUnion('RO', /^[1-9]\d{1,9}$/),
  SE: inUnion('SE', /^\d{10}01$/, checks.hasSwedishDigits),
  SI: inUnion('SI', /^[1-9]\d{7}$/, checks.hasSlovenianDigit),
  SK: inUnion('SK', /^[1-9]\d{9}$/, checks.hasSlovakDigits),
  GB: { prefix: 'GB', format: /^\d{9}(?:\d{3})?$/, check: checks.hasBritishDigits },
  AU: { format: /^[1-9]\d{10}$/, check: checks.hasAustralianDigits },
  BR: { format: /^[0-9A-Z]{12}\d{2}$/, check: checks.hasBrazilianDigits },
  // The account behind the business number (RT0001) is a register of the same company.
  CA: { suffix: /(?:R[CMPRTZ])\d{4}$/, format: /^\d{9}$/, check: checks.hasLuhnDigit },
  CH: { prefix: 'CHE', suffix: /(?:MWST|TVA|IVA|HR|RC)$/, format: /^\d{9}$/, check: checks.hasSwissDigit },
  IN: { format: /^\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]Z[0-9A-Z]$/, check: checks.hasIndianLetter },
  JP: { prefix: 'T', format: /^[1-9]\d{12}$/, check: checks.hasJapaneseDigit },
  MX: { format: /^[A-Z]{3,4}\d{6}[0-9A-Z]{3}$/ },
  NO: { prefix: 'NO', suffix: /MVA$/, format: /^[89]\d{8}$/, check: checks.hasNorwegianDigit },
  NZ: { format: /^\d{8,9}$/ },
  SG: { format: /^(?:\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z])$/ },
  US: { format: /^\d{9}$/, check: checks.hasAmericanPrefix },
  ZA: { format: /^4\d{9}$/ },
};

const ALIASES: Readonly<Record<string, string>> = { EL: 'GR', XI: 'GB', UK: 'GB' };

function canonicalCountryOf(text: string): string | null {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(code) ? (ALIASES[code] ?? code) : null;
}

/** The country whose EU (or British) prefix and format the text has; null where it could be anything. */
function countryOfPrefix(compact: string): string | null {
  const country = canonicalCountryOf(compact.slice(0, 2));
  const rule = country === null ? undefined : RULES[country];
  return rule?.prefix?.length === 2 && rule.format.test(compact.slice(2)) ? country : null;
}

function withoutDecoration(compact: string, { prefix, suffix, format }: Rule): string {
  const body = suffix ? compact.replace(suffix, '') : compact;
  if (format.test(body) || prefix === undefined) return body;
  // Northern Ireland writes GB's numbers with XI, and Greece's own prefix is EL though people write GR.
  const prefixes = prefix === 'GB' ? ['GB', 'XI'] : prefix === 'EL' ? ['EL', 'GR'] : [prefix];
  const found = prefixes.find((candidate) => body.startsWith(candidate));
  return found === undefined ? body : body.slice(found.length);
}

function unverified(countryCode: string, compact: string): Result<TaxId, TaxIdRefusal> {
  if (isPlaceholder(compact) || !/\d/.test(compact)) return refuse('PLACEHOLDER');
  return ok({ countryCode, id: compact, verified: 'NOTHING' });
}

/** What people type into a field that they must fill in: `000000000`, `123456789`. */
const isPlaceholder = (id: string): boolean => /^(.)\1*$/.test(id) || '12345678901234567890'.startsWith(id);
