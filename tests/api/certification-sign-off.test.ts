import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import {
  COURSE,
  course,
  ENROLMENT,
  type Enrolments,
  exam,
  PRACTICUM,
  setUpEnrolments,
} from '../support/enrolments.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let place: Enrolments;

beforeAll(async () => {
  portal = await startPortal();
  place = await setUpEnrolments(portal);
});

beforeEach(() => portal.setNow(new Date('2026-03-01T09:00:00Z')));

describe('what staff says', () => {
  const practical = async () => {
    const what = await place.certification({ groups: [{ requirements: [PRACTICUM, COURSE] }] });
    const whom = await place.somebody();
    const enrolment = await place.open(place.admin.subject, what, whom);
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
    for (const by of [place.admin.subject, whom.subject, place.learningSystem.subject])
      expect(await signOff(by, input)).toMatchObject({ code: 'FORBIDDEN' });
    const other = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect(await signOff(other.subject, input)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await signOff(place.manager.subject, { ...input, requirementId: courseId })).toMatchObject({
      ...{ code: 'INVALID_INPUT', fields: [{ field: 'requirementId', code: 'NOT_A_PRACTICUM' }] },
    });
    expect(
      await signOff(place.manager.subject, { ...input, happenedAt: '2026-03-02T00:00:00Z' }),
    ).toMatchObject({
      fields: [{ field: 'happenedAt', code: 'IN_THE_FUTURE' }],
    });
    expect(await signOff(place.manager.subject, { ...input, evidence: '  ' })).toMatchObject({
      fields: [{ field: 'evidence', code: 'REQUIRED' }],
    });
    const keyed = { ...input, idempotencyKey: 'sign-1' };
    const signed = await signOff(place.manager.subject, keyed);
    expect(signed.progress[0]).toMatchObject({ status: 'FULFILLED', attempts: 1, evidence: 'Seen at work.' });
    expect((await signOff(place.manager.subject, keyed)).progress[0]).toMatchObject({ attempts: 1 });
    const own = await portal.arrange((tx) =>
      tx.enrolment.findUniqueOrThrow({ where: { id: enrolment.id.split('_')[1] } }),
    );
    await portal.arrange((tx) =>
      tx.enrolment.update({
        where: { id: own.id },
        data: { personId: place.operations.personId, partnerId: null, membershipId: null },
      }),
    );
    expect(await signOff(place.operations.subject, input)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('revokes an award with a reason, from today on', async () => {
    const [whom, what] = [await place.somebody(), await place.certification()];
    await place.record(whom, [course('2026-02-01'), exam('2026-02-02', '70')]);
    await place.open(place.admin.subject, what, whom);
    const [award] = await place.awardsOf(place.admin.subject, whom);
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
    expect(await revoke(place.admin.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await revoke(place.manager.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await revoke(place.operations.subject, { reason: ' ' })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await revoke(place.operations.subject, { version: 7 })).toMatchObject({ code: 'STALE_VERSION' });
    expect(await revoke(place.operations.subject)).toMatchObject({
      ...{ status: 'REVOKED', endsOn: '2026-03-01', revokeReason: 'It was not theirs.' },
    });
    expect(await revoke(place.operations.subject, { version: award.version + 1 })).toMatchObject({
      ...{ code: 'INVALID_STATE', state: 'REVOKED' },
    });
    // What was done before the revocation does not earn it again.
    expect(await place.open(place.admin.subject, what, whom)).toMatchObject({ path: 'FULL', status: 'OPEN' });
  });

  it('records at most 500 rows at once, each by itself, and not in the name of the portal', async () => {
    const whom = await place.somebody();
    const { rows } = await place.record(whom, [
      { ...course('2026-02-01'), sourceId: 'first' },
      { ...course('2026-02-01'), source: 'STAFF' },
      { ...course('2026-02-01'), kind: 'IMPLEMENTATION' },
      { ...course('2026-02-01'), sourceId: 'first' },
      course('2026-04-01'),
    ]);
    expect(rows.map(({ outcome, code }: { outcome: string; code: string }) => code ?? outcome)).toEqual([
      ...['CREATED', 'RESERVED', 'NOT_FROM_OUTSIDE', 'UNCHANGED', 'IN_THE_FUTURE'],
    ]);
    expect(await place.record(whom, Array(501).fill(course('2026-02-01')))).toMatchObject({
      code: 'INVALID_INPUT',
    });
    const asAdmin = await change(
      portal,
      place.admin.subject,
      ['certificationResultsRecord', { rows: [] }],
      'rows { outcome }',
    );
    expect(asAdmin).toMatchObject({ code: 'FORBIDDEN' });
  });
});
