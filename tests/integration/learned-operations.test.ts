import { type GraphQLObjectType, isObjectType, parse, validate } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompiledOperation } from '../../src/compiled/compiled-operation.ts';
import { readyOperations } from '../../src/compiled/compiled-operations.ts';
import { learnedOperations } from '../../src/compiled/learned-operations.ts';
import { compileOperation } from '../../src/graphql/compile/compile-operation.ts';
import { dataModelOf } from '../../src/graphql/compile/data-model.ts';
import { schema } from '../../src/graphql/schema.ts';
import { prismaSchemaIn } from '../../src/platform/database/prisma-schema.ts';
import { randomFrom, seedStaff } from '../support/compiled-operations.ts';
import { idsOf, type PartnerData, seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { isFull, sampleName, seedNumber } from '../support/gates/sample.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { type Asked, randomDocument } from '../support/random-documents.ts';

const MODELS = dataModelOf(prismaSchemaIn());
const NOTHING = { operations: {}, names: {}, compiled: {}, ordinary: {} };
const NOW = new Date('2026-06-15T12:00:00Z');
const DOCUMENTS = isFull ? 3_000 : 100;
const MINUTES_MAX = 20;

const compiled = (document: string): CompiledOperation | null => {
  const outcome = compileOperation(schema, MODELS, document);
  return 'compiled' in outcome ? outcome.compiled : null;
};

let learned = learnedOperations(1_000);
let portal: Portal;
let mine: PartnerData;

beforeAll(async () => {
  portal = await startPortal({ onAdHocQuery: (document) => learned.answered(document, compiled) });
  portal.setNow(NOW);
  await seedShared(portal.database);
  mine = await seedPartner(portal.database, 'mine', 30);
  await seedPartner(portal.database, 'theirs', 5);
  await seedStaff(portal);
});

const nodeTypes = Object.values(schema.getTypeMap())
  .filter((type): type is GraphQLObjectType => isObjectType(type))
  .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))
  .map(({ name }) => name);

/** Documents that are one statement. What a reason names is left out of the next, so that most of them are. */
function* compilableDocuments(count: number): Generator<Asked> {
  const random = randomFrom(seedNumber);
  const without = new Set<string>();
  const roots = new Set(Object.keys(schema.getQueryType()!.getFields()));
  const ids = Object.fromEntries(
    nodeTypes.map((type) => [
      type,
      [...(idsOf('mine', [type])[type] ?? []), ...(idsOf('theirs', [type])[type] ?? [])],
    ]),
  );
  for (let made = 0, tries = 0; made < count && tries < count * 40; tries += 1) {
    const asked = randomDocument({ schema, ids, roots: [...roots], without }, random);
    if (validate(schema, parse(asked.query)).length > 0) continue;
    const outcome = compileOperation(schema, MODELS, asked.query);
    if ('compiled' in outcome) {
      made += 1;
      yield asked;
      continue;
    }
    for (const reason of outcome.reasons) {
      const [, place = '', what = ''] = /^([\w.]+): (.*)$/.exec(reason) ?? [];
      if (place.includes('.')) without.add(place);
      else if (/^root\d/.test(place) && what === 'how it reads is not declared')
        roots.delete(asked.query.match(new RegExp(`${place}: (\\w+)`))![1]!);
    }
  }
}

describe('a document of a client’s own', () => {
  const query = '{ referrals(first: 2) { totalCount nodes { id status customerName } } }';

  it('is one statement from the third request on', async () => {
    portal.useCompiled(readyOperations(NOTHING, learned));
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await portal.send(mine.admin, query));
    expect(answers.map(({ isCompiled }) => isCompiled)).toEqual([false, false, true, true]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]!.data.referrals.nodes).toHaveLength(2);
    const stranger = await portal.send(null, query);
    expect([stranger.isCompiled, stranger.errors?.[0]?.extensions.code]).toEqual([false, 'UNAUTHENTICATED']);
  });

  it.each([
    ['is refused', '{ referrals(first: 2) { nothing } }'],
    ['changes something', 'mutation { notificationsMarkRead { __typename } }'],
    [
      'names a variable as no other way can',
      'query ($__proto__: Int) { referrals(first: $__proto__) { nodes { id } } }',
    ],
    ['holds two operations', 'query A { viewer { name } } query B { viewer { name } }'],
    [
      'costs more than is allowed',
      `{ ${Array.from({ length: 25 }, (_, at) => `a${at}: partners(first: 100) { nodes { id referrals(first: 100) { nodes { id } } } }`).join(' ')} }`,
    ],
  ])('that %s never is', async (_what, document) => {
    portal.useCompiled(readyOperations(NOTHING, learned));
    for (let count = 0; count < 3; count += 1)
      expect(
        (
          await portal.sendBody(mine.admin, {
            query: document,
            operationName: document.includes('query B') ? 'B' : undefined,
          })
        ).isCompiled,
      ).toBe(false);
  });

  it(`answers the same bytes as one statement and the ordinary way (${sampleName})`, {
    timeout: MINUTES_MAX * 60_000,
  }, async () => {
    const actors = [mine.admin, mine.member, 'ops', 'finance'];
    const different: string[] = [];
    let compiledCount = 0;
    let count = 0;
    for (const { query, variables } of compilableDocuments(DOCUMENTS)) {
      const subject = actors[count++ % actors.length]!;
      learned = learnedOperations(1);
      portal.useCompiled(readyOperations(NOTHING, learned));
      const [ordinary, , again] = [
        await portal.send(subject, query, variables),
        learned.answered(query, compiled),
        await portal.send(subject, query, variables),
      ];
      if (again.isCompiled) compiledCount += 1;
      if (again.text !== ordinary.text)
        different.push(`${subject} ${query} ${JSON.stringify(variables)}\n${ordinary.text}\n${again.text}`);
    }
    console.info(`${count} documents, ${compiledCount} of them answered by one statement`);
    expect(different.slice(0, 5)).toEqual([]);
    expect(count).toBe(DOCUMENTS);
    expect(compiledCount).toBeGreaterThan(DOCUMENTS / 2);
    expect(portal.unexpected).toEqual([]);
  });

  const referralsBy = (name: string) =>
    `query ($${name}: String) { referrals(first: 2, filter: { text: $${name} }) { nodes { id } } }`;
  const linesOfStatements = `query ($size: Int) { statements(first: $size) { nodes { ${Array.from(
    { length: 12 },
    (_, at) => `l${at}: lines(first: $size) { edges { cursor } nodes { id } }`,
  ).join(' ')} } } }`;
  const pageAfter =
    'query ($after: String) { referrals(first: 3, after: $after) { nodes { id createdAt } } }';
  const aPartner = () => `Partner_${mine.partnerId}`;

  it.each<[what: string, document: () => string, later: object, first?: object]>([
    ['a variable that is named like what objects inherit', () => referralsBy('toString'), {}],
    [
      'null for what has a default and may not be null',
      () => `query ($id: ID = "${aPartner()}") { partner(id: $id) { id name } }`,
      { id: null },
    ],
    [
      'null for a condition that has a default',
      () =>
        'query ($with: Boolean = true) { viewer { name } referrals(first: 1) @include(if: $with) { nodes { id } } }',
      { with: null },
    ],
    ['pages of a default size that cost too much', () => linesOfStatements, {}, { size: 1 }],
    ['a list that is too long, in a variable of no use', () => query, { none: Array(1_001).fill(1) }],
  ])('answers alike: %s', async (_what, document, later, first = {}) => {
    learned = learnedOperations(1);
    portal.useCompiled(readyOperations(NOTHING, learned));
    const ordinary = await portal.send(mine.admin, document(), later);
    learned = learnedOperations(1);
    portal.useCompiled(readyOperations(NOTHING, learned));
    for (let count = 0; count < 2; count += 1) await portal.send(mine.admin, document(), first);
    expect(await portal.send(mine.admin, document(), first)).toMatchObject({ isCompiled: true, status: 200 });
    const again = await portal.send(mine.admin, document(), later);
    expect([again.status, again.text]).toEqual([ordinary.status, ordinary.text]);
  });

  it('continues after the millisecond of a cursor that somebody made', async () => {
    learned = learnedOperations(1);
    portal.useCompiled(readyOperations(NOTHING, learned));
    const { data } = await portal.send(mine.admin, pageAfter);
    const [, { id, createdAt }] = data.referrals.nodes;
    const made = ['CREATED_AT', createdAt.replace('Z', '999Z'), id.slice('Referral_'.length)];
    const after = Buffer.from(JSON.stringify(made)).toString('base64url');
    const answers = [];
    for (let count = 0; count < 3; count += 1)
      answers.push(await portal.send(mine.admin, pageAfter, { after }));
    expect(answers.map(({ isCompiled }) => isCompiled)).toEqual([false, true, true]);
    expect(answers[0]!.data.referrals.nodes[0].id).toBe(data.referrals.nodes[2].id);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('is seen to differ where its statement has a fault', async () => {
    const faulty = (document: string): CompiledOperation => {
      const operation = compiled(document)!;
      return {
        ...operation,
        sql: JSON.parse(JSON.stringify(operation.sql).replaceAll('Referral_', 'Partner_')),
      };
    };
    learned = learnedOperations(1);
    portal.useCompiled(readyOperations(NOTHING, learned));
    const ordinary = await portal.send(mine.admin, query);
    learned.answered(query, faulty);
    const faulted = await portal.send(mine.admin, query);
    expect([ordinary.isCompiled, faulted.isCompiled]).toEqual([false, true]);
    expect(faulted.text).not.toBe(ordinary.text);
  });
});
