import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { aCertification, type Certification, type CertificationData } from '../support/learning.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const ENROLMENT = `id version status path partner { id } membership { id }
  progress { status attempts bestPercent fulfilledAt nextAttemptAt evidence requirement { code } }
  missing { title stillNeeded requirements { code kind exhausted nextAttemptAt } }
  attempts { externalCode counts notCountedBecause } availableActions`;

let portal: Portal;
let admin: Member;
let member: Member;
let stranger: Member;
let operations: { subject: string; personId: string };
let learningSystem: { subject: string };
let manager: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  const partner = await aPartner(portal, { type: 'RESELLER' } as never);
  admin = await aMember(portal, partner.id);
  member = await aMember(portal, partner.id, 'PARTNER_MEMBER');
  stranger = await aMember(portal, (await aPartner(portal)).id);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  learningSystem = await aStaffMember(portal, 'SERVICE');
  const channelManager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, partner.id, channelManager.personId);
  manager = channelManager;
});

beforeEach(() => portal.setNow(new Date('2026-03-01T09:00:00Z')));

const EXAM = {
  kind: 'EXAM',
  externalCode: 'E-1',
  passMarkPercent: '70',
  attemptsMax: 3,
  coolDownDays: 14,
} as const;
const COURSE = { kind: 'COURSE', externalCode: 'C-1' } as const;
const PRACTICUM = { kind: 'PRACTICUM', externalCode: 'P-1' } as const;

const certification = (data: Partial<CertificationData> = {}) =>
  aCertification(portal, { groups: [{ requirements: [COURSE, EXAM] }], ...data });

const somebody = () => aMember(portal, admin.partnerId, 'PARTNER_MEMBER');

const open = (by: string | null, { programId }: Certification, whom: Member, more: object = {}) =>
  change(
    portal,
    by,
    [
      'enrolmentOpen',
      {
        programId: `CertificationProgram_${programId}`,
        membershipId: `Membership_${whom.membershipId}`,
        ...more,
      },
    ],
    ENROLMENT,
  );

let sent = 0;
const record = async (whom: Member, rows: readonly object[]) => {
  const input = {
    rows: rows.map((row) => {
      sent += 1;
      return { source: 'LMS', sourceId: `api-${sent}`, personId: `Person_${whom.personId}`, ...row };
    }),
  };
  return await change(
    portal,
    learningSystem.subject,
    ['certificationResultsRecord', input],
    'rows { outcome field code }',
  );
};

const course = (day: string) => ({
  ...{ kind: 'COURSE', externalCode: 'C-1', outcome: 'COMPLETED', happenedAt: `${day}T12:00:00Z` },
});
const exam = (day: string, scorePercent: string) => ({
  ...{ kind: 'EXAM', externalCode: 'E-1', outcome: Number(scorePercent) < 70 ? 'FAILED' : 'PASSED' },
  ...{ scorePercent, happenedAt: `${day}T12:00:00Z` },
});

const reread = async (by: string, id: string) =>
  (await portal.send(by, `query ($id: ID!) { enrolment(id: $id) { ${ENROLMENT} } }`, { id })).data.enrolment;

const awardsOf = async (by: string, whom: Member, more = '') => {
  const query = `query ($id: ID!) { certificationAwards(filter: { membershipIds: [$id] ${more} }) { totalCount nodes {
    id version code status awardedOn validFrom endsOn renewableFrom renewalOf { awardedOn } renewedBy { awardedOn }
    membership { id } partner { id } revokeReason } } }`;
  const answer = await portal.send(by, query, { id: `Membership_${whom.membershipId}` });
  expect(answer.errors).toBeUndefined();
  return answer.data.certificationAwards.nodes;
};

describe('an enrolment', () => {
  it('shows progress, what is missing, and why an attempt did not count', async () => {
    const [whom, what] = [await somebody(), await certification()];
    const opened = await open(admin.subject, what, whom);
    expect(opened).toMatchObject({
      ...{ status: 'OPEN', path: 'FULL', availableActions: ['WITHDRAW'], attempts: [] },
      progress: [{ status: 'OPEN' }, { status: 'OPEN' }],
      missing: [{ title: 'Group 0', stillNeeded: 2, requirements: [{ code: 'R0_0' }, { code: 'R0_1' }] }],
    });
    const receipt = await record(whom, [
      exam('2026-02-22', '65'),
      exam('2026-02-25', '95'),
      course('2026-02-01'),
    ]);
    expect(receipt.rows.map(({ outcome }: { outcome: string }) => outcome)).toEqual(Array(3).fill('CREATED'));
    expect(await reread(whom.subject, opened.id)).toMatchObject({
      progress: [
        { status: 'FULFILLED', fulfilledAt: '2026-02-01T12:00:00.000Z' },
        { status: 'OPEN', attempts: 1, bestPercent: '65', nextAttemptAt: '2026-03-08T12:00:00.000Z' },
      ],
      missing: [{ stillNeeded: 1, requirements: [{ code: 'R0_1', exhausted: false }] }],
      attempts: [
        { externalCode: 'C-1', counts: true },
        { externalCode: 'E-1', counts: true },
        { externalCode: 'E-1', counts: false, notCountedBecause: 'COOL_DOWN' },
      ],
    });
  });

  it('counts what was done before it, and may be complete at once', async () => {
    const [whom, what] = [await somebody(), await certification()];
    await record(whom, [course('2026-02-01'), exam('2026-02-02', '70')]);
    expect(await open(whom.subject, what, whom)).toMatchObject({ status: 'COMPLETED', missing: [] });
    expect(await awardsOf(whom.subject, whom)).toMatchObject([
      { status: 'VALID', awardedOn: '2026-02-02', validFrom: '2026-02-02', endsOn: '2028-02-02' },
    ]);
  });

  it('is opened by whom it may be, for whom they may', async () => {
    const what = await certification();
    const whom = await somebody();
    expect(await open(member.subject, what, whom)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await open(stranger.subject, what, whom)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await open(learningSystem.subject, what, whom)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await open(null, what, whom)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await portal.arrange((tx) => tx.enrolment.count({ where: { programId: what.programId } }))).toBe(
      0,
    );
    for (const by of [whom.subject, admin.subject, operations.subject, manager.subject])
      expect(await open(by, what, await (by === whom.subject ? whom : somebody()))).toMatchObject({
        status: 'OPEN',
      });
    expect(await open(manager.subject, what, stranger)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is for the people of the partners that the version is for, once it is in effect', async () => {
    const others = await certification({ partnerTypes: ['CONSULTANT'] });
    const later = await certification({ launchOn: '2026-03-02' });
    const whom = await somebody();
    const refusal = (code: string) => ({ code: 'INVALID_INPUT', fields: [{ field: 'programId', code }] });
    expect(await open(admin.subject, others, whom)).toMatchObject(refusal('OTHER_AUDIENCE'));
    expect(await open(admin.subject, later, whom)).toMatchObject(refusal('NOT_IN_EFFECT'));
    portal.setNow(new Date('2026-03-02T09:00:00Z'));
    expect(await open(admin.subject, later, whom)).toMatchObject({ status: 'OPEN' });
  });

  it('is one at a time for a person and certification, however many ask at once', async () => {
    const [whom, what] = [await somebody(), await certification()];
    const answers = await Promise.all(
      [whom.subject, admin.subject, operations.subject, admin.subject].map((by) => open(by, what, whom)),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      ...['ConflictError', 'ConflictError', 'ConflictError', 'Enrolment'],
    ]);
    expect(await portal.arrange((tx) => tx.enrolment.count({ where: { personId: whom.personId } }))).toBe(1);
  });

  it('is opened once for a key, and can be withdrawn and opened anew', async () => {
    const [whom, what] = [await somebody(), await certification()];
    const key = { idempotencyKey: 'open-1' };
    const first = await open(admin.subject, what, whom, key);
    expect((await open(admin.subject, what, whom, key)).id).toBe(first.id);
    const withdraw = (by: string, version = first.version) =>
      change(portal, by, ['enrolmentWithdraw', { id: first.id, version }], ENROLMENT);
    expect(await withdraw(stranger.subject)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await withdraw(member.subject)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await withdraw(admin.subject, 9)).toMatchObject({ code: 'STALE_VERSION' });
    expect(await withdraw(whom.subject)).toMatchObject({ status: 'WITHDRAWN', availableActions: [] });
    expect(await withdraw(whom.subject, first.version + 1)).toMatchObject({ code: 'INVALID_STATE' });
    await record(whom, [course('2026-02-01'), exam('2026-02-02', '70')]);
    expect(await awardsOf(admin.subject, whom)).toEqual([]);
    expect(await open(admin.subject, what, whom)).toMatchObject({ status: 'COMPLETED' });
  });

  it('is listed for a partner, a member, a manager and staff as each may see it', async () => {
    const what = await certification();
    const [one, two] = [await somebody(), await somebody()];
    await open(admin.subject, what, one);
    await open(admin.subject, what, two);
    await open(operations.subject, what, stranger);
    const query = `query ($id: ID!) { enrolments(filter: { programIds: [$id], status: [OPEN] }) { totalCount } }`;
    const counts = [];
    for (const { subject } of [one, admin, stranger, manager, operations]) {
      const answer = await portal.send(subject, query, { id: `CertificationProgram_${what.programId}` });
      counts.push(answer.data.enrolments.totalCount);
    }
    expect(counts).toEqual([1, 2, 1, 2, 3]);
  });
});

describe('renewal', () => {
  const earned = async (data: Partial<CertificationData> = {}) => {
    const [whom, what] = [await somebody(), await certification({ validityMonths: 12, ...data })];
    await open(admin.subject, what, whom);
    await record(whom, [course('2025-03-01'), exam('2025-03-10', '80')]);
    return { whom, what };
  };

  it('is refused before its window with the day from which it is open, and then begins with the old end', async () => {
    portal.setNow(new Date('2025-12-09T09:00:00Z'));
    const { whom, what } = await earned();
    expect(await open(admin.subject, what, whom)).toMatchObject({
      ...{ code: 'RENEWAL_TOO_EARLY', availableFrom: '2025-12-10' },
    });
    portal.setNow(new Date('2025-12-10T09:00:00Z'));
    expect(await open(admin.subject, what, whom)).toMatchObject({ path: 'RENEWAL', status: 'OPEN' });
    portal.setNow(new Date('2026-01-10T09:00:00Z'));
    await record(whom, [course('2025-12-20'), exam('2026-01-09', '90')]);
    expect(await awardsOf(admin.subject, whom)).toMatchObject([
      { status: 'PENDING', awardedOn: '2026-01-09', validFrom: '2026-03-10', endsOn: '2027-03-10' },
      {
        status: 'VALID',
        awardedOn: '2025-03-10',
        endsOn: '2026-03-10',
        renewedBy: { awardedOn: '2026-01-09' },
      },
    ]);
    expect(await awardsOf(admin.subject, whom, 'status: [VALID] on: "2026-03-10"')).toMatchObject([
      { awardedOn: '2026-01-09' },
    ]);
    expect(await awardsOf(admin.subject, whom, 'status: [EXPIRED] on: "2026-03-10"')).toMatchObject([
      { awardedOn: '2025-03-10' },
    ]);
  });

  it('begins anew after the end, and never by what earned the old one', async () => {
    const { whom, what } = await earned();
    portal.setNow(new Date('2026-04-01T09:00:00Z'));
    expect(await open(admin.subject, what, whom)).toMatchObject({
      ...{ path: 'FULL', status: 'OPEN', missing: [{ stillNeeded: 2 }] },
    });
    await record(whom, [course('2026-03-20'), exam('2026-03-21', '90')]);
    expect((await awardsOf(admin.subject, whom))[0]).toMatchObject({
      ...{ validFrom: '2026-03-21', endsOn: '2027-03-21', renewalOf: null },
    });
  });

  it('takes only the bridge from the version before', async () => {
    const { whom, what } = await earned({ validityMonths: 24 });
    const next = await certification({
      ...{ programId: what.programId, number: 2, launchOn: '2026-02-01', transition: 'BRIDGE' },
      groups: [{ requirements: [EXAM, { ...COURSE, externalCode: 'C-2', code: 'NEW', isBridge: true }] }],
    });
    expect(await open(admin.subject, next, whom)).toMatchObject({
      ...{ path: 'BRIDGE', progress: [{ requirement: { code: 'NEW' } }] },
      missing: [{ title: null, stillNeeded: 1 }],
    });
    await record(whom, [{ ...course('2026-02-20'), externalCode: 'C-2' }]);
    expect(await awardsOf(admin.subject, whom)).toMatchObject([
      {
        status: 'VALID',
        awardedOn: '2026-02-20',
        validFrom: '2026-02-20',
        renewalOf: { awardedOn: '2025-03-10' },
      },
      { status: 'VALID', awardedOn: '2025-03-10', endsOn: '2027-03-10' },
    ]);
  });
});

describe('what staff says', () => {
  const practical = async () => {
    const what = await certification({ groups: [{ requirements: [PRACTICUM, COURSE] }] });
    const whom = await somebody();
    const enrolment = await open(admin.subject, what, whom);
    const requirements = await portal.arrange((tx) =>
      tx.certificationRequirement.findMany({
        where: { versionId: what.versionId },
        orderBy: { position: 'asc' },
      }),
    );
    const [practicum, courseId] = requirements.map(({ id }) => `CertificationRequirement_${id}`);
    return { whom, what, enrolment, practicum, courseId };
  };
  const signOff = (by: string | null, input: object) =>
    change(
      portal,
      by,
      ['certificationResultSignOff', { outcome: 'PASSED', evidence: 'Seen at work.', ...input }],
      ENROLMENT,
    );

  it('signs off practical work of the people whom they see, and never their own', async () => {
    const { enrolment, practicum, courseId, whom } = await practical();
    const input = { enrolmentId: enrolment.id, requirementId: practicum };
    for (const by of [admin.subject, whom.subject, learningSystem.subject])
      expect(await signOff(by, input)).toMatchObject({ code: 'FORBIDDEN' });
    const other = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect(await signOff(other.subject, input)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await signOff(manager.subject, { ...input, requirementId: courseId })).toMatchObject({
      ...{ code: 'INVALID_INPUT', fields: [{ field: 'requirementId', code: 'NOT_A_PRACTICUM' }] },
    });
    expect(await signOff(manager.subject, { ...input, happenedAt: '2026-03-02T00:00:00Z' })).toMatchObject({
      fields: [{ field: 'happenedAt', code: 'IN_THE_FUTURE' }],
    });
    expect(await signOff(manager.subject, { ...input, evidence: '  ' })).toMatchObject({
      fields: [{ field: 'evidence', code: 'REQUIRED' }],
    });
    const keyed = { ...input, idempotencyKey: 'sign-1' };
    const signed = await signOff(manager.subject, keyed);
    expect(signed.progress[0]).toMatchObject({ status: 'FULFILLED', attempts: 1, evidence: 'Seen at work.' });
    expect((await signOff(manager.subject, keyed)).progress[0]).toMatchObject({ attempts: 1 });
    const own = await portal.arrange((tx) =>
      tx.enrolment.findUniqueOrThrow({ where: { id: enrolment.id.split('_')[1] } }),
    );
    await portal.arrange((tx) =>
      tx.enrolment.update({
        where: { id: own.id },
        data: { personId: operations.personId, partnerId: null, membershipId: null },
      }),
    );
    expect(await signOff(operations.subject, input)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('revokes an award with a reason, from today on', async () => {
    const [whom, what] = [await somebody(), await certification()];
    await record(whom, [course('2026-02-01'), exam('2026-02-02', '70')]);
    await open(admin.subject, what, whom);
    const [award] = await awardsOf(admin.subject, whom);
    const revoke = (by: string, more: object = {}) =>
      change(
        portal,
        by,
        [
          'certificationAwardRevoke',
          { id: award.id, version: award.version, reason: 'It was not theirs.', ...more },
        ],
        'status endsOn revokeReason validFrom',
      );
    expect(await revoke(admin.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await revoke(manager.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await revoke(operations.subject, { reason: ' ' })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await revoke(operations.subject, { version: 7 })).toMatchObject({ code: 'STALE_VERSION' });
    expect(await revoke(operations.subject)).toMatchObject({
      ...{ status: 'REVOKED', endsOn: '2026-03-01', revokeReason: 'It was not theirs.' },
    });
    expect(await revoke(operations.subject, { version: award.version + 1 })).toMatchObject({
      ...{ code: 'INVALID_STATE', state: 'REVOKED' },
    });
    // What was done before the revocation does not earn it again.
    expect(await open(admin.subject, what, whom)).toMatchObject({ path: 'FULL', status: 'OPEN' });
  });

  it('records at most 500 rows at once, each by itself, and not in the name of the portal', async () => {
    const whom = await somebody();
    const { rows } = await record(whom, [
      course('2026-02-01'),
      { ...course('2026-02-01'), source: 'STAFF' },
      { ...course('2026-02-01'), kind: 'IMPLEMENTATION' },
      { ...course('2026-02-01'), sourceId: `api-${sent + 1}` },
      course('2026-04-01'),
    ]);
    expect(rows.map(({ outcome, code }: { outcome: string; code: string }) => code ?? outcome)).toEqual([
      ...['CREATED', 'RESERVED', 'NOT_FROM_OUTSIDE', 'UNCHANGED', 'IN_THE_FUTURE'],
    ]);
    expect(await record(whom, Array(501).fill(course('2026-02-01')))).toMatchObject({
      code: 'INVALID_INPUT',
    });
    const asAdmin = await change(
      portal,
      admin.subject,
      ['certificationResultsRecord', { rows: [] }],
      'rows { outcome }',
    );
    expect(asAdmin).toMatchObject({ code: 'FORBIDDEN' });
  });
});
