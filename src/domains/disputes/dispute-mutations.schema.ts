import { builder } from '../../graphql/builder.ts';
import { moneyInput } from '../../graphql/money-fields.ts';
import { ErrorInterface, ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { MoneyInput } from '../../graphql/scalars.ts';
import { ConflictError } from '../../kernel/errors.ts';
import {
  answerVendor,
  appeal,
  askPartner,
  decideAndPost,
  openAndHold,
  withdrawAndRelease,
} from '../../workflows/settle-dispute.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { StatementLineType } from '../statements/statement-line.schema.ts';
import { DisputeWindowClosedError } from './dispute.errors.ts';
import { DisputeType } from './dispute.schema.ts';
import { commentDispute, noteDispute } from './dispute.service.ts';
import { DisputeKindType, DisputeOutcomeType } from './dispute-enums.schema.ts';

builder.objectType(DisputeWindowClosedError, {
  name: 'DisputeWindowClosedError',
  description: 'It is too late for this. Code `DISPUTE_WINDOW_CLOSED`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    until: t.expose('until', { type: 'Date', description: 'The last day on which it was possible.' }),
  }),
});

const VERSION = 'The version that you read; refused where it is another by now.';

const OpenInput = builder.inputType('DisputeOpenInput', {
  description: 'What is wrong or missing.',
  fields: (t) => ({
    kind: t.field({ type: DisputeKindType, required: true, description: 'What it is about.' }),
    entryId: t.globalID({
      for: [StatementLineType],
      description: 'The line of an issued statement: required of LINE and OVERPAYMENT, left out of MISSING.',
    }),
    referralId: t.globalID({
      for: [ReferralType],
      description: 'Of MISSING: the referral that was won; this or `orderNumber` is required.',
    }),
    orderNumber: t.string({
      description: 'Of MISSING: the number of the order, at most 100 characters.',
    }),
    claimed: t.field({
      type: MoneyInput,
      required: true,
      description:
        'What it should be, in the line’s currency: more than the line says, of OVERPAYMENT less; of MISSING all of it.',
    }),
    reason: t.string({ required: true, description: 'Why, at most 2,000 characters; both sides read it.' }),
    evidence: t.string({ description: 'What shows it, at most 4,000 characters; both sides read it.' }),
    idempotencyKey: t.string({ description: 'The same key with the same input opens one dispute.' }),
  }),
});

builder.mutationField('disputeOpen', (t) =>
  t.prismaField({
    type: DisputeType,
    nullable: true,
    description:
      'Opens a dispute. A partner’s own admins contest a line (LINE, within the window that the settings name, also once it is paid) or ask for what is missing (MISSING, within the same window counted from the day on which the order was activated, else ratified, or the deal of the referral won; without end where the partner has no such order or deal); finance contests an overpayment (OVERPAYMENT), of which only the contested part is held, as far as it is not paid. Refused where the line is in dispute, or was decided on.',
    errors: { types: [...ON_CREATE, DisputeWindowClosedError] },
    args: { input: t.arg({ type: OpenInput, required: true, description: 'What.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const opened = {
        ...{ kind: input.kind, entryId: input.entryId?.id ?? null, referralId: input.referralId?.id ?? null },
        ...{ orderNumber: input.orderNumber ?? null, claimed: moneyInput('claimed', input.claimed) },
        ...{ reason: input.reason, evidence: input.evidence ?? null },
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const id = await ctx.transaction((tx) => openAndHold(tx, ctx.actor, opened, ctx.now));
      return await ctx.db.dispute.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const TextInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      id: t.globalID({ for: [DisputeType], required: true, description: 'Which dispute.' }),
      version: t.int({ required: true, description: VERSION }),
      text: t.string({ required: true, description: 'At most 4,000 characters.' }),
    }),
  });

const RequestInfoInput = TextInput('DisputeRequestInfoInput', 'A question to the partner.');
const AnswerInput = TextInput('DisputeAnswerInput', 'The answer to what was asked.');

builder.mutationField('disputeRequestInfo', (t) =>
  t.prismaField({
    type: DisputeType,
    nullable: true,
    description:
      'Asks the partner, who is told; until it answers no time counts. The question is a comment. For finance.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: RequestInfoInput, required: true, description: 'What to ask.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const asked = { id, version: input.version, text: input.text };
      await ctx.transaction((tx) => askPartner(tx, ctx.actor, asked, ctx.now));
      return await ctx.db.dispute.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.mutationField('disputeAnswer', (t) =>
  t.prismaField({
    type: DisputeType,
    nullable: true,
    description: 'Answers for the partner, by one of its own admins; the answer is a comment.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: AnswerInput, required: true, description: 'The answer.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const answered = { id, version: input.version, text: input.text };
      await ctx.transaction((tx) => answerVendor(tx, ctx.actor, answered, ctx.now));
      return await ctx.db.dispute.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const CommentInput = builder.inputType('DisputeCommentInput', {
  description: 'What both sides are to read.',
  fields: (t) => ({
    id: t.globalID({ for: [DisputeType], required: true, description: 'Which dispute.' }),
    text: t.string({ required: true, description: 'At most 4,000 characters.' }),
    idempotencyKey: t.string({ description: 'The same key with the same input writes one comment.' }),
  }),
});

const NoteInput = builder.inputType('DisputeNoteInput', {
  description: 'What only staff are to read.',
  fields: (t) => ({
    id: t.globalID({ for: [DisputeType], required: true, description: 'Which dispute.' }),
    text: t.string({ required: true, description: 'At most 4,000 characters.' }),
    idempotencyKey: t.string({ description: 'The same key with the same input writes one note.' }),
  }),
});

builder.mutationField('disputeComment', (t) =>
  t.prismaField({
    type: DisputeType,
    nullable: true,
    description:
      'Adds what both sides read: for the partner’s own admins, finance, and channel managers of the portfolio.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CommentInput, required: true, description: 'What to add.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const added = { id, text: input.text, idempotencyKey: input.idempotencyKey ?? null };
      await ctx.transaction((tx) => commentDispute(tx, ctx.actor, added, ctx.now));
      return await ctx.db.dispute.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.mutationField('disputeNote', (t) =>
  t.prismaField({
    type: DisputeType,
    nullable: true,
    description: 'Adds what only staff read. For finance.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: NoteInput, required: true, description: 'What to add.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const added = { id, text: input.text, idempotencyKey: input.idempotencyKey ?? null };
      await ctx.transaction((tx) => noteDispute(tx, ctx.actor, added, ctx.now));
      return await ctx.db.dispute.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const WithdrawInput = builder.inputType('DisputeWithdrawInput', {
  description: 'A dispute that is not pursued any more.',
  fields: (t) => ({
    id: t.globalID({ for: [DisputeType], required: true, description: 'Which dispute.' }),
    version: t.int({ required: true, description: VERSION }),
  }),
});

builder.mutationField('disputeWithdraw', (t) =>
  t.prismaField({
    type: DisputeType,
    nullable: true,
    description:
      'Ends a dispute for whoever contests: the partner its own and its appeals, finance an overpayment, of which what is held is let go. What a first decision granted stays granted.',
    errors: { types: [...ON_CHANGE, ConflictError] },
    args: { input: t.arg({ type: WithdrawInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { version } = input;
      await ctx.transaction((tx) => withdrawAndRelease(tx, ctx.actor, { id, version }, ctx.now));
      return await ctx.db.dispute.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const DecideInput = builder.inputType('DisputeDecideInput', {
  description: 'The vendor’s decision.',
  fields: (t) => ({
    id: t.globalID({ for: [DisputeType], required: true, description: 'Which dispute.' }),
    version: t.int({ required: true, description: VERSION }),
    outcome: t.field({ type: DisputeOutcomeType, required: true, description: 'How it is decided.' }),
    granted: t.field({
      type: MoneyInput,
      description:
        'What it adds to the line in all, at most what is claimed; negative of an overpayment. Required of PARTLY_UPHELD; all that is claimed where UPHELD leaves it out; left out of REJECTED. On appeal no worse for the partner than before.',
    }),
    message: t.string({
      required: true,
      description: 'Why, in words that the partner reads; at most 2,000 characters.',
    }),
  }),
});

builder.mutationField('disputeDecide', (t) =>
  t.prismaField({
    type: DisputeType,
    nullable: true,
    description:
      'Decides a dispute and books what changes in the month that is open, with what the line said and what the decision says; the old statement stays as it is. Refused for whoever opened it, and on appeal for whoever decided first. For finance.',
    errors: { types: [...ON_CHANGE, ConflictError] },
    args: { input: t.arg({ type: DecideInput, required: true, description: 'The decision.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { version, outcome, message } = input;
      const granted = input.granted ? moneyInput('granted', input.granted) : null;
      const decided = { id, version, outcome, message, granted };
      await ctx.transaction((tx) => decideAndPost(tx, ctx.actor, decided, ctx.now));
      return await ctx.db.dispute.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const AppealInput = builder.inputType('DisputeAppealInput', {
  description: 'An objection to the decision.',
  fields: (t) => ({
    id: t.globalID({ for: [DisputeType], required: true, description: 'Which dispute.' }),
    version: t.int({ required: true, description: VERSION }),
    reason: t.string({ required: true, description: 'Why, at most 2,000 characters.' }),
  }),
});

builder.mutationField('disputeAppeal', (t) =>
  t.prismaField({
    type: DisputeType,
    nullable: true,
    description:
      'Objects to a decision, once, within as many days as a line can be disputed. Somebody else decides then. For the partner’s own admins.',
    errors: { types: [...ON_CHANGE, DisputeWindowClosedError] },
    args: { input: t.arg({ type: AppealInput, required: true, description: 'Why.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { version, reason } = input;
      await ctx.transaction((tx) => appeal(tx, ctx.actor, { id, version, reason }, ctx.now));
      return await ctx.db.dispute.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
