import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordResults } from '../../src/domains/certifications/result.service.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { joinPartner } from '../support/enrolments.ts';
import { aCertification, anEnrolment, aResult, at, type Certification } from '../support/learning.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let from: Member;
let to: Member;
let earned: Certification;
let begun: Certification;

beforeAll(async () => {
  portal = await startPortal();
  from = await aMember(portal, (await aPartner(portal)).id);
  to = await aMember(portal, (await aPartner(portal)).id);
  earned = await aCertification(portal, {
    groups: [{ requirements: [{ kind: 'COURSE', externalCode: 'C-1' }] }],
  });
  begun = await aCertification(portal, {
    groups: [
      {
        requirements: [
          { kind: 'COURSE', externalCode: 'C-1' },
          { kind: 'COURSE', externalCode: 'C-2' },
        ],
      },
    ],
  });
});

beforeEach(() => portal.setNow(new Date('2026-06-10T09:00:00Z')));

/** Somebody who is certified in the one and on the way to the other. */
async function somebody(): Promise<Member> {
  const member = await aMember(portal, from.partnerId, 'PARTNER_MEMBER');
  await anEnrolment(portal, member, earned);
  await anEnrolment(portal, member, begun);
  const rows = [aResult(member.personId, { happenedAt: at('2026-01-05') })];
  await portal.arrange((tx) => recordResults(tx, JOB_ACTOR, rows, at('2026-02-01')));
  return member;
}

const heldBy = (personId: string) =>
  portal.arrange(async (tx) => {
    const where = { personId };
    const rows = [
      ...(await tx.certificationAward.findMany({ where })),
      ...(await tx.enrolment.findMany({ where })),
      ...(await tx.enrolmentProgress.findMany({ where: { enrolment: where } })),
    ];
    expect(rows).toHaveLength(6);
    return [...new Set(rows.map(({ partnerId, membershipId }) => `${partnerId} ${membershipId}`))];
  });

const end = async (by: string, { membershipId }: Member) => {
  const { version } = await portal.arrange((tx) =>
    tx.membership.findUniqueOrThrow({ where: { id: membershipId } }),
  );
  const input = { id: `Membership_${membershipId}`, version };
  expect(await change(portal, by, ['membershipEnd', input], 'current')).toEqual({
    ...{ __typename: 'Membership', current: false },
  });
};

const seenBy = async (by: string, personId: string) => {
  const awards = await portal.arrange((tx) => tx.certificationAward.findMany({ where: { personId } }));
  const answer = await portal.send(by, `query ($id: ID!) { node(id: $id) { id } }`, {
    id: `CertificationAward_${awards[0]!.id}`,
  });
  return answer.data.node !== null;
};

const join = (member: Member) => joinPartner(portal, member, to);

describe('what a person achieved', () => {
  it('is nobody’s once a partner’s administrator ends the membership', async () => {
    const member = await somebody();
    expect(await heldBy(member.personId)).toEqual([`${from.partnerId} ${member.membershipId}`]);
    expect(await seenBy(from.subject, member.personId)).toBe(true);
    await end(from.subject, member);
    expect(await heldBy(member.personId)).toEqual(['null null']);
    expect(await seenBy(from.subject, member.personId)).toBe(false);
  });

  it('goes along to the partner whose invitation is accepted', async () => {
    const member = await somebody();
    const now = await join(member);
    expect(now.partnerId).toBe(to.partnerId);
    expect(await heldBy(member.personId)).toEqual([`${to.partnerId} ${now.id}`]);
    expect([await seenBy(from.subject, member.personId), await seenBy(to.subject, member.personId)]).toEqual([
      false,
      true,
    ]);
  });

  it('follows to a partner that is joined after a while, and is settled there', async () => {
    const member = await somebody();
    const staff = await aStaffMember(portal, 'PARTNER_OPERATIONS');
    await end(staff.subject, member);
    await join(member);
    const rows = [aResult(member.personId, { externalCode: 'C-2', happenedAt: at('2026-06-09') })];
    await portal.arrange((tx) => recordResults(tx, JOB_ACTOR, rows, at('2026-06-11')));
    const awards = await portal.arrange((tx) =>
      tx.certificationAward.findMany({ where: { personId: member.personId } }),
    );
    expect(awards.map(({ partnerId }) => partnerId)).toEqual([to.partnerId, to.partnerId]);
  });

  it('is where the person works, even if it is awarded at the moment of leaving', async () => {
    for (let round = 0; round < 5; round += 1) {
      const member = await somebody();
      const rows = [aResult(member.personId, { externalCode: 'C-2', happenedAt: at('2026-06-09') })];
      await Promise.all([
        portal.arrange((tx) => recordResults(tx, JOB_ACTOR, rows, at('2026-06-10'))),
        end(from.subject, member),
      ]);
      const awards = await portal.arrange((tx) =>
        tx.certificationAward.findMany({ where: { personId: member.personId } }),
      );
      expect(awards.map(({ partnerId }) => partnerId)).toEqual([null, null]);
    }
  });
});
