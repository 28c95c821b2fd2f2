import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { ConflictError, IdempotencyConflictError } from '../../kernel/errors.ts';
import { mergeCustomersAndContest, unmergeCustomersAndRestore } from '../../workflows/merge-customers.ts';
import { CustomerType } from './customer.schema.ts';

const HISTORY_MAX = 100;

const staffName = async ({ db }: RequestContext, personId: string | null): Promise<string | null> => {
  if (personId === null) return null;
  const staff = await db.staffMember.findUnique({ where: { personId }, select: { name: true } });
  return staff?.name ?? null;
};

export const CustomerMergeType = builder.prismaNode('CustomerMerge', {
  name: 'CustomerMerge',
  description: 'The decision of a person that two customers are the same company, and its undoing.',
  authScopes: { permission: 'CUSTOMERS_READ' },
  id: { field: 'id', description: 'Global id, `CustomerMerge_<uuid>`.' },
  fields: (t) => ({
    survivor: t.relation('survivor', { description: 'The record into which the other one was merged.' }),
    merged: t.relation('merged', { description: 'The record that counts as the survivor since.' }),
    inForce: t.boolean({
      description: 'Whether it holds: not undone.',
      select: { undoneAt: true },
      resolve: ({ undoneAt }) => undoneAt === null,
    }),
    reason: t.exposeString('reason', { description: 'Why they are one company.' }),
    mergedAt: t.expose('mergedAt', { type: 'DateTime', description: 'When it was decided.' }),
    mergedByName: t.string({
      nullable: true,
      description: 'Who decided it.',
      select: { mergedById: true },
      resolve: ({ mergedById }, _args, context) => staffName(context, mergedById),
    }),
    undoReason: t.exposeString('undoReason', { nullable: true, description: 'Why it was undone.' }),
    undoneAt: t.expose('undoneAt', { type: 'DateTime', nullable: true, description: 'When it was undone.' }),
    undoneByName: t.string({
      nullable: true,
      description: 'Who undid it.',
      select: { undoneById: true },
      resolve: ({ undoneById }, _args, context) => staffName(context, undoneById),
    }),
  }),
});

builder.prismaObjectField(CustomerType, 'mergeHistory', (t) =>
  t.field({
    type: [CustomerMergeType],
    description: `The merges of this record, into others and of others into it, the latest first; at most ${HISTORY_MAX}.`,
    complexity: { field: 5, multiplier: 5 },
    select: (_args, _context, nested) => {
      const latest = () => nested({ orderBy: [{ mergedAt: 'desc' }, { id: 'desc' }], take: HISTORY_MAX });
      return { survivorOf: latest(), mergedIn: latest() };
    },
    resolve: ({ survivorOf, mergedIn }) =>
      [...survivorOf, ...mergedIn]
        .sort((a, b) => b.mergedAt.getTime() - a.mergedAt.getTime() || (a.id < b.id ? 1 : -1))
        .slice(0, HISTORY_MAX),
  }),
);

const VersionedInput = builder.inputType('CustomerVersionInput', {
  description: 'A customer as you read it.',
  fields: (t) => ({
    id: t.globalID({ for: [CustomerType], required: true, description: 'Which customer.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
  }),
});

const MergeInput = builder.inputType('CustomerMergeInput', {
  description: 'Two customers that are the same company.',
  fields: (t) => ({
    survivor: t.field({
      type: VersionedInput,
      required: true,
      description: 'The one to keep; it may itself have been merged into another one.',
    }),
    merged: t.field({
      type: VersionedInput,
      required: true,
      description: 'The one that counts as it from now on.',
    }),
    reason: t.string({ required: true, description: 'Why they are one company, at most 1,000 characters.' }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the merge that the first one made.',
    }),
  }),
});

builder.mutationField('customerMerge', (t) =>
  t.prismaField({
    type: CustomerMergeType,
    nullable: true,
    description:
      'Merges a customer, with all that was merged into it, into another one. Both keep what they have; undo it by `customerUnmerge`. ' +
      'Refused where it was merged before, or where the survivor counts as it already. For partner operations.',
    errors: { types: [...ON_CHANGE, ConflictError, IdempotencyConflictError] },
    args: { input: t.arg({ type: MergeInput, required: true, description: 'The two.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const merge = {
        survivor: { id: input.survivor.id.id, version: input.survivor.version },
        merged: { id: input.merged.id.id, version: input.merged.version },
        reason: input.reason,
        idempotencyKey: input.idempotencyKey,
      };
      const id = await ctx.transaction((tx) => mergeCustomersAndContest(tx, ctx.actor, merge, ctx.now));
      return await ctx.db.customerMerge.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UnmergeInput = builder.inputType('CustomerUnmergeInput', {
  description: 'A merge to undo.',
  fields: (t) => ({
    mergeId: t.globalID({ for: [CustomerMergeType], required: true, description: 'Which merge.' }),
    reason: t.string({ required: true, description: 'Why they are two, at most 1,000 characters.' }),
  }),
});

builder.mutationField('customerUnmerge', (t) =>
  t.prismaField({
    type: CustomerMergeType,
    nullable: true,
    description:
      'Undoes a merge, in whatever order merges were made. The record, with all that was merged into it, counts as itself again. ' +
      'Refused where it was undone before. For partner operations.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UnmergeInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const undo = { mergeId: input.mergeId.id, reason: input.reason };
      const { id } = await ctx.transaction((tx) => unmergeCustomersAndRestore(tx, ctx.actor, undo, ctx.now));
      return await ctx.db.customerMerge.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
