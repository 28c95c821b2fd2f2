import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { movePartner } from '../../workflows/start-onboarding.ts';
import { PartnerType } from './partner.schema.ts';
import type { PartnerAction } from './partner.states.ts';

const inputType = (name: string, agreement: 'NONE' | 'OPTIONAL' | 'REQUIRED') =>
  builder.inputType(name, {
    description: "A step of a partner's lifecycle.",
    fields: (t) => ({
      id: t.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
      version: t.int({ required: true, description: 'The version that you read.' }),
      reason: t.string({
        required: true,
        description: 'Why, in words that the partner may read; at most 1,000 characters.',
      }),
      effectiveOn: t.field({
        type: 'Date',
        description:
          "The day from which it holds; today in the vendor's time zone where left out. Not in the future, and not before the " +
          'day of the step before.',
      }),
      ...(agreement !== 'NONE' && {
        agreementReference: t.string({
          required: agreement === 'REQUIRED',
          description:
            agreement === 'REQUIRED'
              ? 'What names the new agreement, at most 100 characters. Refused where the partner worked under it before.'
              : 'What names the agreement, at most 100 characters; the one on record stays where left out.',
        }),
      }),
    }),
  });

const TransitionInput = inputType('PartnerTransitionInput', 'NONE');
const AgreementInput = inputType('PartnerAgreementInput', 'OPTIONAL');
const ReinstateInput = inputType('PartnerReinstateInput', 'REQUIRED');

const TRANSITIONS: Readonly<
  Record<PartnerAction, readonly [name: string, input: typeof TransitionInput, description: string]>
> = {
  APPROVE: ['partnerApprove', TransitionInput, 'Approves an application.'],
  DECLINE: ['partnerDecline', TransitionInput, 'Turns an application down.'],
  START_ONBOARDING: ['partnerStartOnboarding', AgreementInput, 'Begins to get an approved partner ready.'],
  ACTIVATE: [
    'partnerActivate',
    AgreementInput,
    'Lets a partner that has been onboarded refer customers. Refused while its master account is terminated.',
  ],
  SUSPEND: ['partnerSuspend', TransitionInput, 'Stops an active partner from referring for the time being.'],
  RESUME: [
    'partnerResume',
    TransitionInput,
    'Ends a suspension. Refused while its master account is terminated.',
  ],
  TERMINATE: [
    'partnerTerminate',
    TransitionInput,
    'Ends the agreement with a partner that has been approved. Its people can still read.',
  ],
  REINSTATE: [
    'partnerReinstate',
    ReinstateInput,
    'Takes a terminated partner back under a new agreement; it onboards again. Refused while its master account is terminated.',
  ],
};

for (const [action, [name, type, description]] of Object.entries(TRANSITIONS)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: PartnerType,
      nullable: true,
      description: `${description} For partner operations.`,
      errors: { types: [...ON_CHANGE] },
      args: { input: t.arg({ type, required: true, description: 'The step.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const step = { ...input, id: input.id.id, action: action as PartnerAction };
        const { id } = await ctx.transaction((tx) => movePartner(tx, ctx.actor, step, ctx.now));
        return await ctx.db.partner.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}
