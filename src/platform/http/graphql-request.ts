import { isUtf8 } from 'node:buffer';
import type { HttpHeaders, HttpRequest, ReadRequest } from './message.ts';
import { type HttpRefusal, refusalOf } from './responses.ts';

/** What may be passed on to GraphQL, or why it is refused. */
export type Checked = Readonly<{ request: ReadRequest } | { refusal: HttpRefusal }>;

const badRequest = (message: string) => ({ refusal: refusalOf(400, 'BAD_REQUEST', message) });

const UNSUPPORTED_TYPE = {
  refusal: refusalOf(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'Send the request as content-type application/json, in UTF-8 and not compressed.',
    { 'accept-post': 'application/json' },
  ),
};

const NOT_ACCEPTABLE = {
  refusal: refusalOf(
    406,
    'NOT_ACCEPTABLE',
    'Nothing is streamed here. Accept application/graphql-response+json or application/json.',
  ),
};

/** GraphQL Yoga would hold the connection open for a client that asks for one of these, whatever the operation is. */
const STREAMS = /^(text\/event-stream|multipart\/)/i;

const JSON_TYPE = /^application\/(graphql\+)?json\s*(;\s*charset="?utf-?8"?\s*)?$/i;

/** Variables nested deeper than this are no input of ours, and would exhaust the stack of what walks them. */
const NESTING_MAX = 64;

/**
 * Reads a request as far as is needed to refuse what no GraphQL server should see: too large, compressed, not JSON, a
 * batch. A content type that a form or image of another site could send is among the refused, which is the guard
 * against cross-site requests.
 */
export async function checkedGraphqlRequest(request: HttpRequest, bodyBytesMax: number): Promise<Checked> {
  const accept = request.headers.accept?.split(',').map((type) => type.trim());
  const accepted = accept?.filter((type) => !STREAMS.test(type));
  if (accept && accepted?.length === 0) return NOT_ACCEPTABLE;
  // No header that speaks of the body as it came, as what is passed on was read.
  const {
    'content-length': _length,
    'transfer-encoding': _encoding,
    ...headers
  }: HttpHeaders = request.headers;
  const accepting = { ...headers, ...(accepted && { accept: accepted.join(', ') }) };
  if (request.method === 'GET') return checkedGet({ ...request, headers: accepting, body: null });
  if (!JSON_TYPE.test(headers['content-type']?.trim() ?? '')) return UNSUPPORTED_TYPE;
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') return UNSUPPORTED_TYPE;
  const read = await readBody(request, bodyBytesMax);
  if ('refusal' in read) return read;
  const parsed = parsedJson(read.text);
  if ('refusal' in parsed) return parsed;
  if (Array.isArray(parsed.value))
    return badRequest('Batches are not supported. Send one operation per request.');
  if (!isObject(parsed.value)) return badRequest('The body must be a JSON object with a query.');
  if (HUGE_NUMBER.test(read.text) && isInfiniteIn(parsed.value))
    return badRequest('The body holds a number that is too large.');
  const readHeaders = { ...accepting, 'content-type': 'application/json' };
  return { request: { ...request, headers: readHeaders, body: parsed.value } };
}

function checkedGet(request: ReadRequest): Checked {
  const parameters = request.url.searchParams;
  for (const name of ['query', 'operationName', 'variables', 'extensions']) {
    if (parameters.getAll(name).length > 1) return badRequest(`Send the parameter "${name}" once.`);
  }
  for (const name of ['variables', 'extensions']) {
    const text = parameters.get(name);
    if (text === null || text === '') continue;
    const parsed = parsedJson(text);
    if ('refusal' in parsed || (parsed.value !== null && !isObject(parsed.value))) {
      return badRequest(`The parameter "${name}" must be a JSON object.`);
    }
  }
  return { request };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsedJson(text: string): { value: unknown } | { refusal: HttpRefusal } {
  if (nestingOf(text) > NESTING_MAX)
    return badRequest(`JSON may be nested ${NESTING_MAX} levels deep at most.`);
  try {
    return { value: JSON.parse(text) };
  } catch {
    return badRequest('The body is not valid JSON.');
  }
}

/** How deep brackets are open at most; those inside of strings do not count, as a query is one. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString && character === '\\') at++;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}

/** What is read as infinity has as many digits, or as large an exponent. */
const HUGE_NUMBER = /\d{309}|\de\+?\d{2}/i;

/** Whether a number is too large to be one: passed on as JSON it would be null, which asks for something else. */
const isInfiniteIn = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some(isInfiniteIn)
    : typeof value === 'number' && !Number.isFinite(value);

const DECODER = new TextDecoder();

/** Counts what arrives as well: a content-length can be wrong or missing. */
async function readBody(
  { headers, body }: HttpRequest,
  bytesMax: number,
): Promise<{ text: string } | { refusal: HttpRefusal }> {
  const tooLarge = {
    refusal: refusalOf(413, 'PAYLOAD_TOO_LARGE', `The request body may be ${bytesMax} bytes long at most.`),
  };
  if (Number(headers['content-length'] ?? 0) > bytesMax) return tooLarge;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > bytesMax) return tooLarge;
    chunks.push(chunk);
  }
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return isUtf8(bytes) ? { text: DECODER.decode(bytes) } : badRequest('The body is not valid UTF-8.');
}
