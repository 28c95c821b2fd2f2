import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mappingOf, readMapping } from '../../../src/workflows/import-crm/mapping.ts';

const aMapping = (changes: Record<string, unknown> = {}) => ({
  version: 1,
  system: 'CRM',
  files: { products: { file: 'products.csv', fields: { externalId: 'product', name: 'product' } } },
  ...changes,
});

const withField = (kind: string, name: string, field: unknown) => {
  const required = {
    products: { externalId: 'id', name: 'name' },
    opportunities: { externalId: 'id', stage: 'stage' },
  }[kind];
  return aMapping({ files: { [kind]: { file: 'data.csv', fields: { ...required, [name]: field } } } });
};

const learning = (fields: object = {}, more: object = {}) => {
  const required = {
    externalId: 'id',
    personEmail: 'mail',
    kind: 'kind',
    externalCode: 'code',
    happenedAt: 'at',
  };
  return aMapping({ files: { learning: { file: 'data.csv', ...more, fields: { ...required, ...fields } } } });
};

const problemsOf = (json: unknown) => {
  const mapping = mappingOf(json);
  return mapping.ok ? [] : mapping.problems.map(({ path, message }) => `${path}: ${message}`);
};

describe('a mapping', () => {
  it('fills in what it leaves out', () => {
    expect(mappingOf(aMapping())).toEqual({
      ok: true,
      value: {
        version: 1,
        system: 'CRM',
        currency: 'USD',
        nullWords: [],
        dates: { format: 'ISO', timeZone: 'UTC' },
        numbers: { decimalSeparator: '.', thousandsSeparator: '' },
        files: {
          products: {
            file: 'products.csv',
            delimiter: ',',
            ignoreColumns: [],
            fields: {
              externalId: { column: 'product', trim: true, values: {} },
              name: { column: 'product', trim: true, values: {} },
            },
          },
        },
      },
    });
  });

  it.each([
    { json: null, problem: '(the mapping): ' },
    { json: aMapping({ version: 2 }), problem: 'version: ' },
    {
      json: aMapping({ system: 'my crm' }),
      problem: 'system: Write a code in capitals, such as "SALES_CRM".',
    },
    {
      json: aMapping({ currency: 'usd' }),
      problem: 'currency: Write an ISO 4217 code in capitals, such as "USD".',
    },
    {
      json: aMapping({ colour: 1 }),
      problem: '(the mapping): Unknown: colour. Possible here: version, system,',
    },
    {
      json: aMapping({ files: {} }),
      problem:
        'files: Name at least one of products, partners, accounts, opportunities, learning, orders, billing.',
    },
    {
      json: aMapping({ files: { ...aMapping().files, people: {} } }),
      problem: 'files: Unknown: people. Possible here: products,',
    },
    {
      json: aMapping({
        files: { products: { file: '../secret.csv', fields: { externalId: 'a', name: 'b' } } },
      }),
      problem: 'files.products.file: Write the name of a file in the folder, without a path.',
    },
    {
      json: aMapping({ files: { products: { file: 'p.csv', fields: { externalId: 'a' } } } }),
      problem: 'files.products.fields.name: ',
    },
    {
      json: withField('products', 'prise', 'price'),
      problem:
        'files.products.fields: Unknown: prise. Possible here: externalId, name, family, currency, listPriceMinor.',
    },
    {
      json: withField('products', 'family', {}),
      problem: 'files.products.fields.family: Name either a "column" of the file or a "constant".',
    },
    {
      json: withField('products', 'family', { column: 'a', constant: 'b' }),
      problem: 'files.products.fields.family: Name either a "column" of the file or a "constant".',
    },
    {
      json: withField('products', 'family', { column: 'a', format: 'ISO' }),
      problem: 'files.products.fields.family: Unknown: format. Possible here: column, constant,',
    },
    {
      json: withField('opportunities', 'openedOn', { column: 'a', format: 'DD/MM/YY' }),
      problem: 'files.opportunities.fields.openedOn.format: Write "ISO", or a pattern of YYYY, MM, DD',
    },
    {
      json: withField('opportunities', 'openedOn', { column: 'a', timeZone: 'Mars/Base' }),
      problem: 'files.opportunities.fields.openedOn.timeZone: Write an IANA time zone',
    },
    {
      json: withField('opportunities', 'stage', { column: 'a', values: { Engaging: 'ENGAGED' } }),
      problem:
        'files.opportunities.fields.stage.values.Engaging: "ENGAGED" is none of PROSPECTING, QUALIFIED,',
    },
    {
      json: withField('opportunities', 'amountMinor', { column: 'a', whenMissing: 'MAYBE' }),
      problem:
        'files.opportunities.fields.amountMinor.whenMissing: Write "IGNORE", "WARN" or "REJECT", or choose by stage',
    },
    {
      json: withField('opportunities', 'externalId', { column: 'a', whenMissing: 'IGNORE' }),
      problem: 'files.opportunities.fields.externalId: Unknown: whenMissing.',
    },
    {
      json: learning({ kind: { column: 'a', values: { Quiz: 'IMPLEMENTATION' } } }),
      problem: 'files.learning.fields.kind.values.Quiz: "IMPLEMENTATION" is none of COURSE, EXAM, PRACTICUM.',
    },
    {
      json: learning({ scorePercent: { column: 'a', writtenAs: 'POINTS' } }),
      problem: 'files.learning.fields.scorePercent.writtenAs:',
    },
    {
      json: learning({ scorePercent: { column: 'a', format: 'ISO' } }),
      problem: 'files.learning.fields.scorePercent: Unknown: format.',
    },
    {
      json: { ...learning(), system: 'STAFF' },
      problem: 'system: STAFF and IMPLEMENTATION are what the portal itself says.',
    },
    {
      json: aMapping({
        files: { products: { file: 'p.csv', enrol: true, fields: { externalId: 'a', name: 'b' } } },
      }),
      problem: 'files.products: Unknown: enrol. Possible here: file, delimiter, ignoreColumns, fields.',
    },
    {
      json: learning({}, { enroll: true }),
      problem:
        'files.learning: Unknown: enroll. Possible here: file, delimiter, ignoreColumns, fields, enrol.',
    },
  ])('is refused with the path, case %#', ({ json, problem }) => {
    const problems = problemsOf(json);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('lists all of its problems at once', () => {
    expect(problemsOf({ version: 1, system: 'crm', currency: 'X', files: {} })).toHaveLength(3);
  });
});

describe('a mapping file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portal-mapping-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const written = async (text: string) => {
    const path = join(folder, 'mapping.json');
    await writeFile(path, text);
    return path;
  };

  it('is read, with or without a byte order mark', async () => {
    expect(await readMapping(await written(`\ufeff${JSON.stringify(aMapping())}`))).toMatchObject({
      system: 'CRM',
    });
  });

  it('that is no JSON, no mapping or not there is refused with what is wrong', async () => {
    await expect(readMapping(await written('{"version": 1,}'))).rejects.toMatchObject({
      code: 'MAPPING_INVALID',
    });
    await expect(readMapping(await written('{"version": 1}'))).rejects.toThrow(
      /\n {2}system: .*\n {2}files: /,
    );
    await expect(readMapping(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
