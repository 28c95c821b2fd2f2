import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { ConflictError } from '../../kernel/errors.ts';
import { StaffRoleType } from './people-enums.schema.ts';
import { PersonType } from './person.schema.ts';
import { deactivatePerson, linkIdentity, reactivatePerson, unlinkIdentity } from './person.service.ts';
import { IdentityInput } from './person-mutations.schema.ts';
import { grantStaffRole, revokeStaffRole } from './staff-role.service.ts';

const WHO_MAY =
  "Nobody changes their own access, and only administrators an administrator's; one administrator remains. For partner " +
  'operations and administrators.';

const ActionInput = builder.inputType('PersonActionInput', {
  description: 'A person, as you read them.',
  fields: (t) => ({
    id: t.globalID({ for: [PersonType], required: true, description: 'Which person.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
  }),
});

const ACTIONS = {
  personDeactivate: {
    run: deactivatePerson,
    description: 'Takes all access away, of staff and partners’ people alike, with their next request.',
  },
  personReactivate: {
    run: reactivatePerson,
    description: 'Gives access back: the roles and memberships that were not ended meanwhile.',
  },
} as const;

for (const [name, { run, description }] of Object.entries(ACTIONS)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: PersonType,
      nullable: true,
      description: `${description} ${WHO_MAY}`,
      errors: { types: [...ON_CHANGE, ConflictError] },
      args: { input: t.arg({ type: ActionInput, required: true, description: 'Which.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const change = { id: input.id.id, version: input.version };
        const { id } = await ctx.transaction((tx) => run(tx, ctx.actor, change, ctx.now));
        return await ctx.db.person.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}

const RoleInput = builder.inputType('StaffRoleChangeInput', {
  description: 'A person, as you read them, and a role.',
  fields: (t) => ({
    id: t.globalID({ for: [PersonType], required: true, description: 'Which person.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    role: t.field({ type: StaffRoleType, required: true, description: 'Which role.' }),
  }),
});

const ROLES = {
  staffRoleGrant: {
    run: grantStaffRole,
    description:
      'Gives somebody a role at the vendor, from their next request on. Refused where they have it, do not fit it (SERVICE is for systems) or work for a partner; only administrators grant ADMIN.',
  },
  staffRoleRevoke: {
    run: revokeStaffRole,
    description: 'Takes a role at the vendor away, with their next request.',
  },
} as const;

for (const [name, { run, description }] of Object.entries(ROLES)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: PersonType,
      nullable: true,
      description: `${description} ${WHO_MAY}`,
      errors: { types: [...ON_CHANGE, ConflictError] },
      args: { input: t.arg({ type: RoleInput, required: true, description: 'Which.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const change = { ...input, id: input.id.id };
        const { id } = await ctx.transaction((tx) => run(tx, ctx.actor, change, ctx.now));
        return await ctx.db.person.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}

const LinkInput = builder.inputType('PersonIdentityChangeInput', {
  description: 'A person, as you read them, and a sign-in.',
  fields: (t) => ({
    id: t.globalID({ for: [PersonType], required: true, description: 'Which person.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    identity: t.field({ type: IdentityInput, required: true, description: 'By what they sign in.' }),
  }),
});

const IDENTITIES = {
  personLinkIdentity: {
    run: linkIdentity,
    description: 'Lets somebody in by one more sign-in. Refused where it is linked to somebody already.',
  },
  personUnlinkIdentity: {
    run: unlinkIdentity,
    description: 'Ends access by a sign-in, with the next request.',
  },
} as const;

for (const [name, { run, description }] of Object.entries(IDENTITIES)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: PersonType,
      nullable: true,
      description: `${description} ${WHO_MAY}`,
      errors: { types: [...ON_CHANGE, ConflictError] },
      args: { input: t.arg({ type: LinkInput, required: true, description: 'Which.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const change = { ...input.identity, id: input.id.id, version: input.version };
        const { id } = await ctx.transaction((tx) => run(tx, ctx.actor, change, ctx.now));
        return await ctx.db.person.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}
