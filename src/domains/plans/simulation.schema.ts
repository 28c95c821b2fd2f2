import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { ON_CREATE } from '../../graphql/refusals.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import {
  type SimulatedLine,
  simulateCommissions,
  TooManyOrdersError,
} from '../../workflows/simulate-commissions.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { CommissionPlanVersionType } from './plan.schema.ts';
import { assertPeriod, ORDERS_MAX, requestSimulation } from './simulation.service.ts';
import { type Line, SimulationLineType, SimulationTotalType, totalsOf } from './simulation-result.schema.ts';

const FOR_WHOM = 'For partner operations and finance.';
const RUNS = { permission: 'SIMULATIONS_RUN' } as const;

const LINES_MAX = 10_000;

const ResultType = builder.objectRef<readonly SimulatedLine[]>('CommissionSimulationResult').implement({
  description: 'What one partner would have earned under a version of a plan.',
  fields: (t) => ({
    totals: t.field({
      type: [SimulationTotalType],
      description: 'By currency; at most 200.',
      resolve: (lines) => totalsOf(lines),
    }),
    lines: t.field({
      type: [SimulationLineType],
      description: `Line by line, in order of the days of the orders; at most ${LINES_MAX}.`,
      complexity: { field: 5, multiplier: 20 },
      resolve: (lines) => lines.slice(0, LINES_MAX),
    }),
  }),
});

builder.queryField('commissionSimulate', (t) =>
  t.field({
    type: ResultType,
    nullable: true,
    description: `What a partner would have earned under a version of a plan, which may be a draft, by the orders of a period; writes nothing. Of at most ${ORDERS_MAX.query} orders: ask for a shorter period where there are more. Null where the partner or the version is not there. ${FOR_WHOM}`,
    authScopes: RUNS,
    complexity: 50,
    args: {
      partnerId: t.arg.globalID({ for: [PartnerType], required: true, description: 'The partner.' }),
      planVersionId: t.arg.globalID({
        for: [CommissionPlanVersionType],
        required: true,
        description: 'The version; a draft is allowed.',
      }),
      from: t.arg({ type: 'Date', required: true, description: 'For what was ordered from this day on.' }),
      until: t.arg({
        type: 'Date',
        required: true,
        description: 'Until this day, which no longer belongs to it; after the first.',
      }),
    },
    resolve: async (_root, { partnerId, planVersionId, from, until }, { db, now }) => {
      const days = { fromOn: from, untilOn: until };
      try {
        assertPeriod(days);
      } catch (error) {
        if (error instanceof InvalidInputError) throw badInput(error.message);
        throw error;
      }
      const partner = await db.partner.findUnique({ where: { id: partnerId.id }, select: { id: true } });
      const where = { id: planVersionId.id };
      const version = await db.commissionPlanVersion.findUnique({ where, select: { id: true } });
      if (!partner || !version) return null;
      const question = {
        ...{ partnerId: partner.id, programId: null, planVersionId: version.id, ...days },
        ordersMax: ORDERS_MAX.query,
      };
      try {
        return await simulateCommissions(db, question, now);
      } catch (error) {
        if (error instanceof TooManyOrdersError) throw badInput(`${error.message} Ask for a shorter one.`);
        throw error;
      }
    },
  }),
);

const StatusType = builder.enumType('CommissionSimulationStatus', {
  description: 'Where a simulation stands.',
  values: {
    QUEUED: { description: 'Waits for the job.' },
    RUNNING: { description: 'Is being worked out.' },
    DONE: { description: 'Has its result.' },
    FAILED: { description: 'Has none; `error` says why.' },
  },
});

const STORED_LINES_MAX = 1_000;

export const CommissionSimulationType = builder.prismaNode('CommissionSimulation', {
  name: 'CommissionSimulation',
  description: `What the partners of a program would have earned under a version of a plan, as a job worked it out. ${FOR_WHOM}`,
  authScopes: RUNS,
  id: { field: 'id', description: 'Global id, `CommissionSimulation_<uuid>`.' },
  fields: (t) => ({
    status: t.field({
      type: StatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as 'QUEUED',
    }),
    planVersion: t.relation('planVersion', {
      type: CommissionPlanVersionType,
      description: 'The simulated version.',
    }),
    program: t.relation('program', {
      type: PartnerProgramType,
      nullable: true,
      description: 'Whose partners; null for all partners.',
    }),
    from: t.expose('fromOn', { type: 'Date', description: 'For what was ordered from this day on.' }),
    until: t.expose('untilOn', {
      type: 'Date',
      description: 'Until this day, which no longer belongs to it.',
    }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'As of when it was worked out; null while it waits.',
    }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed; null where it did not.' }),
    totals: t.field({
      type: [SimulationTotalType],
      description: 'By currency; at most 200. Empty while it waits.',
      complexity: 20,
      select: { id: true },
      resolve: async ({ id }, _args, { db }) => {
        const sums = await db.commissionSimulationLine.groupBy({
          by: ['currency'],
          where: { simulationId: id },
          _sum: { actualMinor: true, simulatedMinor: true },
          orderBy: { currency: 'asc' },
        });
        return sums.map(({ currency, _sum }) => ({
          currency,
          actualMinor: _sum.actualMinor ?? 0n,
          simulatedMinor: _sum.simulatedMinor ?? 0n,
        }));
      },
    }),
    lines: t.field({
      type: [SimulationLineType],
      description: `Its lines by partner and line, at most ${STORED_LINES_MAX}: name a partner to see its own.`,
      complexity: { field: 20, multiplier: 20 },
      args: {
        partnerId: t.arg.globalID({ for: [PartnerType], description: 'Only of this partner.' }),
      },
      select: { id: true },
      resolve: async ({ id }, { partnerId }, { db }) =>
        (await db.commissionSimulationLine.findMany({
          where: { simulationId: id, ...(partnerId && { partnerId: partnerId.id }) },
          orderBy: [{ partnerId: 'asc' }, { orderLineId: 'asc' }],
          take: STORED_LINES_MAX,
        })) as unknown as Line[],
    }),
  }),
});

const RequestInput = builder.inputType('CommissionSimulationRequestInput', {
  description: 'What is to be simulated.',
  fields: (t) => ({
    planVersionId: t.globalID({
      for: [CommissionPlanVersionType],
      required: true,
      description: 'The version; a draft is allowed.',
    }),
    programId: t.globalID({
      for: [PartnerProgramType],
      description:
        'For the partners that were ever placed in a tier of this program; for all partners where left out.',
    }),
    from: t.field({ type: 'Date', required: true, description: 'For what was ordered from this day on.' }),
    until: t.field({
      type: 'Date',
      required: true,
      description: 'Until this day, which no longer belongs to it; after the first.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('commissionSimulationRequest', (t) =>
  t.prismaField({
    type: CommissionSimulationType,
    nullable: true,
    description: `Asks for a simulation of many partners, which the job \`commission-simulation\` works out over one snapshot. ${FOR_WHOM}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: RequestInput, required: true, description: 'What.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { idempotencyKey, from: fromOn, until: untilOn } = input;
      const asked = {
        ...{ planVersionId: input.planVersionId.id, programId: input.programId?.id ?? null },
        ...{ fromOn, untilOn, idempotencyKey: idempotencyKey ?? null },
      };
      const id = await ctx.transaction((tx) => requestSimulation(tx, ctx.actor, asked, ctx.now));
      return await ctx.db.commissionSimulation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const Filter = builder.inputType('CommissionSimulationFilter', {
  description: 'Which simulations; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: StatusType, description: 'In this state.' }),
    planVersionIds: t.globalIDList({
      for: [CommissionPlanVersionType],
      description: 'Of one of these versions; at most 100.',
    }),
  }),
});

const ORDER_COLUMNS = {
  REQUESTED_AT: { column: 'requestedAt', type: 'instant', description: 'When they were asked for.' },
} as const;

const Order = orderOf('CommissionSimulation', 'simulations', ORDER_COLUMNS);
const Connection = connectionOf(CommissionSimulationType, 'CommissionSimulation', {
  one: 'A simulation',
  many: 'simulations',
});

builder.queryField('commissionSimulations', (t) =>
  t.field({
    type: Connection,
    nullable: true,
    description: `The simulations that were asked for, the latest first. ${FOR_WHOM}`,
    authScopes: RUNS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: Filter, description: 'Which.' }),
      orderBy: t.arg({ type: Order, description: 'In which order; the latest first where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'REQUESTED_AT' as const, direction: 'DESC' as const };
      const { status, planVersionIds } = args.filter ?? {};
      return resolvePage(context, info, {
        model: 'commissionSimulation',
        typeName: 'CommissionSimulation',
        args,
        where: { ...(status && { status }), planVersionId: idsFilter('planVersionIds', planVersionIds) },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
