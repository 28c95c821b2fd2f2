import type { Prisma } from '../../platform/database/generated/client/client.ts';
import type { ClockState } from '../sla/sla-clock.rules.ts';

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

/** What waits for the vendor where no states are asked for; an empty list, as every list of a filter, matches nothing. */
export function statesWhere(
  states: readonly ClockState[] | null | undefined,
  now: Date,
): Prisma.SlaClockWhereInput {
  if (!states) return { status: 'RUNNING' };
  // Prisma takes an OR of nothing for no condition at all.
  return states.length === 0
    ? { status: { in: [] } }
    : { OR: [...new Set(states)].map((state) => conditionOf(state, now)) };
}
