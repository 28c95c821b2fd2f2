import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from './builders.ts';
import { change } from './change.ts';
import {
  aCertification,
  type Certification,
  type CertificationData,
  type RequirementData,
} from './learning.ts';
import type { Portal } from './portal.ts';

export const ENROLMENT = `id version status path partner { id } membership { id }
  progress { status attempts bestPercent fulfilledAt nextAttemptAt evidence requirement { code } }
  missing { title stillNeeded requirements { code kind exhausted nextAttemptAt } }
  attempts { externalCode counts notCountedBecause } availableActions`;

export const EXAM: RequirementData = {
  ...{ kind: 'EXAM', externalCode: 'E-1', passMarkPercent: '70', attemptsMax: 3, coolDownDays: 14 },
};
export const COURSE = { kind: 'COURSE', externalCode: 'C-1' } as const;
export const PRACTICUM = { kind: 'PRACTICUM', externalCode: 'P-1' } as const;

/** What the learning system says of a course and an exam, at noon of a day. */
export const course = (day: string) => ({
  ...{ kind: 'COURSE', externalCode: 'C-1', outcome: 'COMPLETED', happenedAt: `${day}T12:00:00Z` },
});
export const exam = (day: string, scorePercent: string) => ({
  ...{ kind: 'EXAM', externalCode: 'E-1', outcome: Number(scorePercent) < 70 ? 'FAILED' : 'PASSED' },
  ...{ scorePercent, happenedAt: `${day}T12:00:00Z` },
});

export type Enrolments = Awaited<ReturnType<typeof setUpEnrolments>>;

/** A partner with its people, a manager, operations and the learning system, and what they send. */
export async function setUpEnrolments(portal: Portal) {
  const partner = await aPartner(portal, { type: 'RESELLER' } as never);
  const admin = await aMember(portal, partner.id);
  const stranger = await aMember(portal, (await aPartner(portal)).id);
  const operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  const learningSystem = await aStaffMember(portal, 'SERVICE');
  const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, partner.id, manager.personId);
  return {
    ...{ admin, stranger, operations, learningSystem, manager },
    somebody: () => aMember(portal, partner.id, 'PARTNER_MEMBER'),
    certification: (data: Partial<CertificationData> = {}) =>
      aCertification(portal, { groups: [{ requirements: [COURSE, EXAM] }], ...data }),
    open: (by: string | null, { programId }: Certification, whom: Member, more: object = {}) => {
      const ids = {
        programId: `CertificationProgram_${programId}`,
        membershipId: `Membership_${whom.membershipId}`,
      };
      return change(portal, by, ['enrolmentOpen', { ...ids, ...more }], ENROLMENT);
    },
    record: (whom: Member, rows: readonly object[]) => {
      const named = rows.map((row) => ({
        ...{ source: 'LMS', sourceId: randomUUID(), personId: `Person_${whom.personId}`, ...row },
      }));
      const sent = ['certificationResultsRecord', { rows: named }] as const;
      return change(portal, learningSystem.subject, sent, 'rows { outcome field code }');
    },
    reread: async (by: string, id: string) =>
      (await portal.send(by, `query ($id: ID!) { enrolment(id: $id) { ${ENROLMENT} } }`, { id })).data
        .enrolment,
    awardsOf: async (by: string, whom: Member, more = '') => {
      const query = `query ($id: ID!) { certificationAwards(filter: { membershipIds: [$id] ${more} }) { nodes {
        id version code status awardedOn validFrom endsOn renewableFrom renewalOf { awardedOn } renewedBy { awardedOn }
        membership { id } partner { id } revokeReason } } }`;
      const answer = await portal.send(by, query, { id: `Membership_${whom.membershipId}` });
      expect(answer.errors).toBeUndefined();
      return answer.data.certificationAwards.nodes;
    },
  };
}

/** Somebody takes up the invitation of a partner's administrator, and so leaves whom they work for; answers the new membership. */
export async function joinPartner(portal: Portal, member: Member, admin: Member) {
  const email = `${member.subject}@people.test`;
  const invitation = {
    partnerId: `Partner_${admin.partnerId}`,
    email,
    name: 'Mover',
    role: 'PARTNER_MEMBER',
  };
  const created = await change(portal, admin.subject, ['invitationCreate', invitation], 'invitationCode');
  const document =
    'mutation ($input: InvitationAcceptInput!) { invitationAccept(input: $input) { __typename } }';
  const input = { code: created.invitationCode };
  const answer = await portal.send(member.subject, document, { input }, email);
  expect(answer.data.invitationAccept.__typename).toBe('InvitationAccepted');
  return await portal.arrange((tx) =>
    tx.membership.findFirstOrThrow({ where: { personId: member.personId, validTo: null } }),
  );
}
