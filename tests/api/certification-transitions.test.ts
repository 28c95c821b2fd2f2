import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  transitionEndsOf,
  versionInEffect,
} from '../../src/domains/certifications/certification-version.service.ts';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import {
  aCourse,
  aLaunchedProgram,
  anExam,
  contentOf,
  programRows,
  publish,
  revise,
} from '../support/certification-programs.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T10:00:00Z');

let portal: Portal;
let operations: { subject: string; personId: string };
let admin: Member;

beforeAll(async () => {
  portal = await startPortal();
  admin = await aMember(portal, (await aPartner(portal, { name: 'Acme' })).id);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

beforeEach(() => portal.setNow(NOW));

type Program = { id: string; version: number; versions: { id: string; number: number }[] };

const uuidOf = (globalId: string) => globalId.slice(globalId.lastIndexOf('_') + 1);
const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** An award by the latest version, as the database holds it; of somebody who works nowhere where no partner is named. */
const anAward = (
  program: Program,
  validFrom: string,
  endsOn: string | null,
  more: { partnerId?: null; membershipId?: null; revokedAt?: Date; revokeReason?: string } = {},
) =>
  portal.arrange((tx) =>
    tx.certificationAward.create({
      data: {
        ...{ personId: admin.personId, partnerId: admin.partnerId, membershipId: admin.membershipId },
        ...{ programId: uuidOf(program.id), versionId: uuidOf(program.versions[0]!.id), code: randomUUID() },
        ...{
          awardedOn: day(validFrom),
          validFrom: day(validFrom),
          endsOn: endsOn === null ? null : day(endsOn),
        },
        ...more,
      },
    }),
  );

const endOf = async (id: string) => {
  const award = await portal.arrange((tx) =>
    tx.certificationAward.findUniqueOrThrow({ where: { id }, include: { changes: true } }),
  );
  return {
    endsOn: award.endsOn?.toISOString().slice(0, 10) ?? null,
    changes: award.changes,
    version: award.version,
  };
};

const LIVE_SINCE = '2026-01-01';

/** Launched at the beginning of the year, with the next version as a draft. */
async function aProgramToReplace(requirements = [aCourse(), anExam('NEW', { isBridge: true })]) {
  portal.setNow(day(LIVE_SINCE));
  const first = await aLaunchedProgram(portal, operations);
  portal.setNow(NOW);
  return {
    first,
    replace: async (launch: object) => {
      const next = await revise(portal, operations, first, contentOf(requirements));
      return await publish(portal, operations, next, launch);
    },
  };
}

describe('the transition to a new version', () => {
  it('ends what was awarded before at the latest on its date, each told once, and nothing else', async () => {
    const { first, replace } = await aProgramToReplace();
    const others = await aLaunchedProgram(portal, operations);
    const long = await anAward(first, '2026-02-01', '2027-02-01');
    const endless = await anAward(first, '2026-02-01', null, { partnerId: null, membershipId: null });
    const renewedEarly = await anAward(first, '2027-02-01', '2028-02-01');
    const untouched = [
      await anAward(first, '2025-09-01', '2026-09-01'),
      await anAward(first, '2025-06-01', '2026-06-01'),
      await anAward(first, '2026-02-01', '2027-02-01', { revokedAt: NOW, revokeReason: 'Not theirs.' }),
      await anAward(others, '2026-02-01', '2027-02-01'),
    ];
    const replaced = await replace({
      transition: 'UNTIL_DATE',
      launchOn: '2026-07-01',
      transitionUntil: '2026-10-01',
    });
    expect(replaced.versions[0]).toMatchObject({ transition: 'UNTIL_DATE', transitionUntil: '2026-10-01' });
    for (const [{ id }, validFrom, endsOn] of [
      [long, '2026-02-01', '2026-10-01'],
      [endless, '2026-02-01', '2026-10-01'],
      [renewedEarly, '2027-02-01', '2027-02-01'],
    ] as const) {
      expect(await endOf(id)).toMatchObject({
        ...{ endsOn, version: 2 },
        changes: [
          {
            ...{ cause: 'TRANSITION', validFrom: day(validFrom), endsOn: day(endsOn) },
            ...{ actorId: operations.personId, bookedAt: NOW },
          },
        ],
      });
    }
    for (const { id, endsOn } of untouched)
      expect(await endOf(id)).toEqual({
        endsOn: endsOn!.toISOString().slice(0, 10),
        changes: [],
        version: 1,
      });

    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { type: 'certification.award_shortened' }, orderBy: { id: 'asc' } }),
    );
    const data = { programId: uuidOf(first.id), programCode: first.code, versionNumber: 1 };
    expect(events).toMatchObject([
      {
        ...{
          subjectType: 'CertificationAward',
          subjectId: long.id,
          occurredAt: NOW,
          actorId: operations.personId,
        },
        ...{ partnerId: admin.partnerId, partnerVisible: true, data: { ...data, endsOn: '2026-10-01' } },
      },
      {
        subjectId: endless.id,
        partnerId: null,
        partnerVisible: false,
        data: { ...data, endsOn: '2026-10-01' },
      },
      { subjectId: renewedEarly.id, data: { ...data, endsOn: '2027-02-01' } },
    ]);
    const published = await portal.arrange((tx) =>
      tx.event.findFirst({
        where: { type: 'certification_program.published', subjectId: uuidOf(first.id) },
        orderBy: { id: 'desc' },
      }),
    );
    expect(published?.data).toMatchObject({ number: 2, awardsShortened: 3, transitionUntil: '2026-10-01' });
  });

  it.each([
    { _case: 'until expiry', launch: { transition: 'UNTIL_EXPIRY' }, endsOn: '2027-02-01' },
    { _case: 'a bridge without an end', launch: { transition: 'BRIDGE' }, endsOn: '2027-02-01' },
    {
      _case: 'a bridge until a date',
      launch: { transition: 'BRIDGE', transitionUntil: '2026-12-31' },
      endsOn: '2026-12-31',
    },
    {
      _case: 'until the launch itself',
      launch: { transition: 'UNTIL_DATE', launchOn: '2026-07-01', transitionUntil: '2026-07-01' },
      endsOn: '2026-07-01',
    },
  ])('$_case', async ({ launch, endsOn }) => {
    const { first, replace } = await aProgramToReplace();
    const award = await anAward(first, '2026-02-01', '2027-02-01');
    expect((await replace(launch)).versions[0].status).toBe('PUBLISHED');
    expect((await endOf(award.id)).endsOn).toBe(endsOn);
  });

  it('also caps what is awarded later by an earlier version', async () => {
    const { first, replace } = await aProgramToReplace();
    const replaced = await replace({ transition: 'BRIDGE', transitionUntil: '2026-12-31' });
    portal.setNow(new Date('2026-06-16T10:00:00Z'));
    const third = await revise(portal, operations, replaced, contentOf([aCourse()]));
    const last = await publish(portal, operations, third, {
      transition: 'UNTIL_DATE',
      transitionUntil: '2027-03-31',
    });
    const ids = last.versions.map(({ id }: { id: string }) => uuidOf(id));
    const ends = await portal.arrange((tx) => transitionEndsOf(tx, ids));
    expect([...ends].sort()).toEqual(
      [
        [ids[2], day('2026-12-31')],
        [ids[1], day('2027-03-31')],
      ].sort(),
    );
    expect(await portal.arrange((tx) => transitionEndsOf(tx, []))).toEqual(new Map());
    expect(uuidOf(first.versions[0]!.id)).toBe(ids[2]);
  });

  it('lets no award escape that is made while it is published', async () => {
    const { first, replace } = await aProgramToReplace();
    const versionId = uuidOf(first.versions[0]!.id);
    let publishing: Promise<unknown> = Promise.resolve();
    await portal.arrange(async (tx) => {
      expect((await transitionEndsOf(tx, [versionId])).get(versionId)).toBeUndefined();
      publishing = replace({ transition: 'UNTIL_DATE', transitionUntil: '2026-10-01' });
      await new Promise((resolve) => setTimeout(resolve, 300));
      await tx.certificationAward.create({
        data: {
          ...{ personId: admin.personId, programId: uuidOf(first.id), versionId, code: randomUUID() },
          ...{ awardedOn: day('2026-06-15'), validFrom: day('2026-06-15'), endsOn: day('2027-06-15') },
        },
      });
    });
    expect(await publishing).toMatchObject({ inEffect: { number: 2 } });
    const awards = await portal.arrange((tx) => tx.certificationAward.findMany({ where: { versionId } }));
    expect(awards.map(({ endsOn }) => endsOn)).toEqual([day('2026-10-01')]);
  });

  it('changes no award where the launch is refused', async () => {
    const { first, replace } = await aProgramToReplace([aCourse()]);
    await anAward(first, '2026-02-01', '2027-02-01');
    const { awards, changes } = await programRows(portal);
    const answer = await replace({ transition: 'BRIDGE', transitionUntil: '2026-10-01' });
    expect(answer).toMatchObject({ fields: [{ field: 'transition', code: 'NO_BRIDGE_REQUIREMENT' }] });
    expect(await programRows(portal)).toMatchObject({ awards, changes });
  });
});

describe('the version in effect', () => {
  it('is the published one that was launched last by the day', async () => {
    const { first, replace } = await aProgramToReplace();
    await replace({ launchOn: '2026-07-01' });
    const numberOn = (text: string) =>
      portal.arrange(async (tx) => (await versionInEffect(tx, uuidOf(first.id), day(text)))?.number ?? null);
    expect(await numberOn('2025-12-31')).toBeNull();
    expect(await numberOn('2026-01-01')).toBe(1);
    expect(await numberOn('2026-06-30')).toBe(1);
    expect(await numberOn('2026-07-01')).toBe(2);
  });
});
