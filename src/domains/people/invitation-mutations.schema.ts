import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { ConflictError, InvalidStateError, RateLimitedError } from '../../kernel/errors.ts';
import { JOB_SCOPE } from '../../platform/database/session.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { InvitationType } from './invitation.schema.ts';
import { type CreatedInvitation, createInvitation, revokeInvitation } from './invitation.service.ts';
import { type Acceptance, acceptInvitation } from './invitation-acceptance.service.ts';
import { PartnerRoleType } from './people-enums.schema.ts';

const InvitationCreatedType = builder.objectRef<CreatedInvitation>('InvitationCreated').implement({
  description: 'A new invitation, and the only sight of its code.',
  fields: (t) => ({
    invitation: t.prismaField({
      type: InvitationType,
      description: 'The invitation.',
      resolve: (query, { id }, _args, { db }) => db.invitation.findUniqueOrThrow({ ...query, where: { id } }),
    }),
    invitationCode: t.exposeString('code', {
      nullable: true,
      description:
        'What `invitationAccept` takes, to be mailed by whoever asked for it. Answered this once: only its hash is kept. ' +
        'Null where a repeated idempotency key answers an earlier invitation; revoke that and invite anew if its code is lost.',
    }),
  }),
});

const CreateInput = builder.inputType('InvitationCreateInput', {
  description: 'Whom to invite to a partner.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'The partner to join.' }),
    email: t.string({
      required: true,
      description: 'Their mail address, which their sign-in must vouch for.',
    }),
    name: t.string({ required: true, description: 'Their name, at most 120 characters.' }),
    role: t.field({ type: PartnerRoleType, required: true, description: 'What they will be there.' }),
    seesAllReferrals: t.boolean({
      description: "Whether a member will see all of the partner's referrals; not, where left out.",
    }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the invitation that the first one made.',
    }),
  }),
});

builder.mutationField('invitationCreate', (t) =>
  t.field({
    type: InvitationCreatedType,
    nullable: true,
    description:
      'Invites somebody to a partner, for 14 days. Refused where the address is a member’s, or has an open invitation to ' +
      "this partner, or the partner is applying, declined or terminated. For the partner's admin and partner operations.",
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The invitation.' }) },
    resolve: (_root, { input }, ctx) => {
      const invitation = { ...input, partnerId: input.partnerId.id };
      return ctx.transaction((tx) => createInvitation(tx, ctx.actor, invitation, ctx.now));
    },
  }),
);

const RevokeInput = builder.inputType('InvitationRevokeInput', {
  description: 'An invitation.',
  fields: (t) => ({
    id: t.globalID({ for: [InvitationType], required: true, description: 'Which invitation.' }),
  }),
});

builder.mutationField('invitationRevoke', (t) =>
  t.prismaField({
    type: InvitationType,
    nullable: true,
    description: "Takes an open invitation back. For the partner's admin and partner operations.",
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: RevokeInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { id: input.id.id };
      const { id } = await ctx.transaction((tx) => revokeInvitation(tx, ctx.actor, which, ctx.now));
      return await ctx.db.invitation.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const AcceptanceType = builder.objectRef<Acceptance>('InvitationAccepted').implement({
  description: 'What you have joined. From your next request on you have access: begin with `viewer`.',
  fields: (t) => ({
    partnerName: t.exposeString('partnerName', { description: "The partner's name." }),
    role: t.field({ type: PartnerRoleType, description: 'What you are there.', resolve: ({ role }) => role }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when.' }),
  }),
});

const AcceptInput = builder.inputType('InvitationAcceptInput', {
  description: 'The code of an invitation.',
  fields: (t) => ({ code: t.string({ required: true, description: 'As it was mailed to you.' }) }),
});

const ACCEPT_LIMIT = { name: 'invitation-accept', usesMax: 10, windowSeconds: 60 * 60 } as const;

builder.mutationField('invitationAccept', (t) =>
  t.field({
    type: AcceptanceType,
    nullable: true,
    description:
      'Joins a partner. The verified mail address of your sign-in must be the one that was invited; a code that is wrong, ' +
      "used, revoked, expired or somebody else's is refused alike. Who belongs to another partner leaves it at that instant; " +
      'what they registered stays there. At most 10 tries an hour.',
    errors: { types: [...ALWAYS, ConflictError, RateLimitedError] },
    args: { input: t.arg({ type: AcceptInput, required: true, description: 'The code.' }) },
    resolve: async (_root, { input }, ctx) => {
      const { identity } = ctx.actor;
      const who = identity ? JSON.stringify([identity.issuer, identity.subject]) : undefined;
      await ctx.countUse(ACCEPT_LIMIT, who);
      return await ctx.transaction((tx) => acceptInvitation(tx, ctx.actor, input.code, ctx.now), JOB_SCOPE);
    },
  }),
);
