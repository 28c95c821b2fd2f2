import { idsFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';
import type { ClockState } from '../sla/sla-clock.rules.ts';
import { REFERRAL_STANDARD } from './review-queue.rules.ts';

type Filter = Readonly<{
  states?: readonly ClockState[] | null;
  partnerIds?: readonly { id: string }[] | null;
}>;

/** What runs by when it is due, each of which is a range of one index. */
const conditionOf = (state: ClockState, now: Date): Prisma.SlaClockWhereInput => {
  switch (state) {
    case 'OK':
      return { status: 'RUNNING', warnAt: { gt: now } };
    case 'WARNED':
      return { status: 'RUNNING', warnAt: { lte: now }, breachAt: { gt: now } };
    case 'BREACHED':
      return { status: 'RUNNING', breachAt: { lte: now } };
    default:
      return { status: state };
  }
};

/** As every list of a filter: undefined asks for the default, an empty list matches nothing. */
function statesWhere(states: Filter['states'], now: Date): Prisma.SlaClockWhereInput {
  if (!states) return { status: 'RUNNING' };
  // Prisma takes an OR of nothing for no condition at all.
  return states.length === 0
    ? { status: { in: [] } }
    : { OR: [...new Set(states)].map((state) => conditionOf(state, now)) };
}

/** What waits for the vendor, where no states are asked for. @throws GraphQLError where a list is too long. */
export const reviewQueueWhere = (
  filter: Filter | null | undefined,
  now: Date,
): Prisma.SlaClockWhereInput => ({
  standard: REFERRAL_STANDARD,
  partnerId: idsFilter('partnerIds', filter?.partnerIds),
  ...statesWhere(filter?.states, now),
});
