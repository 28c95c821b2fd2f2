import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COURSE, course, type Enrolments, EXAM, exam, setUpEnrolments } from '../support/enrolments.ts';
import type { CertificationData } from '../support/learning.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let place: Enrolments;

beforeAll(async () => {
  portal = await startPortal();
  place = await setUpEnrolments(portal);
});

beforeEach(() => portal.setNow(new Date('2026-03-01T09:00:00Z')));

describe('renewal', () => {
  const earned = async (data: Partial<CertificationData> = {}) => {
    const [whom, what] = [await place.somebody(), await place.certification({ validityMonths: 12, ...data })];
    await place.open(place.admin.subject, what, whom);
    await place.record(whom, [course('2025-03-01'), exam('2025-03-10', '80')]);
    return { whom, what };
  };

  it('is refused before its window with the day from which it is open, and then begins with the old end', async () => {
    portal.setNow(new Date('2025-12-09T09:00:00Z'));
    const { whom, what } = await earned();
    expect(await place.open(place.admin.subject, what, whom)).toMatchObject({
      ...{ code: 'RENEWAL_TOO_EARLY', availableFrom: '2025-12-10' },
    });
    portal.setNow(new Date('2025-12-10T09:00:00Z'));
    expect(await place.open(place.admin.subject, what, whom)).toMatchObject({
      path: 'RENEWAL',
      status: 'OPEN',
    });
    portal.setNow(new Date('2026-01-10T09:00:00Z'));
    await place.record(whom, [course('2025-12-20'), exam('2026-01-09', '90')]);
    expect(await place.awardsOf(place.admin.subject, whom)).toMatchObject([
      { status: 'PENDING', awardedOn: '2026-01-09', validFrom: '2026-03-10', endsOn: '2027-03-10' },
      {
        status: 'VALID',
        awardedOn: '2025-03-10',
        endsOn: '2026-03-10',
        renewedBy: { awardedOn: '2026-01-09' },
      },
    ]);
    expect(await place.awardsOf(place.admin.subject, whom, 'status: [VALID] on: "2026-03-10"')).toMatchObject(
      [{ awardedOn: '2026-01-09' }],
    );
    expect(
      await place.awardsOf(place.admin.subject, whom, 'status: [EXPIRED] on: "2026-03-10"'),
    ).toMatchObject([{ awardedOn: '2025-03-10' }]);
  });

  it('begins anew after the end, and never by what earned the old one', async () => {
    const { whom, what } = await earned();
    portal.setNow(new Date('2026-04-01T09:00:00Z'));
    expect(await place.open(place.admin.subject, what, whom)).toMatchObject({
      ...{ path: 'FULL', status: 'OPEN', missing: [{ stillNeeded: 2 }] },
    });
    await place.record(whom, [course('2026-03-20'), exam('2026-03-21', '90')]);
    expect((await place.awardsOf(place.admin.subject, whom))[0]).toMatchObject({
      ...{ validFrom: '2026-03-21', endsOn: '2027-03-21', renewalOf: null },
    });
  });

  it('takes only the bridge from the version before', async () => {
    const { whom, what } = await earned({ validityMonths: 24 });
    const next = await place.certification({
      ...{ programId: what.programId, number: 2, launchOn: '2026-02-01', transition: 'BRIDGE' },
      groups: [{ requirements: [EXAM, { ...COURSE, externalCode: 'C-2', code: 'NEW', isBridge: true }] }],
    });
    expect(await place.open(place.admin.subject, next, whom)).toMatchObject({
      ...{ path: 'BRIDGE', progress: [{ requirement: { code: 'NEW' } }] },
      missing: [{ title: null, stillNeeded: 1 }],
    });
    await place.record(whom, [{ ...course('2026-02-20'), externalCode: 'C-2' }]);
    expect(await place.awardsOf(place.admin.subject, whom)).toMatchObject([
      {
        status: 'VALID',
        awardedOn: '2026-02-20',
        validFrom: '2026-02-20',
        renewalOf: { awardedOn: '2025-03-10' },
      },
      { status: 'VALID', awardedOn: '2025-03-10', endsOn: '2027-03-10' },
    ]);
  });

  it('holds what is completed on the version before no longer than its transition, and not at all afterwards', async () => {
    const [early, late] = [await place.somebody(), await place.somebody()];
    const what = await place.certification({ validityMonths: 24 });
    for (const whom of [early, late]) await place.open(place.admin.subject, what, whom);
    await place.certification({
      ...{ programId: what.programId, number: 2, launchOn: '2026-02-01' },
      ...{ transition: 'UNTIL_DATE', transitionUntil: '2026-03-15' },
    });
    await place.record(early, [course('2026-02-20'), exam('2026-02-25', '80')]);
    expect(await place.awardsOf(place.admin.subject, early)).toMatchObject([
      { awardedOn: '2026-02-25', validFrom: '2026-02-25', endsOn: '2026-03-15' },
    ]);
    portal.setNow(new Date('2026-03-20T09:00:00Z'));
    await place.record(late, [course('2026-03-16'), exam('2026-03-17', '80')]);
    expect(await place.awardsOf(place.admin.subject, late)).toEqual([]);
  });
});
