import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PersistedFile } from '../../src/entry/commands/schema.ts';
import { aMember, aPartner, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const { operations, names } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../schema/persisted.json'), 'utf8'),
) as PersistedFile;

let open: Portal;
let closed: Portal;
let member: Member;

beforeAll(async () => {
  closed = await startPortal({ anonymousMaySendAny: false, persisted: operations });
  open = await startPortal();
  member = await aMember(closed, (await aPartner(closed)).id);
});

const INTROSPECTION = '{ __schema { types { name } } }';
const TYPO = '{ viewr { name } }';

describe('somebody who is not signed in, in production', () => {
  it.each([
    ['a document of their own', '{ viewer { name } }'],
    ['introspection', INTROSPECTION],
    ['a part of introspection', '{ __type(name: "Referral") { name } }'],
    ['a typing error', TYPO],
    ['a mutation', 'mutation { referralSubmit(input: { id: "Referral_1", version: 1 }) { __typename } }'],
  ])('is refused %s, and is told nothing of the schema', async (_what, query) => {
    const answer = await closed.send(null, query);
    expect(answer.status).toBe(403);
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['PERSISTED_QUERY_ONLY']);
    expect(answer.text).not.toMatch(/viewer|Referral|Did you mean/);
  });

  const persisted = (portal: Portal, hash: string, variables: object = {}) =>
    portal.sendBody(null, { variables, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });

  it.each(Object.entries(names))('may run the persisted operation %s', async (_name, hash) => {
    const answer = await persisted(closed, hash, { id: 'Referral_00000000-0000-4000-8000-000000000000' });
    expect(answer.status).toBeLessThan(500);
    expect(answer.errors?.map(({ extensions }) => extensions.code) ?? []).not.toContain(
      'PERSISTED_QUERY_ONLY',
    );
  });

  it.each([
    ['the name of a field', { filter: { statu: [] } }, 'Field \\"statu\\" is not defined'],
    ['a value', { filter: { status: ['DRAFTT'] } }, 'Value \\"DRAFTT\\" does not exist'],
  ])('gets no suggestion for a typing error in %s', async (_what, variables, told) => {
    const answer = await persisted(closed, names.ReferralList!, variables);
    expect([answer.status, answer.text.includes(told)]).toEqual([400, true]);
    expect(answer.text).not.toContain('Did you mean');
    const development = await open.send(null, operations[names.ReferralList!]!, variables);
    expect(development.text).toContain('Did you mean');
  });

  it('learns by it who they are not', async () => {
    const answer = await persisted(closed, names.ReferralForm!);
    expect(answer).toMatchObject({ status: 200, data: { viewer: null } });
  });

  it.each(['0'.repeat(64), '__proto__', 'constructor'])(
    'is refused the hash %s, which is not known',
    async (hash) => {
      const answer = await persisted(closed, hash);
      expect(answer).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
      expect(answer.data).toBeUndefined();
    },
  );
});

describe('somebody who is signed in, in production', () => {
  it('may send documents of their own', async () => {
    const answer = await closed.send(member.subject, '{ viewer { kind } }');
    expect(answer).toMatchObject({ status: 200, data: { viewer: { kind: 'PARTNER' } } });
  });

  it('gets no suggestions for typing errors', async () => {
    const answer = await closed.send(member.subject, TYPO);
    expect(answer.errors?.[0]?.message).toContain('viewr');
    expect(answer.text).not.toContain('Did you mean');
  });
});

describe('the gate', () => {
  it('would notice what development allows', async () => {
    expect((await open.send(null, INTROSPECTION)).status).toBe(200);
    expect((await open.send(null, TYPO)).text).toContain('Did you mean');
  });

  it('met nothing unexpected', () => {
    expect([...open.unexpected, ...closed.unexpected]).toEqual([]);
  });
});
