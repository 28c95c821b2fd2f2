import fc from 'fast-check';
import type { Tx } from '../../../src/platform/database/client.ts';
import { always, number, oneOf } from './anything.ts';
import { appendTold, CAST_SINCE, type Cast, idOf, NEWCOMERS, PARTNERS } from './cast.ts';
import {
  type Booked,
  type Counted,
  dayAt,
  daysAfter,
  daysBetween,
  type History,
  type HistorySource,
  laterOf,
  told,
} from './history.ts';
import type { ReferralStep } from './referrals.ts';

/** Somebody who was no partner before applies. */
export type ApplyStep = Readonly<{ what: 'APPLY'; newcomer: number }>;
/** A partner or newcomer is something else, since some days before it was told but not before it became what it was. */
export type StatusStep = Readonly<{ what: 'STATUS'; partner: number; to: string; daysAgo: number }>;

const EVENTS: Readonly<Record<string, string>> = {
  ACTIVE: 'partner.activated',
  SUSPENDED: 'partner.suspended',
  TERMINATED: 'partner.terminated',
};

export const partnerLives: HistorySource<ApplyStep | StatusStep> = {
  kinds: ['APPLY', 'STATUS'],
  sources: ['PARTNER'],
  weight: 5,
  steps: () =>
    fc.oneof(
      { weight: 1, arbitrary: fc.record({ what: always('APPLY'), newcomer: number(NEWCOMERS) }) },
      {
        weight: 3,
        arbitrary: fc.record({
          what: always('STATUS'),
          partner: number(PARTNERS + NEWCOMERS),
          to: oneOf('ACTIVE', 'ACTIVE', 'SUSPENDED', 'TERMINATED'),
          daysAgo: fc.constantFrom(0, 1, 7, 60),
        }),
      },
    ),
  tell: (tx, cast, step) =>
    step.what === 'APPLY' ? tellApplied(tx, cast, step) : tellStatus(tx, cast, step),
  *facts(history, cast) {
    for (let partner = 0; partner < PARTNERS + NEWCOMERS; partner += 1) yield* lifeOf(cast, partner, history);
    for (let partner = 0; partner < PARTNERS; partner += 1) yield* firstReferralOf(partner, history);
  },
};

async function tellApplied(tx: Tx, cast: Cast, { newcomer, bookedAt: at }: Booked<ApplyStep>) {
  const id = idOf(cast, PARTNERS + newcomer);
  const on = at.toISOString().slice(0, 10);
  const isNew = await tx.$executeRaw`
    INSERT INTO partner (id, name, name_key, type, status, time_zone, currency, status_since, created_at)
    VALUES (${id}::uuid, ${id}, ${id}, 'REFERRAL', 'APPLIED', 'UTC', 'USD', ${on}::date, ${at}) ON CONFLICT DO NOTHING`;
  if (isNew)
    await tx.$executeRaw`
      INSERT INTO partner_status_change (partner_id, action, to_status, reason, actor_kind, effective_on, booked_at)
      VALUES (${id}::uuid, 'APPLY', 'APPLIED', 'Because.', 'JOB', ${on}::date, ${at})`;
  const subject = { subjectType: 'Partner', subjectId: id, partnerId: id };
  await appendTold(tx, { type: 'partner.applied', ...subject, at, bookedAt: at });
}

async function tellStatus(tx: Tx, cast: Cast, { partner, to, daysAgo, bookedAt: at }: Booked<StatusStep>) {
  const id = idOf(cast, partner);
  const on = daysAfter(at.toISOString().slice(0, 10), -daysAgo);
  const isOther = await tx.$executeRaw`
    WITH change AS (
      INSERT INTO partner_status_change (partner_id, action, from_status, to_status, reason, actor_kind, effective_on, booked_at)
      SELECT id, 'TEST', status, ${to}, 'Because.', 'JOB', greatest(${on}::date, status_since), ${at} FROM partner
      WHERE id = ${id}::uuid AND status <> ${to} RETURNING partner_id, effective_on)
    UPDATE partner SET status = ${to}, status_since = effective_on FROM change WHERE id = partner_id`;
  const subject = { subjectType: 'Partner', subjectId: id, partnerId: id };
  if (isOther) await appendTold(tx, { type: EVENTS[to]!, ...subject, at, bookedAt: at });
}

type Status = Readonly<{ status: string; since: string }>;

/** What the partner was one after the other; the cast's were active before anything was told. */
function statusesOf(partner: number, history: History): Status[] {
  const statuses: Status[] =
    partner < PARTNERS ? [{ status: 'ACTIVE', since: dayAt(history.zone, CAST_SINCE) }] : [];
  for (const one of told<ApplyStep | StatusStep>(history, 'APPLY', 'STATUS')) {
    const latest = statuses.at(-1);
    const on = one.bookedAt.toISOString().slice(0, 10);
    if (one.what === 'APPLY') {
      if (!latest && PARTNERS + one.newcomer === partner) statuses.push({ status: 'APPLIED', since: on });
    } else if (latest && one.partner === partner && one.to !== latest.status)
      statuses.push({ status: one.to, since: laterOf(daysAfter(on, -one.daysAgo), latest.since) });
  }
  return statuses;
}

function* lifeOf(cast: Cast, partner: number, history: History): Generator<Counted> {
  const statuses = statusesOf(partner, history);
  const active = { partner, measure: 'PARTNERS_ACTIVE', member: idOf(cast, partner) };
  for (const [place, { status, since }] of statuses.entries()) {
    const until = statuses[place + 1]?.since ?? null;
    if (status !== 'ACTIVE' || until === since) continue;
    yield { ...active, day: since, value: 1 };
    if (until !== null) yield { ...active, day: until, value: -1 };
  }
  const first = statuses.find(({ status }) => status === 'ACTIVE');
  if (first) yield { partner, measure: 'PARTNERS_NEW', day: first.since, value: 1 };
}

function* firstReferralOf(partner: number, history: History): Generator<Counted> {
  const submissions = told<ReferralStep>(history, 'REFERRAL').filter(
    ({ referral, type }) => referral % PARTNERS === partner && type === 'referral.submitted',
  );
  if (submissions.length === 0) return;
  const [first] = submissions.map(({ at }) => dayAt(history.zone, at)).sort();
  const days = Math.max(daysBetween(dayAt(history.zone, CAST_SINCE), first!), 0);
  yield { partner, measure: 'FIRST_REFERRAL_DAYS', day: first!, value: days };
}
