import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { waiveRequirement } from '../../workflows/waive-requirement.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { BenefitEntitlementType } from './benefit-entitlement.schema.ts';
import { provisionBenefit } from './benefit-entitlement.service.ts';
import { PartnerProgramType } from './program.schema.ts';
import { ProgramTierType } from './program-tier.schema.ts';
import { RequirementWaiverType } from './requirement-waiver.schema.ts';
import { revokeWaiver } from './requirement-waiver.service.ts';
import { TierPlacementType } from './tier-placement.schema.ts';
import { setPlacement } from './tier-placement.service.ts';

const KEY = 'Repeating a request with the same key repeats its answer.';
const REASON = 'Why, in words that the partner reads; at most 1,000 characters.';
const FOR_OPERATIONS = 'For partner operations.';

const SetInput = builder.inputType('TierPlacementSetInput', {
  description: 'A tier for a partner, by hand.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
    programId: t.globalID({ for: [PartnerProgramType], required: true, description: 'In which program.' }),
    tierId: t.globalID({
      for: [ProgramTierType],
      required: true,
      description: 'Into which tier, of the version that holds on that day.',
    }),
    effectiveOn: t.field({
      type: 'Date',
      description:
        "From which day on: the vendor's today where left out; not before the present version began, and within 366 days of today.",
    }),
    reason: t.string({ required: true, description: REASON }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('tierPlacementSet', (t) =>
  t.prismaField({
    type: TierPlacementType,
    nullable: true,
    description:
      'Puts a partner into a tier by hand, now or on a day to come. What the tier left gave ends then; what the tier reached gives is ' +
      'owed from then on. Refused where the partner does not take part, or is placed in the tier on that day already. ' +
      FOR_OPERATIONS,
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: SetInput, required: true, description: 'The placement.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { partnerId, programId, tierId, ...rest } = input;
      const placement = { ...rest, partnerId: partnerId.id, programId: programId.id, tierId: tierId.id };
      const id = await ctx.transaction((tx) => setPlacement(tx, ctx.actor, placement, ctx.now));
      return await ctx.db.tierPlacement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ProvisionInput = builder.inputType('BenefitEntitlementProvisionInput', {
  description: 'Something that the partner has now.',
  fields: (t) => ({
    id: t.globalID({ for: [BenefitEntitlementType], required: true, description: 'Which entitlement.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    reference: t.string({
      description: 'What names it where it was provisioned, such as a budget; at most 500 characters.',
    }),
  }),
});

builder.mutationField('benefitEntitlementProvision', (t) =>
  t.prismaField({
    type: BenefitEntitlementType,
    nullable: true,
    description:
      'Says that the vendor gave a partner what it owes. Refused where it was provisioned before, or has ended. For partner operations ' +
      'and channel managers.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ProvisionInput, required: true, description: 'What was given.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => provisionBenefit(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.benefitEntitlement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const GrantInput = builder.inputType('RequirementWaiverGrantInput', {
  description: 'What a partner is excused from.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
    programId: t.globalID({ for: [PartnerProgramType], required: true, description: 'In which program.' }),
    requirementCode: t.string({
      required: true,
      description:
        'The code of a requirement of the version in force or of one to come; it is waived in every tier that asks for it by that code.',
    }),
    validFrom: t.field({
      type: 'Date',
      description:
        "From which day on: the vendor's today where left out; from the start of the current period on, at most 366 days ahead.",
    }),
    validTo: t.field({
      type: 'Date',
      required: true,
      description: 'The first day without it: later than today, at most 2 years after `validFrom`.',
    }),
    reason: t.string({ required: true, description: REASON }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('requirementWaiverGrant', (t) =>
  t.prismaField({
    type: RequirementWaiverType,
    nullable: true,
    description:
      'Lets a requirement count as met for a partner for a time. Refused where it is waived within that time already, or the partner ' +
      `does not take part. ${FOR_OPERATIONS}`,
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: GrantInput, required: true, description: 'The waiver.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { partnerId, programId, ...rest } = input;
      const waiver = { ...rest, partnerId: partnerId.id, programId: programId.id };
      const id = await ctx.transaction((tx) => waiveRequirement(tx, ctx.actor, waiver, ctx.now));
      return await ctx.db.requirementWaiver.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RevokeInput = builder.inputType('RequirementWaiverRevokeInput', {
  description: 'A waiver that no longer holds.',
  fields: (t) => ({
    id: t.globalID({ for: [RequirementWaiverType], required: true, description: 'Which waiver.' }),
  }),
});

builder.mutationField('requirementWaiverRevoke', (t) =>
  t.prismaField({
    type: RequirementWaiverType,
    nullable: true,
    description: `Takes a waiver back, from now on. Refused where it has ended or was taken back. ${FOR_OPERATIONS}`,
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: RevokeInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => revokeWaiver(tx, ctx.actor, { id }, ctx.now));
      return await ctx.db.requirementWaiver.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
