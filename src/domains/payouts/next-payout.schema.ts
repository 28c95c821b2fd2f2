import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { planPayouts } from '../../workflows/plan-payouts.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import type { PayeeDecision } from './payee-position.rules.ts';
import { storedConversions } from './payout.rules.ts';
import { PayoutConversionType } from './payout.schema.ts';
import { PayoutHoldReasonType, PayoutOutcomeType } from './payout-enums.schema.ts';

const NextPayoutType = builder.objectRef<PayeeDecision>('NextPayout').implement({
  description: 'What a partner would be paid now.',
  fields: (t) => ({
    outcome: t.field({
      type: PayoutOutcomeType,
      description:
        'What becomes of it; partners are not told whether a payout is drafted, as it may be given up.',
      resolve: ({ outcome }) => outcome,
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description:
        "What would be transferred, in the account's currency, at today's rates; zero where nothing would. Null without an account, or a rate.",
      resolve: ({ plan }) => (plan ? moneyFrom(plan.amountMinor, plan.currency) : null),
    }),
    owed: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What carries forward because more is owed than payable; null where it does not.',
      resolve: ({ plan }) => (plan && plan.netMinor < 0n ? moneyFrom(-plan.netMinor, plan.currency) : null),
    }),
    withheld: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What would be withheld as tax; null where the amount is.',
      resolve: ({ plan }) => (plan ? moneyFrom(plan.withheldMinor, plan.currency) : null),
    }),
    conversions: t.field({
      type: [PayoutConversionType],
      description: 'What would be converted, by currency; at most 200.',
      complexity: { field: 1, multiplier: 3 },
      resolve: ({ plan }) =>
        plan ? storedConversions(plan).map((one) => ({ ...one, into: plan.currency })) : [],
    }),
    minimum: t.field({
      type: MoneyType,
      nullable: true,
      description: "The least that is paid at once in the account's currency; null without an account.",
      resolve: ({ payee }) => (payee.account ? moneyFrom(payee.minimumMinor, payee.account.currency) : null),
    }),
    holds: t.field({
      type: [PayoutHoldReasonType],
      description: 'Everything that holds payouts now, also where nothing is due; at most 6.',
      resolve: ({ payee }) => [...payee.holds],
    }),
    missingRate: t.string({
      nullable: true,
      description: 'The pair of currencies that has no rate, as `EUR/USD`; null otherwise.',
      resolve: ({ missingRate }) => (missingRate ? `${missingRate.from}/${missingRate.to}` : null),
    }),
  }),
});

builder.prismaObjectField(PartnerType, 'nextPayout', (t) =>
  t.field({
    type: NextPayoutType,
    nullable: true,
    description:
      'What it would be paid now, and what holds it; null for who may not read payouts. For the page of one partner rather than for lists.',
    complexity: { field: 50, multiplier: 1 },
    select: { id: true },
    resolve: async ({ id }, _args, { actor, now, readAsVendor }) => {
      if (!isAllowed(actor, 'PAYOUTS_READ')) return null;
      // A draft is the vendor's own until it is sent: a partner is told what it would be without it.
      const seesDrafts = actor.kind !== 'PARTNER';
      const decisions = await readAsVendor((tx) => planPayouts(tx, [id], now, { seesDrafts }));
      return decisions.find(({ payee }) => payee.membershipId === null) ?? null;
    },
  }),
);
