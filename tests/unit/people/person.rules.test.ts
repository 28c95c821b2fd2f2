import { describe, expect, it } from 'vitest';
import {
  assertRoleFits,
  identityOf,
  newPersonOf,
  type PersonInput,
  personChangeOf,
} from '../../../src/domains/people/person.rules.ts';
import { InvalidInputError } from '../../../src/kernel/errors.ts';

const PERSON: PersonInput = {
  kind: 'HUMAN',
  name: ' Ada  Lovelace ',
  email: 'Ada@Vendor.example',
  roles: ['FINANCE', 'ADMIN', 'FINANCE'],
  identity: { issuer: 'https://id.vendor.example', subject: 'ada' },
};

const refusedBy = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fields.map(({ field, code }) => `${field} ${code}`);
    throw error;
  }
  return [];
};

describe('a new person', () => {
  it('is read tidily: one space, lower case, each role once', () => {
    expect(newPersonOf(PERSON)).toEqual({
      kind: 'HUMAN',
      name: 'Ada Lovelace',
      email: 'ada@vendor.example',
      title: null,
      roles: ['ADMIN', 'FINANCE'],
      identity: { issuer: 'https://id.vendor.example', subject: 'ada' },
    });
  });

  it.each<{ _case: string; input: Partial<PersonInput>; refused: string[] }>([
    { _case: 'a person without an address', input: { email: null }, refused: ['email REQUIRED'] },
    { _case: 'nothing to be', input: { roles: [] }, refused: ['roles REQUIRED'] },
    { _case: 'a person as a system', input: { roles: ['SERVICE'] }, refused: ['roles ROLE_NOT_FOR_KIND'] },
    {
      _case: 'a system as a person',
      input: { kind: 'SERVICE', roles: ['ADMIN'] },
      refused: ['roles ROLE_NOT_FOR_KIND'],
    },
    {
      _case: 'a subject that would be read otherwise',
      input: { identity: { issuer: 'https://id.example', subject: ' ada' } },
      refused: ['identity.subject NOT_EXACT'],
    },
    {
      _case: 'several mistakes, all at once',
      input: { name: '', email: 'nobody', identity: { issuer: '', subject: 'a\u0000' } },
      refused: [
        'name REQUIRED',
        'email NOT_AN_EMAIL',
        'identity.issuer REQUIRED',
        'identity.subject NOT_EXACT',
      ],
    },
  ])('is refused as $_case', ({ input, refused }) => {
    expect(refusedBy(() => newPersonOf({ ...PERSON, ...input }))).toEqual(refused);
  });

  it('may be a system without an address', () => {
    expect(newPersonOf({ kind: 'SERVICE', name: 'CRM', roles: ['SERVICE'] })).toMatchObject({
      email: null,
      identity: null,
    });
  });
});

it('changes what is given, and clears a title only', () => {
  expect(personChangeOf({ name: 'Ada', email: null })).toEqual({ person: { name: 'Ada' }, title: undefined });
  expect(personChangeOf({ title: null })).toEqual({ person: {}, title: null });
  expect(refusedBy(() => personChangeOf({ name: ' ' }))).toEqual(['name REQUIRED']);
});

it('keeps roles of systems and of people apart', () => {
  expect(refusedBy(() => assertRoleFits('HUMAN', 'SERVICE'))).toEqual(['role ROLE_NOT_FOR_KIND']);
  expect(refusedBy(() => assertRoleFits('SERVICE', 'EXECUTIVE'))).toEqual(['role ROLE_NOT_FOR_KIND']);
  expect(refusedBy(() => assertRoleFits('SERVICE', 'SERVICE'))).toEqual([]);
});

it('takes an identity to the letter', () => {
  expect(identityOf({ issuer: 'urn:a', subject: 'Ünï|1' })).toEqual({ issuer: 'urn:a', subject: 'Ünï|1' });
  expect(refusedBy(() => identityOf({ issuer: 'urn:a', subject: 'x'.repeat(256) }))).toEqual([
    'subject TOO_LONG',
  ]);
});
