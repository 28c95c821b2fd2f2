import { getIntrospectionQuery } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let member: Member;

beforeAll(async () => {
  portal = await startPortal({ anonymousMaySendAny: false });
  member = await aMember(portal, (await aPartner(portal)).id);
});

const times = (count: number, textOf: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => textOf(at)).join(' ');

describe('the schema', () => {
  it.each([
    ['as tools do', getIntrospectionQuery()],
    ['with two aliases', '{ a: __type(name: "Partner") { name } b: __type(name: "Referral") { name } }'],
  ])('is told to whoever asks %s', async (_how, query) => {
    const { errors, data } = await portal.send(member.subject, query);
    expect([errors, Object.keys(data).length > 0]).toEqual([undefined, true]);
  });

  it.each([
    ['as a whole', `{ ${times(3, (at) => `a${at}: __schema { types { name } }`)} }`],
    ['in parts', `{ __schema { ${times(3, (at) => `a${at}: types { name }`)} } }`],
    ['of a type', `{ ${times(3, (at) => `a${at}: __type(name: "Query") { name }`)} }`],
    [
      'in a fragment',
      `{ __schema { ...All } } fragment All on __Schema { ${times(3, (at) => `a${at}: types { name }`)} }`,
    ],
  ])('is not told again and again under other names: %s', async (_how, query) => {
    const { errors, data } = await portal.send(member.subject, query);
    expect([errors?.[0]?.extensions.code, data]).toEqual(['GRAPHQL_VALIDATION_FAILED', undefined]);
  });

  it('leaves aliases to whoever asks for nothing of it', async () => {
    const { errors } = await portal.send(member.subject, `{ ${times(20, (at) => `a${at}: __typename`)} }`);
    expect(errors).toBeUndefined();
  });
});
