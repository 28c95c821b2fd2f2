import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { ConflictError } from '../../kernel/errors.ts';
import { PersonKindType, StaffRoleType } from './people-enums.schema.ts';
import { PersonType } from './person.schema.ts';
import { createPerson, updatePerson } from './person.service.ts';

export const IdentityInput = builder.inputType('PersonIdentityInput', {
  description: 'How the identity provider knows somebody, exactly as in its tokens.',
  fields: (t) => ({
    issuer: t.string({ required: true, description: "The token's `iss`, at most 255 characters." }),
    subject: t.string({ required: true, description: "The token's `sub`, at most 255 characters." }),
  }),
});

const CreateInput = builder.inputType('PersonCreateInput', {
  description: "Somebody of the vendor's staff, or one of its systems.",
  fields: (t) => ({
    kind: t.field({ type: PersonKindType, required: true, description: 'Person or system.' }),
    name: t.string({ required: true, description: 'Their name, at most 120 characters.' }),
    email: t.string({ description: 'Their mail address; required for people.' }),
    title: t.string({ description: 'Their title, for their business card; at most 120 characters.' }),
    roles: t.field({
      type: [StaffRoleType],
      required: true,
      description: 'At least one; SERVICE and no other for systems. Only an administrator grants ADMIN.',
    }),
    identity: t.field({ type: IdentityInput, description: 'By what they sign in; can be linked later.' }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the person that the first one made.',
    }),
  }),
});

builder.mutationField('personCreate', (t) =>
  t.prismaField({
    type: PersonType,
    nullable: true,
    description:
      "Adds somebody to the vendor's staff, or a service account. Partners' people come by `invitationCreate`. Refused where " +
      'the mail address or the identity is known. For partner operations and administrators.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The person.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const id = await ctx.transaction((tx) => createPerson(tx, ctx.actor, input, ctx.now));
      return await ctx.db.person.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('PersonUpdateInput', {
  description: 'A change of a person; what is left out stays.',
  fields: (t) => ({
    id: t.globalID({ for: [PersonType], required: true, description: 'Which person.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    name: t.string({ description: 'Their name, at most 120 characters.' }),
    email: t.string({ description: 'Their mail address, which nobody else has.' }),
    title: t.string({ description: 'The title of staff, at most 120 characters; null clears.' }),
  }),
});

builder.mutationField('personUpdate', (t) =>
  t.prismaField({
    type: PersonType,
    nullable: true,
    description:
      "Changes somebody's name, mail address or title, and their business card with it; the names that they use at " +
      'partners stay. For partner operations and administrators.',
    errors: { types: [...ON_CHANGE, ConflictError] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The change.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const change = { ...input, id: input.id.id };
      const { id } = await ctx.transaction((tx) => updatePerson(tx, ctx.actor, change, ctx.now));
      return await ctx.db.person.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
