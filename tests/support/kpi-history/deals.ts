import fc from 'fast-check';
import type { Tx } from '../../../src/platform/database/client.ts';
import { always, instant, number, oneOf } from './anything.ts';
import { appendTold, type Cast, ownerOf, partnerOf, SPARE_SUBJECT } from './cast.ts';
import {
  type Booked,
  type Counted,
  dayAt,
  daysAfter,
  daysBetween,
  type History,
  type HistorySource,
  inOrder,
  told,
  toldBy,
} from './history.ts';

export type DealStep = Readonly<{
  what: 'DEAL';
  deal: number;
  stage: string;
  amountMinor: number | null;
  at: Date;
}>;

const STALE_DAYS = 90;

/** Deal number n is whole the partner's of referral number n. */
export const deals: HistorySource<DealStep> = {
  kinds: ['DEAL'],
  sources: ['OPPORTUNITY'],
  weight: 6,
  edges: [
    {
      ...{ what: 'DEAL', deal: SPARE_SUBJECT, stage: 'WON', amountMinor: 1_000 },
      at: new Date('2025-02-15T17:00:00Z'),
    },
  ],
  steps: (subjects) =>
    fc.record({
      what: always('DEAL'),
      deal: number(subjects),
      stage: oneOf('PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'WON', 'WON', 'LOST'),
      amountMinor: fc.option(fc.integer({ min: 1, max: 5_000_000 })),
      at: instant,
    }),
  tell,
  *facts(history) {
    for (const [deal, steps] of toldBy(told<DealStep>(history, 'DEAL'), (one) => one.deal)) {
      yield* openFacts(ownerOf(deal), inOrder(steps), history);
      yield* closedFacts(ownerOf(deal), inOrder(steps), history);
    }
  },
};

async function tell(tx: Tx, cast: Cast, { deal, stage, amountMinor, at, bookedAt }: Booked<DealStep>) {
  const [id, referralId, partnerId] = [cast.deals[deal]!, cast.referrals[deal]!, partnerOf(cast, deal)];
  const currency = amountMinor === null ? null : 'USD';
  await tx.$executeRaw`
    INSERT INTO opportunity_change (opportunity_id, changed, stage, amount_minor, currency, effective_at, booked_at)
    VALUES (${id}::uuid, ARRAY['STAGE'], ${stage}, ${amountMinor}, ${currency}, ${at}, ${bookedAt})`;
  const [latest] = await tx.$queryRaw<{ stage: string }[]>`
    SELECT stage FROM opportunity_change WHERE opportunity_id = ${id}::uuid ORDER BY effective_at DESC, booked_at DESC, id DESC LIMIT 1`;
  const status =
    latest!.stage === 'WON' ? 'ATTRIBUTED' : latest!.stage === 'LOST' ? 'NOT_ATTRIBUTED' : 'PENDING';
  const because = latest!.stage === 'LOST' ? 'DEAL_LOST' : 'PROTECTED';
  await tx.$executeRaw`
    UPDATE attribution SET ended_at = ${bookedAt} WHERE opportunity_id = ${id}::uuid AND ended_at IS NULL`;
  await tx.$executeRaw`
    INSERT INTO attribution (partner_id, referral_id, opportunity_id, status, because, decided_at)
    VALUES (${partnerId}::uuid, ${referralId}::uuid, ${id}::uuid, ${status}, ${because}, ${bookedAt})`;
  const subject = { subjectType: 'Opportunity', subjectId: id, partnerId };
  await appendTold(tx, { type: 'opportunity.stage_changed', ...subject, at, bookedAt });
}

function* openFacts(
  partner: number,
  changes: readonly Booked<DealStep>[],
  { zone }: History,
): Generator<Counted> {
  for (const [place, { stage, amountMinor, at }] of changes.entries()) {
    const until = changes[place + 1]?.at ?? null;
    if (stage === 'WON' || stage === 'LOST' || Number(until) === Number(at)) continue;
    yield { partner, measure: 'OPEN_DEALS', slice: stage, at, value: 1 };
    if (until) yield { partner, measure: 'OPEN_DEALS', slice: stage, at: until, value: -1 };
    if (!amountMinor) continue;
    const amount = { partner, slice: stage, currency: 'USD' };
    yield { ...amount, measure: 'PIPELINE_AMOUNT', at, value: amountMinor };
    if (until) yield { ...amount, measure: 'PIPELINE_AMOUNT', at: until, value: -amountMinor };
    const staleOn = daysAfter(dayAt(zone, at), STALE_DAYS);
    if (until && dayAt(zone, until) <= staleOn) continue;
    yield { ...amount, measure: 'STALE_AMOUNT', day: staleOn, value: amountMinor };
    if (until) yield { ...amount, measure: 'STALE_AMOUNT', at: until, value: -amountMinor };
  }
}

function* closedFacts(
  partner: number,
  changes: readonly Booked<DealStep>[],
  { zone }: History,
): Generator<Counted> {
  const latest = changes.at(-1)!;
  if (latest.stage !== 'WON' && latest.stage !== 'LOST') return;
  let place = changes.length - 1;
  while (place > 0 && changes[place - 1]!.stage === latest.stage) place -= 1;
  const closedAt = changes[place]!.at;
  if (latest.stage === 'LOST') {
    yield { partner, measure: 'DEALS_LOST', at: closedAt, value: 1 };
    return;
  }
  const cycleDays = daysBetween(dayAt(zone, changes[0]!.at), dayAt(zone, closedAt));
  yield { partner, measure: 'DEALS_WON', at: closedAt, value: 1 };
  yield { partner, measure: 'SALES_CYCLE_DAYS', at: closedAt, value: cycleDays };
  if (latest.amountMinor === null) return;
  for (const measure of ['REVENUE_WON', 'REVENUE_SOURCED'])
    yield { partner, measure, currency: 'USD', at: closedAt, value: latest.amountMinor };
}
