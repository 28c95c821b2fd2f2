import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordResults } from '../../src/domains/certifications/result.service.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { joinPartner } from '../support/enrolments.ts';
import { aCertification, anEnrolment, aResult, at, type Certification } from '../support/learning.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const STATUS = `query ($id: ID!, $on: Date) { certificationStatus(partnerId: $id, on: $on) {
  programCode held requiredForTier requiredForNextTier required { tierCode isNextTier needed ofMasterAccount held }
  expiringWithin30Days expiringWithin60Days expiringWithin90Days nextLossOn
  holders { hasLeft membershipId name countsUntil }
  closest { name missing { stillNeeded requirements { code } } } } }`;

let portal: Portal;
let first: Certification;
let second: Certification;
let operations: { subject: string };

/** The vendor is in Berlin, so its days begin at 22:00 or 23:00 in UTC. */
beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  await portal.arrange((tx) => tx.vendorSettings.updateMany({ data: { timeZone: 'Europe/Berlin' } }));
  const certification = (code: string, externalCode: string) =>
    aCertification(portal, {
      ...{ code, validityMonths: 12, leaverGraceDays: 60 },
      groups: [{ requirements: [{ kind: 'COURSE', externalCode, code: externalCode }] }],
    });
  first = await certification('FIRST', 'C-1');
  second = await certification('SECOND', 'C-2');
});

beforeEach(() => portal.setNow(new Date('2026-06-09T10:00:00Z')));

async function earn(member: Member, certification: Certification, externalCode: string, day: string) {
  await anEnrolment(portal, member, certification);
  const rows = [aResult(member.personId, { externalCode, happenedAt: at(day) })];
  await portal.arrange((tx) => recordResults(tx, JOB_ACTOR, rows, at('2026-06-09')));
}

const statusOf = async (by: string, partnerId: string, on?: string) => {
  const answer = await portal.send(by, STATUS, { id: `Partner_${partnerId}`, on });
  expect(answer.errors).toBeUndefined();
  return answer.data.certificationStatus;
};
const ofFirst = async (...asked: Parameters<typeof statusOf>) =>
  (await statusOf(...asked)).find(({ programCode }: { programCode: string }) => programCode === 'FIRST');

/** The person takes up the other partner's invitation at an instant. */
const move = (member: Member, to: Member, instant: string) => {
  portal.setNow(new Date(instant));
  return joinPartner(portal, member, to);
};

describe('the person with one of two required certificates who moves on 10 June', () => {
  it('counts for the one it joins from that day, and for the one it leaves until the 60 days of grace are over', async () => {
    const [left, joined] = [await aPartner(portal), await aPartner(portal)];
    const [leftAdmin, joinedAdmin] = [await aMember(portal, left.id), await aMember(portal, joined.id)];
    const mover = await aMember(portal, left.id, 'PARTNER_MEMBER');
    await earn(mover, first, 'C-1', '2026-03-01');
    await anEnrolment(portal, mover, second);
    await portal.arrange((tx) => recordResults(tx, JOB_ACTOR, [], at('2026-06-09')));
    await askTwo(left.id);
    expect(await ofFirst(leftAdmin.subject, left.id)).toMatchObject({ held: 1, requiredForTier: 1 });

    const membership = await move(mover, joinedAdmin, '2026-06-10T07:00:00Z');
    portal.setNow(new Date('2026-08-20T10:00:00Z'));
    const held = async (partner: string, on: string) =>
      (await statusOf(operations.subject, partner, on)).map(({ held: count }: { held: number }) => count);
    // The first certificate and the second, which the person does not have.
    expect(await held(left.id, '2026-06-09')).toEqual([1, 0]);
    expect(await held(joined.id, '2026-06-09')).toEqual([0, 0]);
    expect(await held(left.id, '2026-06-10')).toEqual([1, 0]);
    expect(await held(joined.id, '2026-06-10')).toEqual([1, 0]);
    expect(await held(left.id, '2026-08-08')).toEqual([1, 0]);
    expect(await held(joined.id, '2026-08-08')).toEqual([1, 0]);
    expect(await held(left.id, '2026-08-09')).toEqual([0, 0]);
    expect(await held(joined.id, '2026-08-09')).toEqual([1, 0]);

    // The one that was left learns that somebody counts, and until when, and nothing of whom or where.
    expect(await ofFirst(leftAdmin.subject, left.id, '2026-08-08')).toMatchObject({
      ...{ held: 1, requiredForTier: 1, nextLossOn: '2026-08-09', expiringWithin30Days: 1 },
      holders: [{ hasLeft: true, membershipId: null, name: null, countsUntil: '2026-08-09' }],
      closest: [],
    });
    const [atJoined, atJoinedSecond] = await statusOf(joinedAdmin.subject, joined.id, '2026-08-09');
    expect(atJoined).toMatchObject({
      ...{ held: 1, requiredForTier: null, nextLossOn: '2027-03-01' },
      holders: [{ hasLeft: false, membershipId: `Membership_${membership.id}`, name: membership.name }],
    });
    expect(atJoinedSecond).toMatchObject({
      ...{ held: 0, nextLossOn: null },
      closest: [{ name: membership.name, missing: [{ stillNeeded: 1, requirements: [{ code: 'C-2' }] }] }],
    });
  });

  it('moves on the vendor’s day, which is the next one after ten in the evening', async () => {
    const [left, joined] = [await aPartner(portal), await aPartner(portal)];
    const mover = await aMember(portal, left.id, 'PARTNER_MEMBER');
    await earn(mover, first, 'C-1', '2026-03-01');
    await move(mover, await aMember(portal, joined.id), '2026-06-09T22:30:00Z');
    portal.setNow(new Date('2026-08-20T10:00:00Z'));
    const held = async (partner: string, on: string) => (await ofFirst(operations.subject, partner, on)).held;
    expect([await held(joined.id, '2026-06-09'), await held(joined.id, '2026-06-10')]).toEqual([0, 1]);
    expect([await held(left.id, '2026-08-08'), await held(left.id, '2026-08-09')]).toEqual([1, 0]);
  });
});

/** The lowest tier asks for one certified in the first and one in the second, the next for three in the first. */
async function askTwo(partnerId: string) {
  await portal.arrange(async (tx) => {
    const program = await tx.partnerProgram.create({
      data: { code: 'PARTNERS', name: 'Partners', currency: 'EUR' },
    });
    const version = await tx.programVersion.create({
      data: {
        ...{ programId: program.id, number: 1, partnerTypes: [], approval: 'MANUAL', reviewGrain: 'QUARTER' },
        ...{ graceDays: 90, noticeDays: 30, tierDates: {}, rates: {}, stageWeights: {} },
      },
    });
    const tierOf = async (code: string, rank: number, needs: readonly [Certification, number, string][]) => {
      const tier = await tx.programTier.create({
        data: { versionId: version.id, code, name: code, rank, mode: 'ALL' },
      });
      for (const [position, [{ programId, code: title }, threshold, level]] of needs.entries())
        await tx.programRequirement.create({
          data: {
            ...{
              versionId: version.id,
              tierId: tier.id,
              position,
              code: `R${position}`,
              title,
              level,
              threshold,
            },
            ...{ metric: 'CERTIFIED_PEOPLE', certificationProgramId: programId, windowKind: 'POINT_IN_TIME' },
          },
        });
      return tier;
    };
    const silver = await tierOf('SILVER', 1, [
      [first, 1, 'LOCATION'],
      [second, 1, 'LOCATION'],
    ]);
    await tierOf('GOLD', 2, [[first, 3, 'MASTER_ACCOUNT']]);
    await tx.programVersion.update({
      where: { id: version.id },
      data: { status: 'PUBLISHED', validFrom: at('2020-01-01'), publishedAt: at('2020-01-01') },
    });
    const placed = { partnerId, programId: program.id, versionId: version.id, tierId: silver.id };
    const decided = await tx.person.findFirstOrThrow();
    await tx.tierPlacement.create({
      data: {
        ...{ ...placed, cause: 'BY_HAND', reason: 'As agreed.', decidedById: decided.id },
        ...{ effectiveOn: at('2026-01-01'), bookedAt: at('2026-01-01') },
      },
    });
  });
}

describe('the status of a partner', () => {
  it('tells what is required at the own level and at that of the master account, and what expires', async () => {
    const master = await aPartner(portal);
    const sub = await aPartner(portal, { masterId: master.id } as never);
    const [one, two, other] = [
      await aMember(portal, master.id),
      await aMember(portal, master.id, 'PARTNER_MEMBER'),
      await aMember(portal, sub.id, 'PARTNER_MEMBER'),
    ];
    await earn(one, first, 'C-1', '2025-07-01');
    await earn(two, first, 'C-1', '2025-08-20');
    await earn(other, first, 'C-1', '2026-05-01');
    await portal.arrange(async (tx) => {
      const tier = await tx.programTier.findFirstOrThrow({ where: { code: 'SILVER' } });
      const { programId } = await tx.programVersion.findUniqueOrThrow({ where: { id: tier.versionId } });
      await tx.tierPlacement.create({
        data: {
          ...{
            partnerId: master.id,
            programId,
            versionId: tier.versionId,
            tierId: tier.id,
            cause: 'BY_HAND',
          },
          ...{ reason: 'As agreed.', decidedById: one.personId },
          ...{ effectiveOn: at('2026-01-01'), bookedAt: at('2026-01-01') },
        },
      });
    });
    expect(await ofFirst(one.subject, master.id)).toMatchObject({
      ...{ held: 2, requiredForTier: 1, requiredForNextTier: 3 },
      required: [
        { tierCode: 'SILVER', isNextTier: false, needed: 1, ofMasterAccount: false, held: 2 },
        { tierCode: 'GOLD', isNextTier: true, needed: 3, ofMasterAccount: true, held: 3 },
      ],
      ...{
        expiringWithin30Days: 1,
        expiringWithin60Days: 1,
        expiringWithin90Days: 2,
        nextLossOn: '2026-07-01',
      },
    });
  });

  it('is for whoever sees the partner, and tells members of themselves alone who is on the way', async () => {
    const partner = await aPartner(portal);
    const admin = await aMember(portal, partner.id);
    const people = [];
    for (let index = 0; index < 4; index += 1)
      people.push(await aMember(portal, partner.id, 'PARTNER_MEMBER'));
    for (const person of people) await anEnrolment(portal, person, first);
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    await anAssignment(portal, partner.id, manager.personId);
    const closest = async (by: string) => (await ofFirst(by, partner.id)).closest.length;
    expect([await closest(admin.subject), await closest(manager.subject)]).toEqual([3, 3]);
    const own = (await ofFirst(people[3]!.subject, partner.id)).closest;
    expect(own.map(({ name }: { name: string }) => name)).toEqual([`Member ${people[3]!.subject}`]);
    const stranger = await aMember(portal, (await aPartner(portal)).id);
    const otherManager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect(await statusOf(stranger.subject, partner.id)).toBeNull();
    expect(await statusOf(otherManager.subject, partner.id)).toBeNull();
  });
});

describe('the status of a person', () => {
  const PERSON = `query ($id: ID!) { personCertificationStatus(membershipId: $id) { programCode isHeld heldUntil renewableFrom
    enrolmentId path missing { stillNeeded requirements { code } } } }`;
  const statusOfPerson = async (by: string, { membershipId }: Member) => {
    const answer = await portal.send(by, PERSON, { id: `Membership_${membershipId}` });
    expect(answer.errors).toBeUndefined();
    return answer.data.personCertificationStatus;
  };

  it('tells what is held until when, and what is missing, enrolled or not', async () => {
    const partner = await aPartner(portal);
    const [admin, person] = [
      await aMember(portal, partner.id),
      await aMember(portal, partner.id, 'PARTNER_MEMBER'),
    ];
    await earn(person, first, 'C-1', '2026-03-01');
    const expected = [
      {
        programCode: 'FIRST',
        isHeld: true,
        heldUntil: '2027-03-01',
        renewableFrom: '2026-12-01',
        path: null,
      },
      {
        ...{ programCode: 'SECOND', isHeld: false, heldUntil: null, enrolmentId: null, path: 'FULL' },
        missing: [{ stillNeeded: 1, requirements: [{ code: 'C-2' }] }],
      },
    ];
    expect(await statusOfPerson(person.subject, person)).toMatchObject(expected);
    expect(await statusOfPerson(admin.subject, person)).toMatchObject(expected);
    expect(await statusOfPerson(person.subject, admin)).toBeNull();
    const stranger = await aMember(portal, (await aPartner(portal)).id);
    expect(await statusOfPerson(stranger.subject, person)).toBeNull();
  });
});
