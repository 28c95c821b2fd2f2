import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../../src/workflows/import-crm/fields.ts';
import { ISSUE_CODES } from '../../../src/workflows/import-crm/issues.ts';
import { openMappedFile, surveyAccounts } from '../../../src/workflows/import-crm/mapped-file.ts';
import { readMapping } from '../../../src/workflows/import-crm/mapping.ts';
import { allOf } from './support.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/crm-sample');
const mapping = await readMapping(join(FOLDER, 'mapping.json'));

const rowsOf = async <Row>(records: AsyncIterable<{ row: Row | null }>) =>
  (await allOf(records)).flatMap(({ row }) => (row === null ? [] : [row]));

/** All ids of the sample, as the import knows them when it reads the opportunities. */
async function knownIds() {
  const products = await rowsOf((await openMappedFile('products', FOLDER, mapping)).records);
  const partners = await rowsOf((await openMappedFile('partners', FOLDER, mapping)).records);
  const { ids, inCycles } = await surveyAccounts(FOLDER, mapping);
  return {
    products: new Set(products.map(({ externalId }) => externalId)),
    partners: new Set(partners.map(({ externalId }) => externalId)),
    people: new Set(partners.map(({ personExternalId }) => personExternalId)),
    accounts: ids,
    accountsInCycles: inCycles,
  };
}

describe('the sample export', () => {
  it('has the dirt that it is for', async () => {
    const bytes = (file: string) => readFile(join(FOLDER, file), 'utf8');
    expect(await bytes('accounts.csv')).toMatch(/^\ufeff/);
    expect(await bytes('accounts.csv')).toContain('"United\nStates"');
    expect(await bytes('sales_teams.csv')).toContain('\r\n');
    expect(await bytes('sales_pipeline.csv')).toContain('LumenPro');
  });

  it('has partners, products and accounts with their parents, whichever comes first', async () => {
    const known = await knownIds();
    expect([known.partners.size, known.products.size, known.accounts.size]).toEqual([8, 6, 12]);
    const accounts = await allOf((await openMappedFile('accounts', FOLDER, mapping, known)).records);
    const subsidiaries = accounts.filter(({ row }) => row!.parentExternalId !== null);
    expect(subsidiaries.map(({ row }) => [row!.name, row!.parentExternalId, row!.location])).toEqual([
      ['Corvane Labs', 'Corvane Industries', 'Germany'],
      ['Quillon Cloud', 'Quillon Software', 'United States'],
      ['Mirador Online', 'Mirador Retail Group', 'Brazil'],
    ]);
    expect(accounts.map(({ row }) => row!.nameKey)).toContain('harrow finch and partners');
    expect(accounts.map(({ row }) => row!.nameKey)).toContain('studio north');
    expect(accounts.flatMap(({ warnings }) => warnings)).toMatchObject([
      { line: 13, column: 'employees', value: 'about 300', code: 'INVALID_NUMBER' },
    ]);
  });

  it('has opportunities of which each bad one is reported where it stands, and the rest is read', async () => {
    const { records } = await openMappedFile('opportunities', FOLDER, mapping, await knownIds());
    const all = await allOf(records);
    const stages = Object.groupBy(all, ({ row }) => row?.stage ?? 'REJECTED');
    expect(Object.fromEntries(Object.entries(stages).map(([stage, rows]) => [stage, rows!.length]))).toEqual({
      WON: 52,
      LOST: 30,
      QUALIFIED: 26,
      PROSPECTING: 12,
      REJECTED: 6,
    });
    expect(
      all.flatMap(({ errors }) => errors).map(({ line, column, value, code }) => [line, column, value, code]),
    ).toEqual([
      [17, 'engage_date', '2025-02-30', 'INVALID_DATE'],
      [36, 'deal_stage', 'Maybe', 'UNKNOWN_STAGE'],
      [55, 'opportunity_id', 'FWHWA9KH', 'DUPLICATE_ID'],
      [75, 'close_value', '-21000', 'NEGATIVE_NUMBER'],
      [94, null, 'BADROWS1 | Tomasz Wolny | Harbor 100', 'WRONG_COLUMN_COUNT'],
      [114, 'account', 'Nobody & Sons', 'UNKNOWN_REFERENCE'],
    ]);
    const warnings = all.flatMap((record) => record.warnings);
    expect(warnings.filter(({ column }) => column === 'account')).toHaveLength(20);
    expect(warnings.filter(({ column }) => column === 'engage_date')).toHaveLength(12);
    expect(warnings).toHaveLength(32);
    expect(new Set(all.flatMap(({ row }) => row?.productExternalId ?? []))).not.toContain('LumenPro');
  });
});

describe('the guide to importing', () => {
  it('explains every code and every field', async () => {
    const guide = await readFile(join(import.meta.dirname, '../../../docs/import.md'), 'utf8');
    const fields = Object.values(FIELDS).flatMap((definitions) => Object.keys(definitions));
    for (const word of [...ISSUE_CODES, ...fields]) expect(guide).toContain(`\`${word}\``);
  });
});
