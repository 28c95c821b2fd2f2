import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { StaleVersionError } from '../../kernel/errors.ts';
import { PartnerTypeType } from '../partners/partner-enums.schema.ts';
import { type Completion, STEPS_MAX } from './onboarding.rules.ts';
import { setChecklist } from './onboarding.service.ts';

export const CompletionType = builder.enumType('OnboardingCompletion', {
  description: 'What completes a step of onboarding. Staff can also complete any by hand.',
  values: {
    BY_HAND: { description: 'Nothing but staff.' },
    AGREEMENT_ACCEPTED: {
      description: 'The partner accepts or signs an agreement: the one of the code, or any.',
    },
    DOCUMENT_VERIFIED: {
      description: 'Staff verifies a document of the partner: the one of the code, or any.',
    },
    REFERRAL_SUBMITTED: { description: 'The partner submits a referral.' },
    MEMBER_JOINED: { description: 'Somebody joins the partner.' },
  } satisfies Record<Completion, object>,
});

const ChecklistStepType = builder.prismaObject('OnboardingChecklistStep', {
  name: 'OnboardingChecklistStep',
  description: 'Something that a partner does to get ready.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique in its checklist.' }),
    title: t.exposeString('title', { description: 'Name for people.' }),
    dueBusinessDays: t.exposeInt('dueBusinessDays', {
      description:
        "How many of the vendor's business days it may take from the day on which onboarding begins.",
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
  }),
});

const ChecklistType = builder.prismaNode('OnboardingChecklist', {
  name: 'OnboardingChecklist',
  description: 'What partners of a type do to get ready, for those who begin after it was set.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `OnboardingChecklist_<uuid>`.' },
  fields: (t) => ({
    partnerType: t.field({
      type: PartnerTypeType,
      description: 'Which partners.',
      ...column('partnerType').as<'REFERRAL'>(),
    }),
    steps: t.relation('steps', {
      type: ChecklistStepType,
      description: `Its steps, in their order; at most ${STEPS_MAX}.`,
      complexity: { field: 5, multiplier: 10 },
      query: { orderBy: { position: 'asc' }, take: STEPS_MAX },
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});

builder.queryField('onboardingChecklists', (t) =>
  t.prismaField({
    type: [ChecklistType],
    nullable: true,
    description: 'The checklists that are set: at most 5, one for each type of partner.',
    authScopes: { permission: 'PARTNERS_READ' },
    complexity: { field: 5, multiplier: 5 },
    resolve: (query, _root, _args, { db }) =>
      db.onboardingChecklist.findMany({ ...query, orderBy: { partnerType: 'asc' }, take: 5 }),
  }),
);

const StepInput = builder.inputType('OnboardingChecklistStepInput', {
  description: 'A step of a checklist.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'Short code, unique in the checklist: 2 to 40 capitals, digits and underscores.',
    }),
    title: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    dueBusinessDays: t.int({ required: true, description: 'How many business days it may take, 0 to 250.' }),
    completion: t.field({ type: CompletionType, required: true, description: 'What completes it.' }),
    completionCode: t.string({
      description:
        'The code of the agreement or document; any where left out. Refused with other completions.',
    }),
  }),
});

const SetInput = builder.inputType('OnboardingChecklistSetInput', {
  description: 'What partners of a type do to get ready.',
  fields: (t) => ({
    partnerType: t.field({ type: PartnerTypeType, required: true, description: 'Which partners.' }),
    version: t.int({ required: true, description: 'The version that you read; 0 where there was none.' }),
    steps: t.field({
      type: [StepInput],
      required: true,
      description: `All steps, in their order; at most ${STEPS_MAX}. With none, partners begin without a checklist.`,
    }),
  }),
});

builder.mutationField('onboardingChecklistSet', (t) =>
  t.prismaField({
    type: ChecklistType,
    nullable: true,
    description:
      'Sets the checklist of a type of partner, for those who begin from now on; who has begun keeps theirs. For partner operations.',
    errors: { types: [...ALWAYS, StaleVersionError] },
    args: { input: t.arg({ type: SetInput, required: true, description: 'The checklist.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const id = await ctx.transaction((tx) => setChecklist(tx, ctx.actor, input, ctx.now));
      return await ctx.db.onboardingChecklist.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
