import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../src/workflows/import-crm/issues.ts';
import { type Mapping, mappingOf } from '../../../src/workflows/import-crm/mapping.ts';
import type { KnownIds } from '../../../src/workflows/import-crm/references.ts';
import type { FileKind } from '../../../src/workflows/import-crm/rows.ts';
import { rowReaderOf } from '../../../src/workflows/import-crm/values.ts';

function aMapping(
  kind: FileKind,
  fields: Record<string, unknown>,
  general: Record<string, unknown> = {},
): Mapping {
  const mapping = mappingOf({
    version: 1,
    system: 'CRM',
    ...general,
    files: { [kind]: { file: 'data.csv', fields } },
  });
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
  return mapping.value;
}

/** Reads rows given by column, under a mapping. */
function read<Kind extends FileKind>(
  kind: Kind,
  mapping: Mapping,
  rows: readonly Record<string, string>[],
  known: KnownIds = {},
) {
  const columns = Object.keys(rows[0]!);
  const reader = rowReaderOf(kind, mapping, { file: 'data.csv', columns }, known);
  return rows.map((row, index) => reader.read({ line: index + 2, fields: Object.values(row), issue: null }));
}

const codesOf = (issues: readonly Issue[]) => issues.map(({ column, code }) => `${column}:${code}`);

const DEAL_FIELDS = {
  externalId: 'id',
  stage: 'stage',
  openedOn: 'opened',
  closeOn: 'closed',
  amountMinor: 'amount',
};
const aDeal = (changes: Record<string, string> = {}) => ({
  id: 'D1',
  stage: 'Won',
  opened: '2025-03-01',
  closed: '2025-04-01',
  amount: '1054',
  ...changes,
});
const DEALS = aMapping('opportunities', {
  ...DEAL_FIELDS,
  stage: { column: 'stage', values: { Engaging: 'QUALIFIED' } },
});

describe('an opportunity', () => {
  it('is read into exact amounts, dates and codes; what is not mapped is null', () => {
    expect(read('opportunities', DEALS, [aDeal()])).toEqual([
      {
        line: 2,
        row: {
          externalId: 'D1',
          stage: 'WON',
          name: null,
          lostReason: null,
          partnerExternalId: null,
          personExternalId: null,
          accountExternalId: null,
          productExternalId: null,
          openedOn: { on: '2025-03-01', at: new Date('2025-03-01T00:00:00Z') },
          closeOn: { on: '2025-04-01', at: new Date('2025-04-01T00:00:00Z') },
          currency: 'USD',
          amountMinor: 105_400n,
          ownerName: null,
          ownerEmail: null,
        },
        warnings: [],
        errors: [],
      },
    ]);
  });

  it.each([
    { stage: 'won', row: 'WON' },
    { stage: ' Engaging ', row: 'QUALIFIED' },
    { stage: 'engaging', row: null },
    { stage: '', row: null },
  ])('of stage $stage is $row', ({ stage, row }) => {
    expect(read('opportunities', DEALS, [aDeal({ stage })])[0]!.row?.stage ?? null).toBe(row);
  });

  it.each<{ _case: string; changes: Record<string, string>; code: string }>([
    { _case: 'a date that does not exist', changes: { opened: '2025-02-30' }, code: 'opened:INVALID_DATE' },
    { _case: 'a date of another form', changes: { closed: '01.04.2025' }, code: 'closed:INVALID_DATE' },
    { _case: 'an unknown stage', changes: { stage: 'Maybe' }, code: 'stage:UNKNOWN_STAGE' },
    { _case: 'no stage', changes: { stage: ' ' }, code: 'stage:MISSING_VALUE' },
    { _case: 'no id', changes: { id: '' }, code: 'id:MISSING_VALUE' },
    { _case: 'a negative amount', changes: { amount: '-1' }, code: 'amount:NEGATIVE_NUMBER' },
    { _case: 'an amount in words', changes: { amount: 'ten' }, code: 'amount:INVALID_NUMBER' },
    { _case: 'half a cent', changes: { amount: '1.005' }, code: 'amount:NUMBER_TOO_PRECISE' },
    {
      _case: 'more than can be stored',
      changes: { amount: '99999999999999999' },
      code: 'amount:NUMBER_OUT_OF_RANGE',
    },
    { _case: 'an id too long', changes: { id: 'x'.repeat(201) }, code: 'id:TEXT_TOO_LONG' },
    { _case: 'dates reversed', changes: { closed: '2025-02-01' }, code: 'closed:DATES_REVERSED' },
  ])('is rejected for $_case', ({ changes, code }) => {
    const [record] = read('opportunities', DEALS, [aDeal(changes)]);
    expect(record!.row).toBeNull();
    expect(codesOf(record!.errors)).toEqual([code]);
  });

  it('lists all that is wrong at once', () => {
    const [record] = read('opportunities', DEALS, [aDeal({ opened: 'x', amount: 'y', stage: 'z' })]);
    expect(codesOf(record!.errors)).toEqual([
      'stage:UNKNOWN_STAGE',
      'opened:INVALID_DATE',
      'amount:INVALID_NUMBER',
    ]);
  });

  it.each([
    { stage: 'Won', warnings: ['opened:MISSING_VALUE', 'closed:MISSING_VALUE', 'amount:MISSING_VALUE'] },
    { stage: 'Lost', warnings: ['opened:MISSING_VALUE', 'closed:MISSING_VALUE'] },
    { stage: 'Engaging', warnings: ['opened:MISSING_VALUE'] },
  ])('that is $stage may lack dates and value, with warnings that fit', ({ stage, warnings }) => {
    const [record] = read('opportunities', DEALS, [aDeal({ stage, opened: '', closed: '', amount: '' })]);
    expect(record!.row).toMatchObject({ openedOn: null, closeOn: null, amountMinor: null, currency: null });
    expect(codesOf(record!.warnings)).toEqual(warnings);
  });

  it('follows the mapping where it says what to do by stage', () => {
    const mapping = aMapping('opportunities', {
      ...DEAL_FIELDS,
      openedOn: { column: 'opened', whenMissing: 'IGNORE' },
      amountMinor: { column: 'amount', whenMissing: { WON: 'REJECT', otherwise: 'IGNORE' } },
    });
    const outcome = (stage: string) => {
      const [record] = read('opportunities', mapping, [aDeal({ stage, opened: '', amount: '' })]);
      return [record!.row !== null, codesOf([...record!.errors, ...record!.warnings])];
    };
    expect(outcome('WON')).toEqual([false, ['amount:MISSING_VALUE']]);
    expect(outcome('LOST')).toEqual([true, []]);
  });

  it('is rejected the second time that its id comes, and names the first line; a rejected one does not count', () => {
    const records = read('opportunities', DEALS, [
      aDeal({ amount: '-1' }),
      aDeal(),
      aDeal({ id: 'D2' }),
      aDeal({ id: ' D1 ' }),
    ]);
    expect(records.map(({ row }) => row?.externalId ?? null)).toEqual([null, 'D1', 'D2', null]);
    expect(records[3]!.errors[0]).toMatchObject({
      code: 'DUPLICATE_ID',
      line: 5,
      message: 'externalId: line 3 has the same id.',
    });
  });

  it('drops a reason for a loss that did not happen', () => {
    const mapping = aMapping('opportunities', { ...DEAL_FIELDS, lostReason: 'reason' });
    const [won, lost] = read('opportunities', mapping, [
      { ...aDeal(), reason: 'price' },
      { ...aDeal({ id: 'D2', stage: 'Lost' }), reason: 'price' },
    ]);
    expect(won!.row!.lostReason).toBeNull();
    expect(codesOf(won!.warnings)).toEqual(['reason:LOST_REASON_UNUSED']);
    expect(lost!.row!.lostReason).toBe('price');
  });

  it('must name accounts, partners and products that exist, unless the mapping lets it pass', () => {
    const known = {
      accounts: new Set(['A']),
      partners: new Set(['P']),
      people: new Set(['P']),
      products: new Set(['GTX Pro']),
    };
    const fields = {
      ...DEAL_FIELDS,
      accountExternalId: 'account',
      partnerExternalId: { column: 'agent', whenUnknown: 'WARN' },
      productExternalId: { column: 'product', values: { GTXPro: 'GTX Pro' } },
    };
    const rows = [
      { ...aDeal({ id: '1' }), account: 'A', agent: 'P', product: 'GTXPro' },
      { ...aDeal({ id: '2' }), account: 'B', agent: 'P', product: 'GTX Pro' },
      { ...aDeal({ id: '3' }), account: 'A', agent: 'Q', product: 'GTX Pro' },
      { ...aDeal({ id: '4' }), account: '', agent: 'P', product: 'GTX Max' },
    ];
    const records = read('opportunities', aMapping('opportunities', fields), rows, known);
    expect(records[0]!.row).toMatchObject({ accountExternalId: 'A', productExternalId: 'GTX Pro' });
    expect(codesOf(records[1]!.errors)).toEqual(['account:UNKNOWN_REFERENCE']);
    expect(records[2]!.row).toMatchObject({ partnerExternalId: null });
    expect(codesOf(records[2]!.warnings)).toEqual(['agent:UNKNOWN_REFERENCE']);
    expect(codesOf(records[3]!.errors)).toEqual(['product:UNKNOWN_REFERENCE']);
    expect(codesOf(records[3]!.warnings)).toEqual(['account:MISSING_VALUE']);
  });
});

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

describe('formats', () => {
  it("are the field's own, else the mapping's", () => {
    const mapping = aMapping(
      'opportunities',
      { ...DEAL_FIELDS, closeOn: { column: 'closed', format: 'MM/DD/YYYY', timeZone: 'America/New_York' } },
      {
        currency: 'EUR',
        nullWords: ['n/a'],
        dates: { format: 'DD.MM.YYYY', timeZone: 'Europe/Berlin' },
        numbers: { decimalSeparator: ',', thousandsSeparator: '.' },
      },
    );
    const [record] = read('opportunities', mapping, [
      aDeal({ opened: '1.3.2025', closed: '3/31/2025', amount: '1.054,5' }),
    ]);
    expect(record!.row).toMatchObject({
      openedOn: { on: '2025-03-01', at: new Date('2025-02-28T23:00:00Z') },
      closeOn: { on: '2025-03-31', at: new Date('2025-03-31T04:00:00Z') },
      amountMinor: 105_450n,
      currency: 'EUR',
    });
    const [without] = read('opportunities', mapping, [
      aDeal({ stage: 'Lost', opened: 'n/a', closed: '3/31/2025', amount: 'n/a' }),
    ]);
    expect(without!.row).toMatchObject({ openedOn: null, amountMinor: null });
  });

  it.each([
    ['JPY', '1054', 1054n],
    ['KWD', '1.054', 1054n],
    ['usd', '10.50', 1050n],
  ])("an amount in %s, %s, has the currency's minor units", (currency, amount, amountMinor) => {
    const mapping = aMapping('opportunities', { ...DEAL_FIELDS, currency: 'currency' });
    const [record] = read('opportunities', mapping, [{ ...aDeal({ amount }), currency }]);
    expect(record!.row).toMatchObject({ amountMinor, currency: currency.toUpperCase() });
  });
});

describe('columns', () => {
  it('that are missing are one error which names what the file has', () => {
    expect(() =>
      rowReaderOf('opportunities', DEALS, { file: 'data.csv', columns: ['id', 'stage', 'Opened'] }),
    ).toThrow(
      'data.csv: The mapping names columns that the file has not: "opened", "closed", "amount". ' +
        'The file has: "id", "stage", "Opened".',
    );
  });

  it('that nobody uses are reported, unless they are to be ignored', () => {
    const mapping = mappingOf({
      version: 1,
      system: 'CRM',
      files: {
        products: { file: 'data.csv', ignoreColumns: ['b'], fields: { externalId: 'id', name: 'id' } },
      },
    });
    if (!mapping.ok) throw new Error('The mapping is valid.');
    const { unknownColumns } = rowReaderOf('products', mapping.value, {
      file: 'data.csv',
      columns: ['id', 'a', 'b'],
    });
    expect(unknownColumns).toMatchObject([
      { code: 'UNKNOWN_COLUMN', severity: 'WARNING', line: 1, column: 'a' },
    ]);
  });
});

describe('the value of an issue', () => {
  it('is cut to 80 characters, and has no line breaks', () => {
    const [record] = read('opportunities', DEALS, [aDeal({ amount: `1\n${'😀'.repeat(100)}` })]);
    const { value } = record!.errors[0]!;
    expect(Array.from(value)).toHaveLength(80);
    expect(value).toBe(`1 ${'😀'.repeat(77)}…`);
  });
});
