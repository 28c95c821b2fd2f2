import { builder } from '../../graphql/builder.ts';
import { column, declared } from '../../graphql/columns.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { type Completion, isOverdue, STEPS_MAX } from './onboarding.rules.ts';
import { completeStep } from './onboarding.service.ts';
import type { OnboardingStatus } from './onboarding.states.ts';
import { CompletionType } from './onboarding-checklist.schema.ts';

const NEXT_STEPS_MAX = 5;

const StatusType = builder.enumType('OnboardingStatus', {
  description: "Where a partner's onboarding stands.",
  values: {
    OPEN: { description: 'Something is left to do.' },
    COMPLETED: { description: 'All is done.' },
    CANCELLED: { description: 'The partner was terminated before all was done.' },
  } satisfies Record<OnboardingStatus, object>,
});

export const OnboardingStepType = builder.prismaNode('OnboardingStep', {
  name: 'OnboardingStep',
  description: 'A step of a partner, as the checklist had it when the partner began.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `OnboardingStep_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Whose step it is.' }),
    code: t.exposeString('code', { description: 'Short code, unique in the onboarding.' }),
    title: t.exposeString('title', { description: 'What to do.' }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'The last day on which it is in time.' }),
    overdue: t.boolean({
      description: 'Whether it is late today; never once it is completed or the onboarding has ended.',
      select: { dueOn: true, completedAt: true, onboarding: { select: { status: true } } },
      // As `isOverdue` says.
      extensions: declared({
        is: 'expression',
        sql: (row) =>
          `(${row.column('completedAt')} IS NULL AND ${row.column('dueOn')} < ${row.today} AND ${row.through('onboarding', 'status')} = 'OPEN')`,
      }),
      resolve: async (step, _args, context) =>
        isOverdue(step, step.onboarding.status, await vendorDay(context)),
    }),
    completion: t.field({
      type: CompletionType,
      description: 'What completes it.',
      ...column('completion').as<Completion>(),
    }),
    completionCode: t.exposeString('completionCode', {
      nullable: true,
      description:
        'The code of the agreement or document that it is about; null for any, and for other steps.',
    }),
    completedAt: t.expose('completedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When that happened which completed it; null while it is open.',
    }),
    completedByHand: t.boolean({
      description: 'Whether staff completed it by hand.',
      select: { completedById: true },
      extensions: declared({
        is: 'expression',
        sql: (row) => `(${row.column('completedById')} IS NOT NULL)`,
      }),
      resolve: ({ completedById }) => completedById !== null,
    }),
    note: t.exposeString('note', { nullable: true, description: 'Why staff completed it by hand.' }),
  }),
});

const OnboardingType = builder.prismaNode('Onboarding', {
  name: 'Onboarding',
  description: "A partner's way to being ready.",
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `Onboarding_<uuid>`.' },
  fields: (t) => ({
    status: t.field({
      type: StatusType,
      description: 'Where it stands.',
      ...column('status').as<OnboardingStatus>(),
    }),
    startedOn: t.expose('startedOn', { type: 'Date', description: 'The day on which it began.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was completed or cancelled; null while it is open.',
    }),
    stepsTotal: t.relationCount('steps', { description: 'How many steps it has.' }),
    stepsCompleted: t.relationCount('steps', {
      description: 'How many steps are completed.',
      where: { completedAt: { not: null } },
    }),
    steps: t.relation('steps', {
      description: `Its steps, in the order of the checklist; at most ${STEPS_MAX}.`,
      complexity: { field: 5, multiplier: 10 },
      query: { orderBy: { position: 'asc' }, take: STEPS_MAX },
    }),
    nextSteps: t.relation('steps', {
      description: `What is left to do, the most urgent first; at most ${NEXT_STEPS_MAX}.`,
      complexity: { field: 5, multiplier: NEXT_STEPS_MAX },
      query: {
        where: { completedAt: null },
        orderBy: [{ dueOn: 'asc' }, { position: 'asc' }],
        take: NEXT_STEPS_MAX,
      },
    }),
  }),
});

builder.prismaObjectField(PartnerType, 'onboarding', (t) =>
  t.field({
    type: OnboardingType,
    nullable: true,
    description: 'Its latest onboarding; null where it never began one, or its type had no checklist then.',
    select: (_args, _context, nested) => ({
      onboardings: nested({ orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], take: 1 }),
    }),
    extensions: declared({ is: 'first', relation: 'onboardings' }),
    resolve: ({ onboardings }) => onboardings[0] ?? null,
  }),
);

const CompleteInput = builder.inputType('OnboardingStepCompleteInput', {
  description: 'A step that is done.',
  fields: (t) => ({
    id: t.globalID({ for: [OnboardingStepType], required: true, description: 'Which step.' }),
    note: t.string({
      required: true,
      description: 'Why, in words that the partner reads; at most 1,000 characters.',
    }),
  }),
});

builder.mutationField('onboardingStepComplete', (t) =>
  t.prismaField({
    type: OnboardingStepType,
    nullable: true,
    description:
      'Completes a step by hand, whatever else would complete it. Refused where it is completed or the onboarding has ended. ' +
      'For partner operations, and channel managers for their portfolio.',
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: CompleteInput, required: true, description: 'The step.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const step = { id: input.id.id, note: input.note };
      await ctx.transaction((tx) => completeStep(tx, ctx.actor, step, ctx.now));
      return await ctx.db.onboardingStep.findUniqueOrThrow({ ...query, where: { id: step.id } });
    },
  }),
);
