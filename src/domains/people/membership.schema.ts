import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { isCurrent } from './membership.rules.ts';
import { PartnerRoleType } from './people-enums.schema.ts';

export const MembershipType = builder.prismaNode('Membership', {
  name: 'Membership',
  description: "Somebody's time at a partner. Who moves to another partner begins another one there.",
  authScopes: { permission: 'MEMBERS_READ' },
  id: { field: 'id', description: 'Global id, `Membership_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner.' }),
    name: t.exposeString('name', { description: 'The name that they use there.' }),
    email: t.exposeString('email', { nullable: true, description: 'The mail address that they use there.' }),
    role: t.field({
      type: PartnerRoleType,
      description: 'What they are there.',
      select: { role: true },
      resolve: ({ role }) => role as 'PARTNER_ADMIN',
    }),
    seesAllReferrals: t.exposeBoolean('seesAllReferrals', {
      description:
        "Whether a member sees all of the partner's referrals, or only own ones. Admins always see all.",
    }),
    validFrom: t.expose('validFrom', { type: 'DateTime', description: 'When it began.' }),
    validTo: t.expose('validTo', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended: the first instant without access; null while it has no end.',
    }),
    current: t.boolean({
      description: 'Whether it holds now.',
      select: { validFrom: true, validTo: true },
      resolve: (membership, _args, { now }) => isCurrent(membership, now),
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

const MembershipConnection = connectionOf(MembershipType, 'Membership', {
  one: 'A membership',
  many: 'memberships',
});

builder.prismaObjectField(PartnerType, 'members', (t) =>
  t.field({
    type: MembershipConnection,
    description:
      'The people of this partner, in the order in which they joined. For the page of one partner.',
    authScopes: { permission: 'MEMBERS_READ' },
    complexity: pageComplexity,
    select: { id: true },
    args: {
      ...pageArguments,
      includeFormer: t.arg.boolean({
        defaultValue: false,
        description: 'Also those who have left.',
      }),
    },
    resolve: ({ id }, args, context, info) =>
      resolvePage(context, info, {
        model: 'membership',
        typeName: 'Membership',
        args,
        where: {
          partnerId: id,
          ...(!args.includeFormer && { OR: [{ validTo: null }, { validTo: { gt: context.now } }] }),
        },
        order: { name: 'VALID_FROM', column: { column: 'validFrom', type: 'instant' }, direction: 'ASC' },
      }) as never,
  }),
);
