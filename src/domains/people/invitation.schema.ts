import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { invitationStatusOf } from './invitation.rules.ts';
import { InvitationStatusType, PartnerRoleType } from './people-enums.schema.ts';

export const InvitationType = builder.prismaNode('Invitation', {
  name: 'Invitation',
  description: 'An offer to join a partner, for one mail address and 14 days. Its code is kept by nobody.',
  authScopes: { permission: 'MEMBERS_WRITE' },
  id: { field: 'id', description: 'Global id, `Invitation_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner to join.' }),
    email: t.exposeString('email', { description: 'Whom it is for.' }),
    name: t.exposeString('name', { description: 'The name that they will have there.' }),
    role: t.field({
      type: PartnerRoleType,
      description: 'What they will be there.',
      select: { role: true },
      resolve: ({ role }) => role as 'PARTNER_ADMIN',
    }),
    seesAllReferrals: t.exposeBoolean('seesAllReferrals', {
      description: "Whether they will see all of the partner's referrals.",
    }),
    status: t.field({
      type: InvitationStatusType,
      description: 'What became of it.',
      select: { acceptedAt: true, revokedAt: true, expiresAt: true },
      resolve: (invitation, _args, { now }) => invitationStatusOf(invitation, now),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'The first instant at which it can be accepted no more.',
    }),
    acceptedAt: t.expose('acceptedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was accepted.',
    }),
  }),
});

const InvitationConnection = connectionOf(InvitationType, 'Invitation', {
  one: 'An invitation',
  many: 'invitations',
});

builder.prismaObjectField(PartnerType, 'invitations', (t) =>
  t.field({
    type: InvitationConnection,
    description:
      "The invitations to this partner, newest first. For the page of one partner, by the partner's admin and partner operations.",
    authScopes: { permission: 'MEMBERS_WRITE' },
    complexity: pageComplexity,
    select: { id: true },
    args: {
      ...pageArguments,
      onlyOpen: t.arg.boolean({ defaultValue: false, description: 'Only those that can be accepted now.' }),
    },
    resolve: ({ id }, args, context, info) =>
      resolvePage(context, info, {
        model: 'invitation',
        typeName: 'Invitation',
        args,
        where: {
          partnerId: id,
          ...(args.onlyOpen && { acceptedAt: null, revokedAt: null, expiresAt: { gt: context.now } }),
        },
        order: { name: 'CREATED_AT', column: { column: 'createdAt', type: 'instant' }, direction: 'DESC' },
      }) as never,
  }),
);
