import { describe, expect, it } from 'vitest';
import {
  maskedAccount,
  maskedHolder,
  readBankDetails,
} from '../../../src/domains/payouts/bank-details.rules.ts';
import { parseIban } from '../../../src/domains/payouts/iban.rules.ts';
import { holdsOn, type PayeeStanding } from '../../../src/domains/payouts/payout-hold.rules.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

describe('an IBAN', () => {
  it.each([
    ['DE', 'DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['GB', 'gb29nwbk60161331926819', 'GB29NWBK60161331926819'],
    ['NO', 'NO9386011117947', 'NO9386011117947'],
    ['MT', 'MT84MALT011000012345MTLCAST001S', 'MT84MALT011000012345MTLCAST001S'],
    ['FR', 'FR1420041010050500013M02606', 'FR1420041010050500013M02606'],
  ])('of %s is read', (country, text, iban) => {
    expect(parseIban(text, country)).toEqual({ ok: true, value: iban });
  });

  it.each([
    ['a digit mistyped', 'DE', 'DE89370400440532013001', 'WRONG_CHECK_DIGITS'],
    ['two digits exchanged', 'DE', 'DE98370400440532013000', 'WRONG_CHECK_DIGITS'],
    ['a digit short', 'DE', 'DE8937040044053201300', 'WRONG_LENGTH'],
    ['a digit long', 'NO', 'NO93860111179470', 'WRONG_LENGTH'],
    ['another country', 'AT', 'DE89370400440532013000', 'OTHER_COUNTRY'],
    ['no IBAN', 'DE', '532013000', 'NOT_AN_IBAN'],
  ])('with %s is refused', (_case, country, text, reason) => {
    expect(parseIban(text, country)).toEqual({ ok: false, reason });
  });
});

describe('bank details', () => {
  const read = (input: Parameters<typeof readBankDetails>[1]) => {
    const fields = new FieldReader();
    const details = readBankDetails(fields, input);
    return {
      details,
      refused: fields.invalid.map(({ field, code }) => `${field} ${code}`),
      said: JSON.stringify(fields.invalid),
    };
  };

  it.each([
    [
      'an IBAN where there are IBANs',
      { countryCode: 'DE', holder: 'Acme GmbH', iban: 'DE89370400440532013000' },
      [],
    ],
    [
      'a number and a routing number elsewhere',
      { countryCode: 'US', holder: 'Acme', accountNumber: '000123456789', routingNumber: '021000021' },
      [],
    ],
    [
      'no IBAN where there are',
      { countryCode: 'DE', holder: 'Acme', accountNumber: '123456', routingNumber: '1' },
      ['accountNumber NOT_WITH_IBAN', 'routingNumber NOT_WITH_IBAN', 'iban REQUIRED'],
    ],
    [
      'an IBAN where there are none',
      {
        countryCode: 'US',
        holder: 'Acme',
        iban: 'DE89370400440532013000',
        accountNumber: '123456',
        routingNumber: '021000021',
      },
      ['iban NO_IBAN_THERE'],
    ],
    [
      'a routing number that does not check',
      { countryCode: 'US', holder: 'Acme', accountNumber: '123456', routingNumber: '021000022' },
      ['routingNumber NOT_A_ROUTING_NUMBER'],
    ],
    ['no holder', { countryCode: 'DE', holder: '  ', iban: 'DE89370400440532013000' }, ['holder REQUIRED']],
    [
      'too short a number',
      { countryCode: 'JP', holder: 'Acme', accountNumber: '123', routingNumber: '0001' },
      ['accountNumber NOT_AN_ACCOUNT'],
    ],
  ])('with %s', (_case, input, refused) => {
    const answer = read(input);
    expect(answer.refused).toEqual(refused);
    expect(answer.said).not.toContain('DE8937');
  });

  it('are shown by the last four and the initial', () => {
    const { details } = read({ countryCode: 'DE', holder: 'Émile Acme', iban: 'DE89370400440532013000' });
    expect([maskedAccount(details, 'DE'), maskedHolder(details)]).toEqual(['DE** **** **** 3000', 'É***']);
  });
});

describe('what holds a payout', () => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const standing = (more: Partial<PayeeStanding>): PayeeStanding => ({
    ...{ partnerStatus: 'ACTIVE', hasTaxForm: true, taxFormTemplate: 'W9', isHeldByFinance: false },
    account: { enteredOn: day('2026-06-01'), isVerified: true },
    ...more,
  });

  it.each([
    ['nothing', {}, '2026-06-30', []],
    ['a form that is missing', { hasTaxForm: false }, '2026-06-30', ['TAX_FORM_MISSING']],
    ['no form where none is asked', { hasTaxForm: null }, '2026-06-30', []],
    ['no details', { account: null }, '2026-06-30', ['BANK_DETAILS_MISSING']],
    [
      'details that nobody verified',
      { account: { enteredOn: day('2026-06-01'), isVerified: false } },
      '2026-06-30',
      ['BANK_DETAILS_UNVERIFIED'],
    ],
    ['details on the last day of their hold', {}, '2026-06-07', ['BANK_DETAILS_JUST_CHANGED']],
    ['details on the first day after it', {}, '2026-06-08', []],
    ['a suspended partner', { partnerStatus: 'SUSPENDED' }, '2026-06-30', ['PARTNER_SUSPENDED']],
    ['not a partner that left: it is paid what it earned', { partnerStatus: 'TERMINATED' }, '2026-06-30', []],
    ['finance', { isHeldByFinance: true }, '2026-06-30', ['HOLD_BY_FINANCE']],
    [
      'all at once',
      { hasTaxForm: false, account: null, partnerStatus: 'SUSPENDED', isHeldByFinance: true },
      '2026-06-30',
      ['TAX_FORM_MISSING', 'BANK_DETAILS_MISSING', 'PARTNER_SUSPENDED', 'HOLD_BY_FINANCE'],
    ],
  ])('%s', (_case, more, today, codes) => {
    expect(holdsOn(standing(more), 7, day(today)).map(({ code }) => code)).toEqual(codes);
  });

  it('says until when', () => {
    expect(holdsOn(standing({}), 7, day('2026-06-02'))[0]?.until).toEqual(day('2026-06-08'));
  });
});
