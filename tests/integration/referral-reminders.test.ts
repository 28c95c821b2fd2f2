import { beforeAll, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { referralReminders } from '../../src/workflows/jobs/referral-reminders.ts';
import { aMember, aPartner, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let member: Member;

beforeAll(async () => {
  portal = await startPortal();
  member = await aMember(portal, (await aPartner(portal)).id);
  await portal.arrange(async (tx) => {
    await tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } });
    await tx.businessHours.deleteMany();
    await tx.businessHours.createMany({
      data: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opensMinute: 540, closesMinute: 1020 })),
    });
    await tx.holiday.create({ data: { date: new Date('2026-06-08T00:00:00Z'), name: 'A holiday' } });
    await tx.responseStandard.update({
      where: { subject: 'REFERRAL_DECISION' },
      data: { warnMinutes: 480, breachMinutes: 960 },
    });
  });
});

const submittedAt = (instant: string) =>
  portal.arrange((tx) =>
    tx.referral.create({
      data: {
        partnerId: member.partnerId,
        registeredById: member.membershipId,
        status: 'SUBMITTED',
        customerName: 'Initech',
        statusSince: new Date(instant),
        submittedAt: new Date(instant),
        createdAt: new Date(instant),
      },
    }),
  );

const run = (asOf: string) => runJob(portal.database, referralReminders, new Date(asOf), () => undefined);
const eventsOf = (id: string) =>
  portal.arrange((tx) =>
    tx.event.findMany({
      where: { subjectId: id },
      orderBy: { id: 'asc' },
      select: { type: true, data: true, partnerVisible: true },
    }),
  );

it('reminds by business hours, once for each level, though it runs late, twice and at once', async () => {
  // Friday 5 June 2026, 16:00 in Berlin: one business hour is left, the weekend and Monday's holiday do not count.
  const { id } = await submittedAt('2026-06-05T14:00:00Z');
  expect((await run('2026-06-08T20:00:00Z')).rowCount).toBe(0);
  expect((await run('2026-06-09T13:59:00Z')).rowCount).toBe(0);
  expect((await run('2026-06-09T14:00:00Z')).rowCount).toBe(1);
  expect((await run('2026-06-09T14:00:00Z')).rowCount).toBe(0);
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => run('2026-06-10T14:00:00Z')));
  expect(outcomes.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(1);
  expect(await eventsOf(id)).toEqual([
    {
      type: 'referral.decision_due_soon',
      partnerVisible: false,
      data: { waitedMinutes: 480, warnMinutes: 480, breachMinutes: 960 },
    },
    {
      type: 'referral.decision_overdue',
      partnerVisible: false,
      data: { waitedMinutes: 960, warnMinutes: 480, breachMinutes: 960 },
    },
  ]);
});

it('reminds of both levels at once when it ran late, and again after a resubmission', async () => {
  const { id } = await submittedAt('2026-03-02T09:00:00Z');
  expect((await run('2026-03-20T09:00:00Z')).rowCount).toBe(2);
  await portal.arrange((tx) =>
    tx.referral.update({ where: { id }, data: { submittedAt: new Date('2026-03-20T08:00:00Z') } }),
  );
  expect((await run('2026-03-20T09:00:00Z')).rowCount).toBe(0);
  expect((await run('2026-03-23T08:00:00Z')).rowCount).toBe(1);
});

it('records what it did, and that it failed', async () => {
  const failing = {
    ...referralReminders,
    name: 'failing',
    run: () => Promise.reject(new TypeError('broken')),
  };
  await expect(runJob(portal.database, failing, new Date(), () => undefined)).rejects.toThrow('broken');
  const runs = await portal.arrange((tx) => tx.jobRun.findMany({ where: { job: 'failing' } }));
  expect(runs).toMatchObject([{ status: 'FAILED', error: 'TypeError' }]);
  expect(runs[0]?.finishedAt).not.toBeNull();
  const recorded = await portal.arrange((tx) =>
    tx.jobRun.groupBy({ by: ['status'], where: { job: 'referral-reminders' }, _count: true }),
  );
  expect(recorded.map(({ status }) => status).sort()).not.toContain('RUNNING');
});

it('is not blocked by a holder that died', async () => {
  await portal.arrange((tx) =>
    tx.jobRun.create({ data: { job: 'referral-reminders', asOf: new Date(), status: 'RUNNING' } }),
  );
  expect((await run('2026-01-01T00:00:00Z')).status).toBe('SUCCEEDED');
  const left = await portal.arrange((tx) =>
    tx.jobRun.count({ where: { job: 'referral-reminders', status: 'RUNNING' } }),
  );
  expect(left).toBe(0);
});
