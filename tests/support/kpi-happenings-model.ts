import type { BusinessCalendar } from '../../src/kernel/business-calendar.ts';
import { businessMillisecondsBetween } from '../../src/kernel/business-time.ts';
import { instantOf } from '../../src/kernel/time.ts';
import { type Happened, LEAVER_GRACE_DAYS } from './kpi-happenings.ts';
import { type Counted, dayAt, daysAfter, inOrder } from './kpi-model.ts';

/*
 * What should be counted of reviews, disputes, commissions and people, from the list of what happened alone.
 */

const EXPIRING_DAYS = 90;
const CAST_PARTNERS = 3;

type Of<What extends Happened['what']> = Extract<Happened, { what: What }>;

const ofKind = <What extends Happened['what']>(happened: readonly Happened[], what: What) =>
  happened.filter((one): one is Of<What> => one.what === what);

const by = <Item>(items: readonly Item[], keyOf: (item: Item) => number) => [
  ...Map.groupBy(items, keyOf).entries(),
];

const ownerOf = (number: number): number => number % CAST_PARTNERS;

/** The facts of all that happened, whose zone and hours are the vendor's. */
export function* happenedFacts(
  happened: readonly Happened[],
  zone: string,
  business: BusinessCalendar,
): Generator<Counted> {
  for (const [order, steps] of by(ofKind(happened, 'REVIEW'), (one) => one.order))
    yield* reviewFacts(ownerOf(order), inOrder(steps), business);
  for (const [dispute, steps] of by(ofKind(happened, 'DISPUTE'), (one) => one.dispute))
    yield* disputeFacts(ownerOf(dispute), steps);
  for (const [order, entries] of by(ofKind(happened, 'ENTRY'), (one) => one.order))
    yield* entryFacts(ownerOf(order), entries);
  yield* peopleFacts(happened, zone);
}

function* reviewFacts(
  partner: number,
  steps: readonly Of<'REVIEW'>[],
  business: BusinessCalendar,
): Generator<Counted> {
  const wasReturned = steps.some(({ action }) => action === 'RETURN');
  let waited: number | null = null;
  for (const [place, { action, at }] of steps.entries()) {
    const next = steps[place + 1];
    if (action === 'SUBMIT' && next)
      waited = (waited ?? 0) + businessMillisecondsBetween(business, instantOf(at), instantOf(next.at));
    if (action !== 'RATIFY') continue;
    yield { partner, measure: 'ORDERS_RATIFIED', at, value: 1 };
    if (!wasReturned) yield { partner, measure: 'ORDERS_FIRST_TIME_RIGHT', at, value: 1 };
    if (waited !== null)
      yield { partner, measure: 'RATIFICATION_MINUTES', at, value: Math.floor(waited / 60_000) };
  }
}

/** Told in the order in which it happened; what a dispute's state does not allow has not. */
function* disputeFacts(partner: number, steps: readonly Of<'DISPUTE'>[]): Generator<Counted> {
  let openedAt: Date | null = null;
  let endedAt: Date | null = null;
  let [isDecided, wasAppealed] = [false, false];
  for (const { step, at } of steps) {
    const isOpen = openedAt !== null && endedAt === null;
    if (step === 'OPEN') openedAt ??= at;
    else if (step === 'APPEAL') {
      if (isDecided && !wasAppealed) [endedAt, isDecided, wasAppealed] = [null, false, true];
    } else if (isOpen) [endedAt, isDecided] = [at, step === 'DECIDE'];
  }
  if (!openedAt || !endedAt) return;
  const minutes = Math.floor((Number(endedAt) - Number(openedAt)) / 60_000);
  yield { partner, measure: 'DISPUTE_MINUTES', at: endedAt, value: minutes };
}

/** Each kind once; nothing comes back before something was earned. The first that was told says of which day the cohort is. */
function* entryFacts(partner: number, entries: readonly Of<'ENTRY'>[]): Generator<Counted> {
  const booked = new Set<string>();
  const { on } = entries[0]!;
  for (const { kind, amountMinor: value, day } of entries) {
    if (booked.has(kind) || (kind !== 'ACCRUAL' && !booked.has('ACCRUAL'))) continue;
    booked.add(kind);
    const amount = { partner, currency: 'USD' };
    if (kind === 'CLAWBACK') {
      yield { ...amount, measure: 'COHORT_CLAWED_BACK', day: on, value };
      continue;
    }
    const signed = kind === 'ACCRUAL' ? value : -value;
    yield { ...amount, measure: 'COMMISSION_ACCRUED', day, value: signed };
    yield { ...amount, measure: 'COHORT_EARNED', day: on, value: signed };
  }
}

type Membership = { joinedAt: Date; leftAt: Date | null };
type Award = { member: number; on: string; until: string; isRevoked: boolean };

const laterOf = (a: string, b: string): string => (a > b ? a : b);
const earlierOf = (a: string, b: string | null): string => (b !== null && b < a ? b : a);

/** Each is at one partner only, from when they joined. */
function* peopleFacts(happened: readonly Happened[], zone: string): Generator<Counted> {
  const members = new Map<number, Membership>();
  const awards = new Map<number, Award>();
  for (const one of happened) {
    if (one.what === 'MEMBER') {
      const known = members.get(one.member);
      if (one.step === 'JOIN' && !known) members.set(one.member, { joinedAt: one.at, leftAt: null });
      if (one.step === 'LEAVE' && known && !known.leftAt && known.joinedAt < one.at) known.leftAt = one.at;
    }
    if (one.what === 'AWARD' && members.has(one.member) && !awards.has(one.award))
      awards.set(one.award, { member: one.member, on: one.on, until: one.until, isRevoked: false });
    const revoked = one.what === 'REVOKE' && awards.get(one.award);
    if (revoked) [revoked.until, revoked.isRevoked] = [laterOf(one.day, revoked.on), true];
  }
  for (const [number, { joinedAt, leftAt }] of members) {
    const partner = ownerOf(number);
    const [joined, left] = [dayAt(zone, joinedAt), leftAt && dayAt(zone, leftAt)];
    yield { partner, measure: 'PORTAL_MEMBERS', at: joinedAt, value: 1 };
    if (leftAt) yield { partner, measure: 'PORTAL_MEMBERS', at: leftAt, value: -1 };
    const certified = new Set<string>();
    for (const { member, on, until, isRevoked } of awards.values()) {
      if (member !== number) continue;
      if (left === null || left > on) yield { partner, measure: 'CERTIFICATIONS_EARNED', day: on, value: 1 };
      if (left === null || on < left) {
        const end = earlierOf(until, left && daysAfter(left, LEAVER_GRACE_DAYS));
        for (let day = laterOf(on, joined); day < end; day = daysAfter(day, 1)) certified.add(day);
      }
      const from = laterOf(laterOf(daysAfter(until, -EXPIRING_DAYS), on), joined);
      const end = earlierOf(until, left);
      if (isRevoked || from >= end) continue;
      yield { partner, measure: 'CERTIFICATIONS_EXPIRING', day: from, value: 1 };
      yield { partner, measure: 'CERTIFICATIONS_EXPIRING', day: end, value: -1 };
    }
    for (const day of certified) {
      const after = daysAfter(day, 1);
      if (!certified.has(daysAfter(day, -1))) yield { partner, measure: 'CERTIFIED_PEOPLE', day, value: 1 };
      if (!certified.has(after)) yield { partner, measure: 'CERTIFIED_PEOPLE', day: after, value: -1 };
    }
  }
}
