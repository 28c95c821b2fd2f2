import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestContext } from '../../src/graphql/context.ts';
import { forbidden } from '../../src/graphql/request-errors.ts';
import { schema } from '../../src/graphql/schema.ts';
import { PARTNER_ROLES, STAFF_ROLES } from '../../src/kernel/roles.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { declaredAccess } from '../support/gates/access/declared.ts';
import {
  COLUMNS,
  type Column,
  differencesOf,
  type Matrix,
  matrixOf,
  tableOf,
} from '../support/gates/access/matrix.ts';
import { allowedOf, type Call, callsOf, chunksOf, fingerprintOf } from '../support/gates/access/measured.ts';
import { rootFields } from '../support/gates/arguments.ts';
import { type Portal, startPortal } from '../support/portal.ts';

/** `UPDATE_ACCESS=1 npm test -- tests/api/access.test.ts` writes the tables as they are (`npm run format` aligns them); a review says whether they should. */
const isUpdate = Boolean(process.env.UPDATE_ACCESS);

const pathOf = (name: string) => resolve(import.meta.dirname, `../support/gates/access/${name}.md`);
const policyOf = (name: string): Matrix => matrixOf(readFileSync(pathOf(name), 'utf8'));

const KINDS = { queries: 'query', mutations: 'mutation' } as const;
type Table = keyof typeof KINDS;

let portal: Portal;
let watcher: Client;
let calls: Record<Table, Map<string, Call>>;
let subjects: Record<Column, string | null>;

beforeAll(async () => {
  portal = await startPortal();
  watcher = new Client(portal.testDatabase.superuserUrl);
  await watcher.connect();
  const { id } = await aPartner(portal);
  const members = PARTNER_ROLES.map(
    async (role) => [role, (await aMember(portal, id, role)).subject] as const,
  );
  const staff = STAFF_ROLES.map(async (role) => [role, (await aStaffMember(portal, role)).subject] as const);
  const known = Object.fromEntries(await Promise.all([...members, ...staff]));
  subjects = { ...known, ANONYMOUS: null, STRANGER: 'stranger' } as typeof subjects;
  calls = {
    queries: await callsOf(portal, schema, 'query'),
    mutations: await callsOf(portal, schema, 'mutation'),
  };
  if (isUpdate) await writeTables();
});

afterAll(() => watcher.end());

const namesOf = (table: Table) => rootFields(schema, KINDS[table]).map(({ name }) => name);

async function allowed(table: Table, column: Column, names: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of chunksOf(names)) {
    const called = some.map((name) => calls[table].get(name)!);
    const asked = { subject: subjects[column], kind: KINDS[table], calls: called };
    for (const name of await allowedOf(portal, asked)) found.add(name);
  }
  return found;
}

async function writeTables(): Promise<void> {
  for (const table of Object.keys(KINDS) as Table[]) {
    const names = namesOf(table);
    const byColumn = new Map<Column, Set<string>>();
    for (const column of COLUMNS) byColumn.set(column, await allowed(table, column, names));
    const rows = names.map((name) => {
      const may = new Set(COLUMNS.filter((column) => byColumn.get(column)!.has(name)));
      return [name, { may }] as const;
    });
    writeFileSync(pathOf(table), tableOf(table, new Map(rows)));
  }
  writeFileSync(pathOf('types'), tableOf('types', declaredAccess(schema)));
}

const parted = (policy: Matrix, column: Column, names: readonly string[]) => ({
  may: names.filter((name) => policy.get(name)?.may.has(column)),
  mayNot: names.filter((name) => policy.has(name) && !policy.get(name)!.may.has(column)),
});

/** What somebody was not denied although the policy says so, and what changed although they were. */
async function wronglyAllowed(column: Column, mayNot: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  let before = await fingerprintOf(watcher);
  for (const some of chunksOf(mayNot)) {
    for (const name of await allowed('mutations', column, some)) faults.push(`${name} is not denied`);
    const after = await fingerprintOf(watcher);
    if (after !== before) faults.push(`something changed, though ${some.join(', ')} were denied`);
    before = after;
  }
  return faults;
}

describe('the access policy', () => {
  it.each(Object.keys(KINDS) as Table[])('lists all %s, and no others', (table) => {
    expect([...policyOf(table).keys()].sort()).toEqual(namesOf(table).sort());
  });

  it('says who may read the fields of each type', () => {
    expect(differencesOf(policyOf('types'), declaredAccess(schema))).toEqual([]);
  });

  describe.each(COLUMNS)('of %s', (column) => {
    it('holds for every query', async () => {
      const { may, mayNot } = parted(policyOf('queries'), column, namesOf('queries'));
      expect([...(await allowed('queries', column, mayNot))]).toEqual([]);
      expect([...(await allowed('queries', column, may))].sort()).toEqual(may.sort());
    });

    it('holds for every mutation, and what is denied changes nothing', async () => {
      const { may, mayNot } = parted(policyOf('mutations'), column, namesOf('mutations'));
      expect(await wronglyAllowed(column, mayNot)).toEqual([]);
      expect([...(await allowed('mutations', column, may))].sort()).toEqual(may.sort());
    });
  });

  it('met nothing unexpected', () => {
    expect(portal.unexpected).toEqual([]);
  });
});

describe('the gate', () => {
  type Field = ReturnType<typeof rootFields>[number];

  async function planted<T>(field: Field, resolver: Field['resolve'], work: () => Promise<T>): Promise<T> {
    const { resolve: sound } = field;
    field.resolve = resolver;
    try {
      return await work();
    } finally {
      field.resolve = sound;
    }
  }

  const mutation = (name: string) => schema.getMutationType()!.getFields()[name]!;

  it('catches a root field without a scope', async () => {
    const field = schema.getQueryType()!.getFields().referrals!;
    const found = await planted(
      field,
      () => null,
      () => allowed('queries', 'STRANGER', ['referrals', 'partners']),
    );
    expect([...found]).toEqual(['referrals']);
  });

  it('catches a denial that comes after the change', async () => {
    const late: Field['resolve'] = async (_root, _args, context: RequestContext) => {
      await portal.arrange((tx) => tx.$executeRaw`UPDATE partner SET version = version + 1`);
      throw forbidden(context.actor);
    };
    const faults = await planted(mutation('referralSubmit'), late, () =>
      wronglyAllowed('EXECUTIVE', ['referralSubmit']),
    );
    expect(faults).toEqual(['something changed, though referralSubmit were denied']);
  });

  it('catches a type and a field without a scope, and one that nobody listed', () => {
    const policy = policyOf('types');
    const open = new Map(policy).set('Referral', { ...policy.get('Referral')!, may: new Set(COLUMNS) });
    expect(differencesOf(policy, open)).toContain('Referral: STRANGER may, against the policy');
    const more = { ...policy.get('Referral')!, fields: [...policy.get('Referral')!.fields!, 'planted'] };
    expect(differencesOf(policy, new Map(policy).set('Referral', more))).toEqual([
      'Referral: planted is not listed',
    ]);
    expect(differencesOf(policy, new Map([...policy].slice(1)))).toEqual([
      expect.stringMatching(/ is gone$/),
    ]);
    expect(differencesOf(new Map([...policy].slice(1)), policy)).toEqual([
      expect.stringMatching(/ is not listed$/),
    ]);
  });

  it.each([
    ['leaves a cell open', (table: string) => table.replace('| + ', '|  ')],
    ['lacks a role', (table: string) => table.replace('FINANCE', 'FINANCIER')],
    ['says something twice', (table: string) => table + table.trim().split('\n').at(-1)],
  ])('refuses a table that %s', (_what, spoilt) => {
    expect(() => matrixOf(spoilt(tableOf('queries', policyOf('queries'))))).toThrow();
  });
});
