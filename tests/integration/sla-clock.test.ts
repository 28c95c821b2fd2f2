import { beforeAll, describe, expect, it } from 'vitest';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import type { Tx } from '../../src/platform/database/client.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { slaClock } from '../../src/workflows/jobs/sla-clock.ts';
import { pauseClock, resumeClock, startClock, stopClock } from '../../src/workflows/sla-clocks.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let member: Member;
let manager: { personId: string };
let backup: { personId: string };
let lead: { personId: string };
let operations: { personId: string };

beforeAll(async () => {
  portal = await startPortal();
  member = await aMember(portal, (await aPartner(portal)).id);
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  backup = await aStaffMember(portal, 'CHANNEL_MANAGER');
  lead = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  await anAssignment(portal, member.partnerId, manager.personId, { backupId: backup.personId });
  await portal.arrange((tx) =>
    tx.assignment.create({
      data: {
        partnerId: member.partnerId,
        staffId: lead.personId,
        function: 'CHANNEL_OPERATIONS',
        validFrom: new Date('2020-01-01T00:00:00Z'),
      },
    }),
  );
});

const run = (asOf: string) => runJob(portal.database, slaClock, new Date(asOf), () => undefined);

const aReferral = (data: object, by: Member = member) =>
  portal.arrange((tx) =>
    tx.referral.create({
      data: {
        partnerId: by.partnerId,
        registeredById: by.membershipId,
        customerName: 'Initech',
        status: 'SUBMITTED',
        statusSince: new Date('2026-06-05T16:00:00Z'),
        submittedAt: new Date('2026-06-05T16:00:00Z'),
        ...data,
      },
    }),
  );

const clocksOf = (subjectId: string) =>
  portal.arrange((tx) => tx.slaClock.findMany({ where: { subjectId }, orderBy: { startedAt: 'asc' } }));

/** Everything that is kept of a subject's clocks but when it was written, as text in a fixed order. */
const recordOf = (subjectId: string) =>
  portal.arrange(async (tx) => {
    const clocks = await tx.slaClock.findMany({ where: { subjectId }, include: { escalations: true } });
    const events = await tx.event.findMany({
      where: { subjectId: { in: clocks.map(({ id }) => id) } },
      select: { type: true, occurredAt: true, data: true },
    });
    const told = clocks.flatMap(({ escalations }) =>
      escalations.map(({ level, personId, at }) => `told ${personId} of ${level} at ${at.toISOString()}`),
    );
    const happened = events.map(({ type, occurredAt, data }) => {
      const { subjectId: _, ...rest } = data as Record<string, unknown>;
      return `${occurredAt.toISOString()} ${type} ${JSON.stringify(rest)}`;
    });
    return [...happened.sort(), ...told.sort()];
  });

const stepsOf = async (subjectId: string) =>
  (await recordOf(subjectId)).map((line) => /sla\.\w+/.exec(line)?.[0]).filter((step) => step !== undefined);

describe('the job', () => {
  it('starts clocks that are missing when the referral was submitted, and escalates along the assignment', async () => {
    // Friday, an hour before the end of business.
    const { id } = await aReferral({});
    expect((await run('2026-06-08T15:59:59Z')).rowCount).toBe(1);
    expect(await clocksOf(id)).toMatchObject([
      { status: 'RUNNING', startedAt: new Date('2026-06-05T16:00:00Z'), level: 0 },
    ]);
    expect((await run('2026-06-08T16:00:00Z')).rowCount).toBe(1);
    expect((await run('2026-06-08T16:00:00Z')).rowCount).toBe(0);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => run('2026-06-09T16:30:00Z')));
    expect(outcomes.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(1);
    expect((await run('2026-06-10T16:00:00Z')).rowCount).toBe(1);
    expect((await run('2026-07-10T16:00:00Z')).rowCount).toBe(0);
    const told = await portal.arrange((tx) =>
      tx.slaEscalation.findMany({
        where: { clock: { subjectId: id } },
        orderBy: [{ level: 'asc' }],
        select: { level: true, personId: true, at: true },
      }),
    );
    const at = (day: string) => new Date(`2026-06-${day}T16:00:00Z`);
    expect(told).toHaveLength(4);
    expect(told).toEqual(
      expect.arrayContaining([
        { level: 1, personId: manager.personId, at: at('08') },
        { level: 2, personId: manager.personId, at: at('09') },
        { level: 2, personId: backup.personId, at: at('09') },
        { level: 3, personId: lead.personId, at: at('10') },
      ]),
    );
    const events = await portal.arrange((tx) =>
      tx.event.findMany({
        where: { type: 'sla.breached' },
        select: { subjectType: true, partnerId: true, partnerVisible: true, occurredAt: true, data: true },
      }),
    );
    expect(events).toEqual([
      {
        subjectType: 'SlaClock',
        partnerId: member.partnerId,
        partnerVisible: false,
        occurredAt: at('09'),
        data: {
          subjectType: 'Referral',
          subjectId: id,
          standard: 'REFERRAL_DECISION',
          level: 2,
          elapsedMinutes: 960,
          thisRunMinutes: 960,
          warnMinutes: 480,
          breachMinutes: 960,
          escalatedToIds: [manager.personId, backup.personId],
        },
      },
    ]);
  });

  it('leaves the same record however often, late or interrupted it ran', async () => {
    const submittedAt = {
      submittedAt: new Date('2026-09-01T10:00:00Z'),
      statusSince: new Date('2026-09-01T10:00:00Z'),
    };
    const often = await aReferral(submittedAt);
    for (let hour = 0; hour < 24 * 5; hour += 3)
      await run(new Date(Date.parse('2026-09-01T10:00:00Z') + hour * 3_600_000).toISOString());
    const late = await aReferral(submittedAt);
    // Killed after it has written everything: nothing of it stays.
    const killed = {
      ...slaClock,
      run: async (work: Parameters<typeof slaClock.run>[0]) => {
        await slaClock.run(work);
        throw new TypeError('killed');
      },
    };
    const asOf = '2026-09-06T10:00:00Z';
    await expect(runJob(portal.database, killed, new Date(asOf), () => undefined)).rejects.toThrow('killed');
    expect(await recordOf(late.id)).toEqual([]);
    await run(asOf);
    const record = await recordOf(often.id);
    expect(record).toHaveLength(8);
    expect(await recordOf(late.id)).toEqual(record);
  });

  it('brings clocks in step with referrals that moved without them', async () => {
    const moved = async (status: string, since: string) => {
      const { id } = await aReferral({ submittedAt: new Date('2026-10-01T10:00:00Z') });
      await run('2026-10-01T10:30:00Z');
      const decidedAt = ['RETURNED', 'ACCEPTED'].includes(status) ? new Date(since) : null;
      const data = { status, statusSince: new Date(since), decidedAt };
      await portal.arrange((tx) => tx.referral.update({ where: { id }, data }));
      return id;
    };
    const returned = await moved('RETURNED', '2026-10-01T11:00:00Z');
    const accepted = await moved('ACCEPTED', '2026-10-01T12:00:00Z');
    const underReview = await moved('UNDER_REVIEW', '2026-10-01T12:00:00Z');
    await run('2026-10-01T13:00:00Z');
    const hour = 3_600_000n;
    expect(await clocksOf(returned)).toMatchObject([{ status: 'PAUSED', elapsedMs: hour, nextAt: null }]);
    expect(await clocksOf(accepted)).toMatchObject([{ status: 'STOPPED', elapsedMs: 2n * hour }]);
    expect(await clocksOf(underReview)).toMatchObject([{ status: 'RUNNING', elapsedMs: 0n }]);
    // What comes back after a decision waits from then on, on a clock of its own.
    const reopened = { status: 'UNDER_REVIEW', statusSince: new Date('2026-10-02T09:00:00Z') };
    await portal.arrange((tx) => tx.referral.update({ where: { id: accepted }, data: reopened }));
    await run('2026-10-02T10:00:00Z');
    expect(await clocksOf(accepted)).toMatchObject([
      { status: 'STOPPED' },
      { status: 'RUNNING', startedAt: new Date('2026-10-02T09:00:00Z') },
    ]);
    expect((await run('2026-10-02T10:00:00Z')).rowCount).toBe(0);
  });

  it('tells partner operations where nobody who is still there serves the partner', async () => {
    const alone = await aMember(portal, (await aPartner(portal)).id);
    const gone = await aStaffMember(portal, 'CHANNEL_MANAGER');
    await anAssignment(portal, alone.partnerId, gone.personId);
    await portal.arrange((tx) =>
      tx.person.update({ where: { id: gone.personId }, data: { deactivatedAt: new Date() } }),
    );
    const { id } = await aReferral({ submittedAt: new Date('2026-11-02T09:00:00Z') }, alone);
    await run('2026-11-02T17:00:00Z');
    const told = await portal.arrange((tx) =>
      tx.slaEscalation.findMany({ where: { clock: { subjectId: id } } }),
    );
    expect(told.map(({ personId }) => personId).sort()).toEqual([lead.personId, operations.personId].sort());
  });

  it('moves what is still to come when a holiday is added, and undoes nothing', async () => {
    const { id } = await aReferral({ submittedAt: new Date('2026-12-21T09:00:00Z') });
    await run('2026-12-21T17:00:00Z');
    const before = await clocksOf(id);
    expect(before).toMatchObject([{ level: 1, breachAt: new Date('2026-12-22T17:00:00Z') }]);
    const date = new Date('2026-12-22T00:00:00Z');
    await portal.arrange((tx) => tx.holiday.create({ data: { date, name: 'Closed' } }));
    expect((await run('2026-12-22T18:00:00Z')).rowCount).toBe(0);
    expect(await clocksOf(id)).toMatchObject([
      { level: 1, warnAt: before[0]?.warnAt, breachAt: new Date('2026-12-23T17:00:00Z') },
    ]);
    await portal.arrange((tx) => tx.holiday.delete({ where: { date } }));
    expect((await run('2026-12-22T18:00:00Z')).rowCount).toBe(1);
    expect(await stepsOf(id)).toEqual(['sla.started', 'sla.warned', 'sla.breached']);
  });
});

describe('a clock of anything', () => {
  const subject = {
    subjectType: 'Dispute',
    subjectId: '01900000-0000-7000-8000-000000000001',
    partnerId: null,
  };
  const ours = { ...subject, standard: 'REFERRAL_DECISION' };
  const as = (work: (tx: Tx) => Promise<unknown>) => portal.arrange(work);

  it('starts, pauses, resumes and stops, each once', async () => {
    const at = (time: string) => new Date(`2027-02-01T${time}:00Z`);
    const twice = async (move: typeof startClock, time: string) => {
      await as((tx) => move(tx, JOB_ACTOR, ours, at(time)));
      await as((tx) => move(tx, JOB_ACTOR, ours, at('16:59')));
    };
    await as((tx) => pauseClock(tx, JOB_ACTOR, ours, at('08:00')));
    await as((tx) => resumeClock(tx, JOB_ACTOR, ours, at('08:00')));
    await as((tx) => stopClock(tx, JOB_ACTOR, ours, at('08:00')));
    expect(await clocksOf(ours.subjectId)).toEqual([]);
    await twice(startClock, '09:00');
    await twice(pauseClock, '10:00');
    await twice(resumeClock, '11:00');
    await twice(pauseClock, '11:30');
    await twice(startClock, '12:00');
    await twice(stopClock, '12:00');
    expect(await clocksOf(ours.subjectId)).toMatchObject([
      { status: 'STOPPED', elapsedMs: 5_400_000n, referralId: null, partnerId: null },
    ]);
    expect(await stepsOf(ours.subjectId)).toEqual([
      'sla.started',
      'sla.paused',
      'sla.resumed',
      'sla.paused',
      'sla.resumed',
      'sla.stopped',
    ]);
  });

  it('is one, whoever starts it at the same instant', async () => {
    const raced = { ...ours, subjectId: '01900000-0000-7000-8000-000000000002' };
    const now = new Date('2027-02-01T09:00:00Z');
    await Promise.all(Array.from({ length: 20 }, () => as((tx) => startClock(tx, JOB_ACTOR, raced, now))));
    expect(await clocksOf(raced.subjectId)).toHaveLength(1);
    expect(await stepsOf(raced.subjectId)).toEqual(['sla.started']);
    await Promise.all([
      ...Array.from({ length: 10 }, () => as((tx) => stopClock(tx, JOB_ACTOR, raced, now))),
      ...Array.from({ length: 10 }, () => as((tx) => pauseClock(tx, JOB_ACTOR, raced, now))),
    ]);
    expect(await clocksOf(raced.subjectId)).toMatchObject([{ status: 'STOPPED' }]);
    const steps = await stepsOf(raced.subjectId);
    expect(steps.filter((step) => step === 'sla.stopped')).toHaveLength(1);
  });

  it('needs a standard that the vendor has set', async () => {
    const unknown = { ...ours, subjectId: '01900000-0000-7000-8000-000000000003', standard: 'NOTHING' };
    await as((tx) => startClock(tx, JOB_ACTOR, unknown, new Date('2027-02-01T09:00:00Z')));
    expect(await clocksOf(unknown.subjectId)).toEqual([]);
  });
});
