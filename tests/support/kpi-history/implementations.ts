import fc from 'fast-check';
import { always, number, oneOf } from './anything.ts';
import { appendTold, numbered, ownerOf, partnerOf } from './cast.ts';
import {
  type Booked,
  type Counted,
  dayAt,
  daysAfter,
  daysBetween,
  type HistorySource,
  told,
  toldBy,
} from './history.ts';

/** Planned once, live since some days before it is told, cancelled for good. */
export type ImplementationStep = Readonly<{
  what: 'IMPLEMENTATION';
  implementation: number;
  step: 'PLAN' | 'GO_LIVE' | 'CANCEL';
  daysAgo: number;
}>;

const IMPLEMENTATIONS = 6;
const EVENTS = { PLAN: 'planned', GO_LIVE: 'live', CANCEL: 'cancelled' } as const;

export const implementations: HistorySource<ImplementationStep> = {
  kinds: ['IMPLEMENTATION'],
  sources: ['IMPLEMENTATION'],
  weight: 6,
  edges: [
    { what: 'IMPLEMENTATION', implementation: IMPLEMENTATIONS, step: 'PLAN', daysAgo: 0 },
    { what: 'IMPLEMENTATION', implementation: IMPLEMENTATIONS, step: 'GO_LIVE', daysAgo: 250 },
    { what: 'IMPLEMENTATION', implementation: IMPLEMENTATIONS + 1, step: 'PLAN', daysAgo: 0 },
    { what: 'IMPLEMENTATION', implementation: IMPLEMENTATIONS + 1, step: 'GO_LIVE', daysAgo: 0 },
    { what: 'IMPLEMENTATION', implementation: IMPLEMENTATIONS + 1, step: 'CANCEL', daysAgo: 0 },
  ],
  steps: () =>
    fc.record({
      what: always('IMPLEMENTATION'),
      implementation: number(IMPLEMENTATIONS),
      step: oneOf('PLAN', 'PLAN', 'GO_LIVE', 'GO_LIVE', 'CANCEL'),
      daysAgo: fc.constantFrom(0, 0, 1, 20, 200),
    }),
  async tell(tx, cast, { implementation, step, daysAgo, bookedAt: at }) {
    const on = daysAfter(at.toISOString().slice(0, 10), -1 - daysAgo);
    const [id, partnerId] = [
      numbered(cast, 'implementation', implementation),
      partnerOf(cast, implementation),
    ];
    if (step === 'PLAN')
      await tx.$executeRaw`
        INSERT INTO implementation (id, partner_id, customer_name, status, planned_go_live_on, created_at)
        VALUES (${id}::uuid, ${partnerId}::uuid, 'Initech', 'PLANNED', ${on}::date, ${at}) ON CONFLICT (id) DO NOTHING`;
    if (step === 'GO_LIVE')
      await tx.$executeRaw`
        UPDATE implementation SET status = 'LIVE', actual_go_live_on = ${on}::date
        WHERE id = ${id}::uuid AND status = 'PLANNED'`;
    if (step === 'CANCEL')
      await tx.$executeRaw`
        UPDATE implementation SET status = 'CANCELLED', cancelled_at = ${at}
        WHERE id = ${id}::uuid AND status IN ('PLANNED', 'LIVE')`;
    const status = { PLAN: undefined, GO_LIVE: 'LIVE', CANCEL: 'CANCELLED' }[step];
    const isSo = (await tx.implementation.count({ where: { id, ...(status && { status }) } })) > 0;
    const subject = { subjectType: 'Implementation', subjectId: id, partnerId };
    if (isSo) await appendTold(tx, { type: `implementation.${EVENTS[step]}`, ...subject, at, bookedAt: at });
  },
  *facts(history) {
    const steps = told<ImplementationStep>(history, 'IMPLEMENTATION');
    for (const [implementation, own] of toldBy(steps, (one) => one.implementation))
      yield* goLiveOf(ownerOf(implementation), own, history.zone);
  },
};

function* goLiveOf(
  partner: number,
  steps: readonly Booked<ImplementationStep>[],
  zone: string,
): Generator<Counted> {
  let plannedOn: string | null = null;
  let liveOn: string | null = null;
  for (const { step, daysAgo, bookedAt } of steps) {
    if (step === 'PLAN') plannedOn ??= dayAt(zone, bookedAt);
    if (plannedOn === null) continue;
    if (step === 'CANCEL') return;
    if (step === 'GO_LIVE') liveOn ??= daysAfter(bookedAt.toISOString().slice(0, 10), -1 - daysAgo);
  }
  if (plannedOn === null || liveOn === null) return;
  yield { partner, measure: 'GO_LIVE_DAYS', day: liveOn, value: Math.max(daysBetween(plannedOn, liveOn), 0) };
}
