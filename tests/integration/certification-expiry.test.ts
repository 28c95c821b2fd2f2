import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { certificationExpiry } from '../../src/workflows/jobs/certification-expiry.ts';
import type { Member } from '../support/builders.ts';
import { course, type Enrolments, exam, setUpEnrolments } from '../support/enrolments.ts';
import { deliverUntil } from '../support/notifications.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let place: Enrolments;

beforeAll(async () => {
  portal = await startPortal();
  place = await setUpEnrolments(portal);
});

/** Somebody who was certified on 1 March 2025 for twelve months. */
async function somebodyCertified(): Promise<Member> {
  portal.setNow(new Date('2025-03-02T09:00:00Z'));
  const whom = await place.somebody();
  await place.open(place.admin.subject, await place.certification({ validityMonths: 12 }), whom);
  await place.record(whom, [course('2025-02-20'), exam('2025-03-01', '80')]);
  return whom;
}

const run = (day: string) =>
  runJob(portal.database, certificationExpiry, new Date(`${day}T06:00:00Z`), () => undefined);

/** What was told of somebody's certification, in order. */
const toldOf = ({ membershipId }: Member) =>
  portal.arrange(async (tx) => {
    const events = await tx.event.findMany({
      where: {
        type: { in: ['certification.expiring', 'certification.expired'] },
        data: { path: ['membershipId'], equals: membershipId },
      },
      orderBy: { id: 'asc' },
    });
    return events.map(({ type, data }) => [type.split('.')[1], (data as { days?: number }).days ?? null]);
  });

describe('certification-expiry', () => {
  it('reminds 90, 30 and 7 days before, each once though it runs often, and then tells of the end once', async () => {
    const whom = await somebodyCertified();
    const days = [
      '2025-11-30',
      '2025-12-01',
      '2025-12-01',
      '2026-01-29',
      '2026-01-30',
      '2026-02-21',
      '2026-02-22',
      '2026-02-28',
    ];
    for (const day of days) await run(day);
    expect(await toldOf(whom)).toEqual([
      ['expiring', 90],
      ['expiring', 30],
      ['expiring', 7],
    ]);
    for (const day of ['2026-03-01', '2026-03-01', '2026-03-02']) await run(day);
    expect((await toldOf(whom)).slice(3)).toEqual([['expired', null]]);
  });

  it('sends the most urgent one alone where it was away for weeks, and nothing less urgent afterwards', async () => {
    const whom = await somebodyCertified();
    await run('2026-02-10');
    await run('2026-02-11');
    expect(await toldOf(whom)).toEqual([['expiring', 30]]);
    await run('2026-02-27');
    expect((await toldOf(whom)).slice(1)).toEqual([['expiring', 7]]);
  });

  it('reminds of nothing that was renewed or revoked', async () => {
    const [renewed, revoked] = [await somebodyCertified(), await somebodyCertified()];
    portal.setNow(new Date('2025-12-15T09:00:00Z'));
    const award = await portal.arrange((tx) =>
      tx.certificationAward.findFirstOrThrow({ where: { personId: renewed.personId } }),
    );
    await place.open(place.admin.subject, { programId: award.programId } as never, renewed);
    await place.record(renewed, [course('2025-12-10'), exam('2025-12-12', '90')]);
    await portal.arrange((tx) =>
      tx.certificationAward.updateMany({
        where: { personId: revoked.personId },
        data: { revokedAt: new Date('2025-12-01T00:00:00Z'), revokeReason: 'Cheated.' },
      }),
    );
    for (const day of ['2025-12-20', '2026-02-25', '2026-03-05']) await run(day);
    expect([await toldOf(renewed), await toldOf(revoked)]).toEqual([[], []]);
  });

  it('reminds once where two run at once', async () => {
    const whom = await somebodyCertified();
    await Promise.all([run('2026-01-30'), run('2026-01-30'), run('2026-01-30')]);
    expect(await toldOf(whom)).toEqual([['expiring', 30]]);
  });

  it('has the holder and the administrators told', async () => {
    const whom = await somebodyCertified();
    await run('2026-02-22');
    // That it was awarded, and that it ends.
    await deliverUntil(portal, [whom], 2);
    const told = await portal.arrange((tx) =>
      tx.notification.findMany({ where: { template: 'CERTIFICATION_EXPIRING' }, select: { personId: true } }),
    );
    const people = told.map(({ personId }) => personId);
    expect(people).toContain(whom.personId);
    expect(people).toContain(place.admin.personId);
    expect(people).not.toContain(place.stranger.personId);
  });
});
