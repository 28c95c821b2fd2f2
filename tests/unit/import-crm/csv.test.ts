import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRecord, openCsv } from '../../../src/workflows/import-crm/csv.ts';
import { ROW_BYTES_MAX } from '../../../src/workflows/import-crm/csv-records.ts';
import { allOf } from './support.ts';

async function* chunksOf(bytes: Buffer, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const bytesOf = (content: string | Buffer) => (typeof content === 'string' ? Buffer.from(content) : content);

async function open(content: string | Buffer, { chunkSize = 65_536, delimiter = ',' } = {}) {
  const source = chunksOf(bytesOf(content), chunkSize);
  const { columns, records } = await openCsv(source, { file: 'data.csv', delimiter });
  return { columns, records: await allOf(records) };
}

const brief = ({ line, fields, issue }: CsvRecord) => [line, fields ?? issue!.code];

const read = async (content: string | Buffer, options = {}) =>
  (await open(content, options)).records.map(brief);

describe('reading CSV', () => {
  it.each([
    { _case: 'LF', content: 'id,name\n1,a\n2,b\n' },
    { _case: 'CRLF', content: 'id,name\r\n1,a\r\n2,b\r\n' },
    { _case: 'mixed line ends, none at the end', content: 'id,name\r\n1,a\n2,b' },
    { _case: 'a byte order mark', content: '\ufeffid,name\n1,a\n2,b\n' },
    { _case: 'a byte order mark before a quote', content: '\ufeff"id","name"\n1,a\n2,b\n' },
    { _case: 'white space in the header', content: ' id , name\n1,a\n2,b\n' },
  ])('takes $_case', async ({ content }) => {
    expect(await open(content)).toMatchObject({
      columns: ['id', 'name'],
      records: [
        { line: 2, fields: ['1', 'a'] },
        { line: 3, fields: ['2', 'b'] },
      ],
    });
  });

  it('reads quoted delimiters, quotes and lines, and numbers lines as an editor does', async () => {
    const content =
      'id,name\r\n1,"a, b"\r\n2,"say ""hi"""\r\n3,"two\r\nlines\r\nand a third"\r\n\r\n4,""\r\n5,z';
    expect(await read(content)).toEqual([
      [2, ['1', 'a, b']],
      [3, ['2', 'say "hi"']],
      [4, ['3', 'two\r\nlines\r\nand a third']],
      [8, ['4', '']],
      [9, ['5', 'z']],
    ]);
  });

  it.each([';', '\t', '|'])('takes %j between fields', async (delimiter) => {
    expect(await read(`id${delimiter}name\n1${delimiter}"a${delimiter}b"\n`, { delimiter })).toEqual([
      [2, ['1', `a${delimiter}b`]],
    ]);
  });

  it('reports a broken row and goes on with the next, even where a quote is never closed', async () => {
    const content = [
      'id,name',
      '1,ok',
      '2,"never closed',
      '3,ok',
      '4,12" screen',
      '5,"x" y',
      '6,a,b',
      '7',
      '8,"ok"',
      '9,"again never closed',
    ].join('\n');
    expect(await read(content)).toEqual([
      [2, ['1', 'ok']],
      [3, 'BROKEN_QUOTES'],
      [4, ['3', 'ok']],
      [5, 'BROKEN_QUOTES'],
      [6, 'BROKEN_QUOTES'],
      [7, 'WRONG_COLUMN_COUNT'],
      [8, 'WRONG_COLUMN_COUNT'],
      [9, ['8', 'ok']],
      [10, 'BROKEN_QUOTES'],
    ]);
  });

  it('says what is wrong, where, and what to do', async () => {
    const { records } = await open('id,name\n1\n');
    expect(records[0]!.issue).toEqual({
      severity: 'ERROR',
      code: 'WRONG_COLUMN_COUNT',
      file: 'data.csv',
      line: 2,
      column: null,
      value: '1',
      message: 'The row has 1 columns, the header has 2.',
      howToFix: 'Add the missing columns, empty where there is no value.',
    });
  });

  it('shows which bytes are not UTF-8, and reads the rows around them', async () => {
    const content = Buffer.concat([
      Buffer.from('id,name\n1,Zoë\n2,Caf'),
      Buffer.from([0xe9]),
      Buffer.from('\n3,日本\n'),
    ]);
    const { records } = await open(content, { chunkSize: 3 });
    expect(records.map(brief)).toEqual([
      [2, ['1', 'Zoë']],
      [3, 'INVALID_UTF8'],
      [4, ['3', '日本']],
    ]);
    expect(records[1]!.issue).toMatchObject({ column: 'name', value: 'Caf\\xE9' });
  });

  it('refuses fields and rows that are too long, and NUL, without losing the rest', async () => {
    const content = `id,name\n1,${'x'.repeat(10_001)}\n2,${'y'.repeat(ROW_BYTES_MAX)}\n3,a\0b\n4,${'z'.repeat(10_000)}\n`;
    const records = await read(content);
    expect(records.map(([line, what]) => [line, typeof what === 'string' ? what : 'read'])).toEqual([
      [2, 'FIELD_TOO_LONG'],
      [3, 'ROW_TOO_LONG'],
      [4, 'NUL_CHARACTER'],
      [5, 'read'],
    ]);
  });

  it.each([
    ['', 'FILE_EMPTY'],
    ['\ufeff', 'FILE_EMPTY'],
    ['\n\n', 'FILE_EMPTY'],
    ['id,name,id\n', 'COLUMN_TWICE'],
    ['id,"name\n1,a\n', 'BROKEN_HEADER'],
    ['id,name\r1,a\r', 'BROKEN_HEADER'],
    [Array.from({ length: 501 }, (_, index) => `c${index}`).join(','), 'TOO_MANY_COLUMNS'],
    [Buffer.from('\ufeffid,name\n', 'utf16le'), 'NOT_UTF8'],
    [Buffer.from('id,caf\u00e9\n', 'latin1'), 'NOT_UTF8'],
  ])('refuses a file whose header cannot be read, case %#', async (content, code) => {
    await expect(open(content)).rejects.toMatchObject({ name: 'Error', code, file: 'data.csv' });
  });

  it('reads what was written, however it is cut into chunks', async () => {
    const field = fc.string({
      unit: fc.constantFrom('a', 'é', '😀', '"', ',', '\n', '\r\n', ' '),
      maxLength: 8,
    });
    const rows = fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('x', 'y'), minLength: 1 }), field), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 20 }), async (written, chunkSize) => {
        const quoted = written.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        const { records } = await open(['id,name', ...quoted].join('\r\n'), { chunkSize });
        expect(records.map(({ fields }) => fields)).toEqual(written);
      }),
    );
  });

  it.each(['stops early', 'never starts'])('closes its source when the reader %s', async (how) => {
    let isClosed = false;
    async function* source() {
      try {
        for (;;) yield Buffer.from('id\n1\n2\n');
      } finally {
        isClosed = true;
      }
    }
    const csv = await openCsv(source(), { file: 'data.csv', delimiter: ',' });
    if (how === 'stops early') for await (const _ of csv.records) break;
    else await csv.close();
    expect(isClosed).toBe(true);
  });
});
