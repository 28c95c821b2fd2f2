import { builder } from '../../graphql/builder.ts';
import { moneyInput } from '../../graphql/money-fields.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { MoneyInput } from '../../graphql/scalars.ts';
import { InvalidStateError } from '../../kernel/errors.ts';
import { decideReferralByRules, withdrawReferralByRules } from '../../workflows/decide-referral.ts';
import { submitReferralForReview } from '../../workflows/submit-referral.ts';
import { ProductType } from '../products/product.schema.ts';
import { ReferralType } from './referral.schema.ts';
import { editReferral, registerReferral, startReview } from './referral.service.ts';
import { DecisionCodeType } from './referral-enums.schema.ts';

const DetailsInput = builder.inputType('ReferralDetailsInput', {
  description: 'What a partner tells of a customer. In a change: what is left out stays, null clears.',
  fields: (t) => ({
    customerName: t.string({
      description: "The customer's company name, at most 200 characters; always required in a new referral.",
    }),
    customerDomain: t.string({ description: "The customer's web domain or address." }),
    customerTaxId: t.string({ description: "The customer's tax id, at most 40 characters." }),
    customerCountryCode: t.field({ type: 'CountryCode', description: "The customer's country." }),
    customerCity: t.string({ description: "The customer's city, at most 100 characters." }),
    contactName: t.string({ description: 'Whom to call at the customer, at most 120 characters.' }),
    contactEmail: t.string({ description: "The contact's mail address." }),
    contactPhone: t.string({ description: "The contact's phone number, at most 40 characters." }),
    productId: t.globalID({ for: [ProductType], description: 'What the customer needs; see `products`.' }),
    estimatedAmount: t.field({ type: MoneyInput, description: 'Your estimate of the deal; zero or more.' }),
    expectedCloseOn: t.field({ type: 'Date', description: 'When you expect the customer to decide.' }),
    notes: t.string({ description: 'What else the vendor should know, at most 4,000 characters.' }),
  }),
});

const detailsOf = (input: typeof DetailsInput.$inferInput) => {
  const { productId, estimatedAmount, ...texts } = input;
  const money = estimatedAmount && moneyInput('estimatedAmount', estimatedAmount);
  const amount =
    estimatedAmount === undefined
      ? {}
      : { estimatedAmountMinor: money?.amountMinor ?? null, estimatedCurrency: money?.currency ?? null };
  return { ...texts, ...amount, ...(productId === undefined ? {} : { productId: productId?.id ?? null }) };
};

const RegisterInput = builder.inputType('ReferralRegisterInput', {
  description: 'A new referral.',
  fields: (t) => ({
    details: t.field({ type: DetailsInput, required: true, description: 'What you know of the customer.' }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the referral that the first one made.',
    }),
  }),
});

builder.mutationField('referralRegister', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Registers a referral of your partner as a draft, which may be incomplete. Refused once the partner account was ' +
      'declined or terminated. For partners.',
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: RegisterInput, required: true, description: 'The referral.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const draft = { details: detailsOf(input.details), idempotencyKey: input.idempotencyKey };
      const id = await ctx.transaction((tx) => registerReferral(tx, ctx.actor, draft, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const EditInput = builder.inputType('ReferralEditInput', {
  description: 'A change of a referral.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    details: t.field({ type: DetailsInput, required: true, description: 'What changes.' }),
  }),
});

builder.mutationField('referralEdit', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Changes a referral. A draft or returned one changes altogether; from submission on, the customer and the product stay ' +
      'and the contact, estimate, expected close and notes change (`editableFields`). Refused once the partner account was ' +
      'declined or terminated. For partners.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: EditInput, required: true, description: 'The change.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const edit = { id: input.id.id, version: input.version, details: detailsOf(input.details) };
      const { id } = await ctx.transaction((tx) => editReferral(tx, ctx.actor, edit, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ActionInput = builder.inputType('ReferralActionInput', {
  description: 'A referral, as you read it.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
  }),
});

builder.mutationField('referralSubmit', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Hands a draft or returned referral to the vendor. Refused while the minimum information is missing (customer name and ' +
      'country, contact with mail or phone, product) or the partner is not active. For partners.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ActionInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { id: input.id.id, version: input.version };
      const { id } = await ctx.transaction((tx) => submitReferralForReview(tx, ctx.actor, which, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.mutationField('referralWithdraw', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description: 'Takes a referral back, in any state before it was rejected or withdrawn. For partners.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ActionInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { id: input.id.id, version: input.version };
      const { id } = await ctx.transaction((tx) => withdrawReferralByRules(tx, ctx.actor, which, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.mutationField('referralStartReview', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Takes a submitted referral into review, so that colleagues see it. For partner operations, and channel managers for their portfolio.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ActionInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { id: input.id.id, version: input.version };
      const { id } = await ctx.transaction((tx) => startReview(tx, ctx.actor, which, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const AcceptInput = builder.inputType('ReferralAcceptInput', {
  description: 'A decision for a submitted referral.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    message: t.string({ description: 'Words for the partner, at most 1,000 characters.' }),
  }),
});

const RefuseInput = builder.inputType('ReferralRefuseInput', {
  description: 'A submitted referral sent back or turned down, with the reason that the partner reads.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    code: t.field({ type: DecisionCodeType, required: true, description: 'Why, as a code.' }),
    message: t.string({
      required: true,
      description:
        'Why, in words that the partner reads, at most 1,000 characters. Never name another partner.',
    }),
  }),
});

const DECISIONS = {
  referralAccept: { action: 'ACCEPT', input: AcceptInput, description: 'Accepts a submitted referral.' },
  referralReturn: {
    action: 'RETURN',
    input: RefuseInput,
    description: 'Sends a submitted referral back to the partner for correction.',
  },
  referralReject: {
    action: 'REJECT',
    input: RefuseInput,
    description: 'Turns a submitted or waitlisted referral down.',
  },
  referralClose: { action: 'CLOSE', input: RefuseInput, description: 'Ends an accepted referral.' },
} as const;

for (const [name, { action, input: type, description }] of Object.entries(DECISIONS)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: ReferralType,
      nullable: true,
      description: `${description} For partner operations, and channel managers for their portfolio.`,
      errors: { types: [...ON_CHANGE] },
      args: {
        input: t.arg({ type: type as typeof AcceptInput, required: true, description: 'The decision.' }),
      },
      resolve: async (query, _root, { input }, ctx) => {
        const { code = null } = input as { code?: typeof DecisionCodeType.$inferType };
        const decision = {
          id: input.id.id,
          version: input.version,
          action,
          code,
          message: input.message ?? null,
        };
        const { id } = await ctx.transaction((tx) => decideReferralByRules(tx, ctx.actor, decision, ctx.now));
        return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}
