import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import type { DisputeOutcome } from './dispute.states.ts';
import { DisputeOutcomeType } from './dispute-enums.schema.ts';

const STAFF_ONLY = { permission: 'COMMISSIONS_REVIEW_READ' } as const;

export const DisputeCommentType = builder.prismaObject('DisputeComment', {
  name: 'DisputeComment',
  description: 'What both sides of a dispute read. It never changes.',
  authScopes: { permission: 'DISPUTES_READ' },
  fields: (t) => ({
    text: t.exposeString('text', { description: 'At most 4,000 characters.' }),
    authorKind: t.exposeString('authorKind', { description: '`PARTNER` or `STAFF`.' }),
    authorName: t.exposeString('authorName', {
      description: 'Who of the partner wrote it, or the vendor’s name where its staff did.',
    }),
    writtenAt: t.expose('writtenAt', { type: 'DateTime', description: 'When.' }),
  }),
});

export const DisputeNoteType = builder.prismaObject('DisputeNote', {
  name: 'DisputeNote',
  description: 'What only the vendor’s staff read of a dispute. It never changes.',
  authScopes: STAFF_ONLY,
  fields: (t) => ({
    text: t.exposeString('text', { description: 'At most 4,000 characters.' }),
    author: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who wrote it.',
      select: { authorId: true },
      resolve: (query, { authorId }, _args, { db }) =>
        db.staffMember.findUnique({ ...query, where: { personId: authorId } }),
    }),
    writtenAt: t.expose('writtenAt', { type: 'DateTime', description: 'When.' }),
  }),
});

export const DisputeDecisionType = builder.prismaObject('DisputeDecision', {
  name: 'DisputeDecision',
  description: 'How a dispute was decided, and by whom. For staff: a partner reads the dispute instead.',
  authScopes: STAFF_ONLY,
  fields: (t) => ({
    outcome: t.field({
      type: DisputeOutcomeType,
      description: 'How.',
      select: { outcome: true },
      resolve: ({ outcome }) => outcome as DisputeOutcome,
    }),
    granted: t.field({
      type: MoneyType,
      description: 'What it adds to the line in all; negative where it takes.',
      select: { grantedMinor: true, dispute: { select: { currency: true } } },
      resolve: ({ grantedMinor, dispute }) => moneyFrom(grantedMinor, dispute.currency)!,
    }),
    message: t.exposeString('message', { description: 'Why, in words that the partner reads.' }),
    isAppeal: t.exposeBoolean('isAppeal', { description: 'Whether it is the one on appeal.' }),
    decidedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who decided.',
      select: { decidedById: true },
      resolve: (query, { decidedById }, _args, { db }) =>
        db.staffMember.findUnique({ ...query, where: { personId: decidedById } }),
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', description: 'When.' }),
  }),
});
