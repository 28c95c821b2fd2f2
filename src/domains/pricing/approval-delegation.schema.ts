import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import { ALWAYS, ON_CREATE } from '../../graphql/refusals.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { createDelegation, DELEGATION_DAYS_MAX, revokeDelegation } from './approval-delegation.service.ts';

const READERS = { permission: 'PRICING_READ' } as const;

export const ApprovalDelegationType = builder.prismaNode('ApprovalDelegation', {
  name: 'ApprovalDelegation',
  description: 'That somebody approves in the place of somebody else for a time.',
  authScopes: READERS,
  id: { field: 'id', description: 'Global id, `ApprovalDelegation_<uuid>`.' },
  fields: (t) => ({
    from: t.relation('from', { type: StaffContactType, description: 'In whose place.' }),
    to: t.relation('to', { type: StaffContactType, description: 'Who approves.' }),
    validFrom: t.expose('validFrom', { type: 'DateTime', description: 'From this instant on.' }),
    validTo: t.expose('validTo', {
      type: 'DateTime',
      description: 'Until this instant, which no longer belongs to it.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken back; null otherwise.',
    }),
  }),
});

const DelegationConnection = connectionOf(ApprovalDelegationType, 'ApprovalDelegation', {
  one: 'A delegation',
  many: 'delegations',
});

builder.queryField('approvalDelegations', (t) =>
  t.field({
    type: DelegationConnection,
    nullable: true,
    description: 'Who approves in whose place, the latest first.',
    authScopes: READERS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      isMine: t.arg.boolean({ description: 'Only those that are from or to you.' }),
    },
    resolve: (_root, args, context, info) => {
      const { personId } = context.actor;
      const isMine = args.isMine && personId;
      return resolvePage(context, info, {
        ...{ model: 'approvalDelegation', typeName: 'ApprovalDelegation', args },
        where: isMine ? { OR: [{ fromId: personId }, { toId: personId }] } : {},
        order: { name: 'VALID_FROM', column: { column: 'validFrom', type: 'instant' }, direction: 'DESC' },
      }) as never;
    },
  }),
);

const CreateInput = builder.inputType('ApprovalDelegationCreateInput', {
  description: 'Who approves in your place.',
  fields: (t) => ({
    toId: t.globalID({ for: [PersonType], required: true, description: 'Who: somebody else of the staff.' }),
    validFrom: t.field({
      type: 'DateTime',
      description: 'From this instant on: now where left out, or later.',
    }),
    validTo: t.field({
      type: 'DateTime',
      required: true,
      description: `Until this instant, at most ${DELEGATION_DAYS_MAX} days later.`,
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('approvalDelegationCreate', (t) =>
  t.prismaField({
    type: ApprovalDelegationType,
    nullable: true,
    description:
      'Lets somebody else of the staff use your roles for approvals for a time. What you may not approve, they may not in your place.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The delegation.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const delegation = { ...input, toId: input.toId.id, validFrom: input.validFrom ?? null };
      const id = await ctx.transaction((tx) => createDelegation(tx, ctx.actor, delegation, ctx.now));
      return await ctx.db.approvalDelegation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RevokeInput = builder.inputType('ApprovalDelegationRevokeInput', {
  description: 'The end of a delegation before its time.',
  fields: (t) => ({
    id: t.globalID({ for: [ApprovalDelegationType], required: true, description: 'Which one of yours.' }),
  }),
});

builder.mutationField('approvalDelegationRevoke', (t) =>
  t.prismaField({
    type: ApprovalDelegationType,
    nullable: true,
    description: 'Takes a delegation of yours back at once. Refused where it has ended.',
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: RevokeInput, required: true, description: 'Which one.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => revokeDelegation(tx, ctx.actor, { id }, ctx.now));
      return await ctx.db.approvalDelegation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
