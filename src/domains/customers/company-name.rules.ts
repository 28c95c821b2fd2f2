import { ok, type Result, refuse } from '../../kernel/result.ts';
import { LEADING_LEGAL_FORMS, TRAILING_LEGAL_FORMS, UNSPACED_LEGAL_FORMS } from './legal-forms.rules.ts';

/** What a database column, an index entry and a screen can hold of a name. */
export const COMPANY_NAME_LENGTH_MAX = 200;

export type CompanyName = Readonly<{
  /** As it was written, without stray white space and control characters. */
  name: string;
  /** Equal for names that differ only in spelling habits and legal form; compared by equality and by trigrams. */
  nameKey: string;
}>;

export type CompanyNameRefusal = 'EMPTY' | 'TOO_LONG' | 'NO_LETTER_OR_DIGIT';

/** Reads a company's name: what to show, and the key by which it is found again. */
export function companyNameOf(text: string): Result<CompanyName, CompanyNameRefusal> {
  // Measured first, so that nobody makes us fold a megabyte.
  if (text.length > COMPANY_NAME_LENGTH_MAX * 4) return refuse('TOO_LONG');
  const name = text.normalize('NFC').replace(INVISIBLE, '').replace(WHITE_SPACE, ' ').trim();
  if (name === '') return refuse('EMPTY');
  if (name.length > COMPANY_NAME_LENGTH_MAX) return refuse('TOO_LONG');
  const nameKey = nameKeyOf(name);
  return nameKey === '' ? refuse('NO_LETTER_OR_DIGIT') : ok({ name, nameKey });
}

/** The words of a name key, in order. */
export const nameTokensOf = (nameKey: string): string[] => nameKey.split(' ').filter((word) => word !== '');

const WHITE_SPACE = /[\s\p{Z}\p{Cc}]+/gu;
/** Zero-width and direction marks, soft hyphens, lone surrogates: they show nothing and make equal names differ. */
const INVISIBLE = /[\p{Cf}\p{Cs}]/gu;
/** Latin, Greek and Cyrillic accents only: in other scripts a mark is part of the letter. */
const ACCENTS = /[\u0300-\u036f]/g;
const APOSTROPHES = /['’‘ʼ`´"“”״׳]/gu;
const DOTTED_INITIALS = /(?<![\p{L}\p{N}])\p{L}{1,2}(?:\.\p{L}{1,2})+\.?(?![\p{L}\p{N}])/gu;
const NOT_IN_WORDS = /[^\p{L}\p{N}\p{M}]+/gu;

/** Letters that lower case and decomposition leave as they are, though people type them plainly. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
  ς: 'σ',
};
const TO_PLAIN = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'gu');

const CONJUNCTIONS: ReadonlySet<string> = new Set(['and', 'und', 'et']);

function nameKeyOf(name: string): string {
  const words = wordsOf(withoutUnspacedForms(foldedText(name)));
  return withoutTrailingForms(withoutLeadingForms(words)).join(' ');
}

function foldedText(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(TO_PLAIN, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

const wordsOf = (folded: string): string[] =>
  folded
    .replace(APOSTROPHES, '')
    .replace(DOTTED_INITIALS, (initials) => initials.replaceAll('.', ''))
    .replace(/[&+]/g, ' and ')
    .replace(NOT_IN_WORDS, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '');

function withoutUnspacedForms(folded: string): string {
  const text = folded.trim();
  for (const form of UNSPACED_LEGAL_FORMS) {
    const rest = text.startsWith(form)
      ? text.slice(form.length)
      : text.endsWith(form)
        ? text.slice(0, -form.length)
        : null;
    if (rest !== null && wordsOf(rest).length > 0) return rest;
  }
  return text;
}

function withoutLeadingForms(words: readonly string[]): readonly string[] {
  const form = LEADING_LEGAL_FORMS.find(
    (phrase) => phrase.length < words.length && phrase.every((word, index) => words[index] === word),
  );
  return form ? words.slice(form.length) : words;
}

/** `The Limited, Inc.` must not become `the`. */
const isNoName = (words: readonly string[]): boolean =>
  words.length === 0 || (words.length === 1 && words[0] === 'the');

/** Repeats, because forms pile up: `GmbH & Co. KG` is two of them. A name that is nothing but a form stays. */
function withoutTrailingForms(words: readonly string[]): readonly string[] {
  const form = TRAILING_LEGAL_FORMS.find((phrase) => {
    const start = words.length - phrase.length;
    return start > 0 && phrase.every((word, index) => words[start + index] === word);
  });
  if (!form) return words;
  const rest = words.slice(0, -form.length);
  // What joined the form to the name says nothing without it: `Gekko & Co` is `gekko`.
  const joined = CONJUNCTIONS.has(rest.at(-1)!) ? rest.slice(0, -1) : rest;
  return isNoName(joined) ? words : withoutTrailingForms(joined);
}
