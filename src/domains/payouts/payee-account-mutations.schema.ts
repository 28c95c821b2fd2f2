import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { HOLDER_LENGTH_MAX } from './bank-details.rules.ts';
import { PayeeAccountType } from './payee-account.schema.ts';
import { revokePayeeAccount, setPayeeAccount, verifyPayeeAccount } from './payee-account.service.ts';

const SetInput = builder.inputType('PayeeAccountSetInput', {
  description:
    'Where your partner, or one of its people, is paid. Countries whose accounts have an IBAN ask for it, others for both numbers.',
  fields: (t) => ({
    membershipId: t.globalID({
      for: [MembershipType],
      description: 'Whom of your people it pays what they earned themselves; the partner where left out.',
    }),
    countryCode: t.field({ type: 'CountryCode', required: true, description: 'The country of the account.' }),
    currency: t.field({ type: 'CurrencyCode', required: true, description: 'The currency in which to pay.' }),
    holder: t.string({
      required: true,
      description: `Whose account it is, at most ${HOLDER_LENGTH_MAX} characters.`,
    }),
    iban: t.string({
      description:
        'The IBAN, with or without spaces; its length and check digits must fit its country, which is that of `countryCode`.',
    }),
    accountNumber: t.string({
      description: 'The number of the account, 6 to 34 letters and digits, where there is no IBAN.',
    }),
    routingNumber: t.string({
      description: 'What names the bank there, 3 to 15 letters and digits; in the US nine digits that check.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('payeeAccountSet', (t) =>
  t.prismaField({
    type: PayeeAccountType,
    nullable: true,
    description:
      'Says where your partner, or one of its people, is paid from now on, in place of what was there. It is paid to once finance has ' +
      'verified it and the days of its hold have passed. Refused where the details are those that are there. For administrators of partners.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: SetInput, required: true, description: 'The account.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const account = { ...input, membershipId: input.membershipId?.id ?? null };
      const id = await ctx.transaction((tx) =>
        setPayeeAccount(tx, ctx.actor, ctx.bankKeys, account, ctx.now),
      );
      return await ctx.db.payeeAccount.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const VerifyInput = builder.inputType('PayeeAccountVerifyInput', {
  description: 'An account of which finance knows whose it is.',
  fields: (t) => ({
    id: t.globalID({ for: [PayeeAccountType], required: true, description: 'Which account.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    withholdingPercent: t.field({
      type: 'Decimal',
      description:
        'Percent of each payout to withhold as tax: 0 to below 100, at most six digits after the point; none where left out.',
    }),
  }),
});

builder.mutationField('payeeAccountVerify', (t) =>
  t.prismaField({
    type: PayeeAccountType,
    nullable: true,
    description:
      'Confirms an account. Refused for whoever entered it, and where it is verified or revoked. For finance.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: VerifyInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => verifyPayeeAccount(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.payeeAccount.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RevokeInput = builder.inputType('PayeeAccountRevokeInput', {
  description: 'An account to which nothing is paid any more.',
  fields: (t) => ({
    id: t.globalID({ for: [PayeeAccountType], required: true, description: 'Which account.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
  }),
});

builder.mutationField('payeeAccountRevoke', (t) =>
  t.prismaField({
    type: PayeeAccountType,
    nullable: true,
    description:
      'Ends an account. Refused where it has ended. For administrators of the partner that it pays, and for finance.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: RevokeInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => revokePayeeAccount(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.payeeAccount.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
