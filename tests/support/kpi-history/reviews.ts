import fc from 'fast-check';
import { businessMillisecondsBetween } from '../../../src/kernel/business-time.ts';
import { instantOf } from '../../../src/kernel/time.ts';
import { always, number, oneOf } from './anything.ts';
import { appendTold, ownerOf, partnerOf } from './cast.ts';
import { type Booked, type Counted, type History, type HistorySource, told, toldBy } from './history.ts';
import { ensureOrder } from './orders.ts';

/** Told as soon as it is done. */
export type ReviewStep = Readonly<{
  what: 'REVIEW';
  order: number;
  action: 'SUBMIT' | 'RETURN' | 'RATIFY' | 'REJECT';
}>;

const EVENTS = {
  SUBMIT: 'order.submitted',
  RETURN: 'order.returned',
  RATIFY: 'order.ratified',
  REJECT: 'order.rejected',
} as const;

export const reviews: HistorySource<ReviewStep> = {
  kinds: ['REVIEW'],
  sources: ['ORDER'],
  weight: 4,
  steps: (subjects) =>
    fc.record({
      what: always('REVIEW'),
      order: number(subjects),
      action: oneOf('SUBMIT', 'SUBMIT', 'RETURN', 'RATIFY', 'RATIFY', 'REJECT'),
    }),
  async tell(tx, cast, { order, action, bookedAt }) {
    const subjectId = await ensureOrder(tx, cast, order);
    await tx.$executeRaw`
      INSERT INTO order_change (order_id, action, to_status, actor_kind, changed_at)
      VALUES (${subjectId}::uuid, ${action}, 'SUBMITTED', 'JOB', ${bookedAt})`;
    const on = { subjectType: 'SalesOrder', subjectId, partnerId: partnerOf(cast, order) };
    await appendTold(tx, { type: EVENTS[action], ...on, at: bookedAt, bookedAt });
  },
  *facts(history) {
    for (const [order, steps] of toldBy(told<ReviewStep>(history, 'REVIEW'), (one) => one.order))
      yield* factsOf(ownerOf(order), steps, history);
  },
};

function* factsOf(
  partner: number,
  steps: readonly Booked<ReviewStep>[],
  { business }: History,
): Generator<Counted> {
  const wasReturned = steps.some(({ action }) => action === 'RETURN');
  let waitedMs: number | null = null;
  for (const [place, { action, bookedAt: at }] of steps.entries()) {
    const next = steps[place + 1];
    if (action === 'SUBMIT' && next)
      waitedMs =
        (waitedMs ?? 0) + businessMillisecondsBetween(business, instantOf(at), instantOf(next.bookedAt));
    if (action !== 'RATIFY') continue;
    yield { partner, measure: 'ORDERS_RATIFIED', at, value: 1 };
    if (!wasReturned) yield { partner, measure: 'ORDERS_FIRST_TIME_RIGHT', at, value: 1 };
    if (waitedMs !== null)
      yield { partner, measure: 'RATIFICATION_MINUTES', at, value: Math.floor(waitedMs / 60_000) };
  }
}
