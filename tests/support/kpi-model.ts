import type { BusinessCalendar } from '../../src/kernel/business-calendar.ts';
import { businessMillisecondsBetween } from '../../src/kernel/business-time.ts';
import { instantOf } from '../../src/kernel/time.ts';
import { type Cast, partnerOf, type Told } from './kpi-histories.ts';

/*
 * What the cells should hold, computed from the list of what happened and nothing of the database, by loops instead of SQL.
 */

export type Counted = Readonly<{
  partner: number;
  measure: string;
  slice?: string;
  currency?: string;
  at?: Date;
  day?: string;
  value: number;
}>;

const STALE_DAYS = 90;
const dayFormats = new Map<string, Intl.DateTimeFormat>();

export function dayAt(zone: string, at: Date): string {
  const format =
    dayFormats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  dayFormats.set(zone, format);
  return format.format(at);
}

export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** In the order in which it took effect; what took effect at once, in the order in which it was booked. */
export const inOrder = <Item extends Readonly<{ at: Date }>>(items: readonly Item[]): Item[] =>
  items
    .map((item, place) => ({ item, place }))
    .sort((a, b) => Number(a.item.at) - Number(b.item.at) || a.place - b.place)
    .map(({ item }) => item);

const ofKind = <What extends Told['what']>(told: readonly Told[], what: What) =>
  told.filter((one): one is Extract<Told, { what: What }> => one.what === what);

function* referralFacts(
  told: readonly Told[],
  partner: number,
  number: number,
  business: BusinessCalendar,
): Generator<Counted> {
  const steps = inOrder(ofKind(told, 'REFERRAL').filter(({ referral }) => referral === number));
  const submitted = steps.find(({ type }) => type === 'referral.submitted');
  let verdict: 'ACCEPTED' | 'REJECTED' | null = null;
  let acceptedAt: Date | null = null;
  let rejectedAt: Date | null = null;
  let waitingSince: Date | null = null;
  let firstDecidedAt: Date | null = null;
  let [waitedMs, everWaited] = [0, false];
  for (const { type, at } of steps) {
    if (firstDecidedAt === null) {
      if (waitingSince !== null && !['referral.contested', 'referral.reopened'].includes(type)) {
        waitedMs += businessMillisecondsBetween(business, instantOf(waitingSince), instantOf(at));
        waitingSince = null;
      }
      if (type === 'referral.submitted') [waitingSince, everWaited] = [at, true];
    }
    if (type === 'referral.accepted')
      [verdict, acceptedAt, firstDecidedAt] = ['ACCEPTED', at, firstDecidedAt ?? at];
    if (type === 'referral.rejected')
      [verdict, rejectedAt, firstDecidedAt] = ['REJECTED', at, firstDecidedAt ?? at];
    if (type === 'referral.reopened' || type === 'referral.withdrawn') verdict = null;
  }
  const has = (type: string) => steps.some((step) => step.type === type);
  if (submitted) {
    yield { partner, measure: 'REFERRALS_SUBMITTED', at: submitted.at, value: 1 };
    if (has('referral.waitlisted'))
      yield { partner, measure: 'REFERRALS_WAITLISTED', at: submitted.at, value: 1 };
    if (has('referral.contested'))
      yield { partner, measure: 'REFERRALS_CONTESTED', at: submitted.at, value: 1 };
  }
  if (verdict === 'ACCEPTED') {
    yield { partner, measure: 'REFERRALS_ACCEPTED', at: acceptedAt!, value: 1 };
    yield { partner, measure: 'DECISIONS_ACCEPTED', at: acceptedAt!, value: 1 };
  }
  if (verdict === 'REJECTED') yield { partner, measure: 'DECISIONS_REJECTED', at: rejectedAt!, value: 1 };
  if (firstDecidedAt && everWaited)
    yield { partner, measure: 'DECISION_MINUTES', at: firstDecidedAt, value: Math.floor(waitedMs / 60_000) };
}

function* dealFacts(
  told: readonly Told[],
  partner: number,
  number: number,
  zone: string,
): Generator<Counted> {
  const changes = inOrder(ofKind(told, 'DEAL').filter(({ deal }) => deal === number));
  const latest = changes.at(-1);
  if (!latest) return;
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
  if (latest.stage !== 'WON' && latest.stage !== 'LOST') return;
  let place = changes.length - 1;
  while (place > 0 && changes[place - 1]!.stage === latest.stage) place -= 1;
  const closedAt = changes[place]!.at;
  if (latest.stage === 'LOST') {
    yield { partner, measure: 'DEALS_LOST', at: closedAt, value: 1 };
    return;
  }
  const cycle = Date.parse(dayAt(zone, closedAt)) - Date.parse(dayAt(zone, changes[0]!.at));
  yield { partner, measure: 'DEALS_WON', at: closedAt, value: 1 };
  yield { partner, measure: 'SALES_CYCLE_DAYS', at: closedAt, value: cycle / 86_400_000 };
  if (latest.amountMinor === null) return;
  for (const measure of ['REVENUE_WON', 'REVENUE_SOURCED'])
    yield { partner, measure, currency: 'USD', at: closedAt, value: latest.amountMinor };
}

function* orderFacts(told: readonly Told[], partner: number, number: number): Generator<Counted> {
  const orders = ofKind(told, 'ORDER').filter(({ order }) => order === number);
  const [first, last] = [orders[0], orders.at(-1)];
  if (!first || !last || first.monthlyMinor === 0 || (last.until !== null && last.until <= first.day)) return;
  const charge = { partner, measure: 'MONTHLY_CHARGES', currency: 'USD' };
  yield { ...charge, day: first.day, value: first.monthlyMinor };
  if (last.until !== null) yield { ...charge, day: last.until, value: -first.monthlyMinor };
}

/** The cells of all partners, each as its key, how many facts and their sum. */
export function cellsOf(
  cast: Cast,
  told: readonly Told[],
  zone: string,
  business: BusinessCalendar,
  more: Iterable<Counted> = [],
): string[] {
  const cells = new Map<string, { count: number; total: number }>();
  const counted = cast.referrals.flatMap((_, number) => {
    const partner = number % cast.partners.length;
    return [
      ...referralFacts(told, partner, number, business),
      ...dealFacts(told, partner, number, zone),
      ...orderFacts(told, partner, number),
    ];
  });
  for (const { partner, measure, slice = '', currency = '', at, day: said, value } of [...counted, ...more]) {
    const day = said ?? dayAt(zone, at!);
    const tiers = tiersOn(cast, told, partner, day);
    const manager = managerAt(cast, told, partner, zone, at ?? null, day);
    for (const period of [`DAY ${day}`, `MONTH ${day.slice(0, 7)}-01`]) {
      const key = [partnerOf(cast, partner), measure, slice, currency, period, manager, tiers].join('|');
      const cell = cells.get(key) ?? { count: 0, total: 0 };
      cells.set(key, { count: cell.count + 1, total: cell.total + value });
    }
  }
  return [...cells].map(([key, { count, total }]) => `${key}|${count}|${total}`).sort();
}

function tiersOn(cast: Cast, told: readonly Told[], partner: number, day: string): string {
  const placed = ofKind(told, 'TIER').filter((one) => one.partner === partner && one.day <= day);
  const latest = placed.reduce<(typeof placed)[number] | null>(
    (best, one) => (best && best.day > one.day ? best : one),
    null,
  );
  return latest ? `${cast.program.code}:${cast.program.tiers[latest.tier]!.code}` : '';
}

/** Who served at the instant, or from the day's beginning where only the day is known. */
function managerAt(
  cast: Cast,
  told: readonly Told[],
  partner: number,
  zone: string,
  at: Date | null,
  day: string,
): string {
  const set = ofKind(told, 'MANAGER').filter(
    (one) => one.partner === partner && (at ? one.at <= at : dayAt(zone, one.at) < day),
  );
  const latest = set.at(-1);
  return latest ? cast.managers[latest.manager]! : '00000000-0000-0000-0000-000000000000';
}
