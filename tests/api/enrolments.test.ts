import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { change } from '../support/change.ts';
import { course, ENROLMENT, type Enrolments, exam, setUpEnrolments } from '../support/enrolments.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let place: Enrolments;

beforeAll(async () => {
  portal = await startPortal();
  place = await setUpEnrolments(portal);
});

beforeEach(() => portal.setNow(new Date('2026-03-01T09:00:00Z')));

describe('an enrolment', () => {
  it('shows progress, what is missing, and why an attempt did not count', async () => {
    const [whom, what] = [await place.somebody(), await place.certification()];
    const opened = await place.open(place.admin.subject, what, whom);
    expect(opened).toMatchObject({
      ...{ status: 'OPEN', path: 'FULL', availableActions: ['WITHDRAW'], attempts: [] },
      progress: [{ status: 'OPEN' }, { status: 'OPEN' }],
      missing: [{ title: 'Group 0', stillNeeded: 2, requirements: [{ code: 'R0_0' }, { code: 'R0_1' }] }],
    });
    const receipt = await place.record(whom, [
      exam('2026-02-22', '65'),
      exam('2026-02-25', '95'),
      course('2026-02-01'),
    ]);
    expect(receipt.rows.map(({ outcome }: { outcome: string }) => outcome)).toEqual(Array(3).fill('CREATED'));
    expect(await place.reread(whom.subject, opened.id)).toMatchObject({
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
    const [whom, what] = [await place.somebody(), await place.certification()];
    await place.record(whom, [course('2026-02-01'), exam('2026-02-02', '70')]);
    expect(await place.open(whom.subject, what, whom)).toMatchObject({ status: 'COMPLETED', missing: [] });
    expect(await place.awardsOf(whom.subject, whom)).toMatchObject([
      { status: 'VALID', awardedOn: '2026-02-02', validFrom: '2026-02-02', endsOn: '2028-02-02' },
    ]);
  });

  it('is opened by whom it may be, for whom they may', async () => {
    const what = await place.certification();
    const whom = await place.somebody();
    expect(await place.open((await place.somebody()).subject, what, whom)).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await place.open(place.stranger.subject, what, whom)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await place.open(place.learningSystem.subject, what, whom)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await place.open(null, what, whom)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await portal.arrange((tx) => tx.enrolment.count({ where: { programId: what.programId } }))).toBe(
      0,
    );
    for (const by of [whom.subject, place.admin.subject, place.operations.subject, place.manager.subject])
      expect(await place.open(by, what, await (by === whom.subject ? whom : place.somebody()))).toMatchObject(
        {
          status: 'OPEN',
        },
      );
    expect(await place.open(place.manager.subject, what, place.stranger)).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('is for the people of the partners that the version is for, once it is in effect', async () => {
    const others = await place.certification({ partnerTypes: ['CONSULTANT'] });
    const later = await place.certification({ launchOn: '2026-03-02' });
    const whom = await place.somebody();
    const refusal = (code: string) => ({ code: 'INVALID_INPUT', fields: [{ field: 'programId', code }] });
    expect(await place.open(place.admin.subject, others, whom)).toMatchObject(refusal('OTHER_AUDIENCE'));
    expect(await place.open(place.admin.subject, later, whom)).toMatchObject(refusal('NOT_IN_EFFECT'));
    portal.setNow(new Date('2026-03-02T09:00:00Z'));
    expect(await place.open(place.admin.subject, later, whom)).toMatchObject({ status: 'OPEN' });
  });

  it('is one at a time for a person and certification, however many ask at once', async () => {
    const [whom, what] = [await place.somebody(), await place.certification()];
    const answers = await Promise.all(
      [whom.subject, place.admin.subject, place.operations.subject, place.admin.subject].map((by) =>
        place.open(by, what, whom),
      ),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      ...['ConflictError', 'ConflictError', 'ConflictError', 'Enrolment'],
    ]);
    expect(await portal.arrange((tx) => tx.enrolment.count({ where: { personId: whom.personId } }))).toBe(1);
  });

  it('is opened once for a key, and can be withdrawn and opened anew', async () => {
    const [whom, what] = [await place.somebody(), await place.certification()];
    const key = { idempotencyKey: 'open-1' };
    const first = await place.open(place.admin.subject, what, whom, key);
    expect((await place.open(place.admin.subject, what, whom, key)).id).toBe(first.id);
    const withdraw = (by: string, version = first.version) =>
      change(portal, by, ['enrolmentWithdraw', { id: first.id, version }], ENROLMENT);
    expect(await withdraw(place.stranger.subject)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await withdraw((await place.somebody()).subject)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await withdraw(place.admin.subject, 9)).toMatchObject({ code: 'STALE_VERSION' });
    expect(await withdraw(whom.subject)).toMatchObject({ status: 'WITHDRAWN', availableActions: [] });
    expect(await withdraw(whom.subject, first.version + 1)).toMatchObject({ code: 'INVALID_STATE' });
    await place.record(whom, [course('2026-02-01'), exam('2026-02-02', '70')]);
    expect(await place.awardsOf(place.admin.subject, whom)).toEqual([]);
    expect(await place.open(place.admin.subject, what, whom)).toMatchObject({ status: 'COMPLETED' });
  });

  it('is listed for a partner, a member, a manager and staff as each may see it', async () => {
    const what = await place.certification();
    const [one, two] = [await place.somebody(), await place.somebody()];
    await place.open(place.admin.subject, what, one);
    await place.open(place.admin.subject, what, two);
    await place.open(place.operations.subject, what, place.stranger);
    const query = `query ($id: ID!) { enrolments(filter: { programIds: [$id], status: [OPEN] }) { totalCount } }`;
    const counts = [];
    for (const { subject } of [one, place.admin, place.stranger, place.manager, place.operations]) {
      const answer = await portal.send(subject, query, { id: `CertificationProgram_${what.programId}` });
      counts.push(answer.data.enrolments.totalCount);
    }
    expect(counts).toEqual([1, 2, 1, 2, 3]);
  });
});
