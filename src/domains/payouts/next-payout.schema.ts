import { builder } from '../../graphql/builder.ts';
import { moneyOrNull } from '../../graphql/columns.ts';
import { about, finishedBy, TODAY } from '../../graphql/finished.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { planPayouts } from '../../workflows/plan-payouts.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { type NextPayout, nextPayoutOf } from './next-payout.rules.ts';
import { PayoutConversionType } from './payout.schema.ts';
import { PayoutHoldReasonType, PayoutOutcomeType } from './payout-enums.schema.ts';
import { ACCOUNTS, OPEN_PAYOUTS, PAYOUT_RATES, POSITIONS, STANDINGS } from './payout-position.sql.ts';

const NextPayoutType = builder.objectRef<NextPayout>('NextPayout').implement({
  description: 'What a partner would be paid now.',
  fields: (t) => ({
    outcome: t.expose('outcome', {
      type: PayoutOutcomeType,
      description:
        'What becomes of it; partners are not told whether a payout is drafted, as it may be given up.',
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description:
        "What would be transferred, in the account's currency, at today's rates; zero where nothing would. Null without an account, or a rate.",
      ...moneyOrNull('amountMinor', 'currency'),
    }),
    owed: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What carries forward because more is owed than payable; null where it does not.',
      ...moneyOrNull('owedMinor', 'currency'),
    }),
    withheld: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What would be withheld as tax; null where the amount is.',
      ...moneyOrNull('withheldMinor', 'currency'),
    }),
    conversions: t.expose('conversions', {
      type: [PayoutConversionType],
      description: 'What would be converted, by currency; at most 200.',
      complexity: { field: 1, multiplier: 3 },
    }),
    minimum: t.field({
      type: MoneyType,
      nullable: true,
      description: "The least that is paid at once in the account's currency; null without an account.",
      ...moneyOrNull('minimumMinor', 'minimumCurrency'),
    }),
    holds: t.expose('holds', {
      type: [PayoutHoldReasonType],
      description: 'Everything that holds payouts now, also where nothing is due; at most 6.',
    }),
    missingRate: t.exposeString('missingRate', {
      nullable: true,
      description: 'The pair of currencies that has no rate, as `EUR/USD`; null otherwise.',
    }),
  }),
});

/** The partner of the row alone. */
const OWN = {
  read: ({ id }: Readonly<{ id: string }>) => [id],
  sql: (row: Readonly<{ column(name: string): string }>) => `ARRAY[${row.column('id')}]`,
};

/**
 * Who may read the tables that it is made of is told by one statement; a channel manager, to whom accounts are closed, and
 * who may not read payouts, by the resolver.
 */
const { select, extensions } = finishedBy(
  'partner.nextPayout',
  { id: true },
  {
    with: { today: TODAY },
    rows: {
      positions: about(POSITIONS, { partnerIds: OWN }),
      standings: about(STANDINGS, { partnerIds: OWN, on: TODAY }),
      accounts: about(ACCOUNTS, { partnerIds: OWN }),
      openPayouts: about(OPEN_PAYOUTS, { partnerIds: OWN }),
      rates: about(PAYOUT_RATES, { partnerIds: OWN, on: TODAY }),
    },
    readBy: { permission: 'PAYOUTS_READ', notAs: ['portal_member', 'portal_portfolio'] },
  },
);

builder.prismaObjectField(PartnerType, 'nextPayout', (t) =>
  t.field({
    type: NextPayoutType,
    nullable: true,
    description:
      'What it would be paid now, and what holds it; null for who may not read payouts. For the page of one partner rather than for lists.',
    complexity: { field: 50, multiplier: 1 },
    select,
    extensions,
    resolve: async ({ id }, _args, { actor, now, readAsVendor }) => {
      if (!isAllowed(actor, 'PAYOUTS_READ')) return null;
      // A draft is the vendor's own until it is sent: a partner is told what it would be without it.
      const seesDrafts = actor.kind !== 'PARTNER';
      const decisions = await readAsVendor((tx) => planPayouts(tx, [id], now, { seesDrafts }));
      const own = decisions.find(({ payee }) => payee.membershipId === null);
      return own ? nextPayoutOf(own) : null;
    },
  }),
);
