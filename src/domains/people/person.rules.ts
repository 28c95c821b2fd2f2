import { FieldReader } from '../../kernel/fields.ts';
import type { StaffRole } from '../../kernel/roles.ts';

export const NAME_LENGTH_MAX = 120;
const TITLE_LENGTH_MAX = 120;
/** As long as a token's subject may be; an issuer is an address. */
const IDENTITY_LENGTH_MAX = 255;

export type PersonKind = 'HUMAN' | 'SERVICE';
export type Identity = Readonly<{ issuer: string; subject: string }>;

export type PersonInput = Readonly<{
  kind: PersonKind;
  name: string;
  email?: string | null;
  title?: string | null;
  roles: readonly StaffRole[];
  identity?: Identity | null;
}>;

/**
 * Somebody who works for the vendor, or one of its systems. A human has a mail address and a system need not.
 * @throws InvalidInputError with every refused field.
 */
export function newPersonOf(input: PersonInput) {
  const fields = new FieldReader();
  const person = {
    kind: input.kind,
    name: fields.line('name', input.name, NAME_LENGTH_MAX),
    email:
      input.kind === 'HUMAN'
        ? fields.email('email', input.email)
        : (fields.optionalEmail('email', input.email) ?? null),
    title: fields.optionalLine('title', input.title, TITLE_LENGTH_MAX) ?? null,
    roles: [...new Set(input.roles)].sort(),
    identity: input.identity ? identityFields(fields, 'identity.', input.identity) : null,
  };
  if (person.roles.length === 0) fields.refuse('roles', 'REQUIRED', 'roles has at least one role.');
  for (const role of person.roles) refuseMisfit(fields, 'roles', input.kind, role);
  fields.done();
  return person;
}

export type PersonChange = Readonly<{ name?: string | null; email?: string | null; title?: string | null }>;

/**
 * What a change gives; what it leaves out stays. Only a title can be cleared.
 * @throws InvalidInputError with every refused field.
 */
export function personChangeOf({ name, email, title }: PersonChange) {
  const fields = new FieldReader();
  const change = {
    person: {
      ...(name != null && { name: fields.line('name', name, NAME_LENGTH_MAX) }),
      ...(email != null && { email: fields.email('email', email) }),
    },
    title: fields.optionalLine('title', title, TITLE_LENGTH_MAX),
  };
  fields.done();
  return change;
}

/** @throws InvalidInputError */
export function identityOf(identity: Identity): Identity {
  const fields = new FieldReader();
  const read = identityFields(fields, '', identity);
  fields.done();
  return read;
}

/** @throws InvalidInputError where a system would get a person's role, or a person a system's. */
export function assertRoleFits(kind: PersonKind, role: StaffRole): void {
  const fields = new FieldReader();
  refuseMisfit(fields, 'role', kind, role);
  fields.done();
}

function refuseMisfit(fields: FieldReader, field: string, kind: PersonKind, role: StaffRole) {
  if ((kind === 'SERVICE') === (role === 'SERVICE')) return;
  fields.refuse(
    field,
    'ROLE_NOT_FOR_KIND',
    'Systems have the role SERVICE and no other; people have the others.',
  );
}

/** Subjects are compared to the letter, so what would be read otherwise than it was sent is refused. */
function identityFields(fields: FieldReader, path: string, { issuer, subject }: Identity): Identity {
  const exact = (name: string, text: string) => {
    const line = fields.line(`${path}${name}`, text, IDENTITY_LENGTH_MAX);
    if (line !== '' && line !== text)
      fields.refuse(
        `${path}${name}`,
        'NOT_EXACT',
        `${path}${name} is exactly as in the token, without spaces around.`,
      );
    return line;
  };
  return { issuer: exact('issuer', issuer), subject: exact('subject', subject) };
}
