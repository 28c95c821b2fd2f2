import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import type { StaffRole } from '../../kernel/roles.ts';
import { isCurrent } from './membership.rules.ts';
import { MembershipType } from './membership.schema.ts';
import { PersonKindType, StaffRoleType } from './people-enums.schema.ts';
import { personWhere } from './person.filter.ts';
import type { Identity } from './person.rules.ts';

const HISTORY_MAX = 100;

type RoleTime = Readonly<{ role: string; validFrom: Date; validTo: Date | null }>;

const StaffRoleTimeType = builder.objectRef<RoleTime>('StaffRoleTime').implement({
  description: 'The time in which somebody had a staff role.',
  fields: (t) => ({
    role: t.field({
      type: StaffRoleType,
      description: 'The role.',
      resolve: ({ role }) => role as StaffRole,
    }),
    validFrom: t.expose('validFrom', { type: 'DateTime', description: 'When it was granted.' }),
    validTo: t.expose('validTo', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null while they have it.',
    }),
  }),
});

const PersonIdentityType = builder.objectRef<Identity>('PersonIdentity').implement({
  description: 'How an identity provider knows somebody.',
  fields: (t) => ({
    issuer: t.exposeString('issuer', { description: "The provider: the token's `iss`." }),
    subject: t.exposeString('subject', { description: "The somebody: the token's `sub`." }),
  }),
});

const ROLE_TIMES = {
  staffRoles: {
    select: { role: true, validFrom: true, validTo: true },
    orderBy: { validFrom: 'desc' },
    take: HISTORY_MAX,
  },
} as const;

export const PersonType = builder.prismaNode('Person', {
  name: 'Person',
  description: 'Who somebody is, whoever they work for; or a system. For staff.',
  authScopes: { permission: 'PEOPLE_READ' },
  id: { field: 'id', description: 'Global id, `Person_<uuid>`.' },
  fields: (t) => ({
    kind: t.field({
      type: PersonKindType,
      description: 'Person or system.',
      select: { kind: true },
      resolve: ({ kind }) => kind as 'HUMAN',
    }),
    name: t.exposeString('name', { description: 'Their name.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'Their mail address; nobody else has it.',
    }),
    title: t.string({
      nullable: true,
      description: 'Their title at the vendor, as on their business card.',
      select: { staffMember: { select: { title: true } } },
      resolve: ({ staffMember }) => staffMember?.title ?? null,
    }),
    active: t.boolean({
      description: 'Whether they have not been deactivated.',
      select: { deactivatedAt: true },
      resolve: ({ deactivatedAt }) => deactivatedAt === null,
    }),
    deactivatedAt: t.expose('deactivatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When their access was taken away.',
    }),
    erasedAt: t.expose('erasedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When who they were was removed; nobody is behind this id any more.',
    }),
    staffRoles: t.field({
      type: [StaffRoleType],
      description: 'Their roles at the vendor today.',
      select: ROLE_TIMES,
      resolve: ({ staffRoles }, _args, { now }) =>
        staffRoles
          .filter((time) => isCurrent(time, now))
          .map(({ role }) => role as StaffRole)
          .sort(),
    }),
    staffRoleHistory: t.field({
      type: [StaffRoleTimeType],
      description: `The latest ${HISTORY_MAX} times in which they had a role, newest first.`,
      select: ROLE_TIMES,
      resolve: ({ staffRoles }) => staffRoles,
    }),
    memberships: t.relation('memberships', {
      type: MembershipType,
      description: `Their latest ${HISTORY_MAX} times at partners, newest first.`,
      query: { orderBy: { validFrom: 'desc' }, take: HISTORY_MAX },
    }),
    identities: t.field({
      type: [PersonIdentityType],
      description: `By what they sign in; at most ${HISTORY_MAX}.`,
      select: {
        identities: {
          select: { issuer: true, subject: true },
          orderBy: [{ issuer: 'asc' }, { subject: 'asc' }],
          take: HISTORY_MAX,
        },
      },
      resolve: ({ identities }) => identities,
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the portal first knew them.' }),
  }),
});

const PersonFilter = builder.inputType('PersonFilter', {
  description: 'Which people; conditions add up.',
  fields: (t) => ({
    text: t.string({
      description: 'With this in the name or mail address, whatever the case; at most 100 characters.',
    }),
    kind: t.field({ type: PersonKindType, description: 'People or systems.' }),
    active: t.boolean({ description: 'Only those who are, or who are not, deactivated.' }),
    staffRoles: t.field({ type: [StaffRoleType], description: 'With one of these roles today.' }),
  }),
});

const PersonConnection = connectionOf(PersonType, 'Person', { one: 'A person', many: 'people' });

builder.queryField('people', (t) =>
  t.field({
    type: PersonConnection,
    nullable: true,
    description: "The vendor's people and systems and the partners' people, by name. For staff.",
    authScopes: { permission: 'PEOPLE_READ' },
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: PersonFilter, description: 'Which.' }) },
    resolve: (_root, args, context, info) =>
      resolvePage(context, info, {
        model: 'person',
        typeName: 'Person',
        args,
        where: personWhere(args.filter, context.now),
        order: { name: 'NAME', column: { column: 'name', type: 'text' }, direction: 'ASC' },
      }) as never,
  }),
);

builder.prismaObjectField(MembershipType, 'person', (t) =>
  t.prismaField({
    type: PersonType,
    description: 'Who it is, whoever they worked for before. For staff who may read people.',
    authScopes: { permission: 'PEOPLE_READ' },
    // Not a relation: read with the membership, it would be asked of the database for those who may not see it.
    select: { personId: true },
    complexity: 5,
    resolve: (query, { personId }, _args, { db }) =>
      db.person.findUniqueOrThrow({ ...query, where: { id: personId } }),
  }),
);
