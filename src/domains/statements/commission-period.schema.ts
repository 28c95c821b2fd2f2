import { builder } from '../../graphql/builder.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { closePeriod } from '../../workflows/close-period.ts';
import type { CommissionPeriodStatus } from './commission-period.states.ts';
import { CommissionPeriodStatusType } from './statement-enums.schema.ts';

const PERIODS_MAX = 120;

export const CommissionPeriodType = builder.prismaObject('CommissionPeriod', {
  name: 'CommissionPeriod',
  description: "A month of the vendor's fiscal calendar, in which commissions are booked.",
  authScopes: { permission: 'COMMISSIONS_READ' },
  fields: (t) => ({
    label: t.exposeString('label', { description: 'Such as `FY2026-P07`; labels sort as their months do.' }),
    startsOn: t.expose('startsOn', { type: 'Date', description: 'Its first day.' }),
    endsOn: t.expose('endsOn', { type: 'Date', description: 'The day after its last.' }),
    status: t.field({
      type: CommissionPeriodStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as CommissionPeriodStatus,
    }),
    closingAt: t.expose('closingAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its close began; null before.',
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was closed; null before.',
    }),
  }),
});

builder.queryField('commissionPeriods', (t) =>
  t.prismaField({
    type: [CommissionPeriodType],
    nullable: true,
    description: `The fiscal months in which something was booked or closed, the latest first; at most ${PERIODS_MAX}, which are ten years.`,
    authScopes: { permission: 'COMMISSIONS_READ' },
    complexity: { field: 5, multiplier: 12 },
    args: {
      status: t.arg({ type: CommissionPeriodStatusType, description: 'Only those in this status.' }),
    },
    resolve: (query, _root, { status }, { db }) =>
      db.commissionPeriod.findMany({
        ...query,
        where: { status: status ?? undefined },
        orderBy: { label: 'desc' },
        take: PERIODS_MAX,
      }),
  }),
);

const CloseInput = builder.inputType('CommissionPeriodCloseInput', {
  description: 'A fiscal month to close.',
  fields: (t) => ({
    label: t.string({ required: true, description: 'Which month, such as `FY2026-P07`.' }),
  }),
});

builder.mutationField('commissionPeriodClose', (t) =>
  t.prismaField({
    type: CommissionPeriodType,
    nullable: true,
    description:
      'Closes a fiscal month for good: nothing is booked in it any more, and its statements are drafted. Refused while it is not over, and while an earlier month has entries and is not closed; empty ones close with it. Closing again goes on where it ended, and changes nothing once it is CLOSED; CLOSING in the answer means that the job `statement-close` goes on. For finance.',
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: CloseInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const label = input.label.replaceAll('\0', ' ');
      await closePeriod((work) => ctx.transaction(work), ctx.actor, label, ctx.now);
      return await ctx.db.commissionPeriod.findUniqueOrThrow({ ...query, where: { label } });
    },
  }),
);
