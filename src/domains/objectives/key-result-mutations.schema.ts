import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CHANGE } from '../../graphql/refusals.ts';
import { IdempotencyConflictError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { checkIn, dropKeyResult, putKeyResult } from '../../workflows/set-objectives.ts';
import { KpiScopeInput, scopeFrom } from '../kpis/kpi-scope.schema.ts';
import { CheckInType, KeyResultType } from './key-result.schema.ts';
import { MEASURES } from './key-result-input.schema.ts';
import { ObjectiveRef } from './objective.schema.ts';
import { KeyResultDirectionType } from './objective-enums.schema.ts';

const SetInput = builder.inputType('KeyResultSetInput', {
  description: 'A key result to add, or what changes of one; what is left out of a change stays.',
  fields: (t) => ({
    objectiveId: t.globalID({ for: [ObjectiveRef], required: true, description: 'Of which objective.' }),
    id: t.globalID({
      for: [KeyResultType],
      description: 'The one to change; another one is added where left out.',
    }),
    version: t.int({
      description: 'Of a change: the version that you read; refused where it is another by now.',
    }),
    kpi: t.string({ description: `${MEASURES.kpi} Required of a new one.` }),
    scope: t.field({ type: KpiScopeInput, description: MEASURES.scope }),
    currency: t.field({ type: 'CurrencyCode', description: MEASURES.currency }),
    baseline: t.field({ type: 'Decimal', description: MEASURES.baseline }),
    target: t.field({ type: 'Decimal', description: `${MEASURES.target} Required of a new one.` }),
    direction: t.field({ type: KeyResultDirectionType, description: MEASURES.direction }),
    weight: t.field({ type: 'Decimal', description: MEASURES.weight }),
    idempotencyKey: t.string({ description: 'The same key with the same input does it once.' }),
  }),
});

builder.mutationField('keyResultSet', (t) =>
  t.prismaField({
    type: KeyResultType,
    nullable: true,
    description:
      'Adds a key result to an open objective, at most 20, or changes one. For its owner, partner operations and admins.',
    errors: { types: [...ON_CHANGE, IdempotencyConflictError] },
    args: { input: t.arg({ type: SetInput, required: true, description: 'Which, and what.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { kpi, currency, baseline, target, direction, weight } = input;
      const scope = scopeFrom(input.scope);
      const given = { kpi, currency, baseline, target, direction, weight, scope };
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
      const set = {
        ...{ objectiveId: input.objectiveId.id, id: input.id?.id ?? null, version: input.version ?? null },
        ...{ ...change, idempotencyKey: input.idempotencyKey ?? null },
      };
      const id = await ctx.transaction((tx) => putKeyResult(tx, ctx.actor, set, ctx.now));
      return await ctx.db.keyResult.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RemoveInput = builder.inputType('KeyResultRemoveInput', {
  description: 'A key result that does not count any more.',
  fields: (t) => ({
    id: t.globalID({ for: [KeyResultType], required: true, description: 'Which.' }),
    version: t.int({
      required: true,
      description: 'The version that you read; refused where it is another by now.',
    }),
  }),
});

builder.mutationField('keyResultRemove', (t) =>
  t.prismaField({
    type: ObjectiveRef,
    nullable: true,
    description:
      'Takes a key result of an open objective away, and answers the objective. Refused once somebody has checked in on it. For its owner, partner operations and admins.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: RemoveInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const removed = { id: input.id.id, version: input.version };
      const id = await ctx.transaction((tx) => dropKeyResult(tx, ctx.actor, removed, ctx.now));
      return await ctx.db.objective.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const AddInput = builder.inputType('CheckInAddInput', {
  description: 'How a key result stands.',
  fields: (t) => ({
    keyResultId: t.globalID({ for: [KeyResultType], required: true, description: 'Of which key result.' }),
    confidence: t.field({
      type: 'Decimal',
      required: true,
      description: 'How sure you are of reaching it: from 0 to 1, at most two digits after the point.',
    }),
    note: t.string({ description: 'Why, at most 4,000 characters. Partners do not read it.' }),
    idempotencyKey: t.string({ description: 'The same key with the same input makes one check-in.' }),
  }),
});

builder.mutationField('checkInAdd', (t) =>
  t.prismaField({
    type: CheckInType,
    nullable: true,
    description:
      'Notes how a key result of an open objective stands, with the value that its KPI has now. For its owner, partner operations and admins.',
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError, IdempotencyConflictError] },
    args: { input: t.arg({ type: AddInput, required: true, description: 'Of what, and how sure.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const made = {
        ...{ keyResultId: input.keyResultId.id, confidence: input.confidence, note: input.note ?? null },
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const id = await ctx.transaction((tx) => checkIn(tx, ctx.actor, made, ctx.now));
      return await ctx.db.checkIn.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
