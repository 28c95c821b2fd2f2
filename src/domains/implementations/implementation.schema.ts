import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { implementationWhere } from './implementation.filter.ts';
import { MEMBERS_MAX, type MemberRole, speaksFor } from './implementation.rules.ts';
import { type ImplementationStatus, implementationStates } from './implementation.states.ts';
import {
  ImplementationActionType,
  ImplementationMemberRoleType,
  ImplementationStatusType,
} from './implementation-enums.schema.ts';

const REVIEWERS_ONLY = { permission: 'REFERRALS_REVIEW_READ' } as const;

const MemberType = builder.prismaObject('ImplementationMember', {
  name: 'ImplementationMember',
  description: 'Somebody of the partner in the team of an implementation.',
  authScopes: { permission: 'IMPLEMENTATIONS_READ' },
  fields: (t) => ({
    name: t.string({
      description: 'The name that they use at the partner.',
      select: { membership: { select: { name: true } } },
      resolve: ({ membership }) => membership.name,
    }),
    role: t.field({
      type: ImplementationMemberRoleType,
      description: 'What they are in it.',
      select: { role: true },
      resolve: ({ role }) => role as MemberRole,
    }),
    membership: t.relation('membership', { type: MembershipType, description: 'Their time at the partner.' }),
  }),
});

const ReviewType = builder.prismaObject('ImplementationReview', {
  name: 'ImplementationReview',
  description: 'What the vendor keeps with its sign-off. Partners never see any of it.',
  authScopes: REVIEWERS_ONLY,
  fields: (t) => ({
    customer: t.relation('customer', {
      type: CustomerType,
      nullable: true,
      description: 'The customer as the vendor knows it; null where nobody said which.',
    }),
    signedOffBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff signed it off.',
      select: { signedOffById: true },
      resolve: async (query, { signedOffById }, _args, { db }) =>
        signedOffById
          ? await db.staffMember.findUnique({ ...query, where: { personId: signedOffById } })
          : null,
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: "The staff's comment; at most 4,000 characters.",
    }),
  }),
});

export const ImplementationType = builder.prismaNode('Implementation', {
  name: 'Implementation',
  description: "A customer's installation that a partner leads, up to the vendor's sign-off.",
  authScopes: { permission: 'IMPLEMENTATIONS_READ' },
  id: { field: 'id', description: 'Global id, `Implementation_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner that leads it.' }),
    customerName: t.exposeString('customerName', {
      description: "The customer's name as it was planned; at most 200 characters.",
    }),
    referral: t.relation('referral', {
      type: ReferralType,
      nullable: true,
      description: 'The referral that it follows from; null where none was named, or it is hidden from you.',
    }),
    product: t.relation('product', {
      type: ProductType,
      nullable: true,
      description: 'What is installed; null where it was not said.',
    }),
    status: t.field({
      type: ImplementationStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as ImplementationStatus,
    }),
    plannedGoLiveOn: t.expose('plannedGoLiveOn', {
      type: 'Date',
      description: 'The day on which the customer is to go live.',
    }),
    actualGoLiveOn: t.expose('actualGoLiveOn', {
      type: 'Date',
      nullable: true,
      description: 'The day on which the customer went live; null before.',
    }),
    signedOffAt: t.expose('signedOffAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the vendor signed it off; null before.',
    }),
    cancelledAt: t.expose('cancelledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was cancelled; null otherwise.',
    }),
    members: t.relation('members', {
      type: MemberType,
      description: `Its team, the lead first; at most ${MEMBERS_MAX}.`,
      complexity: { field: 3, multiplier: 5 },
      query: { orderBy: [{ role: 'asc' }, { membershipId: 'asc' }], take: MEMBERS_MAX },
    }),
    review: t.field({
      type: ReviewType,
      nullable: true,
      description: 'What the vendor keeps with its sign-off; null before. For staff.',
      authScopes: REVIEWERS_ONLY,
      // A partner's database role may not read the table, so it is not even selected for a partner.
      select: (_args, { actor }, nested) =>
        isAllowed(actor, REVIEWERS_ONLY.permission) ? { review: nested() } : {},
      resolve: ({ review }) => review ?? null,
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was planned.' }),
    availableActions: t.field({
      type: [ImplementationActionType],
      description: 'What you can do with it now.',
      select: { status: true, partnerId: true },
      resolve: ({ status, partnerId }, _args, { actor }) =>
        speaksFor(actor.membership?.partnerId ?? null, partnerId)
          ? implementationStates.actionsFrom(status as ImplementationStatus, actor.roles)
          : [],
    }),
  }),
});

const ImplementationFilter = builder.inputType('ImplementationFilter', {
  description: 'Which implementations; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [ImplementationStatusType], description: 'In one of these statuses.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
  }),
});

const ORDER_COLUMNS = {
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When they were planned.' },
  PLANNED_GO_LIVE_ON: {
    column: 'plannedGoLiveOn',
    type: 'instant',
    description: 'The day on which the customer is to go live.',
  },
} as const;

const ImplementationOrder = orderOf('Implementation', 'implementations', ORDER_COLUMNS);

const ImplementationConnection = connectionOf(ImplementationType, 'Implementation', {
  one: 'An implementation',
  many: 'implementations',
});

builder.queryField('implementations', (t) =>
  t.field({
    type: ImplementationConnection,
    nullable: true,
    description:
      'The implementations that you may see: a partner its own, a channel manager those of the portfolio. Newest first.',
    authScopes: { permission: 'IMPLEMENTATIONS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: ImplementationFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: ImplementationOrder,
        description: 'In which order; newest first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'CREATED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        model: 'implementation',
        typeName: 'Implementation',
        args,
        where: implementationWhere(args.filter),
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
