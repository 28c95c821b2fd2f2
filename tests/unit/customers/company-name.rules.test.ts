import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { companyNameOf } from '../../../src/domains/customers/company-name.rules.ts';

const keyOf = (text: string) => {
  const result = companyNameOf(text);
  return result.ok ? result.value.nameKey : `refused: ${result.reason}`;
};

describe('the key of a company name', () => {
  it.each([
    ['Acme Corporation', 'acme'],
    ['ACME, Inc.', 'acme'],
    ['  Acme\t\n Pty.  Ltd. ', 'acme'],
    ['Acme Sdn. Bhd.', 'acme'],
    ['Gekko & Co', 'gekko'],
    ['Gekko and Company', 'gekko'],
    ['AT&T', 'at and t'],
    ['AT and T Corp.', 'at and t'],
    ['Müller GmbH & Co. KG', 'muller'],
    ['MULLER GMBH', 'muller'],
    ['Straße AG', 'strasse'],
    ['STRASSE AG', 'strasse'],
    ['Wien Ges.m.b.H.', 'wien'],
    ['Société Générale S.A.', 'societe generale'],
    ['Nestlé S. A.', 'nestle'],
    ['Foo S.à r.l.', 'foo'],
    ['Foo SARL', 'foo'],
    ['Foo, S.A. de C.V.', 'foo'],
    ['Foo S.p.A.', 'foo'],
    ['Foo B.V.', 'foo'],
    ['Kowalski Sp. z o.o.', 'kowalski'],
    ['A.P. Møller - Mærsk A/S', 'ap moller maersk'],
    ['Kone Oyj', 'kone'],
    ['Volvo AB (publ)', 'volvo'],
    ['AB Volvo', 'volvo'],
    ['İstanbul A.Ş.', 'istanbul'],
    ['ΑΒΓ Α.Ε.', 'αβγ'],
    ['ООО Ромашка', 'ромашка'],
    ['PT Astra International Tbk', 'astra international'],
    ['株式会社トヨタ', 'トヨタ'],
    ['トヨタ㈱', 'トヨタ'],
    ['腾讯科技（深圳）有限公司', '腾讯科技 深圳'],
    ['삼성전자 주식회사', '삼성전자'],
    ['บริษัท ปตท. จำกัด (มหาชน)', 'ปตท'],
    ['טבע בע"מ', 'טבע'],
    ["Macy's", 'macys'],
    ['Macy’s Inc', 'macys'],
    ['I.B.M.', 'ibm'],
    ['Ａｃｍｅ　Ｌｔｄ', 'acme'],
    ['Amazon.com Inc', 'amazon com'],
    ['Coca\u2011Cola\u00a0Co.', 'coca cola'],
    ['Zero\u200bWidth', 'zerowidth'],
  ])('%j is %j', (text, nameKey) => {
    expect(keyOf(text)).toBe(nameKey);
  });

  it.each([
    ['Limited', 'limited'],
    ['AG', 'ag'],
    ['Company AG', 'company'],
    ['The Limited, Inc.', 'the limited'],
    ['株式会社', '株式会社'],
    ['& Co', 'and co'],
    ['AB', 'ab'],
  ])('a form that is all there is stays: %j is %j', (text, nameKey) => {
    expect(keyOf(text)).toBe(nameKey);
  });

  it.each([
    ['marks that are letters elsewhere', 'が株式会社', 'か株式会社'],
    ['a form in the middle', 'Acme Limited Edition', 'Acme Edition'],
    ['a form in front that is not written there', 'Inc Magazine', 'Magazine'],
    ['a digit', 'Area 51 Ltd', 'Area 52 Ltd'],
  ])('keeps apart by %s', (_case, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  it.each([
    ['', 'EMPTY'],
    [' \u200b\t ', 'EMPTY'],
    ['!!! ---', 'NO_LETTER_OR_DIGIT'],
    ['x'.repeat(201), 'TOO_LONG'],
    ['x'.repeat(1_000_000), 'TOO_LONG'],
  ])('refuses case %#', (text, reason) => {
    expect(companyNameOf(text)).toEqual({ ok: false, reason });
  });

  it('shows the name as written, without what nobody sees', () => {
    expect(companyNameOf(' Acme\u0000  &\u200b Co ')).toEqual({
      ok: true,
      value: { name: 'Acme & Co', nameKey: 'acme' },
    });
  });

  it('never throws, and is words of one space between, on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const result = companyNameOf(text);
        if (result.ok) expect(result.value.nameKey).toMatch(/^[\p{L}\p{N}\p{M}]+( [\p{L}\p{N}\p{M}]+)*$/u);
      }),
    );
  });

  it('has one key however a legal form is punctuated or cased', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{4,12}$/),
        fc.constantFrom(
          'Inc',
          'inc.',
          ', Inc.',
          'INC',
          'Ltd',
          'L.t.d.',
          '(Ltd)',
          'GmbH',
          'S.A.',
          'S. A.',
          'SA',
        ),
        (name, form) => {
          expect(keyOf(`${name} ${form}`)).toBe(name);
        },
      ),
    );
  });
});
