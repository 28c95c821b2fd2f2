import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { ALWAYS, ON_CREATE } from '../../graphql/refusals.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import {
  type DraftRun,
  draftManyPayouts,
  draftPayout,
  PARTNERS_AT_ONCE_MAX,
} from '../../workflows/draft-payouts.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { PayoutType } from './payout.schema.ts';
import { PayoutHoldReasonType, PayoutOutcomeType } from './payout-enums.schema.ts';
import { NoRateError, NothingPayableError, PayoutHeldError } from './payout-refusals.schema.ts';

const PARTNERS_DEFAULT = 100;

const DraftInput = builder.inputType('PayoutDraftInput', {
  description: 'Whom to pay.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'The partner.' }),
    membershipId: t.globalID({
      for: [MembershipType],
      description: 'One of its people, of what they earned themselves; the partner where left out.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('payoutDraft', (t) =>
  t.prismaField({
    type: PayoutType,
    nullable: true,
    description:
      'Drafts what a payee is paid now: everything that issued statements say is payable, in every currency, at the rates of today, less ' +
      'what is owed and withheld. Nothing moves yet. Refused where something holds it, nothing or too little is payable, a rate is missing, ' +
      'or a payout is drafted or approved already. For finance.',
    errors: { types: [...ON_CREATE, PayoutHeldError, NothingPayableError, NoRateError] },
    args: { input: t.arg({ type: DraftInput, required: true, description: 'Whom to pay.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const draft = {
        partnerId: input.partnerId.id,
        membershipId: input.membershipId?.id ?? null,
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const id = await ctx.transaction((tx) => draftPayout(tx, ctx.actor, draft, ctx.now));
      return await ctx.db.payout.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const DraftManyInput = builder.inputType('PayoutDraftManyInput', {
  description: 'Which of the partners with issued statements to pay, in the order of their ids.',
  fields: (t) => ({
    after: t.globalID({
      for: [PartnerType],
      description:
        'Goes on after this partner, as `after` of the answer before says; from the beginning where left out.',
    }),
    first: t.int({
      description: `For how many partners at most: 1 to ${PARTNERS_AT_ONCE_MAX}; ${PARTNERS_DEFAULT} where left out.`,
    }),
  }),
});

type DraftResult = DraftRun['results'][number];

const DraftResultType = builder.objectRef<DraftResult>('PayoutDraftItem').implement({
  description: 'What became of what one payee is to be paid.',
  fields: (t) => ({
    partnerId: t.id({
      description: 'The global id of the partner.',
      resolve: ({ payee }) => globalIdOf('Partner', payee.partnerId),
    }),
    membershipId: t.id({
      nullable: true,
      description: 'The global id of the membership of the person who is paid; null where it is the partner.',
      resolve: ({ payee }) => (payee.membershipId ? globalIdOf('Membership', payee.membershipId) : null),
    }),
    outcome: t.expose('outcome', { type: PayoutOutcomeType, description: 'What became of it.' }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What is, or would be, transferred; null where it is not known.',
      resolve: ({ plan }) => (plan ? moneyFrom(plan.amountMinor, plan.currency) : null),
    }),
    payoutId: t.id({
      nullable: true,
      description: 'The global id of the payout that was drafted, now or before; null where there is none.',
      resolve: ({ payoutId }) => (payoutId ? globalIdOf('Payout', payoutId) : null),
    }),
    holds: t.field({
      type: [PayoutHoldReasonType],
      description: 'Everything that holds it; none where nothing is due. At most 6.',
      resolve: ({ outcome, payee }) => (outcome === 'HELD' ? [...payee.holds] : []),
    }),
    missingRate: t.string({
      nullable: true,
      description: 'The pair of currencies that has no rate, as `EUR/USD`; null otherwise.',
      resolve: ({ missingRate }) => (missingRate ? `${missingRate.from}/${missingRate.to}` : null),
    }),
  }),
});

const DraftRunType = builder.objectRef<DraftRun>('PayoutDraftRun').implement({
  description: 'What became of a page of partners.',
  fields: (t) => ({
    draftedCount: t.int({
      description: 'How many payouts were drafted by this request.',
      resolve: ({ results }) => results.filter(({ outcome }) => outcome === 'DUE').length,
    }),
    results: t.field({
      type: [DraftResultType],
      description: `What became of each payee, by partner; of at most ${PARTNERS_AT_ONCE_MAX} partners.`,
      complexity: { field: 5, multiplier: 100 },
      resolve: ({ results }) => [...results],
    }),
    after: t.id({
      nullable: true,
      description: 'The global id of the partner after which to go on; null where there are no more.',
      resolve: ({ after }) => (after ? globalIdOf('Partner', after) : null),
    }),
  }),
});

builder.mutationField('payoutDraftMany', (t) =>
  t.field({
    type: DraftRunType,
    nullable: true,
    description:
      'Drafts what is due to many partners, each for itself: what keeps one from being paid keeps no other. Sent again it drafts nothing ' +
      'twice. For finance.',
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: DraftManyInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, ctx) => {
      const page = { after: input.after?.id ?? null, first: input.first ?? PARTNERS_DEFAULT };
      return ctx.transaction((tx) => draftManyPayouts(tx, ctx.actor, page, ctx.now));
    },
  }),
);
