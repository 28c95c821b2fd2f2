import {
  defaultFieldResolver,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { documentFor, type KnownIds, rootFields, variablesFor } from '../support/gates/arguments.ts';
import { leaksOf, type Resolver } from '../support/gates/leaks.ts';
import { idsOf, seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { isSampled, sampled, sampleName } from '../support/gates/sample.ts';
import { selectionOf } from '../support/gates/selection.ts';
import { withClient } from '../support/migrations.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T12:00:00Z');
const ACTORS = ['globex-admin', 'globex-member', null];

/**
 * All of the calls, twice, take minutes, so that by default one of so many is made of those that differ in one value only, and
 * a quarter of an ordinary member's, others with another `SEED`; `npm run test:full` makes all. Each argument and filter is tried alone, with
 * ids of either partner, in any case.
 */
const ONE_OF = 90;
const MEMBER_ONE_OF = 4;
/** So many at a time, since a request mostly waits for the database. */
const AT_ONCE = 3;

type Field = ReturnType<typeof rootFields>[number];
type Operation = Readonly<{ actor: string | null; query: string; variables: Record<string, unknown> }>;

let portal: Portal;
let operations: Operation[];
let before: Map<Operation, string>;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(NOW);
  await seedShared(portal.database);
  await seedPartner(portal.database, 'globex');
  before = new Map();
  operations = await generatedOperations();
  const unanswered = operations.filter((operation) => !before.has(operation));
  for (const [operation, text] of await answersOf(unanswered)) before.set(operation, text);
  await seedPartner(portal.database, 'acme');
}, 300_000);

const nodeTypes = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))
  .map(({ name }) => name);

/** Ids of both partners, whether or not their rows are there, and of the program that both take part in. */
function knownIds(): KnownIds {
  const [ours, theirs] = [idsOf('globex', nodeTypes), idsOf('acme', nodeTypes)];
  const both = nodeTypes.map((type) => [type, [...(ours[type] ?? []), ...(theirs[type] ?? [])]]);
  return {
    ...Object.fromEntries(both),
    PartnerProgram: idsOf('shared', ['PartnerProgram']).PartnerProgram!.slice(0, 1),
  };
}

const theirIds = new Set(Object.values(idsOf('acme', nodeTypes)).flat());

/** What a call is one of: whose ids and of which types it names, and which arguments and filters it uses. */
const kindOf = (variables: Record<string, unknown>): string =>
  [...typesNamedIn(variables), namesTheirs(variables), ...namesIn(variables)].join(' ');

const namesTheirs = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some(namesTheirs)
    : theirIds.has(String(value));

const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, inside]) => [name, ...namesIn(inside)])
    : [];

/** Every query root field, called in every way that can be made up, with everything that each actor may select. */
async function generatedOperations(): Promise<Operation[]> {
  const ids = knownIds();
  const asked = rootFields(schema, 'query').flatMap((field) => ACTORS.map((actor) => ({ field, actor })));
  const made = await severalAtOnce(asked, ({ field, actor }) => operationsOf(field, actor, ids));
  return made.flat();
}

async function operationsOf(field: Field, actor: string | null, ids: KnownIds): Promise<Operation[]> {
  const sample = sampled(variablesFor(field, ids).slice(0, actor === null ? 1 : undefined), {
    oneOf: ONE_OF,
    // Which of the ids has a row is not for chance to find out.
    groupOf: (variables) =>
      Object.keys(variables).join() === 'id' ? String(variables.id) : kindOf(variables),
    textOf: (variables) => `${field.name} ${JSON.stringify(variables)}`,
  });
  const calls = sample.filter(
    (variables, at) => at === 0 || actor !== 'globex-member' || isSampled(kindOf(variables), MEMBER_ONE_OF),
  );
  const selections = new Map<string, string>();
  // What may not be read of an object is the same in every call. Of the types behind an interface, it differs.
  const shared = isAbstractType(getNamedType(field.type)) ? null : new Set<string>();
  const made: Operation[] = [];
  for (const variables of calls) {
    const only = typesNamedIn(variables);
    const key = only.join();
    const selection = selections.get(key);
    if (selection !== undefined) {
      const query = documentFor('query', field, Object.keys(variables), selection);
      made.push({ actor, query, variables });
      continue;
    }
    const widest = await widestSelection(field, actor, { variables, only, without: shared ?? new Set() });
    selections.set(key, widest.selection);
    const operation = { actor, query: widest.query, variables };
    made.push(operation);
    before.set(operation, widest.text);
  }
  return made;
}

const typesNamedIn = (variables: object): string[] =>
  nodeTypes.filter((type) => JSON.stringify(variables).includes(`"${type}_`));

/** As deep as the limits let, without the fields that the actor may not read; and what is answered to it. */
async function widestSelection(
  field: Field,
  actor: string | null,
  { variables, only, without }: { variables: object; only: string[]; without: Set<string> },
): Promise<{ selection: string; query: string; text: string }> {
  for (let depth = 3, attempt = 0; attempt < 20; attempt += 1) {
    const options = { schema, depth, without, only: only.length > 0 ? only : nodeTypes.slice(0, 1) };
    const selection = selectionOf(getNamedType(field.type), options);
    const query = documentFor('query', field, Object.keys(variables), selection);
    const { errors = [], text } = await portal.send(actor, query, variables);
    const forbidden = errors.filter(({ path }) => path && path.length > 1);
    const isTooMuch = errors.some(({ message }) => /exceed|limit/i.test(message));
    if (isTooMuch && depth > 1) depth -= 1;
    else if (forbidden.length === 0) return { selection, query, text };
    for (const { path = [] } of forbidden) without.add(fieldPath(path));
  }
  throw new Error(`No selection of ${field.name} is accepted`);
}

const fieldPath = (path: readonly (string | number)[]) =>
  path
    .slice(1)
    .filter((part) => typeof part === 'string')
    .join('.');

async function answersOf(wanted: readonly Operation[]): Promise<Map<Operation, string>> {
  const texts = await severalAtOnce(wanted, async ({ actor, query, variables }) => {
    const { text } = await portal.send(actor, query, variables);
    return text;
  });
  return new Map(wanted.map((operation, at) => [operation, texts[at]!]));
}

async function severalAtOnce<T, U>(all: readonly T[], work: (each: T) => Promise<U>): Promise<U[]> {
  const done: U[] = [];
  let next = 0;
  const lane = async () => {
    while (next < all.length) {
      const at = next;
      next += 1;
      done[at] = await work(all[at]!);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return done;
}

const rootOf = ({ query }: Operation) => /\{ (\w+)/.exec(query)?.[1] ?? '';

/** Operations whose answers are not the bytes that they were, by root field and actor. */
async function changed(wanted: readonly Operation[] = operations): Promise<string[]> {
  const after = await answersOf(wanted);
  const different = wanted.filter((operation) => after.get(operation) !== before.get(operation));
  return [...new Set(different.map((operation) => `${rootOf(operation)} as ${operation.actor}`))];
}

describe(`a partner's answers (${sampleName})`, () => {
  it('are about something: every root field was asked, and most had an answer', () => {
    const all = rootFields(schema, 'query').map(({ name }) => name);
    expect([...new Set(operations.map(rootOf))].sort()).toEqual([...all].sort());
    const answered = operations.filter(
      (operation) => operation.actor === 'globex-admin' && /_[0-9a-f-]{36}/.test(before.get(operation) ?? ''),
    );
    const withRows = new Set(answered.map(rootOf));
    const roots = [
      'referrals',
      'referral',
      'partners',
      'partner',
      'opportunities',
      'notifications',
      'tierPlacements',
      'tierOn',
      'benefitEntitlements',
      'requirementWaivers',
      'partnerPrograms',
      'node',
      'nodes',
    ];
    for (const root of roots) expect(withRows).toContain(root);
    expect(portal.unexpected).toEqual([]);
  });

  it('are byte for byte the same whether or not another partner is there', async () => {
    expect(await changed()).toEqual([]);
    expect(portal.unexpected).toEqual([]);
  }, 300_000);
});

const OWN_ROWS = 'partner_id = ANY ((SELECT portal_partners())::uuid[])';

describe('the gate', () => {
  const leaked: Operation[] = [];
  const askedByAdmin = (roots: readonly string[]) =>
    operations.filter((operation) => operation.actor === 'globex-admin' && roots.includes(rootOf(operation)));

  /** Alters a policy for as long as the operations run. */
  async function changedWhile(
    table: string,
    leak: string,
    restored: string,
    roots: string[],
  ): Promise<string[]> {
    const alter = (condition: string) =>
      withClient(portal.testDatabase.ownerUrl, (client) =>
        client.query(`ALTER POLICY portal_partner ON ${table} USING (${condition})`),
      );
    await alter(leak);
    try {
      const wanted = askedByAdmin(roots);
      leaked.push(...wanted);
      return await changed(wanted);
    } finally {
      await alter(restored);
      // A row that leaked hangs on others that did not, which nobody expects to be missing.
      portal.unexpected.length = 0;
    }
  }

  // Lists name the caller's partners besides, so a policy alone does not open them.
  it.each([
    ['a count and a single object', 'referral', 'true', OWN_ROWS, ['referralCounts', 'referral', 'node']],
    [
      'another partner',
      'partner',
      'true',
      'id = ANY ((SELECT portal_partners())::uuid[])',
      ['partner', 'nodes'],
    ],
    ["another partner's deals", 'opportunity', 'true', OWN_ROWS, ['opportunityCounts', 'opportunity']],
    [
      'what a filter finds only',
      'referral',
      `${OWN_ROWS} OR status = 'REJECTED'`,
      OWN_ROWS,
      ['referralCounts'],
    ],
  ])('catches a leak of %s', async (_what, table, leak, restored, roots) => {
    const different = await changedWhile(table, leak, restored, roots);
    for (const root of roots) expect(different).toContain(`${root} as globex-admin`);
  });

  /** Resolves a field in another way for as long as the operations of some root fields run. */
  async function changedUnder(
    path: string,
    faulty: (sound: Resolver) => Resolver,
    roots: readonly string[],
  ): Promise<string[]> {
    const [typename = '', name = ''] = path.split('.');
    const field = (schema.getType(typename) as GraphQLObjectType).getFields()[name]!;
    const sound = field.resolve ?? defaultFieldResolver;
    field.resolve = faulty(sound);
    try {
      // Whoever may keep answers has one of the other partner's by now.
      await portal.send('acme-admin', '{ viewer { partner { name } } }');
      return await changed(askedByAdmin(roots));
    } finally {
      field.resolve = sound;
      portal.unexpected.length = 0;
    }
  }

  it.each(leaksOf(() => portal).map((leak) => [leak.what, leak] as const))(
    'catches %s',
    async (_what, { path, faulty, roots }) => {
      const different = await changedUnder(path, faulty, roots);
      expect(different.length).toBeGreaterThan(0);
    },
  );

  it('finds nothing any more once the policies are restored', async () => {
    expect(leaked.length).toBeGreaterThan(0);
    expect(await changed([...new Set(leaked)])).toEqual([]);
  }, 300_000);
});
