import { builder } from '../../graphql/builder.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { OpportunityType } from '../opportunities/opportunity.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import type { ReferralStatus } from '../referrals/referral.states.ts';
import { ReferralStatusType } from '../referrals/referral-enums.schema.ts';
import type { Resolution } from './contest.rules.ts';

const PARTIES_MAX = 100;

export const ContestResolutionType = builder.enumType('ContestResolution', {
  description: 'How a contest ended.',
  values: {
    ONE: { description: 'One referral goes on; the others are closed.' },
    SPLIT: { description: 'Credit is shared by exact parts that sum to one; whoever has none is closed.' },
    SOURCED_CREDIT: {
      description:
        'One referral is credited as the source, the others as influence without a share; all go on.',
    },
    DIRECT_SALES: { description: "The vendor's own sales were first; every referral is closed." },
    UNDONE: { description: 'What made it was undone: everything is as it was before.' },
  } satisfies Record<Resolution | 'UNDONE', object>,
});

const ContestCauseType = builder.enumType('ContestCause', {
  description: 'What made a contest.',
  values: {
    MERGE: { description: 'Two customers were merged.' },
    LATE_FINDING: {
      description: 'It was found out later who a customer is, or that direct sales was there before.',
    },
  },
});

const ContestPartyType = builder.prismaObject('ContestParty', {
  name: 'ContestParty',
  description: 'One referral in a contest. Partners never see any of it.',
  authScopes: { permission: 'ENGAGEMENT_READ' },
  fields: (t) => ({
    referral: t.relation('referral', { type: ReferralType, description: 'The referral.' }),
    statusBefore: t.field({
      type: ReferralStatusType,
      description: 'Its status before the contest.',
      select: { statusBefore: true },
      resolve: ({ statusBefore }) => statusBefore as ReferralStatus,
    }),
  }),
});

export const ContestType = builder.prismaNode('Contest', {
  name: 'Contest',
  description:
    'Accepted referrals that turned out to be about one customer, among each other or with direct sales. Partners never see any of it.',
  authScopes: { permission: 'ENGAGEMENT_READ' },
  id: { field: 'id', description: 'Global id, `Contest_<uuid>`.' },
  fields: (t) => ({
    cause: t.field({
      type: ContestCauseType,
      description: 'What made it.',
      select: { cause: true },
      resolve: ({ cause }) => cause as 'MERGE',
    }),
    customer: t.relation('customer', {
      type: CustomerType,
      nullable: true,
      description: 'The customer, as the record that the others counted as.',
    }),
    opportunity: t.relation('opportunity', {
      type: OpportunityType,
      nullable: true,
      description:
        'The deal of direct sales that was there before; null where there is none, or where it is hidden from you.',
    }),
    parties: t.relation('parties', {
      type: ContestPartyType,
      description: `The referrals that collide, as far as you may see them; at most ${PARTIES_MAX}.`,
      complexity: { field: 5, multiplier: 5 },
      query: { orderBy: { referralId: 'asc' }, take: PARTIES_MAX },
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When they were found to collide.' }),
    resolution: t.field({
      type: ContestResolutionType,
      nullable: true,
      description: 'How it ended; null while it waits for a decision.',
      select: { resolution: true },
      resolve: ({ resolution }) => resolution as Resolution | null,
    }),
    resolvedAt: t.expose('resolvedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it waits for a decision.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was decided so.' }),
  }),
});
