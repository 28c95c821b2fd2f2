import { builder } from '../../graphql/builder.ts';
import { moneyFrom, moneyInput } from '../../graphql/money-fields.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { MoneyInput, MoneyType } from '../../graphql/scalars.ts';
import { formatDecimal } from '../../kernel/decimal.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { roundedFraction } from '../../kernel/fraction.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { type WhatIf, whatIfReferral } from '../../workflows/what-if-referral.ts';
import { ProductType } from '../products/product.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { CommissionExplanationType } from './commission-explanation.schema.ts';

type Told = WhatIf & Readonly<{ isReviewer: boolean }>;
type ToldSlot = WhatIf['slots'][number] & Pick<Told, 'currency' | 'isReviewer'>;

const SlotType = builder.objectRef<ToldSlot>('ReferralWhatIfSlot').implement({
  description: 'What one group of rules would pay.',
  fields: (t) => ({
    group: t.string({ description: 'The code of the group.', resolve: ({ slot }) => slot.slot }),
    amount: t.field({
      type: MoneyType,
      description: "The partner's share of it; of a recurring commission the most that it can be.",
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency)!,
    }),
    explanation: t.field({
      type: CommissionExplanationType,
      description: 'Why, for the whole deal; without margin and hidden rules for partners.',
      resolve: ({ slot, isReviewer }) => (isReviewer ? slot.explanation : slot.partnerExplanation),
    }),
  }),
});

const WhatIfType = builder.objectRef<Told>('ReferralWhatIf').implement({
  description: 'What a partner would earn if its referral were won today. It promises nothing.',
  fields: (t) => ({
    total: t.field({
      type: MoneyType,
      description: 'All slots together.',
      resolve: ({ slots, currency }) =>
        moneyFrom(
          slots.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
          currency,
        )!,
    }),
    share: t.field({
      type: 'Decimal',
      description:
        "The partner's share of the deal, from 0 to 1, as it is credited now; 1 where nobody is yet.",
      resolve: ({ share }) => formatDecimal(roundedFraction(share, 12)),
    }),
    hasPlan: t.boolean({
      description: 'Whether the partner has a plan today; nothing is earned without one.',
      resolve: ({ plan }) => plan !== null,
    }),
    slots: t.field({
      type: [SlotType],
      description: 'By group of rules; at most 100.',
      resolve: ({ slots, currency, isReviewer }) => slots.map((slot) => ({ ...slot, currency, isReviewer })),
    }),
  }),
});

/** @throws GraphQLError where the amount cannot be one. */
function amountOf(field: string, input: Readonly<{ amount: string; currency: string }>): bigint {
  try {
    const { amountMinor } = moneyInput(field, input);
    if (amountMinor >= 0n) return amountMinor;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw badInput(error.message);
  }
  throw badInput(`${field} is not negative.`);
}

builder.queryField('referralWhatIf', (t) =>
  t.field({
    type: WhatIfType,
    nullable: true,
    description:
      'What the partner would earn if this referral were won today at this amount, by the plan and the tier that would count, with volumes that begin at nothing and without SPIFFs. Null where the referral is hidden or not there.',
    authScopes: { permission: 'COMMISSIONS_READ' },
    complexity: 30,
    args: {
      referralId: t.arg.globalID({ for: [ReferralType], required: true, description: 'The referral.' }),
      amount: t.arg({
        type: MoneyInput,
        required: true,
        description: 'The one-off charge of the deal; from 0.',
      }),
      monthly: t.arg({
        type: 'Decimal',
        description:
          'The monthly charge, in major units of the same currency, for at least a year; 0 where left out.',
      }),
      productId: t.arg.globalID({
        for: [ProductType],
        description: "What would be sold; the referral's product where left out.",
      }),
    },
    resolve: async (_root, { referralId, amount, monthly, productId }, context) => {
      const { actor, db, now } = context;
      const oneOffMinor = amountOf('amount', amount);
      const monthlyMinor = monthly == null ? 0n : amountOf('monthly', { ...amount, amount: monthly });
      const referral = await db.referral.findUnique({ where: { id: referralId.id }, select: { id: true } });
      if (!referral) return null;
      const question = {
        ...{ referralId: referral.id, productId: productId?.id ?? null, oneOffMinor, monthlyMinor },
        currency: amount.currency as WhatIf['currency'],
      };
      const found = await context.readAsVendor((tx) => whatIfReferral(tx, question, now));
      return found && { ...found, isReviewer: isAllowed(actor, 'COMMISSIONS_REVIEW_READ') };
    },
  }),
);
