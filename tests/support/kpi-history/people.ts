import fc from 'fast-check';
import type { Tx } from '../../../src/platform/database/client.ts';
import { always, day, instant, number, oneOf } from './anything.ts';
import { appendTold, type Cast, numbered, ownerOf, partnerOf } from './cast.ts';
import {
  type Booked,
  type Counted,
  dayAt,
  daysAfter,
  earlierOf,
  type History,
  type HistorySource,
  laterOf,
  told,
} from './history.ts';

export type MemberStep = Readonly<{ what: 'MEMBER'; member: number; step: 'JOIN' | 'LEAVE'; at: Date }>;
export type AwardStep = Readonly<{ what: 'AWARD'; member: number; award: number; on: string; until: string }>;
export type RevokeStep = Readonly<{ what: 'REVOKE'; award: number; day: string }>;
type PeopleStep = MemberStep | AwardStep | RevokeStep;

export const MEMBERS = 4;
const AWARDS = 4;
/** For how long a partner counts who left it. */
const LEAVER_GRACE_DAYS = 30;
const EXPIRING_DAYS = 90;

/** Each is at one partner only, from when they joined. */
export const people: HistorySource<PeopleStep> = {
  kinds: ['MEMBER', 'AWARD', 'REVOKE'],
  sources: ['PERSON', 'MEMBERSHIP'],
  weight: 7,
  edges: [0, 1].map((award) => ({ what: 'REVOKE', award, day: '2025-02-01' })),
  steps: () =>
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          what: always('MEMBER'),
          member: number(MEMBERS),
          step: oneOf('JOIN', 'JOIN', 'LEAVE'),
          at: instant,
        }),
      },
      {
        weight: 3,
        arbitrary: fc
          .record({
            what: always('AWARD'),
            member: number(MEMBERS),
            award: number(AWARDS),
            on: day,
            days: fc.nat(400),
          })
          .map(({ days, ...award }) => ({ ...award, until: daysAfter(award.on, days) })),
      },
      { weight: 1, arbitrary: fc.record({ what: always('REVOKE'), award: number(AWARDS), day }) },
    ),
  async tell(tx, cast, step) {
    if (step.what === 'MEMBER') await tellMember(tx, cast, step);
    else if (step.what === 'AWARD') await tellAward(tx, cast, step);
    else await tellRevoked(tx, cast, step);
  },
  *facts(history, cast) {
    const { members, awards } = peopleOf(history);
    for (const [who, membership] of members) {
      const one = { partner: ownerOf(who), member: numbered(cast, 'person', who) };
      const { joinedAt, leftAt } = membership;
      yield { ...one, measure: 'PORTAL_MEMBERS', at: joinedAt, value: 1 };
      if (leftAt) yield { ...one, measure: 'PORTAL_MEMBERS', at: leftAt, value: -1 };
      const own = awards.filter(({ member }) => member === who);
      for (const fact of awardFacts(membership, own, history.zone)) yield { ...one, ...fact };
    }
  },
};

async function tellMember(tx: Tx, cast: Cast, { member, step, at, bookedAt }: Booked<MemberStep>) {
  const [id, personId] = [numbered(cast, 'membership', member), numbered(cast, 'person', member)];
  const partnerId = partnerOf(cast, member);
  if (step === 'JOIN') {
    await tx.$executeRaw`INSERT INTO person (id, name) VALUES (${personId}::uuid, 'Somebody') ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO membership (id, partner_id, person_id, name, role, valid_from)
      VALUES (${id}::uuid, ${partnerId}::uuid, ${personId}::uuid, 'Somebody', 'PARTNER_MEMBER', ${at}) ON CONFLICT (id) DO NOTHING`;
  } else
    await tx.$executeRaw`
      UPDATE membership SET valid_to = ${at} WHERE id = ${id}::uuid AND valid_to IS NULL AND valid_from < ${at}`;
  const type = step === 'JOIN' ? 'membership.started' : 'membership.ended';
  const isSo = await tx.membership.count({
    where: { id, ...(step === 'LEAVE' && { validTo: { not: null } }) },
  });
  const subject = { subjectType: 'Membership', subjectId: id, partnerId };
  if (isSo) await appendTold(tx, { type, ...subject, at, bookedAt });
}

async function certificationOf(tx: Tx, cast: Cast): Promise<Readonly<{ id: string; versionId: string }>> {
  const [id, versionId] = [numbered(cast, 'certification', 0), numbered(cast, 'certification version', 0)];
  await tx.$executeRaw`
    INSERT INTO certification_program (id, code, name, audience)
    VALUES (${id}::uuid, ${`C-${id.slice(0, 8).toUpperCase()}`}, 'Certified', 'SALES')
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO certification_version (id, program_id, number, renewal_window_days, leaver_grace_days, partner_types)
    VALUES (${versionId}::uuid, ${id}::uuid, 1, 0, ${LEAVER_GRACE_DAYS}, '{}') ON CONFLICT DO NOTHING`;
  return { id, versionId };
}

async function tellAward(tx: Tx, cast: Cast, { member, award, on, until, bookedAt }: Booked<AwardStep>) {
  const certification = await certificationOf(tx, cast);
  const [id, membershipId] = [numbered(cast, 'award', award), numbered(cast, 'membership', member)];
  const [row] = await tx.$queryRaw<{ partnerId: string }[]>`
    INSERT INTO certification_award (id, person_id, program_id, version_id, partner_id, membership_id, code, awarded_on, valid_from,
      ends_on, booked_at)
    SELECT ${id}::uuid, person_id, ${certification.id}::uuid, ${certification.versionId}::uuid, partner_id, id, ${id}, ${on}::date,
      ${on}::date, ${until}::date, ${bookedAt}
    FROM membership WHERE id = ${membershipId}::uuid ON CONFLICT DO NOTHING RETURNING partner_id::text AS "partnerId"`;
  if (row) await changeAward(tx, id, { cause: 'AWARDED', until, bookedAt, ...row });
}

async function tellRevoked(tx: Tx, cast: Cast, { award, day: until, bookedAt }: Booked<RevokeStep>) {
  const id = numbered(cast, 'award', award);
  const found = await tx.certificationAward.findUnique({ where: { id } });
  if (!found) return;
  const from = found.validFrom.toISOString().slice(0, 10);
  const { partnerId } = found;
  await changeAward(tx, id, { cause: 'REVOKED', until: laterOf(until, from), bookedAt, partnerId });
}

async function changeAward(
  tx: Tx,
  id: string,
  change: Readonly<{ cause: 'AWARDED' | 'REVOKED'; until: string; partnerId: string | null; bookedAt: Date }>,
) {
  const { cause, until, partnerId, bookedAt } = change;
  await tx.$executeRaw`
    INSERT INTO certification_award_change (award_id, cause, valid_from, ends_on, booked_at)
    SELECT id, ${cause}, valid_from, ${until}::date, ${bookedAt} FROM certification_award WHERE id = ${id}::uuid`;
  const type = cause === 'AWARDED' ? 'certification.awarded' : 'certification.revoked';
  const subject = { subjectType: 'CertificationAward', subjectId: id, partnerId };
  await appendTold(tx, { type, ...subject, at: bookedAt, bookedAt });
}

type Membership = { joinedAt: Date; leftAt: Date | null };
type Award = { member: number; on: string; until: string; isRevoked: boolean };

/** Who has joined and left, and what each holds. */
export function peopleOf(history: History): Readonly<{ members: Map<number, Membership>; awards: Award[] }> {
  const members = new Map<number, Membership>();
  const awards = new Map<number, Award>();
  for (const one of told<PeopleStep>(history, 'MEMBER', 'AWARD', 'REVOKE')) {
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
  return { members, awards: [...awards.values()] };
}

function* awardFacts(
  { joinedAt, leftAt }: Membership,
  awards: readonly Award[],
  zone: string,
): Generator<Pick<Counted, 'measure' | 'day' | 'value'>> {
  const [joined, left] = [dayAt(zone, joinedAt), leftAt && dayAt(zone, leftAt)];
  const certified = new Set<string>();
  for (const { on, until, isRevoked } of awards) {
    if (left === null || left > on) yield { measure: 'CERTIFICATIONS_EARNED', day: on, value: 1 };
    if (left === null || on < left) {
      const end = earlierOf(until, left && daysAfter(left, LEAVER_GRACE_DAYS));
      for (let held = laterOf(on, joined); held < end; held = daysAfter(held, 1)) certified.add(held);
    }
    const from = laterOf(laterOf(daysAfter(until, -EXPIRING_DAYS), on), joined);
    const end = earlierOf(until, left);
    if (isRevoked || from >= end) continue;
    yield { measure: 'CERTIFICATIONS_EXPIRING', day: from, value: 1 };
    yield { measure: 'CERTIFICATIONS_EXPIRING', day: end, value: -1 };
  }
  for (const held of certified) {
    const after = daysAfter(held, 1);
    if (!certified.has(daysAfter(held, -1))) yield { measure: 'CERTIFIED_PEOPLE', day: held, value: 1 };
    if (!certified.has(after)) yield { measure: 'CERTIFIED_PEOPLE', day: after, value: -1 };
  }
}
