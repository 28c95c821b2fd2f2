import { builder } from '../../graphql/builder.ts';
import { actorValue, whoAsks } from '../../graphql/root-fields.ts';
import type { ROLE_NAMES } from '../../kernel/roles.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import { PartnerType } from '../partners/partner.schema.ts';

const ActorKindType = builder.enumType('ActorKind', {
  description: 'What kind of caller asks.',
  values: {
    PARTNER: { description: 'A person who works for a partner.' },
    STAFF: { description: "A person of the vendor's staff." },
    SERVICE: { description: 'A system, such as the CRM.' },
    UNKNOWN: { description: 'Signed in, but without access: not invited yet, or deactivated.' },
  },
});

export const RoleType = builder.enumType('Role', {
  description: 'What somebody is in the portal; roles bring permissions.',
  values: {
    PARTNER_ADMIN: {
      description: "Manages the partner's people and sees all of its referrals, also those of sub-accounts.",
    },
    PARTNER_MEMBER: { description: 'Works with own referrals, unless the admin widened that.' },
    CHANNEL_MANAGER: { description: 'Looks after a portfolio of partners, and sees those.' },
    PARTNER_OPERATIONS: { description: 'Runs the partner program.' },
    SALES_OPERATIONS: { description: 'Ratifies orders.' },
    FINANCE: { description: 'Closes periods and pays.' },
    EXECUTIVE: { description: 'Reads.' },
    ADMIN: { description: 'Manages settings, people and access.' },
    SERVICE: { description: 'A system account.' },
  } satisfies Record<(typeof ROLE_NAMES)[number], object>,
});

const ViewerType = builder.objectRef<Actor>('Viewer').implement({
  description: 'Who you are to the portal.',
  fields: (t) => ({
    kind: t.field({
      type: ActorKindType,
      description: 'What kind of caller.',
      resolve: ({ kind }) => kind as 'PARTNER',
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Your name.',
      extensions: actorValue('name'),
    }),
    roles: t.field({
      type: [RoleType],
      description: 'Your roles today.',
      extensions: actorValue('roles'),
      resolve: ({ roles }) => roles as 'ADMIN'[],
    }),
    permissions: t.stringList({
      description: 'What your roles allow, one for each permission, by code.',
      extensions: actorValue('permissions'),
      resolve: ({ permissions }) => [...permissions].sort(),
    }),
    seesAllReferrals: t.boolean({
      description: 'For partners: whether you see all referrals of your partner, or only your own.',
      resolve: ({ scope }) => scope.role !== 'portal_member' && scope.role !== 'portal_public',
    }),
    partner: t.prismaField({
      type: PartnerType,
      nullable: true,
      description: 'The partner that you work for; null for staff.',
      extensions: actorValue('ownPartnerId'),
      resolve: async (query, { membership }, _args, { db }) =>
        membership ? await db.partner.findUnique({ ...query, where: { id: membership.partnerId } }) : null,
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerType,
    nullable: true,
    description: 'Who you are; null without a token.',
    ...whoAsks,
  }),
);
