import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { InvalidStateError } from '../../kernel/errors.ts';
import { approveAndCorrect } from '../../workflows/correct-earnings.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { CorrectionType } from './correction.schema.ts';
import { proposeCorrection, rejectCorrection } from './correction.service.ts';

const ProposeInput = builder.inputType('CommissionCorrectionProposeInput', {
  description: 'Which terms should have held, and for what.',
  fields: (t) => ({
    planVersionId: t.globalID({
      required: true,
      description:
        'The published version of a plan, `CommissionPlanVersion_<uuid>`, whose terms should have held.',
    }),
    partnerId: t.globalID({
      for: [PartnerType],
      description:
        'Only what this partner earns, by whichever plan; what all partners earn by the plan of the version where left out.',
    }),
    fromOn: t.field({
      type: 'Date',
      required: true,
      description: "About what was ordered on this day of the vendor's calendar or later.",
    }),
    untilOn: t.field({
      type: 'Date',
      description: 'And before this day, which must be after `fromOn`; without end where left out.',
    }),
    takesAttainmentsAnew: t.boolean({
      description:
        'Whether what partners attained counts as it is known when the correction is applied, of the periods that had begun on the day of each order; `false` where left out: as when each earning was frozen.',
    }),
    reason: t.string({
      required: true,
      description: 'Why, for the staff of the vendor; at most 1,000 characters.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('commissionCorrectionPropose', (t) =>
  t.prismaField({
    type: CorrectionType,
    nullable: true,
    description:
      'Proposes to replace the frozen terms of earnings. Nothing changes before two others approve it. Refused for a draft of a plan.',
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: ProposeInput, required: true, description: 'The correction.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { planVersionId, partnerId, fromOn, untilOn, reason, idempotencyKey } = input;
      const { takesAttainmentsAnew } = input;
      if (planVersionId.typename !== 'CommissionPlanVersion')
        throw badInput('planVersionId is an id such as CommissionPlanVersion_<uuid>.');
      const proposal = {
        ...{ planVersionId: planVersionId.id, partnerId: partnerId?.id ?? null },
        ...{ fromOn, untilOn: untilOn ?? null, reason, idempotencyKey: idempotencyKey ?? null },
        ...(takesAttainmentsAnew && { takesAttainmentsAnew }),
      };
      const id = await ctx.transaction((tx) => proposeCorrection(tx, ctx.actor, proposal, ctx.now));
      return await ctx.db.commissionCorrection.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ActionInput = builder.inputType('CommissionCorrectionActionInput', {
  description: 'A correction, as you read it.',
  fields: (t) => ({
    id: t.globalID({ for: [CorrectionType], required: true, description: 'Which correction.' }),
    version: t.int({ required: true, description: 'The version of it that you read.' }),
  }),
});

const ACTIONS = {
  commissionCorrectionApprove: {
    change: approveAndCorrect,
    description:
      'Approves a correction. The second approval applies it: each earning gets a revision, and the differences are booked in the month that is open. Refused for whoever proposed it, and for whoever approved it first.',
  },
  commissionCorrectionReject: {
    change: rejectCorrection,
    description: 'Rejects a correction for good. Refused once it is applied.',
  },
} as const;

for (const [name, { change, description }] of Object.entries(ACTIONS)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: CorrectionType,
      nullable: true,
      description,
      errors: { types: [...ON_CHANGE] },
      args: { input: t.arg({ type: ActionInput, required: true, description: 'Which.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const { id } = input.id;
        await ctx.transaction((tx) => change(tx, ctx.actor, { ...input, id }, ctx.now));
        return await ctx.db.commissionCorrection.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}
