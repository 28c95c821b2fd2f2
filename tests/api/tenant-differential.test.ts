import { getNamedType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { documentFor, type KnownIds, rootFields, variablesFor } from '../support/gates/arguments.ts';
import { idsOf, seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { selectionOf } from '../support/gates/selection.ts';
import { withClient } from '../support/migrations.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T12:00:00Z');
const ACTORS = ['globex-admin', 'globex-member', null];

type Operation = Readonly<{ actor: string | null; query: string; variables: Record<string, unknown> }>;

let portal: Portal;
let operations: Operation[];
let before: Map<Operation, string>;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(NOW);
  await seedShared(portal.database);
  await seedPartner(portal.database, 'globex');
  operations = await generatedOperations();
  before = await answersOf(operations);
  await seedPartner(portal.database, 'acme');
}, 120_000);

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

/** Every query root field, called in every way that can be made up, with everything that each actor may select. */
async function generatedOperations(): Promise<Operation[]> {
  const ids = knownIds();
  const made: Operation[] = [];
  for (const field of rootFields(schema, 'query')) {
    for (const actor of ACTORS) {
      const calls = variablesFor(field, ids).slice(0, actor === null ? 1 : undefined);
      const selections = new Map<string, string>();
      for (const variables of calls) {
        const only = typesNamedIn(variables);
        const key = only.join();
        if (!selections.has(key))
          selections.set(key, await widestSelection(field.name, actor, variables, only));
        const query = documentFor('query', field, Object.keys(variables), selections.get(key)!);
        made.push({ actor, query, variables });
      }
    }
  }
  return made;
}

const typesNamedIn = (variables: object): string[] =>
  nodeTypes.filter((type) => JSON.stringify(variables).includes(`"${type}_`));

/** As deep as the limits let, without the fields that the actor may not read. */
async function widestSelection(
  name: string,
  actor: string | null,
  variables: object,
  only: string[],
): Promise<string> {
  const field = rootFields(schema, 'query').find((each) => each.name === name)!;
  const without = new Set<string>();
  for (let depth = 3, attempt = 0; attempt < 20; attempt += 1) {
    const options = { schema, depth, without, only: only.length > 0 ? only : nodeTypes.slice(0, 1) };
    const selection = selectionOf(getNamedType(field.type), options);
    const query = documentFor('query', field, Object.keys(variables), selection);
    const { errors = [] } = await portal.send(actor, query, variables);
    const forbidden = errors.filter(({ path }) => path && path.length > 1);
    const isTooMuch = errors.some(({ message }) => /exceed|limit/i.test(message));
    if (isTooMuch && depth > 1) depth -= 1;
    else if (forbidden.length === 0) return selection;
    for (const { path = [] } of forbidden) without.add(fieldPath(path));
  }
  throw new Error(`No selection of ${name} is accepted`);
}

const fieldPath = (path: readonly (string | number)[]) =>
  path
    .slice(1)
    .filter((part) => typeof part === 'string')
    .join('.');

async function answersOf(wanted: readonly Operation[]): Promise<Map<Operation, string>> {
  const answers = new Map<Operation, string>();
  for (const operation of wanted)
    answers.set(operation, (await portal.send(operation.actor, operation.query, operation.variables)).text);
  return answers;
}

const rootOf = ({ query }: Operation) => /\{ (\w+)/.exec(query)?.[1] ?? '';

/** Operations whose answers are not the bytes that they were, by root field and actor. */
async function changed(wanted: readonly Operation[] = operations): Promise<string[]> {
  const after = await answersOf(wanted);
  const different = wanted.filter((operation) => after.get(operation) !== before.get(operation));
  return [...new Set(different.map((operation) => `${rootOf(operation)} as ${operation.actor}`))];
}

describe("a partner's answers", () => {
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
  }, 120_000);
});

const OWN_ROWS = 'partner_id = ANY ((SELECT portal_partners())::uuid[])';

describe('the gate', () => {
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
      const asked = (operation: Operation) =>
        operation.actor === 'globex-admin' && roots.includes(rootOf(operation));
      return await changed(operations.filter(asked));
    } finally {
      await alter(restored);
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

  it('finds nothing any more once the policies are restored', async () => {
    expect(await changed(operations.filter(({ actor }) => actor === 'globex-admin'))).toEqual([]);
  }, 120_000);
});
