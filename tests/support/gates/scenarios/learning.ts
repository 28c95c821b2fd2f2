import { randomUUID } from 'node:crypto';
import { aMember, type Member } from '../../builders.ts';
import { aCertification } from '../../learning.ts';
import type { Scenarios, World } from './world.ts';

const PRACTICUM = { kind: 'PRACTICUM', externalCode: 'P-1' } as const;

const aProgram = (world: World) => aCertification(world.portal, { groups: [{ requirements: [PRACTICUM] }] });

async function toEnrol(world: World) {
  const member = await aMember(world.portal, world.place.first.partnerId, 'PARTNER_MEMBER');
  const { programId } = await aProgram(world);
  return {
    member,
    input: {
      ...{
        programId: `CertificationProgram_${programId}`,
        membershipId: `Membership_${member.membershipId}`,
      },
      idempotencyKey: randomUUID(),
    },
  };
}

const PROGRESS = 'id version progress { requirement { id } }';

const enrolled = async (world: World) =>
  await world.change(world.place.first, 'enrolmentOpen', (await toEnrol(world)).input, PROGRESS);

async function toSignOff(world: World) {
  const { id, progress } = await enrolled(world);
  const requirementId = progress[0].requirement.id;
  return { enrolmentId: id, requirementId, outcome: 'PASSED', evidence: 'Seen at work.' };
}

const toRecord = ({ personId }: Member) => ({
  rows: [
    {
      ...{ source: 'LMS', sourceId: randomUUID(), personId: `Person_${personId}`, kind: 'PRACTICUM' },
      ...{ externalCode: 'P-1', outcome: 'PASSED', happenedAt: '2026-01-05T10:00:00Z' },
    },
  ],
});

export const learning: Scenarios = {
  enrolmentOpen: async (world) => ({ by: world.staff, input: (await toEnrol(world)).input }),
  enrolmentWithdraw: async (world) => {
    const { id, version } = await enrolled(world);
    return { by: world.staff, input: { id, version } };
  },
  certificationResultSignOff: async (world) => ({ by: world.staff, input: await toSignOff(world) }),
  certificationResultsRecord: async (world) => ({
    by: world.crm,
    input: toRecord((await toEnrol(world)).member),
  }),
  certificationAwardRevoke: async (world) => {
    const input = await toSignOff(world);
    await world.change(world.staff, 'certificationResultSignOff', input, 'id');
    const [award] = await world.portal.arrange((tx) =>
      tx.certificationAward.findMany({ where: { enrolmentId: input.enrolmentId.split('_')[1] } }),
    );
    const id = `CertificationAward_${award!.id}`;
    return { by: world.staff, input: { id, version: award!.version, reason: 'By mistake.' } };
  },
};
