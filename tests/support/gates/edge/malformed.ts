import { BODIES, type Body, oddQuery } from './malformed-bodies.ts';
import type { Chance } from './random.ts';

/** What a good token is written as in a request that is made up; the sender puts one there. */
export const GOOD_TOKEN = 'Bearer good-token';

type Headers = [name: string, value: string][];

const METHODS = [
  'GET',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'PROPFIND',
  'get',
  'NOPE',
];

const TARGETS = [
  '/graphql/',
  '/graphql%00',
  '/GRAPHQL',
  '//graphql',
  '*',
  '/',
  '/../graphql',
  '/export/referrals.csv',
  '/export/__proto__.csv',
  '/export/nope.csv',
  '/healthz',
  '/livez',
  'http://elsewhere.example/graphql',
  'http://[',
  '/%E0%A4%A',
];

const TYPES = [
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'application/json;',
  'application/graphql+json',
  'application/graphql',
  'application/graphql-response+json',
  'text/plain',
  'text/html',
  'multipart/form-data',
  'multipart/mixed; boundary=-',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'application/json, text/plain',
  '*/*',
  '',
  ';;;',
];

const ENCODINGS = ['gzip', 'br', 'deflate', 'identity', 'gzip, gzip', 'nonsense', '', 'aws-chunked'];

const ACCEPTS = [
  'application/graphql-response+json',
  'application/json',
  'text/html',
  '*/*',
  'image/png',
  '',
  ';;q=x',
  'text/event-stream',
  'multipart/mixed',
];

const TOKENS = [
  'Bearer',
  'Bearer x',
  'Bearer a.b.c',
  'Basic YTpi',
  `Bearer ${'a'.repeat(9_000)}`,
  '',
  'bearer   ',
  '\u00ff',
];

const ODD_HEADERS: readonly ((chance: Chance) => Headers[number])[] = [
  (chance) => ['x-request-id', chance.oneOf(['a b', 'x'.repeat(500), '', '<b>', '\u00e9'])],
  (chance) => ['x-read-after', chance.oneOf(['0/0', 'nope', '-1', 'F'.repeat(100), ''])],
  (chance) => ['origin', chance.oneOf(['null', 'https://evil.example', '%%', ''])],
  (chance) => ['host', chance.oneOf(['a b', '', 'x:99999', '[::1', 'elsewhere.example'])],
  (chance) => ['cookie', 'c='.repeat(chance.below(2_000))],
  (chance) => ['x-long', 'x'.repeat(chance.oneOf([100, 8_000, 16_300, 17_000, 70_000]))],
  (chance) => ['expect', chance.oneOf(['100-continue', 'something'])],
  (chance) => ['upgrade', chance.oneOf(['websocket', 'h2c'])],
  (chance) => ['range', `bytes=${chance.below(10)}-`],
  (chance) => ['x-http-method-override', chance.oneOf(METHODS)],
  () => ['x-control', 'a\u0001b'],
  () => ['bad name', 'value'],
  () => ['', 'value'],
  (chance) => ['content-encoding', chance.oneOf(ENCODINGS)],
];

type Framed = Readonly<{ headers: Headers; payload: Buffer; isCutShort?: boolean }>;

/** How the body's length is told: as it is, in chunks, or with a lie. */
function framed(chance: Chance, { bytes }: Body): Framed {
  const chunked = (size: number | string, end = '0\r\n\r\n') =>
    Buffer.concat([Buffer.from(`${size}\r\n`), bytes, Buffer.from(`\r\n${end}`)]);
  const inChunks: Headers = [['transfer-encoding', 'chunked']];
  const length = (said: number | string): Headers => [['content-length', String(said)]];
  if (chance.percent(75)) return { headers: length(bytes.length), payload: bytes };
  return chance.oneOf<() => Framed>([
    () => ({ headers: inChunks, payload: chunked(bytes.length.toString(16)) }),
    () => ({ headers: inChunks, payload: chunked((bytes.length + 1).toString(16)) }),
    () => ({ headers: inChunks, payload: chunked('zz') }),
    () => ({ headers: inChunks, payload: chunked(bytes.length.toString(16), ''), isCutShort: true }),
    () => ({ headers: length(bytes.length + 1 + chance.below(50)), payload: bytes, isCutShort: true }),
    () => ({ headers: length(chance.below(bytes.length + 1)), payload: bytes }),
    () => ({
      headers: length(chance.oneOf(['-1', 'x', '1e3', '99999999999', ''])),
      payload: bytes,
      isCutShort: true,
    }),
    () => ({ headers: [...length(bytes.length), ...length(bytes.length + 1)], payload: bytes }),
    () => ({ headers: [...length(bytes.length), ...inChunks], payload: chunked(bytes.length.toString(16)) }),
    () => ({ headers: [], payload: bytes }),
  ])();
}

export type Malformed = Readonly<{
  bytes: Buffer;
  /** Less follows than was said, so that no answer comes before the sender closes. */
  isCutShort: boolean;
}>;

/** One request, of which something is wrong more often than not. */
export function malformedRequest(chance: Chance): Malformed {
  const isGet = chance.percent(20);
  const method = isGet ? 'GET' : chance.percent(90) ? 'POST' : chance.oneOf(METHODS);
  const path = chance.percent(92) ? '/graphql' : chance.oneOf(TARGETS);
  const target = isGet || chance.percent(5) ? `${path}?${oddQuery(chance)}` : path;
  const body = chance.oneOf(BODIES)(chance);
  const frame: Framed = isGet ? { headers: [], payload: Buffer.alloc(0) } : framed(chance, body);
  const type = chance.percent(80) ? body.type : chance.oneOf(TYPES);
  const headers: Headers = [['host', 'portal.test'], ['connection', 'close'], ...frame.headers];
  if (!isGet && chance.percent(95)) headers.push(['content-type', type]);
  if (chance.percent(60)) headers.push(['accept', chance.oneOf(ACCEPTS)]);
  if (chance.percent(80)) headers.push(['authorization', GOOD_TOKEN]);
  else if (chance.percent(50)) headers.push(['authorization', chance.oneOf(TOKENS)]);
  while (chance.percent(20)) headers.push(chance.oneOf(ODD_HEADERS)(chance));
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines}\r\n`, 'latin1');
  return { bytes: Buffer.concat([head, frame.payload]), isCutShort: frame.isCutShort ?? false };
}
