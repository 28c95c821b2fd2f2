import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taxIdOf } from '../../../src/domains/customers/tax-id.rules.ts';

describe('a tax id', () => {
  it.each([
    ['DE', 'DE 136 695 976', 'DE', '136695976'],
    ['DE', '136.695.976', 'DE', '136695976'],
    ['de', 'de136695976', 'DE', '136695976'],
    [null, 'DE136695976', 'DE', '136695976'],
    ['FR', 'FR 40 303 265 045', 'FR', '40303265045'],
    ['GB', 'GB 980 7806 84', 'GB', '980780684'],
    ['XI', 'XI980780684', 'GB', '980780684'],
    ['NL', 'NL004495445B01', 'NL', '004495445B01'],
    ['NL', 'NL002455799B11', 'NL', '002455799B11'],
    ['IT', 'IT 00743110157', 'IT', '00743110157'],
    ['BE', 'BE 0403.019.261', 'BE', '0403019261'],
    ['AT', 'ATU13585627', 'AT', 'U13585627'],
    ['DK', 'DK 13 58 56 28', 'DK', '13585628'],
    ['FI', 'FI20774740', 'FI', '20774740'],
    ['SE', 'SE 123456789701', 'SE', '123456789701'],
    ['PL', 'PL 856-734-62-15', 'PL', '8567346215'],
    ['PT', 'PT501964843', 'PT', '501964843'],
    ['LU', 'LU15027442', 'LU', '15027442'],
    ['GR', 'EL094259216', 'GR', '094259216'],
    ['GR', 'GR 094259216', 'GR', '094259216'],
    ['EE', 'EE100931558', 'EE', '100931558'],
    ['HU', 'HU12892312', 'HU', '12892312'],
    ['SI', 'SI50223054', 'SI', '50223054'],
    ['SK', 'SK2022749619', 'SK', '2022749619'],
    ['HR', 'HR33392005961', 'HR', '33392005961'],
    ['MT', 'MT11679112', 'MT', '11679112'],
    ['US', '91-1144442', 'US', '911144442'],
    ['CH', 'CHE-107.787.577 MWST', 'CH', '107787577'],
    ['NO', 'NO 995 525 828 MVA', 'NO', '995525828'],
    ['AU', '83 914 571 673', 'AU', '83914571673'],
    ['CA', '12302 6635 RC 0001', 'CA', '123026635'],
    ['IN', '27AAPFU0939F1ZV', 'IN', '27AAPFU0939F1ZV'],
    ['BR', '16.727.230/0001-97', 'BR', '16727230000197'],
    ['BR', '12.ABC.345/01DE-35', 'BR', '12ABC34501DE35'],
    ['JP', 'T5835678256246', 'JP', '5835678256246'],
  ])('of %s, %j, is checked and becomes %s %s', (country, text, countryCode, id) => {
    expect(taxIdOf(country, text)).toEqual({
      ok: true,
      value: { countryCode, id, verified: 'CHECK_DIGITS' },
    });
  });

  it.each([
    ['ES', 'ES B-64717838', 'B64717838', 'FORMAT'],
    ['IE', 'IE 6433435F', '6433435F', 'FORMAT'],
    ['MX', 'GODE561231GR8', 'GODE561231GR8', 'FORMAT'],
    ['KE', 'p051234567x', 'P051234567X', 'NOTHING'],
  ])('of %s, %j, becomes %s with %s verified', (country, text, id, verified) => {
    expect(taxIdOf(country, text)).toEqual({ ok: true, value: { countryCode: country, id, verified } });
  });

  // One digit changed in each: a check that always says yes fails here.
  it.each([
    ['DE', '136695977'],
    ['FR', '41303265045'],
    ['GB', '980780685'],
    ['NL', '004495446B01'],
    ['IT', '00743110158'],
    ['BE', '0403019262'],
    ['AT', 'U13585628'],
    ['DK', '13585629'],
    ['FI', '20774741'],
    ['SE', '123456789601'],
    ['PL', '8567346216'],
    ['PT', '501964844'],
    ['LU', '15027443'],
    ['GR', '094259217'],
    ['EE', '100931559'],
    ['HU', '12892313'],
    ['SI', '50223055'],
    ['SK', '2022749618'],
    ['HR', '33392005962'],
    ['MT', '11679113'],
    ['CH', '107787578'],
    ['NO', '995525829'],
    ['AU', '83914571674'],
    ['CA', '123026636'],
    ['IN', '27AAPFU0939F1ZW'],
    ['BR', '16727230000198'],
    ['JP', '6835678256246'],
    ['US', '07-1234567'],
  ])('of %s, %j, fails its check', (country, text) => {
    expect(taxIdOf(country, text)).toEqual({ ok: false, reason: 'CHECK_DIGITS' });
  });

  it.each([
    ['DE', '', 'EMPTY'],
    ['DE', ' -- ', 'EMPTY'],
    ['DE', 'x'.repeat(31), 'TOO_LONG'],
    ['DE', 'x'.repeat(1_000_000), 'TOO_LONG'],
    ['DE', '1366959', 'FORMAT'],
    ['DE', 'Ä36695976', 'FORMAT'],
    ['US', 'N/A', 'FORMAT'],
    ['KE', 'N/A', 'PLACEHOLDER'],
    ['US', '000000000', 'PLACEHOLDER'],
    ['US', '12-3456789', 'PLACEHOLDER'],
    ['AT', 'DE136695976', 'OTHER_COUNTRY'],
    ['FR', 'DE136695976', 'OTHER_COUNTRY'],
    [null, '91-1144442', 'UNKNOWN_COUNTRY'],
    ['USA', '91-1144442', 'UNKNOWN_COUNTRY'],
  ])('of case %# is refused', (country, text, reason) => {
    expect(taxIdOf(country, text)).toEqual({ ok: false, reason });
  });

  it('never throws on any text of any country', () => {
    const country = fc.constantFrom(
      'DE',
      'GB',
      'NL',
      'FR',
      'IN',
      'BR',
      'JP',
      'CH',
      'SE',
      'US',
      'ZZ',
      '__',
      null,
    );
    fc.assert(
      fc.property(country, fc.string({ unit: 'binary', maxLength: 40 }), (code, text) => {
        expect(taxIdOf(code, text)).toHaveProperty('ok');
      }),
    );
  });
});
