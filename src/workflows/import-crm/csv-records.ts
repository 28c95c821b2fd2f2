import { parse } from 'csv-parse/sync';

/** A row may have this many bytes; what is longer is nearly always a quote that was never closed. */
export const ROW_BYTES_MAX = 1_048_576;
/** So many lines may one row's quoted text span. */
export const ROW_LINES_MAX = 1_000;

/** A row's bytes as Latin-1 text, one character per byte, so that bad UTF-8 spoils its own field and nothing else. */
export type RawRecord = Readonly<{
  line: number;
  fields: readonly string[] | null;
  /** Where there are no fields: why, and how the row begins. */
  problem: 'BROKEN_QUOTES' | 'ROW_TOO_LONG' | null;
  start: string;
}>;

/**
 * Splits bytes into rows, a few hundred at a time. The library reads the fields; the lines are counted here, because
 * a row that cannot be read must be given up at its first line, and reading must go on with the next: a quote that
 * somebody forgot to close would otherwise swallow the rest of the file. Blank lines are no rows.
 */
export async function* rawRecordsOf(
  source: AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<RawRecord[]> {
  let lines: string[] = [];
  let lineNumber = 1;
  let rest = '';
  for await (const chunk of source) {
    const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const parts = text.split('\n');
    // A file without line ends must not fill the memory: what exceeds a row's limit is not kept.
    rest = parts.pop()!.slice(0, ROW_BYTES_MAX + 1);
    lines.push(...parts);
    const taken = takeRecords(lines, lineNumber, delimiter, false);
    lines = lines.slice(taken.lineCount);
    lineNumber += taken.lineCount;
    if (taken.records.length > 0) yield taken.records;
  }
  if (rest !== '') lines.push(rest);
  const { records } = takeRecords(lines, lineNumber, delimiter, true);
  if (records.length > 0) yield records;
}

type Pending = { line: number; text: string };

/** Reads what is complete; unless this is the end, a row whose quotes are still open waits for more lines. */
function takeRecords(lines: readonly string[], firstLine: number, delimiter: string, isEnd: boolean) {
  const records: RawRecord[] = [];
  let pending: Pending[] = [];
  const flush = () => {
    records.push(...parsedRecords(pending, delimiter));
    pending = [];
  };
  let index = 0;
  while (index < lines.length) {
    const line = firstLine + index;
    const { lineCount, text } = spanFrom(lines, index, isEnd);
    if (lineCount === 'MORE') break;
    if (lineCount === 'NONE' || text.length > ROW_BYTES_MAX) {
      flush();
      records.push(brokenRecord(line, text, text.length > ROW_BYTES_MAX ? 'ROW_TOO_LONG' : 'BROKEN_QUOTES'));
      index += 1;
    } else if (lineCount === 1) {
      if (text !== '') pending.push({ line, text });
      index += 1;
    } else {
      flush();
      const [record] = parsedRecords([{ line, text }], delimiter);
      records.push(record!);
      // Read again from the second line: the first one's quote was stray, and the lines after it are rows.
      index += record!.fields === null ? 1 : lineCount;
    }
  }
  flush();
  return { records, lineCount: index };
}

/** How many lines belong to the row that starts here: as many as it takes to close its quotes. */
function spanFrom(lines: readonly string[], start: number, isEnd: boolean) {
  let text = lines[start]!;
  let isOpen = hasOddQuotes(text);
  let lineCount = 1;
  while (isOpen) {
    const isTooLong = lineCount >= ROW_LINES_MAX || text.length > ROW_BYTES_MAX;
    if (isTooLong) return { lineCount: 'NONE', text: lines[start]! } as const;
    const next = lines[start + lineCount];
    if (next === undefined) return { lineCount: isEnd ? 'NONE' : 'MORE', text: lines[start]! } as const;
    text += `\n${next}`;
    isOpen = hasOddQuotes(next) ? !isOpen : isOpen;
    lineCount += 1;
  }
  return { lineCount, text: withoutCarriageReturn(text) };
}

const withoutCarriageReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

function hasOddQuotes(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

/** All at once, since that is fast; one by one where a row among them is broken, to find which. */
function parsedRecords(pending: readonly Pending[], delimiter: string): RawRecord[] {
  if (pending.length === 0) return [];
  const together = fieldsOf(pending.map(({ text }) => text).join('\n'), delimiter);
  if (together?.length === pending.length)
    return pending.map(({ line }, index) => ({ line, fields: together[index]!, problem: null, start: '' }));
  if (pending.length === 1) return [brokenRecord(pending[0]!.line, pending[0]!.text, 'BROKEN_QUOTES')];
  return pending.flatMap((one) => parsedRecords([one], delimiter));
}

const brokenRecord = (line: number, text: string, problem: 'BROKEN_QUOTES' | 'ROW_TOO_LONG'): RawRecord => ({
  line,
  fields: null,
  problem,
  start: text.slice(0, 200),
});

/** Null where the text breaks RFC 4180. */
function fieldsOf(text: string, delimiter: string): string[][] | null {
  try {
    return parse(Buffer.from(text, 'latin1'), {
      delimiter,
      encoding: 'latin1',
      record_delimiter: '\n',
      relax_column_count: true,
      max_record_size: 0,
    });
  } catch {
    return null;
  }
}
