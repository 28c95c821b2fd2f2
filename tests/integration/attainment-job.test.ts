import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aLadder,
  aMemberOf,
  hasLed,
  keep,
  LADDER,
  type Ladder,
  standingOf,
} from '../support/tier-reviews.ts';

let portal: Portal;
let staff: { subject: string; personId: string };
let ladder: Ladder;

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'America/New_York' } }),
  );
  staff = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  ladder = await aLadder(portal, staff, {
    tiers: [
      LADDER.tiers[0],
      {
        ...LADDER.tiers[1],
        requirements: [
          ...LADDER.tiers[1]!.requirements!,
          {
            ...{ code: 'HAPPY', title: 'Happy', metric: 'SATISFACTION', threshold: '4', windowMonths: 2 },
            ...{ level: 'MASTER_ACCOUNT', window: 'TRAILING_MONTHS' },
          },
        ],
      },
      LADDER.tiers[2],
    ],
  });
});

/** A master account with a sub-account, and one that stands alone. */
async function aFamily(): Promise<string[]> {
  const [master, sub, alone] = await Promise.all([1, 2, 3].map(() => aMemberOf(portal, ladder)));
  await portal.arrange((tx) => tx.partner.update({ where: { id: sub!.id }, data: { masterId: master!.id } }));
  return [master!.id, sub!.id, alone!.id];
}

const kept = (partnerIds: readonly string[]) =>
  portal.arrange(async (tx) => ({
    standings: await tx.partnerStanding.findMany({
      where: { partnerId: { in: [...partnerIds] } },
      omit: { id: true, asOf: true },
      orderBy: { partnerId: 'asc' },
    }),
    attainments: await tx.attainment.findMany({
      where: { partnerId: { in: [...partnerIds] } },
      omit: { id: true },
      orderBy: [{ partnerId: 'asc' }, { period: 'asc' }, { requirementId: 'asc' }],
    }),
  }));

describe('what is kept', () => {
  it('is left as it is by a run that finds nothing new', async () => {
    const [partnerId] = await aFamily();
    await hasLed(portal, partnerId!, '2026-09-10T14:00:00Z', 1);
    expect((await keep(portal, '2026-09-10T15:00:00Z')).rowCount).toBeGreaterThanOrEqual(3);
    const before = await kept([partnerId!]);
    expect((await keep(portal, '2026-09-10T16:00:00Z')).rowCount).toBe(0);
    expect(await kept([partnerId!])).toEqual(before);
    await hasLed(portal, partnerId!, '2026-09-10T17:00:00Z', 1);
    // The partner, and the other one of its master account.
    expect((await keep(portal, '2026-09-10T18:00:00Z')).rowCount).toBe(2);
    expect((await keep(portal, '2026-09-11T18:00:00Z')).rowCount).toBeGreaterThanOrEqual(3);
  });

  it('follows what happens to people whom a partner that they left still counts, and what concerns everybody', async () => {
    const [left, , joined] = (await aFamily()) as [string, string, string];
    const at = (hour: number) => new Date(`2026-10-08T${hour}:00:00Z`);
    await keep(portal, at(14).toISOString());
    const before = await standingsAsOf([left, joined]);
    const { awardId, programId } = await portal.arrange(async (tx) => {
      const person = await tx.person.create({ data: { name: 'Mover' } });
      const works = (partnerId: string, validFrom: string, validTo: string | null) =>
        tx.membership.create({
          data: {
            ...{ partnerId, personId: person.id, name: 'Mover', role: 'PARTNER_MEMBER' },
            ...{ validFrom: new Date(validFrom), validTo: validTo && new Date(validTo) },
          },
        });
      await works(left, '2026-01-01', '2026-10-01');
      const { id: membershipId } = await works(joined, '2026-10-01', null);
      const code = randomUUID().slice(0, 8).toUpperCase();
      const program = await tx.certificationProgram.create({ data: { code, name: code, audience: 'SALES' } });
      const version = await tx.certificationVersion.create({
        data: { programId: program.id, number: 1, renewalWindowDays: 30, leaverGraceDays: 60 },
      });
      const award = await tx.certificationAward.create({
        data: {
          ...{
            personId: person.id,
            programId: program.id,
            versionId: version.id,
            partnerId: joined,
            membershipId,
          },
          ...{ code, awardedOn: new Date('2026-05-01'), validFrom: new Date('2026-05-01') },
        },
      });
      return { awardId: award.id, programId: program.id };
    });
    const happens = (type: string, subjectType: string, subjectId: string, partnerId: string | null) =>
      portal.arrange(
        (tx) => tx.$executeRaw`
          INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, actor_kind, occurred_at, booked_at, data)
          SELECT epoch, ${type}, ${subjectType}, ${subjectId}::uuid, ${partnerId}::uuid, 'STAFF', ${at(15)}, ${at(15)}, '{}'
          FROM event_epoch`,
      );
    await happens('certification.revoked', 'CertificationAward', awardId, joined);
    await keep(portal, at(16).toISOString());
    expect(before).toEqual([at(14), at(14)]);
    expect(await standingsAsOf([left, joined])).toEqual([at(16), at(16)]);
    const stranger = (await aFamily())[2]!;
    await keep(portal, at(17).toISOString());
    await happens('sla.warned', 'SlaClock', randomUUID(), stranger);
    await keep(portal, at(18).toISOString());
    expect(await standingsAsOf([stranger, left])).toEqual([at(17), at(16)]);
    await happens('certification_version.published', 'CertificationVersion', programId, null);
    await keep(portal, at(19).toISOString());
    expect(await standingsAsOf([stranger, left])).toEqual([at(19), at(19)]);
  });

  it('reads again what was booked after the instant as of which it works', async () => {
    const [partnerId] = (await aFamily()) as [string, string, string];
    await keep(portal, '2026-11-10T14:00:00Z');
    await hasLed(portal, partnerId, '2026-11-10T15:00:00Z', 1);
    await keep(portal, '2026-11-10T14:30:00Z');
    const led = () =>
      portal.arrange(async (tx) => {
        const rows = await tx.attainment.findMany({
          where: { partnerId, requirement: { code: 'LED' }, period: 'FY2026-Q4' },
        });
        return [...new Set(rows.map(({ actual }) => actual.toString()))];
      });
    expect(await led()).toEqual(['0']);
    await keep(portal, '2026-11-10T16:00:00Z');
    expect(await led()).toEqual(['1']);
  });
});

const standingsAsOf = async (partnerIds: readonly string[]) => {
  const standings = await Promise.all(partnerIds.map((id) => standingOf(portal, id)));
  return standings.map((standing) => standing?.asOf);
};
