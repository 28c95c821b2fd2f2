import { ok, type Result, refuse } from './result.ts';

export type TextRefusal = 'EMPTY' | 'TOO_LONG';
export type IdRefusal = TextRefusal | 'NOT_PLAIN';

const SPACES = /[\s\p{Z}]+/gu;
const CONTROLS = /\p{Cc}/gu;
const CONTROLS_BUT_LINE_FEED = /[^\P{Cc}\n]/gu;

/**
 * Characters that nobody sees but that reorder, hide or split what is shown: directional overrides and isolates,
 * zero-width spaces, soft hyphens, the byte order mark. Joiners stay, as emoji and several scripts need them.
 */
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/** Accents of the Latin, Greek and Cyrillic scripts. Marks that spell vowels in other scripts are no accents. */
const ACCENTS = /[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]/gu;

/** Letters that no normalization takes apart, as names are commonly spelled without them. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
};

const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Reads a line that a person typed, such as a name: composed (NFC), without control or invisible characters, and
 * with single spaces. The limit counts code points, as PostgreSQL's `char_length` does.
 */
export function parseLine(text: string, lengthMax: number): Result<string, TextRefusal> {
  return bounded(lineOf(text), lengthMax);
}

/**
 * Reads an id that another system gave. It is never cleaned, as that could make one id of two: apart from spaces around
 * it, it is a line already, or it is refused.
 */
export function parseForeignId(text: string, lengthMax: number): Result<string, IdRefusal> {
  const isVisible = withoutInvisible(text).replace(CONTROLS, ' ') === text;
  const isPlain = isVisible && collapsed(text) === text.trim();
  return isPlain ? bounded(text.trim(), lengthMax) : refuse('NOT_PLAIN');
}

/** Reads text of several lines, such as a comment: as a line, but line breaks stay, at most one empty line a time. */
export function parseLines(text: string, lengthMax: number): Result<string, TextRefusal> {
  const lines = withoutInvisible(text)
    .replace(/\r\n?|\u0085|\u2028|\u2029/g, '\n')
    .replace(CONTROLS_BUT_LINE_FEED, ' ')
    .split('\n')
    .map(collapsed);
  const folded = lines.join('\n').replace(/\n{3,}/g, '\n\n');
  return bounded(folded.trim(), lengthMax);
}

/** How many code points the text has: an astral character is one, though a string counts it as two. */
export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** How many characters a person sees, where a family of emoji or a letter with its accents is one. */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count += 1;
  return count;
}

/**
 * A single safe line for logs, reports and error messages, whatever it is made from: no line break or invisible
 * character, at most so many code points, and an ellipsis where something was cut off between two characters.
 */
export function excerptOf(text: string, lengthMax: number): string {
  assertLimit(lengthMax);
  const line = lineOf(text);
  if (codePointCount(line) <= lengthMax) return line;
  let excerpt = '';
  let length = 1;
  for (const { segment } of graphemes.segment(line)) {
    length += codePointCount(segment);
    if (length > lengthMax) break;
    excerpt += segment;
  }
  return `${excerpt.trimEnd()}…`;
}

/**
 * The form under which two spellings of a name compare as equal: compatibility forms (NFKC), lower case, without
 * accents, with single spaces. For keys and search, never for display: it loses what a person wrote.
 */
export function foldedText(text: string): string {
  const lower = withoutInvisible(text).normalize('NFKC').toLowerCase();
  return lineOf(withoutAccents(lower).replace(LETTER, (letter) => LETTERS[letter]!));
}

/** `Žluťoučký` becomes `Zlutoucky`; syllables and letters of scripts without such accents stay composed. */
export const withoutAccents = (text: string): string =>
  text.normalize('NFD').replace(ACCENTS, '').normalize('NFC');

/**
 * Well formed, as half a character, which PostgreSQL refuses, becomes the replacement character; and composed last,
 * since what was hidden may have kept a letter and its accent apart.
 */
const withoutInvisible = (text: string): string =>
  text.toWellFormed().replace(INVISIBLE, '').normalize('NFC');

const lineOf = (text: string): string => collapsed(withoutInvisible(text).replace(CONTROLS, ' '));

const collapsed = (text: string): string => text.replace(SPACES, ' ').trim();

function bounded(text: string, lengthMax: number): Result<string, TextRefusal> {
  assertLimit(lengthMax);
  if (text === '') return refuse('EMPTY');
  return codePointCount(text) > lengthMax ? refuse('TOO_LONG') : ok(text);
}

function assertLimit(lengthMax: number) {
  if (!Number.isSafeInteger(lengthMax) || lengthMax < 1) throw new RangeError(`${lengthMax} is no limit.`);
}
