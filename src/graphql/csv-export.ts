import { type ExecutionResult, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { CSV_BYTE_ORDER_MARK, csvRecord } from '../kernel/csv.ts';
import type { HttpResponse, ReadRequest } from '../platform/http/message.ts';
import { COUNT_MAX, PAGE_SIZE_MAX } from './connection.ts';
import type { RequestContext } from './context.ts';
import { type CsvColumn, type CsvList, csvCellOf, csvDocument, csvListsOf } from './csv-list.ts';
import { CsvRefusal, type CsvRequest, csvRequestOf } from './csv-request.ts';
import { withoutSuggestion } from './request-errors.ts';

export type CsvLimits = Readonly<{
  /** How many rows an answer has at most. */
  rowsMax: number;
  /** Where answers are sent as a whole: how long one may be. Null where they are streamed. */
  bytesMax: number | null;
}>;

export type CsvSettings = CsvLimits &
  Readonly<{
    schema: GraphQLSchema;
    onUnexpected(error: unknown, reference: string): void;
  }>;

/** Each page is a snapshot of its own, as an export can take longer than a transaction may. */
export type OpenContext = () => RequestContext;

type Node = Readonly<Record<string, unknown>> | null;
type Page = Readonly<{
  nodes: readonly Node[];
  hasNextPage: boolean;
  endCursor: string | null;
  totalCount: number | null;
}>;
type Reading = Readonly<{
  list: CsvList;
  asked: CsvRequest;
  openContext: OpenContext;
  settings: CsvSettings;
}>;

/** A column that the caller may not read is left out; so many at most are found one after the other. */
const ATTEMPTS_MAX = 12;

/**
 * Answers a list of the API as CSV, as the caller could read it page by page: with its filters, in its order, under the caller's
 * own rights.
 */
export function createCsvExport(settings: CsvSettings) {
  const lists = csvListsOf(settings.schema);
  /** @throws CsvRefusal */
  return async (request: ReadRequest, name: string, openContext: OpenContext): Promise<HttpResponse> => {
    const list = lists.get(name);
    if (!list)
      throw new CsvRefusal(
        404,
        'NOT_FOUND',
        'There is no list of this name. Lists are the fields of Query that answer a connection or a list.',
      );
    const asked = csvRequestOf(request, list, settings.rowsMax);
    const reading: Reading = { list, asked, openContext, settings };
    const first = await firstPage(reading);
    assertFewEnough(first.page, asked, settings);
    return settings.bytesMax === null
      ? streamed(reading, first)
      : await whole(reading, first, settings.bytesMax);
  };
}

function assertFewEnough(
  { totalCount }: Page,
  { limit }: CsvRequest,
  { rowsMax, bytesMax }: CsvSettings,
): void {
  if (limit !== null || bytesMax !== null || totalCount === null) return;
  if (totalCount > rowsMax || totalCount >= COUNT_MAX)
    throw new CsvRefusal(
      422,
      'TOO_MANY_ROWS',
      `There are more than ${rowsMax} rows. Narrow the filter, or name a limit.`,
    );
}

type First = Readonly<{ columns: readonly CsvColumn[]; page: Page }>;

async function firstPage(reading: Reading): Promise<First> {
  let { columns } = reading.list;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const result = await readPage(reading, columns, reading.asked.after, {
      size: reading.asked.limit ?? PAGE_SIZE_MAX,
      withTotal: true,
    });
    const hidden = hiddenFields(result, reading.list);
    if (hidden.length === 0) return { columns, page: pageOf(reading, result) };
    columns = columns.filter(({ path }) => !hidden.includes(path.join('.')) && !hidden.includes(path[0]!));
  }
  throw new CsvRefusal(403, 'FORBIDDEN', 'You do not have the permission that this needs.');
}

/** Fields of a node that the caller may not read, as far as this page tells. */
function hiddenFields({ errors = [] }: ExecutionResult, { name, isPaged }: CsvList): string[] {
  const fields = errors.flatMap(({ path = [], extensions }) => {
    const isOfList = path[0] === name && (!isPaged || path[1] === 'nodes');
    const [, ...field] = path.slice(isPaged ? 2 : 1);
    return isOfList && field.length > 0 && extensions.code === 'FORBIDDEN'
      ? [field.filter((one) => typeof one === 'string').join('.')]
      : [];
  });
  return fields.length === errors.length ? [...new Set(fields)] : [];
}

async function readPage(
  { list, asked, openContext, settings }: Reading,
  columns: readonly CsvColumn[],
  after: string | null,
  { size, withTotal }: Readonly<{ size: number; withTotal: boolean }>,
): Promise<ExecutionResult> {
  const document = parse(csvDocument(list, columns, withTotal));
  const [invalid] = validate(settings.schema, document);
  if (invalid) throw invalid;
  const context = openContext();
  try {
    return await execute({
      schema: settings.schema,
      document,
      contextValue: context,
      variableValues: { ...asked.variables, first: Math.min(PAGE_SIZE_MAX, size), after },
    });
  } finally {
    await context.close();
  }
}

/** @throws CsvRefusal as GraphQL refused, or Error for what nobody expected */
function pageOf({ list, asked, settings }: Reading, { data, errors = [] }: ExecutionResult): Page {
  const [error] = errors;
  if (error) throw refusalOf(error, settings);
  const answer = data?.[list.name] as Connection | Node[] | null | undefined;
  if (!answer) throw new CsvRefusal(404, 'NOT_FOUND', 'There is nothing of this kind that you can see.');
  if (!Array.isArray(answer))
    return { nodes: answer.nodes, ...answer.pageInfo, totalCount: answer.totalCount ?? null };
  const nodes = answer.slice(0, asked.limit ?? answer.length);
  return { nodes, hasNextPage: false, endCursor: null, totalCount: answer.length };
}

type Connection = Readonly<{
  nodes: readonly Node[];
  pageInfo: Pick<Page, 'hasNextPage' | 'endCursor'>;
  totalCount?: number;
}>;

const STATUSES: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
};

function refusalOf(error: GraphQLError, settings: CsvSettings): Error {
  const { originalError } = error;
  if (originalError && !(originalError instanceof GraphQLError)) {
    settings.onUnexpected(originalError, crypto.randomUUID());
    return originalError;
  }
  const code = String(error.extensions.code ?? 'BAD_USER_INPUT');
  return new CsvRefusal(STATUSES[code] ?? 400, code, withoutSuggestion(error));
}

/** The records page by page, at most as many rows as were asked for; says after each page where the list goes on. */
async function* recordsOf(reading: Reading, { columns, page: first }: First) {
  const rowsMax = reading.asked.limit ?? reading.settings.rowsMax;
  let page = first;
  let count = 0;
  for (;;) {
    const { nodes, hasNextPage, endCursor } = page;
    count += nodes.length;
    const text = nodes.map((node) => csvRecord(columns.map((column) => csvCellOf(node, column)))).join('');
    yield { text, rows: nodes.length, next: hasNextPage ? endCursor : null };
    if (!hasNextPage || count >= rowsMax) return;
    page = pageOf(
      reading,
      await readPage(reading, columns, endCursor, { size: rowsMax - count, withTotal: false }),
    );
  }
}

const headOf = ({ asked }: Reading, columns: readonly CsvColumn[]): string =>
  (asked.hasMark ? CSV_BYTE_ORDER_MARK : '') +
  csvRecord(columns.map(({ header }) => ({ text: header, isWritten: false })));

const headersOf = (name: string, more: Readonly<Record<string, string>>) => ({
  'content-type': 'text/csv; charset=utf-8; header=present',
  'content-disposition': `attachment; filename="${name}.csv"`,
  ...more,
});

function streamed(reading: Reading, first: First): HttpResponse {
  const total = first.page.totalCount;
  return {
    status: 200,
    headers: headersOf(reading.list.name, total === null ? {} : { 'x-total-count': String(total) }),
    body: textsOf(reading, first),
  };
}

async function* textsOf(reading: Reading, first: First): AsyncGenerator<string> {
  yield headOf(reading, first.columns);
  for await (const { text } of recordsOf(reading, first)) yield text;
}

/** Ends before the answer grows too long, with where to go on. */
async function whole(reading: Reading, first: First, bytesMax: number): Promise<HttpResponse> {
  const chunks = [headOf(reading, first.columns)];
  let bytes = Buffer.byteLength(chunks[0]!);
  let rows = 0;
  let next = reading.asked.after;
  for await (const page of recordsOf(reading, first)) {
    const size = Buffer.byteLength(page.text);
    if (rows > 0 && bytes + size > bytesMax) break;
    chunks.push(page.text);
    bytes += size;
    rows += page.rows;
    next = page.next;
  }
  const more = { 'x-row-count': String(rows), ...(next !== null && { 'x-next-cursor': next }) };
  return { status: 200, headers: headersOf(reading.list.name, more), body: chunks.join('') };
}
