import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { InvalidStateError } from '../../kernel/errors.ts';
import { signOff } from '../../workflows/sign-off-implementation.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { CUSTOMER_NAME_LENGTH_MAX, MEMBERS_MAX, type MemberRole } from './implementation.rules.ts';
import { ImplementationType } from './implementation.schema.ts';
import {
  cancelImplementation,
  goLive,
  planImplementation,
  updateImplementation,
} from './implementation.service.ts';
import { ImplementationMemberRoleType } from './implementation-enums.schema.ts';

const WRITERS = "For the partner's admins, channel managers for their portfolio, and partner operations.";
const VERSION = 'The version that you read.';

const MemberInput = builder.inputType('ImplementationMemberInput', {
  description: 'Somebody in the team of an implementation.',
  fields: (t) => ({
    membershipId: t.globalID({
      for: [MembershipType],
      required: true,
      description: 'Who: a membership of the partner that holds now. Refused for anybody else.',
    }),
    role: t.field({ type: ImplementationMemberRoleType, required: true, description: 'As what.' }),
  }),
});

type Members = readonly Readonly<{ membershipId: { id: string }; role: MemberRole }>[];

const teamFrom = (members: Members) =>
  members.map(({ membershipId, role }) => ({ membershipId: membershipId.id, role }));

const PlanInput = builder.inputType('ImplementationPlanInput', {
  description: 'A plan to bring a customer live.',
  fields: (t) => ({
    partnerId: t.globalID({
      for: [PartnerType],
      description:
        'The partner that leads it. A partner leaves it out, or names the one that you work for; staff always names one.',
    }),
    customerName: t.string({
      required: true,
      description: `The customer's name, at most ${CUSTOMER_NAME_LENGTH_MAX} characters.`,
    }),
    referralId: t.globalID({
      for: [ReferralType],
      description: 'The referral that it follows from: an accepted one of the partner.',
    }),
    productId: t.globalID({ for: [ProductType], description: 'What is installed.' }),
    plannedGoLiveOn: t.field({
      type: 'Date',
      required: true,
      description: 'The day on which the customer is to go live; it may have passed, for history.',
    }),
    members: t.field({
      type: [MemberInput],
      required: true,
      description: `The team: at most ${MEMBERS_MAX}, with exactly one lead.`,
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('implementationPlan', (t) =>
  t.prismaField({
    type: ImplementationType,
    nullable: true,
    description: `Plans an implementation with its team. Refused for partners that have left or not yet come. ${WRITERS}`,
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: PlanInput, required: true, description: 'The plan.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const plan = {
        ...input,
        partnerId: input.partnerId?.id ?? null,
        referralId: input.referralId?.id ?? null,
        productId: input.productId?.id ?? null,
        members: teamFrom(input.members),
      };
      const id = await ctx.transaction((tx) => planImplementation(tx, ctx.actor, plan, ctx.now));
      return await ctx.db.implementation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('ImplementationUpdateInput', {
  description: 'Another plan; what is left out stays.',
  fields: (t) => ({
    id: t.globalID({ for: [ImplementationType], required: true, description: 'Which implementation.' }),
    version: t.int({ required: true, description: VERSION }),
    plannedGoLiveOn: t.field({ type: 'Date', description: 'The day on which the customer is to go live.' }),
    members: t.field({
      type: [MemberInput],
      description: `The team as a whole: at most ${MEMBERS_MAX}, with exactly one lead.`,
    }),
  }),
});

builder.mutationField('implementationUpdate', (t) =>
  t.prismaField({
    type: ImplementationType,
    nullable: true,
    description: `Changes the plan. What already is as asked changes nothing. Refused once it is live. ${WRITERS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The plan.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const members = input.members ? teamFrom(input.members) : null;
      await ctx.transaction((tx) => updateImplementation(tx, ctx.actor, { ...input, id, members }, ctx.now));
      return await ctx.db.implementation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const GoLiveInput = builder.inputType('ImplementationGoLiveInput', {
  description: 'That the customer went live.',
  fields: (t) => ({
    id: t.globalID({ for: [ImplementationType], required: true, description: 'Which implementation.' }),
    version: t.int({ required: true, description: VERSION }),
    actualGoLiveOn: t.field({
      type: 'Date',
      required: true,
      description: "On which day: the vendor's today or earlier.",
    }),
  }),
});

builder.mutationField('implementationGoLive', (t) =>
  t.prismaField({
    type: ImplementationType,
    nullable: true,
    description: `Says that the customer went live; from then on the team stays as it is. ${WRITERS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: GoLiveInput, required: true, description: 'Which, and when.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => goLive(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.implementation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const SignOffInput = builder.inputType('ImplementationSignOffInput', {
  description: "The vendor's confirmation that an implementation was done well.",
  fields: (t) => ({
    id: t.globalID({ for: [ImplementationType], required: true, description: 'Which implementation.' }),
    version: t.int({ required: true, description: VERSION }),
    note: t.string({
      description: 'A comment for staff, at most 4,000 characters; the partner never sees it.',
    }),
    customerId: t.globalID({
      for: [CustomerType],
      description: 'The customer as the vendor knows it; the partner never sees it.',
    }),
  }),
});

builder.mutationField('implementationSignOff', (t) =>
  t.prismaField({
    type: ImplementationType,
    nullable: true,
    description:
      'Confirms for the vendor that a live implementation was done well, which counts for the certifications of its team. For channel managers for their portfolio, and partner operations.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: SignOffInput, required: true, description: 'The sign-off.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const confirmed = {
        ...{ id, version: input.version },
        ...{ note: input.note ?? null, customerId: input.customerId?.id ?? null },
      };
      await ctx.transaction((tx) => signOff(tx, ctx.actor, confirmed, ctx.now));
      return await ctx.db.implementation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const CancelInput = builder.inputType('ImplementationCancelInput', {
  description: 'An implementation that will not be finished.',
  fields: (t) => ({
    id: t.globalID({ for: [ImplementationType], required: true, description: 'Which implementation.' }),
    version: t.int({ required: true, description: VERSION }),
  }),
});

builder.mutationField('implementationCancel', (t) =>
  t.prismaField({
    type: ImplementationType,
    nullable: true,
    description: `Ends an implementation that will not be finished, for good. Refused once it is signed off. ${WRITERS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: CancelInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => cancelImplementation(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.implementation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
