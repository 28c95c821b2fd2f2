import { getNamedType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { STAFF_ROLES } from '../../src/kernel/roles.ts';
import { aProduct, aStaffMember } from '../support/builders.ts';
import { documentFor, type KnownIds, rootFields } from '../support/gates/arguments.ts';
import { badCallsFor } from '../support/gates/bad-values.ts';
import { beyondLimits, literalDocument } from '../support/gates/limits.ts';
import { idsOf, seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { sampled, sampleName } from '../support/gates/sample.ts';
import { selectionOf } from '../support/gates/selection.ts';
import { type Answer, type Portal, startPortal } from '../support/portal.ts';

const nodeTypes = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))
  .map(({ name }) => name);

let portal: Portal;
let senders: string[];
let known: KnownIds;

beforeAll(async () => {
  portal = await startPortal();
  await seedShared(portal.database);
  const { admin } = await seedPartner(portal.database, 'acme');
  const staff = await aStaffMember(portal, ...STAFF_ROLES.filter((role) => role !== 'SERVICE'));
  const crm = await aStaffMember(portal, 'SERVICE');
  senders = [admin, staff.subject, crm.subject];
  const product = await aProduct(portal);
  const programs = idsOf('shared', ['PartnerProgram', 'ProgramVersion']);
  known = { ...idsOf('acme', nodeTypes), ...programs, Product: [`Product_${product.id}`] };
});

/** What is wrong with how a bad request was answered; null where it was refused, or taken, as it should be. */
function faultOf(answer: Answer, unexpected: readonly unknown[]): string | null {
  if (answer.status >= 500) return `status ${answer.status}`;
  const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? [];
  if (codes.includes('INTERNAL_SERVER_ERROR'))
    return `unexpected: ${String(unexpected.at(-1)).slice(0, 300)}`;
  if (codes.includes(undefined)) return 'an error without a code';
  return null;
}

/** In turn by each sender, until it is one who may ask: the value shall get as far as it can. */
async function sentByWhoeverMay(turn: number, query: string, variables: object): Promise<Answer> {
  for (let at = 0; ; at += 1) {
    const answer = await portal.send(senders[(turn + at) % senders.length]!, query, variables);
    if (!answer.text.includes('"FORBIDDEN"') || at === senders.length - 1) return answer;
  }
}

/**
 * All eleven thousand values take most of a minute, so that each place of each root field gets a sixth of its own;
 * `npm run test:full` sends all of them.
 */
const ONE_OF = 12;

const shown = (variables: object) => JSON.stringify(variables).slice(0, 200);

async function faultsOf(kind: 'query' | 'mutation', name: string): Promise<string[]> {
  const field = rootFields(schema, kind).find((each) => each.name === name)!;
  const selection =
    kind === 'query'
      ? selectionOf(getNamedType(field.type), { schema, depth: 1, only: ['Partner'] })
      : '{ __typename ... on Error { code message } }';
  const faults: string[] = [];
  const calls = sampled(badCallsFor(field, known), {
    oneOf: ONE_OF,
    groupOf: ({ place }) => place,
    textOf: ({ place, variables }) => `${name} ${place} ${JSON.stringify(variables)}`,
  });
  for (const [at, { variables }] of calls.entries()) {
    const query = documentFor(kind, field, Object.keys(variables), selection);
    const answer = await sentByWhoeverMay(at, query, variables);
    const fault = faultOf(answer, portal.unexpected);
    if (fault) faults.push(`${name} ${shown(variables)}: ${fault}`);
  }
  portal.unexpected.length = 0;
  return faults;
}

describe(`bad values (${sampleName}) in each place of every root field`, () => {
  it.each(rootFields(schema, 'query').map(({ name }) => name))('%s refuses them', async (name) => {
    expect(await faultsOf('query', name)).toEqual([]);
  });

  it.each(rootFields(schema, 'mutation').map(({ name }) => name))('%s refuses them', async (name) => {
    expect(await faultsOf('mutation', name)).toEqual([]);
  });
});

const refusedWith = ({ errors, data }: Answer): string | undefined =>
  errors?.[0]
    ? String(errors[0].extensions.code)
    : (Object.values(data ?? {})[0] as { code?: string } | null)?.code;

const BEYOND_ONE_OF = 3;

/** Calls beyond a limit that were not refused, or otherwise in a document than in variables. */
async function beyondAccepted(
  kind: 'query' | 'mutation',
  field: ReturnType<typeof rootFields>[number],
): Promise<string[]> {
  const selection =
    kind === 'query'
      ? selectionOf(getNamedType(field.type), { schema, depth: 1, only: ['Partner'] })
      : '{ __typename ... on Error { code message } }';
  const calls = sampled(beyondLimits(field, known), {
    oneOf: BEYOND_ONE_OF,
    groupOf: ({ place }) => place,
    textOf: ({ place, variables }) => `${field.name} ${place} ${JSON.stringify(variables).slice(0, 300)}`,
  });
  const accepted: string[] = [];
  for (const [at, { place, variables }] of calls.entries()) {
    const query = documentFor(kind, field, Object.keys(variables), selection);
    const given = await sentByWhoeverMay(at, query, variables);
    const literal = await sentByWhoeverMay(at, literalDocument(kind, field, variables, selection), {});
    // An id that nothing has is answered null by `node`, as one that is hidden is.
    if (field.name === 'node' && place === 'id') continue;
    const codes = [given, literal].map(refusedWith);
    if (codes.includes(undefined) || codes.includes('INTERNAL_SERVER_ERROR'))
      accepted.push(`${field.name} ${place} = ${shown(variables)}: ${codes.join(' and ')}`);
  }
  portal.unexpected.length = 0;
  return accepted;
}

describe(`beyond their limits (${sampleName}), lists, pages and ids`, () => {
  it.each(['query', 'mutation'] as const)(
    'are refused in every %s, in variables and in the document',
    async (kind) => {
      const accepted: string[] = [];
      for (const field of rootFields(schema, kind)) accepted.push(...(await beyondAccepted(kind, field)));
      expect(accepted).toEqual([]);
    },
    600_000,
  );
});

const HUNDRED_IDS = Array.from(
  { length: 100 },
  (_, at) => `Partner_00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
);

const nested = (depth: number) =>
  `{ viewer { partner { ${'master { '.repeat(depth)} name ${'} '.repeat(depth)} } } }`;

describe('documents', () => {
  it.each([
    ['no document', {}],
    ['a document that is no text', { query: 5 }],
    ['an empty document', { query: '' }],
    ['half a document', { query: '{ viewer {' }],
    ['a list', [{ query: '{ viewer { name } }' }]],
    ['a text', 'query'],
    ['nothing', null],
    ['an unknown operation', { query: 'query A { viewer { name } }', operationName: 'B' }],
    ['two operations without a name', { query: 'query A { viewer { name } } query B { viewer { name } }' }],
    ['variables that are no object', { query: '{ viewer { name } }', variables: 'all' }],
    ['extensions that are no object', { query: '{ viewer { name } }', extensions: 7 }],
    ['an unknown field', { query: '{ shoeSize }' }],
    ['a field of a field', { query: '{ viewer { name { first } } }' }],
    ['an object without fields', { query: '{ viewer }' }],
    ['a cycle of fragments', { query: '{ viewer { ...A } } fragment A on Viewer { ...A }' }],
    ['too deep a document', { query: nested(20) }],
    ['too deep a list', { query: `{ nodes(ids: ${'['.repeat(1_500)}) { id } }` }],
    ['too deep a type', { query: `query ($a: ${'['.repeat(900)}Int${']'.repeat(900)}) { viewer { name } }` }],
    [
      'too many aliases',
      { query: `{ ${Array.from({ length: 40 }, (_, at) => `a${at}: viewer { name }`).join(' ')} }` },
    ],
    ['too many tokens', { query: `{ viewer { ${'name '.repeat(3_000)} } }` }],
    ['too many directives', { query: `{ viewer { name ${'@include(if: true) '.repeat(30)} } }` }],
    ['too large a page', { query: '{ referrals(first: 101) { nodes { id } } }' }],
    [
      'too much at once',
      {
        query:
          '{ referrals(first: 100) { nodes { partner { members(first: 100) { nodes { id partner { members(first: 100) { nodes { id } } } } } } } } }',
      },
    ],
    [
      'too many objects by their ids',
      {
        query: `query ($ids: [ID!]!) { ${Array.from({ length: 11 }, (_, at) => `a${at}: nodes(ids: $ids) { id }`).join(' ')} }`,
        variables: { ids: HUNDRED_IDS },
      },
    ],
    [
      'too much of each of many objects',
      {
        query:
          'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Partner { members(first: 100) { nodes { id name } } } } }',
        variables: { ids: HUNDRED_IDS },
      },
    ],
    ['a huge whole number', { query: '{ referrals(first: 99999999999999999999) { nodes { id } } }' }],
    ['a subscription', { query: 'subscription { viewer { name } }' }],
  ])('are refused: %s', async (_what, body) => {
    const answer = await portal.sendBody(senders[0]!, body as object);
    expect(faultOf(answer, portal.unexpected)).toBeNull();
    expect(answer.errors?.length).toBeGreaterThan(0);
    expect(portal.unexpected).toEqual([]);
  });
});

describe('the gate', () => {
  it('notices a limit that is not kept', async () => {
    const field = schema.getQueryType()!.getFields().referrals!;
    const { resolve } = field;
    field.resolve = () => null;
    try {
      const accepted = await beyondAccepted('query', field);
      expect(accepted).toContainEqual(expect.stringContaining('referrals first'));
    } finally {
      field.resolve = resolve;
    }
  });

  it('notices what nobody expected', () => {
    const answer = { status: 200, data: null, text: '' };
    const masked = { message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    expect(faultOf({ ...answer, errors: [masked] }, [new Error('invalid byte sequence')])).toContain(
      'invalid byte',
    );
    expect(faultOf({ ...answer, status: 500 }, [])).toBe('status 500');
    expect(faultOf({ ...answer, errors: [{ message: '', extensions: {} }] }, [])).toBe(
      'an error without a code',
    );
    expect(faultOf({ ...answer, data: { viewer: null } }, [])).toBeNull();
  });
});
