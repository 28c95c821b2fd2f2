import { builder } from '../../graphql/builder.ts';
import { declared } from '../../graphql/columns.ts';
import { isOneOfIds } from '../../graphql/conditions.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { connectionOf, type ListDeclaration, listField } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import type { ClockState } from '../sla/sla-clock.rules.ts';
import { SlaClockStateType, SlaClockType } from '../sla/sla-clock.schema.ts';
import { ReferralType } from './referral.schema.ts';
import { statesWhere } from './review-queue.filter.ts';
import { REFERRAL_STANDARD } from './review-queue.rules.ts';

const REVIEWERS_ONLY = { permission: 'REFERRALS_DECIDE' } as const;

const ReviewQueueItemType = builder.prismaObject('SlaClock', {
  variant: 'ReviewQueueItem',
  description: 'A referral that waits for a decision, and how long it has. Partners never see it.',
  authScopes: REVIEWERS_ONLY,
  fields: (t) => ({
    referral: t.relation('referral', {
      type: ReferralType,
      nullable: false,
      // A clock may be about something else; those of this queue never are.
      onNull: 'error',
      description: 'The referral.',
    }),
    clock: t.variant(SlaClockType, {
      description: 'How long it has waited for the vendor.',
      extensions: declared({ is: 'same row' }),
    }),
  }),
});

const ReviewQueueFilter = builder.inputType('ReviewQueueFilter', {
  description: 'Which referrals; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    states: t.field({
      type: [SlaClockStateType],
      description:
        'With a clock in one of these states at the instant of this request. Where left out: all that wait for the vendor, so neither PAUSED nor STOPPED.',
    }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
  }),
});

const ReviewQueueConnection = connectionOf(ReviewQueueItemType, 'ReviewQueue', {
  one: 'A referral that waits',
  many: 'referrals that wait',
});

const REVIEW_QUEUE: ListDeclaration = {
  ...{ model: 'slaClock', typeName: 'ReviewQueueItem' },
  where: { standard: REFERRAL_STANDARD },
  conditions: { partnerIds: isOneOfIds('partnerId', 'Partner') },
  // What runs by when it is due is a range of one index for each state, all of it where no state is asked for.
  ordinary: {
    parts: ['states'],
    where: ({ states }, { now }) => statesWhere(states as readonly ClockState[] | null, now),
    sql: (row) => `${row.column('status')} = 'RUNNING'`,
  },
  orders: { BREACH_AT: { column: 'breachAt', type: 'instant' } },
  initial: { by: 'BREACH_AT', direction: 'ASC' },
};

builder.queryField('reviewQueue', (t) =>
  t.field({
    type: ReviewQueueConnection,
    nullable: true,
    description:
      'The referrals that wait for a decision, the one whose response standard breaks soonest first, so that what is broken leads. ' +
      'A paused one stands where it stood when it was paused. For partner operations, and channel managers for their portfolio.',
    authScopes: REVIEWERS_ONLY,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: ReviewQueueFilter, description: 'Which.' }),
    },
    ...listField(REVIEW_QUEUE),
  }),
);
