import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  characterCount,
  codePointCount,
  excerptOf,
  foldedText,
  parseForeignId,
  parseLine,
  parseLines,
  withoutAccents,
} from '../../../src/kernel/text.ts';

const FAMILY = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}';

describe('parseLine', () => {
  it.each([
    { _case: 'trims and folds white space', text: '  Acme \t\u00A0 Corp\u3000\r\n', line: 'Acme Corp' },
    { _case: 'composes', text: 'Cafe\u0301', line: 'Caf\u00E9' },
    { _case: 'composes what something hidden kept apart', text: 'Cafe\u200B\u0301', line: 'Caf\u00E9' },
    { _case: 'keeps what is not canonical', text: 'Acme™ №1', line: 'Acme™ №1' },
    { _case: 'drops control characters', text: 'Ac\u0000me\u001B[31m\u0007', line: 'Ac me [31m' },
    { _case: 'drops what reverses the line', text: 'Acme\u202Egnp.exe\u202C', line: 'Acmegnp.exe' },
    { _case: 'drops what hides', text: '\uFEFFAc\u200Bme\u00AD', line: 'Acme' },
    { _case: 'keeps the joiners of emoji', text: FAMILY, line: FAMILY },
    { _case: 'replaces half a character', text: 'Acme\uD83D', line: 'Acme\uFFFD' },
    { _case: 'joins lines', text: 'Acme\u2028Corp\nLtd', line: 'Acme Corp Ltd' },
  ])('$_case', ({ text, line }) => {
    expect(parseLine(text, 40)).toEqual({ ok: true, value: line });
  });

  it.each([
    { _case: 'nothing', text: '', lengthMax: 5, reason: 'EMPTY' },
    { _case: 'nothing that is seen', text: ' \u200B\u0000\t ', lengthMax: 5, reason: 'EMPTY' },
    { _case: 'one too many', text: 'abcdef', lengthMax: 5, reason: 'TOO_LONG' },
    { _case: 'one emoji too many', text: '\u{1F600}'.repeat(6), lengthMax: 5, reason: 'TOO_LONG' },
  ])('refuses $_case', ({ text, lengthMax, reason }) => {
    expect(parseLine(text, lengthMax)).toEqual({ ok: false, reason });
  });

  it('counts after cleaning, in code points', () => {
    expect(parseLine('  \u{1F600}\u{1F600}  ', 2).ok).toBe(true);
    expect(parseLine('e\u0301', 1)).toEqual({ ok: true, value: '\u00E9' });
    expect(() => parseLine('a', 0)).toThrow(RangeError);
  });

  it('reads back what it wrote, which holds no control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const result = parseLine(text, 1_000);
        if (!result.ok) return;
        expect(parseLine(result.value, 1_000)).toEqual(result);
        expect(result.value).not.toMatch(/\p{Cc}|^\s|\s$|\s\s/u);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('parseForeignId', () => {
  it.each(['A-1', 'Sales 1', '001', 'Caf\u00E9', '\u{1F600}'])('takes %j as it is', (text) => {
    expect(parseForeignId(text, 7)).toEqual({ ok: true, value: text });
    expect(parseForeignId(`  ${text} `, 7)).toEqual({ ok: true, value: text });
  });

  it.each([
    'a\u0000',
    '\u0000',
    'a\n',
    '\ta',
    'a\uD800',
    '\uFEFFa',
    'a\u200Bb',
    'a  b',
    'a\u00A0b',
    'Cafe\u0301',
  ])('refuses %j, which is not plain', (text) => {
    expect(parseForeignId(text, 7)).toEqual({ ok: false, reason: 'NOT_PLAIN' });
  });

  it('refuses what is blank or too long', () => {
    expect(parseForeignId('  ', 7)).toEqual({ ok: false, reason: 'EMPTY' });
    expect(parseForeignId('abcdefgh', 7)).toEqual({ ok: false, reason: 'TOO_LONG' });
  });
});

describe('parseLines', () => {
  it.each([
    { _case: 'keeps line breaks of every kind', text: 'a\r\nb\rc\u2028d', lines: 'a\nb\nc\nd' },
    { _case: 'keeps one empty line', text: 'a\n\nb', lines: 'a\n\nb' },
    { _case: 'folds many empty lines', text: '\n\na\n \n\t\n\n\nb\n\n', lines: 'a\n\nb' },
    { _case: 'folds white space in lines', text: '  a  b \n\tc', lines: 'a b\nc' },
    { _case: 'drops control characters', text: 'a\u0000b\u001Bc', lines: 'a b c' },
  ])('$_case', ({ text, lines }) => {
    expect(parseLines(text, 100)).toEqual({ ok: true, value: lines });
  });

  it('refuses what is empty or too long', () => {
    expect(parseLines('\n \n', 100)).toEqual({ ok: false, reason: 'EMPTY' });
    expect(parseLines('a\nb', 2)).toEqual({ ok: false, reason: 'TOO_LONG' });
  });
});

describe('foldedText', () => {
  it.each([
    { text: 'Žluťoučký  KŮŇ', folded: 'zlutoucky kun' },
    { text: 'Straße', folded: 'strasse' },
    { text: 'STRASSE', folded: 'strasse' },
    { text: 'Ørsted & Łódź', folded: 'orsted & lodz' },
    { text: 'İstanbul', folded: 'istanbul' },
    { text: 'Ａｃｍｅ ﬁlm №', folded: 'acme film no' },
    { text: 'Encyclopædia', folded: 'encyclopaedia' },
    { text: 'ΟΔΟΣ', folded: 'οδοσ' },
    { text: 'οδός', folded: 'οδοσ' },
    { text: 'ガンダム', folded: 'ガンダム' },
    { text: 'ｶﾞﾝﾀﾞﾑ', folded: 'ガンダム' },
    { text: '한국', folded: '한국' },
    { text: 'हिन्दी', folded: 'हिन्दी' },
  ])('folds $text', ({ text, folded }) => {
    expect(foldedText(text)).toBe(folded);
  });

  it('is stable, and does not tell composed from decomposed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldedText(foldedText(text))).toBe(foldedText(text));
        expect(foldedText(text.normalize('NFD'))).toBe(foldedText(text.normalize('NFC')));
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves case and letters alone where only accents go', () => {
    expect(withoutAccents('Žluťoučký Ørsted ガ')).toBe('Zlutoucky Ørsted ガ');
  });
});

describe('counts and excerpts', () => {
  it.each([
    { text: '', codePoints: 0, characters: 0 },
    { text: 'abc', codePoints: 3, characters: 3 },
    { text: '\u{1F600}', codePoints: 1, characters: 1 },
    { text: 'e\u0301', codePoints: 2, characters: 1 },
    { text: FAMILY, codePoints: 5, characters: 1 },
  ])('counts $text', ({ text, codePoints, characters }) => {
    expect(codePointCount(text)).toBe(codePoints);
    expect(characterCount(text)).toBe(characters);
  });

  it.each([
    { _case: 'what fits', text: 'abc', lengthMax: 3, excerpt: 'abc' },
    { _case: 'what does not', text: 'abcd', lengthMax: 3, excerpt: 'ab…' },
    { _case: 'without a space before the ellipsis', text: 'ab cd', lengthMax: 4, excerpt: 'ab…' },
    { _case: 'several lines', text: 'a\nb\r\n\tc', lengthMax: 10, excerpt: 'a b c' },
    { _case: 'no half of a character', text: `ab${FAMILY}c`, lengthMax: 7, excerpt: 'ab…' },
    { _case: 'a whole character', text: `a${FAMILY}cd`, lengthMax: 7, excerpt: `a${FAMILY}…` },
    { _case: 'nothing', text: ' \u0000 ', lengthMax: 7, excerpt: '' },
  ])('excerpts $_case', ({ text, lengthMax, excerpt }) => {
    expect(excerptOf(text, lengthMax)).toBe(excerpt);
  });

  it('never exceeds its limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, lengthMax) => {
        const excerpt = excerptOf(text, lengthMax);
        expect(codePointCount(excerpt)).toBeLessThanOrEqual(lengthMax);
        expect(excerpt).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });
});
