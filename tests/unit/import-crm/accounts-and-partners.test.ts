import { describe, expect, it } from 'vitest';
import { aMapping, codesOf, read } from './support.ts';

describe('an account', () => {
  const ACCOUNTS = aMapping('accounts', {
    externalId: 'id',
    name: 'name',
    parentExternalId: 'parent',
    sector: { column: 'sector', values: { technolgy: 'technology', '-': null } },
    countryCode: { column: 'country', values: { Philipines: 'PH' } },
    employees: 'employees',
    annualRevenueMinor: { column: 'revenue', multiplyBy: 1_000_000 },
    website: 'web',
    taxId: 'tax',
  });
  const anAccount = (changes: Record<string, string> = {}) => ({
    id: 'A1',
    name: 'Acme Corporation',
    parent: '',
    sector: 'technolgy',
    country: 'Germany',
    employees: '2822',
    revenue: '1100.04',
    web: 'https://www.acme.de/home',
    tax: 'DE 136 695 976',
    ...changes,
  });

  it('carries what identifies it', () => {
    const [record] = read('accounts', ACCOUNTS, [anAccount()]);
    expect(record!.row).toMatchObject({
      name: 'Acme Corporation',
      nameKey: 'acme',
      keys: ['CRM_ACCOUNT:CRM:A1', 'DOMAIN:acme.de', 'TAX_ID:DE:136695976'],
      sector: 'technology',
      countryCode: 'DE',
      employees: 2822,
      annualRevenueMinor: 110_004_000_000n,
      currency: 'USD',
    });
    expect(record!.warnings).toEqual([]);
  });

  it('loads without what describes it wrongly', () => {
    const wrong = {
      sector: '-',
      country: 'Atlantis',
      employees: 'many',
      revenue: '-3',
      web: 'jane@gmail.com',
      tax: 'DE136695977',
    };
    const [record] = read('accounts', ACCOUNTS, [anAccount(wrong)]);
    expect(record!.row).toMatchObject({
      keys: ['CRM_ACCOUNT:CRM:A1'],
      sector: null,
      countryCode: null,
      employees: null,
      annualRevenueMinor: null,
      currency: null,
    });
    expect(codesOf(record!.warnings)).toEqual([
      'country:UNKNOWN_COUNTRY',
      'employees:INVALID_NUMBER',
      'revenue:NEGATIVE_NUMBER',
      'tax:INVALID_TAX_ID',
      'web:INVALID_WEB_ADDRESS',
    ]);
  });

  it('is rejected without a name that is one', () => {
    expect(codesOf(read('accounts', ACCOUNTS, [anAccount({ name: '???' })])[0]!.errors)).toEqual([
      'name:INVALID_NAME',
    ]);
  });

  it('loses a parent that does not exist or would be its own descendant', () => {
    const known = { accounts: new Set(['A1', 'A2']), accountsInCycles: new Set(['A2']) };
    const rows = [
      anAccount({ parent: 'A9' }),
      anAccount({ id: 'A2', parent: 'A2' }),
      anAccount({ id: 'A3', parent: 'A1' }),
    ];
    const records = read('accounts', ACCOUNTS, rows, known);
    expect(records.map(({ row }) => row!.parentExternalId)).toEqual([null, null, 'A1']);
    expect(records.map(({ warnings }) => codesOf(warnings))).toEqual([
      ['parent:UNKNOWN_REFERENCE'],
      ['parent:PARENT_CYCLE'],
      [],
    ]);
  });

  it('has one space where the file has many or a line break', () => {
    const [record] = read('accounts', ACCOUNTS, [anAccount({ name: ' Acme\r\n  Corporation\u00a0' })]);
    expect(record!.row!.name).toBe('Acme Corporation');
  });
});

describe('a partner', () => {
  it('of one person and its manager go by their names where the file has no ids', () => {
    const mapping = aMapping('partners', {
      externalId: 'sales_agent',
      name: 'sales_agent',
      personName: 'sales_agent',
      managerName: 'manager',
      region: 'regional_office',
      type: { constant: 'REFERRAL' },
    });
    const row = { sales_agent: 'Moses Frase', manager: 'Dustin Brinkmann', regional_office: 'Central' };
    expect(
      read('partners', mapping, [row, row]).map((record) => [record.row, codesOf(record.errors)]),
    ).toEqual([
      [
        {
          externalId: 'Moses Frase',
          name: 'Moses Frase',
          nameKey: 'moses frase',
          type: 'REFERRAL',
          region: 'Central',
          countryCode: null,
          timeZone: null,
          currency: null,
          personExternalId: 'Moses Frase',
          personName: 'Moses Frase',
          personEmail: null,
          managerExternalId: 'Dustin Brinkmann',
          managerName: 'Dustin Brinkmann',
          managerEmail: null,
        },
        [],
      ],
      [null, ['sales_agent:DUPLICATE_ID']],
    ]);
  });

  it('may have a line for each of its people', () => {
    const mapping = aMapping('partners', {
      externalId: 'firm',
      name: 'firm',
      personExternalId: 'login',
      personEmail: 'email',
      timeZone: 'zone',
    });
    const records = read('partners', mapping, [
      { firm: 'Acme', login: 'a', email: 'A@Acme.example', zone: 'Europe/Berlin' },
      { firm: 'Acme', login: 'b', email: 'nobody', zone: 'Mars/Base' },
      { firm: 'Acme', login: 'a', email: '', zone: '' },
    ]);
    expect(
      records.map(({ row }) => row && [row.externalId, row.personExternalId, row.personEmail, row.timeZone]),
    ).toEqual([['Acme', 'a', 'a@acme.example', 'Europe/Berlin'], ['Acme', 'b', null, null], null]);
    expect(codesOf(records[1]!.warnings)).toEqual(['zone:INVALID_TIME_ZONE', 'email:INVALID_EMAIL']);
  });
});
