import { gzipSync } from 'node:zlib';
import type { Chance } from './random.ts';

/** A body, and the content type that goes with it unless something else is made of that too. */
export type Body = Readonly<{ bytes: Buffer; type: string }>;

const DOCUMENTS = [
  '{ viewer { name kind } }',
  'query ($first: Int, $after: String) { referrals(first: $first, after: $after) { totalCount nodes { id status } } }',
  'query ($filter: ReferralFilter) { referrals(first: 2, filter: $filter) { nodes { id } } }',
  'query ($id: ID!) { node(id: $id) { __typename id } }',
  'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
  'query A { viewer { name } } query B { partners(first: 1) { nodes { id name } } }',
  'query ($yes: Boolean!) { viewer { name @include(if: $yes) ...F } } fragment F on Viewer { kind }',
  'mutation ($input: ReferralSubmitInput!) { referralSubmit(input: $input) { __typename } }',
  '{ __schema { queryType { name } } }',
];

const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\uD800',
  '\u202E',
  '💥'.repeat(40),
  "'; --",
  '{{7*7}}',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'Referral_00000000-0000-4000-8000-000000000000',
  '9'.repeat(400),
  'x'.repeat(5_000),
];

function oddValue(chance: Chance, depth = 0): unknown {
  const kind = chance.below(depth > 3 ? 6 : 8);
  if (kind === 0) return null;
  if (kind === 1) return chance.percent(50);
  if (kind === 2) return chance.oneOf([0, -1, 1.5, 2_147_483_648, 1e300, -0, chance.below(1_000_000)]);
  if (kind < 6) return chance.oneOf(ODD_TEXTS) + (chance.percent(50) ? chance.below(1_000) : '');
  const size = chance.below(4);
  if (kind === 6) return Array.from({ length: size }, () => oddValue(chance, depth + 1));
  return Object.fromEntries(
    Array.from({ length: size }, () => [oddName(chance), oddValue(chance, depth + 1)] as const),
  );
}

const oddName = (chance: Chance) =>
  chance.oneOf([
    'id',
    'ids',
    'first',
    'after',
    'filter',
    'input',
    'status',
    'version',
    '__proto__',
    'toString',
    '',
  ]);

const SYNTAX = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '!',
  '$',
  '@',
  '...',
  '"',
  '"""',
  '|',
  '&',
  '#',
  '\\',
  '\u0000',
  '🎈',
];
const WORDS = [
  'query',
  'mutation',
  'subscription',
  'fragment',
  'on',
  'viewer',
  'referrals',
  'first',
  'null',
  '1e',
  '-',
  '0x1',
  'a',
];

/** A document that is damaged in some places, or that never was one. */
function oddDocument(chance: Chance): string {
  if (chance.percent(25))
    return Array.from({ length: chance.below(30) }, () => chance.oneOf([...SYNTAX, ...WORDS])).join(' ');
  let text = chance.oneOf(DOCUMENTS);
  for (let damages = 1 + chance.below(3); damages > 0; damages -= 1) {
    const at = chance.below(text.length);
    const rest = text.slice(at + chance.below(6));
    text = text.slice(0, at) + chance.oneOf([...SYNTAX, ...WORDS, '']) + rest;
  }
  return text;
}

const repeated = (chance: Chance, open: string, inside: string, close: string) => {
  const depth = chance.oneOf([1, 5, 20, 60, 63, 64, 65, 200, 900, 5_000]) + chance.below(3);
  return open.repeat(depth) + inside + close.repeat(depth);
};

const HASHES = [
  '0'.repeat(64),
  '__proto__',
  'constructor',
  '',
  'f'.repeat(10_000),
  '../persisted',
  'A'.repeat(64),
];

function oddParts(chance: Chance): Record<string, unknown> {
  const query = chance.percent(50) ? chance.oneOf(DOCUMENTS) : oddDocument(chance);
  const parts: Record<string, unknown> = { query: chance.percent(10) ? oddValue(chance) : query };
  if (chance.percent(60)) parts.variables = chance.percent(70) ? oddVariables(chance) : oddValue(chance);
  if (chance.percent(20))
    parts.operationName = chance.percent(50) ? chance.oneOf(['A', 'B', 'C']) : oddValue(chance);
  if (chance.percent(25)) {
    const sha256Hash = chance.percent(70) ? chance.oneOf(HASHES) : oddValue(chance);
    parts.extensions = chance.percent(70)
      ? { persistedQuery: { version: chance.percent(80) ? 1 : oddValue(chance), sha256Hash } }
      : oddValue(chance);
    if (chance.percent(50)) delete parts.query;
  }
  if (chance.percent(10)) parts[oddName(chance)] = oddValue(chance);
  return parts;
}

const oddVariables = (chance: Chance) =>
  Object.fromEntries(
    ['first', 'after', 'filter', 'id', 'ids', 'yes', 'input']
      .filter(() => chance.percent(50))
      .map((name) => [name, oddValue(chance)]),
  );

const json = (value: unknown): Body => ({
  bytes: Buffer.from(JSON.stringify(value) ?? ''),
  type: 'application/json',
});
const text = (value: string): Body => ({ bytes: Buffer.from(value), type: 'application/json' });

const nested = (chance: Chance): Body =>
  chance.oneOf([
    () => text(`{"query":"{ viewer { name } }","variables":${repeated(chance, '{"a":', '1', '}')}}`),
    () => text(repeated(chance, '[', '', ']')),
    () => json({ query: `{ viewer { name } } #${'x'.repeat(262_000 + chance.below(40_000))}` }),
    () => text(`{"query":"{ viewer { name } }","extensions":{"a":${repeated(chance, '[', '', '')}`),
    () => json({ query: `{ viewer { partner ${repeated(chance, '{ master ', '{ name }', '}')} } }` }),
    () => json({ query: `{ nodes(ids: ${repeated(chance, '[', '"a"', ']')}) { id } }` }),
    () => json({ query: `query ($a: ${repeated(chance, '[', 'Int', ']')}) { viewer { name } }` }),
    () => json({ query: `{ ${'viewer { name } '.repeat(chance.below(900))} }` }),
    () => json({ query: `{ viewer { name ${'@include(if: true) '.repeat(chance.below(60))} } }` }),
    () =>
      json({
        query: `{ ${Array.from({ length: chance.below(90) }, (_, at) => `a${at}: __typename`).join(' ')} }`,
      }),
  ])();

/** A good body whose bytes are not what they should be. */
function damaged(chance: Chance): Body {
  const good = Buffer.from(JSON.stringify(oddParts(chance)));
  const at = chance.below(good.length);
  const bytes = chance.oneOf([
    () => good.subarray(0, at),
    () => Buffer.concat([good.subarray(0, at), Buffer.from([128 + chance.below(128)]), good.subarray(at)]),
    () => Buffer.concat([good.subarray(0, at), Buffer.from([0]), good.subarray(at + 1)]),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), good]),
    () => Buffer.from(good.toString(), 'utf16le'),
    () => Buffer.concat([good, good]),
    () => Buffer.concat([good, Buffer.from(chance.oneOf(SYNTAX))]),
    () => Buffer.from(Array.from({ length: chance.below(200) }, () => chance.below(256))),
    () => gzipSync(good),
  ])();
  return { bytes, type: 'application/json' };
}

const BOUNDARY = 'boundary-of-a-test';

function multipart(chance: Chance): Body {
  const part = (name: string, value: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const parts = [
    part('operations', JSON.stringify(oddParts(chance))),
    part('map', JSON.stringify(oddValue(chance)) ?? ''),
    part('0', chance.oneOf(ODD_TEXTS)),
    part('query', chance.oneOf(DOCUMENTS)),
  ].filter(() => chance.percent(70));
  const end = chance.percent(70) ? `--${BOUNDARY}--\r\n` : '';
  const type = `multipart/form-data${chance.percent(80) ? `; boundary=${BOUNDARY}` : ''}`;
  return { bytes: Buffer.from(parts.join('') + end), type };
}

const form = (chance: Chance): Body => ({
  bytes: Buffer.from(oddQuery(chance)),
  type: 'application/x-www-form-urlencoded',
});

/** What may follow the `?` of an address, or be the body of a form. */
export function oddQuery(chance: Chance): string {
  const written = ([name, value]: [string, unknown]) => {
    const said = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return `${name}=${encodeURIComponent(said.toWellFormed()).slice(0, 6_000)}`;
  };
  const pairs = Object.entries(oddParts(chance)).map(written);
  if (chance.percent(15)) pairs.push(written(['variables', chance.oneOf(ODD_TEXTS)]));
  if (chance.percent(15))
    pairs.push(chance.oneOf(['%', '%zz', '%00', '=', '&&', 'query=%ff%fe', 'query', '+++']));
  return pairs.join('&');
}

/** Every kind of body, each as often as another. */
export const BODIES: readonly ((chance: Chance) => Body)[] = [
  (chance) => json(oddParts(chance)),
  (chance) => json({ query: oddDocument(chance) }),
  (chance) => json({ query: chance.oneOf(DOCUMENTS), variables: oddVariables(chance) }),
  (chance) => json(oddValue(chance)),
  nested,
  damaged,
  multipart,
  form,
];
