/** What exports say for a country and no standard does. */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  usa: 'US',
  'united states of america': 'US',
  'u s a': 'US',
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  korea: 'KR',
  'republic of korea': 'KR',
  holland: 'NL',
  'the netherlands': 'NL',
  'czech republic': 'CZ',
  turkey: 'TR',
  'russian federation': 'RU',
  'viet nam': 'VN',
  uae: 'AE',
  'ivory coast': 'CI',
  macau: 'MO',
  'hong kong': 'HK',
};

/** Codes of the locale data that are no countries. */
const NO_COUNTRIES: ReadonlySet<string> = new Set('EU EZ UN QO XA XB ZZ'.split(' '));

const ALPHABET = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** From English names and codes of today; withdrawn codes (`DD`) stand for a country that has another. */
const CODE_BY_NAME: ReadonlyMap<string, string> = (() => {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const byName = new Map<string, string>();
  for (const code of ALPHABET.flatMap((first) => ALPHABET.map((second) => first + second))) {
    const name = names.of(code);
    if (name === undefined || NO_COUNTRIES.has(code)) continue;
    if (new Intl.Locale(`und-${code}`).maximize().region !== code) continue;
    byName.set(folded(name), code);
    byName.set(code.toLowerCase(), code);
  }
  for (const [name, code] of Object.entries(USUAL_NAMES)) byName.set(name, code);
  return byName;
})();

/** The ISO 3166-1 alpha-2 code of a code or an English name in any case, or null. */
export const countryCodeOf = (text: string): string | null => CODE_BY_NAME.get(folded(text)) ?? null;
