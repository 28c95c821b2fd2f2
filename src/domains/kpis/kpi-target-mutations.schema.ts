import { builder } from '../../graphql/builder.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { IdempotencyConflictError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { KpiRangeError, UnknownKpiError } from './kpi.errors.ts';
import { KpiScopeInput, KpiScopeType, scopeFrom } from './kpi-scope.schema.ts';
import { KpiTargetType } from './kpi-target.schema.ts';
import { type RemovedTarget, removeTarget, setTarget } from './kpi-target.service.ts';

const FOR_OPERATIONS = 'For partner operations.';

const SetInput = builder.inputType('KpiTargetSetInput', {
  description: 'What a KPI should be in a fiscal period.',
  fields: (t) => ({
    kpi: t.string({ required: true, description: 'The code of the KPI.' }),
    scope: t.field({ type: KpiScopeInput, description: 'Whose figures; of all partners where left out.' }),
    period: t.string({
      required: true,
      description: 'A fiscal year, quarter or month: `FY2026`, `FY2026-Q3` or `2026-Q3`, `FY2026-P07`.',
    }),
    value: t.field({
      type: 'Decimal',
      required: true,
      description:
        'What it should be, from 0, in the unit of the KPI; an amount in major units. At most 6 digits after the point.',
    }),
    currency: t.field({ type: 'CurrencyCode', description: 'Of an amount, and refused for all else.' }),
    version: t.int({
      description: 'The version of the target that you read; left out where there is none yet.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('kpiTargetSet', (t) =>
  t.prismaField({
    type: KpiTargetType,
    nullable: true,
    description: `Says what a KPI should be, or changes it: one target for each KPI, scope and period. ${FOR_OPERATIONS}`,
    errors: {
      types: [
        ...ALWAYS,
        NotFoundError,
        UnknownKpiError,
        KpiRangeError,
        StaleVersionError,
        IdempotencyConflictError,
      ],
    },
    args: { input: t.arg({ type: SetInput, required: true, description: 'The target.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const asked = { ...input, scope: scopeFrom(input.scope) };
      const id = await ctx.transaction((tx) => setTarget(tx, ctx.actor, asked, ctx.now));
      return await ctx.db.kpiTarget.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RemovedType = builder.objectRef<RemovedTarget>('KpiTargetRemoved').implement({
  description: 'A target that is no more.',
  fields: (t) => ({
    targetId: t.id({
      description: 'Its global id, `KpiTarget_<uuid>`.',
      resolve: ({ id }) => globalIdOf('KpiTarget', id),
    }),
    kpiCode: t.string({ description: 'Of which KPI it was.', resolve: ({ kpi }) => kpi }),
    period: t.exposeString('period', { description: 'Of which fiscal period.' }),
    scope: t.field({ type: KpiScopeType, description: 'Whose figures.', resolve: ({ scope }) => scope }),
  }),
});

const RemoveInput = builder.inputType('KpiTargetRemoveInput', {
  description: 'Which target is taken back.',
  fields: (t) => ({
    id: t.globalID({ for: [KpiTargetType], required: true, description: 'Which target.' }),
    version: t.int({ required: true, description: 'The version of it that you read.' }),
  }),
});

builder.mutationField('kpiTargetRemove', (t) =>
  t.field({
    type: RemovedType,
    nullable: true,
    description: `Takes a target back; what was said is kept in the log. ${FOR_OPERATIONS}`,
    errors: { types: [...ALWAYS, NotFoundError, StaleVersionError] },
    args: { input: t.arg({ type: RemoveInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, ctx) =>
      ctx.transaction((tx) =>
        removeTarget(tx, ctx.actor, { id: input.id.id, version: input.version }, ctx.now),
      ),
  }),
);
