import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ErrorInterface, ON_CHANGE } from '../../graphql/refusals.ts';
import { IdempotencyConflictError, NotFoundError } from '../../kernel/errors.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { changeObjective, finishObjective, makeObjective } from '../../workflows/set-objectives.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { KeyResultContentInput, keyResultFrom } from './key-result-input.schema.ts';
import { ObjectiveCycleError, ObjectivePeriodError } from './objective.errors.ts';
import { ObjectiveRef } from './objective.schema.ts';

builder.objectType(ObjectiveCycleError, {
  name: 'ObjectiveCycleError',
  description: 'It would contribute to itself, or over more than 10 levels. Code `OBJECTIVE_CYCLE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.field({
      type: ['ID'],
      description: 'The objectives from the one that was named upwards.',
      resolve: ({ path }) => path.map((id) => globalIdOf('Objective', id)),
    }),
  }),
});

builder.objectType(ObjectivePeriodError, {
  name: 'ObjectivePeriodError',
  description: 'Its period does not lie within that of what it contributes to. Code `OBJECTIVE_PERIOD`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'The first day that it may have.' }),
    until: t.expose('until', { type: 'Date', description: 'The first day that it may not have any more.' }),
  }),
});

const VERSION = 'The version that you read; refused where it is another by now.';
const PARENT =
  'What it contributes to: an open objective whose period contains this one’s; of one that is agreed with a partner, agreed with the same.';

const CreateInput = builder.inputType('ObjectiveCreateInput', {
  description: 'What somebody wants to reach.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'At most 200 characters.' }),
    description: t.string({ description: 'At most 4,000 characters.' }),
    period: t.string({
      required: true,
      description: 'A fiscal month, quarter or year, such as `FY2026-Q3`.',
    }),
    ownerId: t.globalID({
      for: [PersonType],
      required: true,
      description: 'Who of the vendor’s staff answers for it.',
    }),
    team: t.string({
      description: 'The code of a team: at most 50 capital letters, digits and underscores.',
    }),
    parentId: t.globalID({ for: [ObjectiveRef], description: PARENT }),
    partnerId: t.globalID({
      for: [PartnerType],
      description:
        'The partner that it is agreed with, whose admins see it; its key results are by that partner’s own figures.',
    }),
    keyResults: t.field({ type: [KeyResultContentInput], description: 'What it is told by; at most 20.' }),
    idempotencyKey: t.string({ description: 'The same key with the same input makes one objective.' }),
  }),
});

builder.mutationField('objectiveCreate', (t) =>
  t.prismaField({
    type: ObjectiveRef,
    nullable: true,
    description: 'Makes an objective with its key results. For partner operations and admins.',
    errors: {
      types: [...ALWAYS, NotFoundError, IdempotencyConflictError, ObjectiveCycleError, ObjectivePeriodError],
    },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The objective.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const created = {
        ...{ title: input.title, description: input.description ?? null, period: input.period },
        ...{ ownerId: input.ownerId.id, team: input.team ?? null, parentId: input.parentId?.id ?? null },
        ...{
          partnerId: input.partnerId?.id ?? null,
          keyResults: (input.keyResults ?? []).map(keyResultFrom),
        },
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const id = await ctx.transaction((tx) => makeObjective(tx, ctx.actor, created, ctx.now));
      return await ctx.db.objective.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('ObjectiveUpdateInput', {
  description: 'What changes; what is left out stays, what is null is cleared where it can be.',
  fields: (t) => ({
    id: t.globalID({ for: [ObjectiveRef], required: true, description: 'Which objective.' }),
    version: t.int({ required: true, description: VERSION }),
    title: t.string({ description: 'At most 200 characters.' }),
    description: t.string({ description: 'At most 4,000 characters; null clears it.' }),
    ownerId: t.globalID({
      for: [PersonType],
      description: 'Another one of the vendor’s staff answers for it.',
    }),
    team: t.string({ description: 'The code of a team; null takes it out of its team.' }),
    parentId: t.globalID({ for: [ObjectiveRef], description: `${PARENT} Null: to nothing.` }),
  }),
});

builder.mutationField('objectiveUpdate', (t) =>
  t.prismaField({
    type: ObjectiveRef,
    nullable: true,
    description:
      'Changes an open objective; its period and partner stay. For its owner, partner operations and admins.',
    errors: { types: [...ON_CHANGE, ObjectiveCycleError, ObjectivePeriodError] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'What changes.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { title, description, ownerId, team, parentId } = input;
      const change = {
        ...{ id, version: input.version },
        ...(title == null ? {} : { title }),
        ...(ownerId == null ? {} : { ownerId: ownerId.id }),
        ...(description === undefined ? {} : { description }),
        ...(team === undefined ? {} : { team }),
        ...(parentId === undefined ? {} : { parentId: parentId?.id ?? null }),
      };
      await ctx.transaction((tx) => changeObjective(tx, ctx.actor, change, ctx.now));
      return await ctx.db.objective.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const EndInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      id: t.globalID({ for: [ObjectiveRef], required: true, description: 'Which objective.' }),
      version: t.int({ required: true, description: VERSION }),
      note: t.string({ description: 'What came of it, at most 4,000 characters; its partner reads it too.' }),
    }),
  });

const CloseInput = EndInput('ObjectiveCloseInput', 'An objective that is over.');
const CancelInput = EndInput('ObjectiveCancelInput', 'An objective that is not pursued.');

builder.mutationField('objectiveClose', (t) =>
  t.prismaField({
    type: ObjectiveRef,
    nullable: true,
    description: 'Says that an open objective is over. For its owner, partner operations and admins.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: CloseInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const ended = { id, version: input.version, status: 'CLOSED' as const, note: input.note ?? null };
      await ctx.transaction((tx) => finishObjective(tx, ctx.actor, ended, ctx.now));
      return await ctx.db.objective.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.mutationField('objectiveCancel', (t) =>
  t.prismaField({
    type: ObjectiveRef,
    nullable: true,
    description:
      'Pursues an open objective no longer: it contributes to nothing from then on. For its owner, partner operations and admins.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: CancelInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const ended = { id, version: input.version, status: 'CANCELLED' as const, note: input.note ?? null };
      await ctx.transaction((tx) => finishObjective(tx, ctx.actor, ended, ctx.now));
      return await ctx.db.objective.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
