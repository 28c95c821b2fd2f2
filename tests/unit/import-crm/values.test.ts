import { describe, expect, it } from 'vitest';
import { mappingOf } from '../../../src/workflows/import-crm/mapping.ts';
import { rowReaderOf } from '../../../src/workflows/import-crm/values.ts';
import { aMapping, codesOf, read } from './support.ts';

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
