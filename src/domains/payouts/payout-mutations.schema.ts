import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { returnPayout, sendPayout, settlePayout } from '../../workflows/send-payout.ts';
import { PayoutType } from './payout.schema.ts';
import { approvePayout, cancelPayout } from './payout.service.ts';
import { NoRateError, PayableChangedError, PayoutHeldError } from './payout-refusals.schema.ts';

const WHICH = 'Which payout.';
const VERSION = 'The version that you read.';

const stepInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      id: t.globalID({ for: [PayoutType], required: true, description: WHICH }),
      version: t.int({ required: true, description: VERSION }),
    }),
  });

const STEPS = {
  payoutApprove: {
    input: stepInput('PayoutApproveInput', 'A draft that may be paid.'),
    description: 'Approves a draft. Refused for whoever drafted it.',
    errors: [...ON_CHANGE],
    run: approvePayout,
  },
  payoutSend: {
    input: stepInput('PayoutSendInput', 'An approved payout that goes to the bank.'),
    description:
      'Books an approved payout and hands it to the bank: conversions with their exchange gain or loss, what is owed, what is withheld, ' +
      'the transfer. Refused where something holds it by now, and where what is payable is no longer what was approved.',
    errors: [...ON_CHANGE, PayoutHeldError, PayableChangedError, NoRateError],
    run: sendPayout,
  },
  payoutCancel: {
    input: stepInput('PayoutCancelInput', 'A payout that is not sent.'),
    description: 'Gives up a payout that was not sent. What it would have paid stays payable.',
    errors: [...ON_CHANGE],
    run: cancelPayout,
  },
} as const;

for (const [name, { input: type, description, errors, run }] of Object.entries(STEPS)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: PayoutType,
      nullable: true,
      description: `${description} For finance.`,
      errors: { types: [...errors] },
      args: { input: t.arg({ type, required: true, description: WHICH }) },
      resolve: async (query, _root, { input }, ctx) => {
        const { id } = input.id;
        await ctx.transaction((tx) => run(tx, ctx.actor, { id, version: input.version }, ctx.now));
        return await ctx.db.payout.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}

const SettleInput = builder.inputType('PayoutSettleInput', {
  description: 'A payout that the bank has paid.',
  fields: (t) => ({
    id: t.globalID({ for: [PayoutType], required: true, description: WHICH }),
    version: t.int({ required: true, description: VERSION }),
    settledOn: t.field({
      type: 'Date',
      required: true,
      description: "On which day the bank paid: from the day on which it was sent to the vendor's today.",
    }),
  }),
});

builder.mutationField('payoutSettle', (t) =>
  t.prismaField({
    type: PayoutType,
    nullable: true,
    description:
      'Records on which day the bank paid, which counts for the totals of a calendar year. For finance.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: SettleInput, required: true, description: WHICH }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => settlePayout(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.payout.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ReturnInput = builder.inputType('PayoutReturnInput', {
  description: 'A payout that the bank has returned.',
  fields: (t) => ({
    id: t.globalID({ for: [PayoutType], required: true, description: WHICH }),
    version: t.int({ required: true, description: VERSION }),
    reason: t.string({
      required: true,
      description: 'Why, in words that the partner reads; at most 1,000 characters, and no bank details.',
    }),
  }),
});

builder.mutationField('payoutReturn', (t) =>
  t.prismaField({
    type: PayoutType,
    nullable: true,
    description:
      'Takes back what the bank returned: all of it is payable again, what was withheld too. The account must be verified anew before ' +
      'anything goes there. For finance.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ReturnInput, required: true, description: WHICH }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => returnPayout(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.payout.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
