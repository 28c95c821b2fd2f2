import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { connectionOf } from '../../graphql/list.ts';
import { moneyFrom, moneyInput } from '../../graphql/money-fields.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { MoneyInput, MoneyType } from '../../graphql/scalars.ts';
import { approveRecoverableWriteOff } from '../../workflows/write-off-recoverable.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { WriteOffStatusType } from './payout-enums.schema.ts';
import { ExceedsRecoverableError } from './payout-refusals.schema.ts';
import { proposeWriteOff, rejectWriteOff } from './write-off.service.ts';

export const RecoverableWriteOffType = builder.prismaNode('RecoverableWriteOff', {
  name: 'RecoverableWriteOff',
  description:
    'A proposal to give up what a partner owes, and what somebody else decided. Partners never see it.',
  authScopes: { permission: 'COMMISSIONS_REVIEW_READ' },
  id: { field: 'id', description: 'Global id, `RecoverableWriteOff_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner that owes.' }),
    status: t.field({
      type: WriteOffStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as 'PROPOSED',
    }),
    amount: t.field({
      type: MoneyType,
      description: 'How much is given up.',
      select: { amountMinor: true, currency: true },
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency)!,
    }),
    reason: t.exposeString('reason', { description: 'Why; at most 1,000 characters.' }),
    proposedAt: t.expose('proposedAt', { type: 'DateTime', description: 'When it was proposed.' }),
    proposedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who proposed it.',
      select: { proposedById: true },
      resolve: (query, { proposedById }, _args, { db }) =>
        db.staffMember.findUnique({ ...query, where: { personId: proposedById } }),
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided; null before.',
    }),
    decidedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who decided; null before.',
      select: { decidedById: true },
      resolve: async (query, { decidedById }, _args, { db }) =>
        decidedById ? await db.staffMember.findUnique({ ...query, where: { personId: decidedById } }) : null,
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

const WriteOffFilter = builder.inputType('RecoverableWriteOffFilter', {
  description: 'Which proposals; conditions add up.',
  fields: (t) => ({
    status: t.field({ type: [WriteOffStatusType], description: 'In one of these statuses.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
  }),
});

const WriteOffConnection = connectionOf(RecoverableWriteOffType, 'RecoverableWriteOff', {
  one: 'A proposal',
  many: 'proposals to write off',
});

builder.queryField('recoverableWriteOffs', (t) =>
  t.field({
    type: WriteOffConnection,
    nullable: true,
    description: 'What was proposed to be given up, newest first. For staff.',
    authScopes: { permission: 'COMMISSIONS_REVIEW_READ' },
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: WriteOffFilter, description: 'Which.' }) },
    resolve: (_root, args, context, info) =>
      resolvePage(context, info, {
        model: 'recoverableWriteOff',
        typeName: 'RecoverableWriteOff',
        args,
        where: {
          status: anyOf('status', args.filter?.status),
          partnerId: idsFilter('partnerIds', args.filter?.partnerIds),
        },
        own: { partner: 'partnerId' },
        order: { name: 'PROPOSED_AT', column: { column: 'proposedAt', type: 'instant' }, direction: 'DESC' },
      }) as never,
  }),
);

const ProposeInput = builder.inputType('RecoverableWriteOffProposeInput', {
  description: 'What to give up.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'The partner that owes.' }),
    amount: t.field({
      type: MoneyInput,
      required: true,
      description: 'How much, above zero and at most what is owed.',
    }),
    reason: t.string({ required: true, description: 'Why; at most 1,000 characters.' }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('recoverableWriteOffPropose', (t) =>
  t.prismaField({
    type: RecoverableWriteOffType,
    nullable: true,
    description:
      'Proposes to give up what a partner owes, or a part of it. Nothing moves before somebody else approves. Refused where less is owed. For finance.',
    errors: { types: [...ON_CREATE, ExceedsRecoverableError] },
    args: { input: t.arg({ type: ProposeInput, required: true, description: 'What.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const proposal = {
        ...input,
        partnerId: input.partnerId.id,
        amount: moneyInput('amount', input.amount),
      };
      const id = await ctx.transaction((tx) => proposeWriteOff(tx, ctx.actor, proposal, ctx.now));
      return await ctx.db.recoverableWriteOff.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const decisionInput = (verb: 'Approve' | 'Reject') =>
  builder.inputType(`RecoverableWriteOff${verb}Input`, {
    description: 'A decision on a proposal.',
    fields: (t) => ({
      id: t.globalID({ for: [RecoverableWriteOffType], required: true, description: 'Which proposal.' }),
      version: t.int({ required: true, description: 'The version that you read.' }),
    }),
  });

const DECISIONS = {
  recoverableWriteOffApprove: {
    input: decisionInput('Approve'),
    description:
      'Gives up what was proposed. Refused for whoever proposed it, and where less is owed by now.',
    errors: [...ON_CHANGE, ExceedsRecoverableError],
    run: approveRecoverableWriteOff,
  },
  recoverableWriteOffReject: {
    input: decisionInput('Reject'),
    description: 'Leaves what was proposed to be given up owed. Refused for whoever proposed it.',
    errors: [...ON_CHANGE],
    run: rejectWriteOff,
  },
} as const;

for (const [name, { input: type, description, errors, run }] of Object.entries(DECISIONS)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: RecoverableWriteOffType,
      nullable: true,
      description: `${description} For finance.`,
      errors: { types: [...errors] },
      args: { input: t.arg({ type, required: true, description: 'Which.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const { id } = input.id;
        await ctx.transaction((tx) => run(tx, ctx.actor, { id, version: input.version }, ctx.now));
        return await ctx.db.recoverableWriteOff.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}
