import { builder } from '../../graphql/builder.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { NotFoundError, RateLimitedError } from '../../kernel/errors.ts';
import { checkReferral } from '../../workflows/check-referral.ts';
import { ProductType } from '../products/product.schema.ts';
import type { CheckAnswer } from './referral-check.rules.ts';
import type { CheckResult } from './referral-check.service.ts';

const DAY_SECONDS = 86_400;
const PER_PERSON = { name: 'referralCheck', usesMax: 20, windowSeconds: DAY_SECONDS };
const PER_PARTNER = { name: 'referralCheck.partner', usesMax: 60, windowSeconds: DAY_SECONDS };

const AnswerType = builder.enumType('ReferralCheckAnswer', {
  description: 'What can be said of a customer before it is registered.',
  values: {
    CLEAR: {
      description:
        "Nobody has registered it, as far as its tax id and domain say. It does not say that the vendor will accept it: the vendor's own customers answer alike.",
    },
    NEEDS_REVIEW: {
      description:
        "Somebody of the vendor will have to look: no tax id or domain that identifies it was given, or your partner's own standing needs it (status, agreement, territory, number of open referrals).",
    },
    TAKEN: {
      description: 'It is registered for this product family; a referral of it would wait in line.',
    },
  } satisfies Record<CheckAnswer, object>,
});

const CheckType = builder.objectRef<CheckResult>('ReferralCheck').implement({
  description:
    'A coarse answer, which is the same whoever registered the customer and whether or not the vendor knows it.',
  fields: (t) => ({
    answer: t.field({ type: AnswerType, description: 'The answer.', resolve: ({ answer }) => answer }),
    takenUntilAbout: t.field({
      type: 'Date',
      nullable: true,
      description:
        'Where it is taken: the first day of the month in which it may be free, unless it is extended. Null otherwise.',
      resolve: ({ takenUntilAbout }) => takenUntilAbout,
    }),
  }),
});

const CheckInput = builder.inputType('ReferralCheckInput', {
  description: 'A customer that you think of registering.',
  fields: (t) => ({
    customerName: t.string({ required: true, description: "The company's name, at most 200 characters." }),
    customerDomain: t.string({
      description: "The customer's web domain or address; not of a public mail service.",
    }),
    customerTaxId: t.string({ description: "The customer's tax id, at most 40 characters." }),
    customerCountryCode: t.field({
      type: 'CountryCode',
      required: true,
      description: "The customer's country, which is also that of the tax id.",
    }),
    productId: t.globalID({
      for: [ProductType],
      required: true,
      description: 'What the customer needs; see `products`.',
    }),
  }),
});

builder.mutationField('referralCheck', (t) =>
  t.field({
    type: CheckType,
    nullable: true,
    description:
      `Asks whether a customer is free, before you invest in it. Each question is counted and logged: at most ${PER_PERSON.usesMax} a day ` +
      `by one person and ${PER_PARTNER.usesMax} by one partner, by UTC. For partners.`,
    errors: { types: [...ALWAYS, NotFoundError, RateLimitedError] },
    args: { input: t.arg({ type: CheckInput, required: true, description: 'The customer.' }) },
    resolve: async (_root, { input }, ctx) => {
      const { membership } = ctx.actor;
      if (membership) {
        // The person first: whoever is refused for it must not use up what colleagues have.
        await ctx.countUse(PER_PERSON);
        await ctx.countUse(PER_PARTNER, membership.partnerId);
      }
      const question = { ...input, productId: input.productId.id };
      return await ctx.transaction((tx) => checkReferral(tx, ctx.actor, question, ctx.now));
    },
  }),
);
