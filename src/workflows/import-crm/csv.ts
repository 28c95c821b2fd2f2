import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type RawRecord, ROW_BYTES_MAX, ROW_LINES_MAX, rawRecordsOf } from './csv-records.ts';
import { type Finding, ImportFileError, type Issue, issueAt, shortened } from './issues.ts';

export const FIELD_LENGTH_MAX = 10_000;
export const COLUMNS_MAX = 500;

export type CsvOptions = Readonly<{ file: string; delimiter: string }>;

/** A row's fields in the header's order, or what is wrong with the row. */
export type CsvRow = Readonly<{ line: number; fields: readonly string[]; issue: null }>;
export type CsvRecord = CsvRow | Readonly<{ line: number; fields: null; issue: Issue }>;

export type CsvFile = Readonly<{
  file: string;
  columns: readonly string[];
  /** To be read once; the source is closed when they are read, or the reader stops early. */
  records: AsyncGenerator<CsvRecord>;
  /** For who opens a file and then does not read its rows. */
  close(): Promise<void>;
}>;

/** So little that a header is soon read, and that the database's answers are heard between one piece and the next. */
const READ_BYTES = 16_384;

/**
 * Opens a CSV file and reads its header; the rows are read as they are asked for.
 * @throws ImportFileError where the file or its header cannot be read.
 */
export async function openCsvFile(path: string, delimiter: string): Promise<CsvFile> {
  const stream = createReadStream(path, { highWaterMark: READ_BYTES });
  return openCsv(stream, { file: basename(path), delimiter });
}

/**
 * Reads RFC 4180 text in UTF-8, with or without a byte order mark, with any mix of line ends. A row that cannot be
 * read is reported and the rest goes on.
 * @throws ImportFileError where the header cannot be read; later, from the rows, where the source fails.
 */
export async function openCsv(source: AsyncIterable<Uint8Array>, options: CsvOptions): Promise<CsvFile> {
  const batches = rawRecordsOf(withoutByteOrderMark(source, options.file), options.delimiter);
  try {
    const first = await nextOf(batches, options.file);
    const columns = columnsOf(first[0]!, options.file);
    const records = recordsOf(first.slice(1), batches, columns, options.file);
    return { file: options.file, columns, records, close: () => closed(batches) };
  } catch (error) {
    await closed(batches);
    throw error instanceof ImportFileError ? error : unreadable(options.file, error);
  }
}

async function nextOf(batches: AsyncGenerator<RawRecord[]>, file: string): Promise<RawRecord[]> {
  const { value, done } = await batches.next();
  if (done)
    throw new ImportFileError(
      'FILE_EMPTY',
      file,
      'The file is empty. It needs a header line that names its columns.',
    );
  return value;
}

async function* recordsOf(
  first: readonly RawRecord[],
  batches: AsyncGenerator<RawRecord[]>,
  columns: readonly string[],
  file: string,
): AsyncGenerator<CsvRecord> {
  try {
    for (const record of first) yield checkedRecord(record, columns, file);
    for await (const batch of batches) for (const record of batch) yield checkedRecord(record, columns, file);
  } catch (error) {
    throw error instanceof ImportFileError ? error : unreadable(file, error);
  } finally {
    await closed(batches);
  }
}

/** Ends the reading, which closes the source. */
async function closed(batches: AsyncGenerator<RawRecord[]>): Promise<void> {
  await batches.return(undefined);
}

function unreadable(file: string, error: unknown): ImportFileError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reason =
    code === 'ENOENT' ? 'There is no such file in the folder' : `The file cannot be read (${code})`;
  return new ImportFileError(
    'FILE_UNREADABLE',
    file,
    `${reason}. Check the name in the mapping and the folder.`,
  );
}

async function* withoutByteOrderMark(
  source: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = Buffer.alloc(0);
  for await (const chunk of source) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < 3) continue;
    yield afterMark(head, file);
    head = null;
  }
  if (head !== null && head.length > 0) yield afterMark(head, file);
}

function afterMark(bytes: Uint8Array, file: string): Uint8Array {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isWide) throw new ImportFileError('NOT_UTF8', file, 'The file is UTF-16. Save it as "CSV UTF-8".');
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? bytes.subarray(3) : bytes;
}

function columnsOf({ fields }: RawRecord, file: string): string[] {
  if (fields === null)
    throw new ImportFileError(
      'BROKEN_HEADER',
      file,
      'The header line has a quote that is never closed. Repair line 1.',
    );
  if (fields.some((field) => field.includes('\r')))
    throw new ImportFileError(
      'BROKEN_HEADER',
      file,
      'The lines end as on an old Mac. Save the file with line ends LF or CRLF.',
    );
  if (fields.length > COLUMNS_MAX)
    throw new ImportFileError(
      'TOO_MANY_COLUMNS',
      file,
      `There are ${fields.length} columns; at most ${COLUMNS_MAX} can be read.`,
    );
  const columns = fields.map((field) => {
    const text = decoded(field);
    if (text === null)
      throw new ImportFileError(
        'NOT_UTF8',
        file,
        `The header has bytes that are not UTF-8 (${escapedBytes(field)}). Save it as "CSV UTF-8".`,
      );
    return text.trim();
  });
  const twice = columns.find((column, index) => column !== '' && columns.indexOf(column) < index);
  if (twice !== undefined)
    throw new ImportFileError(
      'COLUMN_TWICE',
      file,
      `Two columns are called "${shortened(twice)}". Rename one of them.`,
    );
  return columns;
}

function checkedRecord(record: RawRecord, columns: readonly string[], file: string): CsvRecord {
  const { line } = record;
  const rejected = (column: string | null, finding: Finding): CsvRecord => ({
    line,
    fields: null,
    issue: issueAt({ file, line, column }, 'ERROR', finding),
  });
  if (record.fields === null) return rejected(null, brokenFinding(record));
  if (record.fields.length !== columns.length)
    return rejected(null, countFinding(record.fields, columns.length));
  const fields: string[] = [];
  for (const [index, field] of record.fields.entries()) {
    const text = decoded(field);
    const finding = text === null ? encodingFinding(field) : fieldFinding(text);
    if (finding !== null) return rejected(columns[index]!, finding);
    fields.push(text!);
  }
  return { line, fields, issue: null };
}

const brokenFinding = ({ problem, start }: RawRecord): Finding =>
  problem === 'ROW_TOO_LONG'
    ? {
        code: 'ROW_TOO_LONG',
        value: readable(start),
        message: `The row is longer than ${ROW_BYTES_MAX} bytes.`,
        howToFix: 'Shorten its texts, or close the quote that was left open.',
      }
    : {
        code: 'BROKEN_QUOTES',
        value: readable(start),
        message: 'A quote is opened, closed or left open where the CSV format does not allow it.',
        howToFix: `Put the whole field in quotes and double the quotes inside it. Quoted text may span ${ROW_LINES_MAX} lines.`,
      };

const countFinding = (fields: readonly string[], expected: number): Finding => ({
  code: 'WRONG_COLUMN_COUNT',
  value: readable(fields.join(' | ').slice(0, 400)),
  message: `The row has ${fields.length} columns, the header has ${expected}.`,
  howToFix:
    fields.length < expected
      ? 'Add the missing columns, empty where there is no value.'
      : 'Put fields that hold the delimiter in quotes.',
});

const encodingFinding = (field: string): Finding => ({
  code: 'INVALID_UTF8',
  value: escapedBytes(field),
  message: 'The text is not UTF-8.',
  howToFix: 'Export the file as UTF-8 ("CSV UTF-8"), or correct this text.',
});

function fieldFinding(text: string): Finding | null {
  if (text.length > FIELD_LENGTH_MAX)
    return {
      code: 'FIELD_TOO_LONG',
      value: text,
      message: `The field has ${text.length} characters; at most ${FIELD_LENGTH_MAX} can be read.`,
      howToFix: 'Shorten it.',
    };
  if (text.includes('\0'))
    return {
      code: 'NUL_CHARACTER',
      value: text,
      message: 'The field holds a NUL character.',
      howToFix: 'Remove it.',
    };
  return null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const NOT_ASCII = /[\u0080-\u00ff]/;

/** Null where the bytes are not UTF-8. */
function decoded(bytes: string): string | null {
  if (!NOT_ASCII.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return null;
  }
}

const readable = (bytes: string): string => decoded(bytes) ?? escapedBytes(bytes);

/** `Caf\xE9` shows which byte is wrong; a replacement character would hide it. */
const escapedBytes = (bytes: string): string =>
  bytes.replace(/[\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase()}`);
