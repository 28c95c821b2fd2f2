import { beforeAll, describe, expect, it } from 'vitest';
import { runsRequestedJobs } from '../../src/entry/requested-jobs.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { jobRequests } from '../../src/workflows/jobs/all-jobs.ts';
import { jobRequestsAmong } from '../../src/workflows/jobs/job-requests.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let admin: string;
let operations: string;

beforeAll(async () => {
  portal = await startPortal();
  admin = (await aStaffMember(portal, 'ADMIN')).subject;
  operations = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
});

const FIELDS =
  'id job asOf period status cause askedBy { name } rowCount error durationMilliseconds nextRunAt';
const ask = (by: string, input: object) => change(portal, by, ['jobRun', input], FIELDS);
const runOf = async (id: string) =>
  (
    await portal.send(operations, `query ($id: ID!) { node(id: $id) { ... on JobRun { ${FIELDS} } } }`, {
      id,
    })
  ).data.node;
const NOW = new Date('2026-06-10T10:04:00.000Z');

describe('jobRun', () => {
  it('queues a run that job-requests begins, as of the instant asked for', async () => {
    portal.setNow(NOW);
    const input = { job: 'sla-clock', asOf: '2026-06-09T08:00:00Z', idempotencyKey: 'once' };
    const asked = await ask(admin, input);
    expect(asked).toMatchObject({
      ...{ __typename: 'JobRun', job: 'sla-clock', asOf: '2026-06-09T08:00:00.000Z', status: 'QUEUED' },
      ...{
        cause: 'PERSON',
        durationMilliseconds: null,
        rowCount: null,
        nextRunAt: '2026-06-10T10:05:00.000Z',
      },
    });
    expect(asked.askedBy.name).toBeTruthy();
    expect((await ask(admin, input)).id).toBe(asked.id);
    expect(await ask(admin, { ...input, asOf: null })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await ask(admin, { job: 'sla-clock' })).toMatchObject({ code: 'CONFLICT', field: 'job' });
    const [, id] = asked.id.split('_');
    const events = await portal.arrange((tx) => tx.event.findMany({ where: { subjectId: id } }));
    expect(events).toMatchObject([
      { type: 'job_run.requested', data: { job: 'sla-clock' }, partnerId: null },
    ]);

    await runJob(portal.database, jobRequests, NOW, () => undefined);
    expect(await runOf(asked.id)).toMatchObject({ status: 'SUCCEEDED', cause: 'PERSON', error: null });
    expect((await ask(admin, { job: 'sla-clock' })).status).toBe('QUEUED');
  });

  it.each([
    { _case: 'an unknown job', input: { job: 'format-disk' }, code: 'UNKNOWN_JOB', field: 'job' },
    {
      _case: 'the one that runs what is asked for',
      input: { job: 'job-requests' },
      code: 'UNKNOWN_JOB',
      field: 'job',
    },
    {
      _case: 'the future',
      input: { job: 'forecast', asOf: '2026-06-10T10:04:00.001Z' },
      code: 'IN_THE_FUTURE',
      field: 'asOf',
    },
    {
      _case: 'long ago',
      input: { job: 'forecast', asOf: '1999-12-31T23:59:59Z' },
      code: 'TOO_EARLY',
      field: 'asOf',
    },
  ])('refuses $_case', async ({ input, code, field }) => {
    portal.setNow(NOW);
    const fields = 'id } ... on InvalidInputError { fields { field code }';
    const refused = await change(portal, admin, ['jobRun', input], fields);
    expect(refused).toMatchObject({ __typename: 'InvalidInputError', fields: [{ field, code }] });
    const where = { job: input.job, status: 'QUEUED' };
    expect(await portal.arrange((tx) => tx.jobRun.count({ where }))).toBe(0);
  });

  it('is for administrators, and reading for staff alone', async () => {
    const { subject } = await aMember(portal, (await aPartner(portal)).id);
    const queued = () => portal.arrange((tx) => tx.jobRun.count({ where: { job: 'tier-review' } }));
    for (const who of [operations, subject, null]) {
      const document = 'mutation { jobRun(input: { job: "tier-review" }) { __typename } }';
      const answer = await portal.send(who, document);
      expect(answer.errors?.[0]?.extensions.code ?? answer.data.jobRun.__typename).toMatch(
        /forbidden|unauthenticated/i,
      );
    }
    expect(await queued()).toBe(0);
    for (const field of ['jobRuns { totalCount }', 'scheduledJobs { name }']) {
      const { data } = await portal.send(subject, `{ ${field} }`);
      expect(Object.values(data ?? {})).toEqual([null]);
      for (const role of ['PARTNER_OPERATIONS', 'FINANCE', 'ADMIN'] as const) {
        const reader = (await aStaffMember(portal, role)).subject;
        expect((await portal.send(reader, `{ ${field} }`)).errors, role).toBeUndefined();
      }
    }
  });

  it('keeps nothing waiting for a run that fails, and shares the requests among whoever begins them', async () => {
    portal.setNow(null);
    const counted: string[] = [];
    const failing = ['attainment', 'tier-review'];
    const jobs = [...failing, 'statement-close', 'referral-expiry'].map((name) => ({
      ...{ name, summary: '' },
      run: async () => {
        counted.push(name);
        if (failing.includes(name)) throw new RangeError('a secret of alice@initech.example');
        return 1;
      },
    }));
    const asked = await Promise.all(jobs.map(({ name }) => ask(admin, { job: name })));
    const among = jobRequestsAmong(jobs);
    const outcomes = await Promise.all(
      [1, 2].map(() => runJob(portal.database, { ...among, name: 'r' }, new Date(), () => undefined)),
    );
    // A second one at the same moment may be skipped, and then the first does all of it.
    expect(outcomes.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(4);
    expect(counted.toSorted()).toEqual(jobs.map(({ name }) => name).toSorted());
    const runs = await Promise.all(asked.map(({ id }) => runOf(id)));
    expect(runs.map(({ status, error }) => `${status} ${error}`)).toEqual([
      ...['FAILED RangeError', 'FAILED RangeError', 'SUCCEEDED null', 'SUCCEEDED null'],
    ]);
  });

  it('begins at once where the process runs what was asked for', async () => {
    const lines: string[] = [];
    const { database } = portal;
    const outside = { openMailer: () => Promise.reject() as never };
    const here = runsRequestedJobs({ database, log: (line) => lines.push(line), outside });
    const asked = await ask(admin, { job: 'onboarding-progress' });
    here.wake();
    await here.idle();
    expect(await runOf(asked.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(lines.join('\n')).toContain('onboarding-progress: SUCCEEDED');
  });
});

describe('what ran', () => {
  it('is listed by job, state and time, the latest first', async () => {
    portal.setNow(NOW);
    const list = async (filter: object) => {
      const query = `query ($filter: JobRunFilter) { jobRuns(filter: $filter, first: 5) {
        totalCount nodes { job status startedAt } } }`;
      const answer = await portal.send(operations, query, { filter });
      return answer.data?.jobRuns ?? answer.errors?.[0]?.message;
    };
    const failed = await list({
      jobs: ['attainment', 'tier-review', '\0'],
      status: ['FAILED'],
      cause: ['PERSON'],
    });
    expect(failed.totalCount).toBe(2);
    const starts = (await list({})).nodes.map(({ startedAt }: { startedAt: string }) => startedAt);
    expect(starts).toEqual(starts.toSorted().toReversed());
    expect((await list({ jobs: [] })).totalCount).toBe(0);
    const day = { from: '2026-06-10T00:00:00Z', until: '2026-06-10T00:00:00Z' };
    expect(await list(day)).toContain('until is after from');
  });

  it('stands beside each job, with what runs next', async () => {
    portal.setNow(NOW);
    await ask(admin, { job: 'sla-clock' });
    const query = `{ scheduledJobs { name schedule isScheduled isRequestable nextRunAt timeZone
      lastRun { status askedBy { name } } queuedRun { id } } }`;
    const { data } = await portal.send(operations, query);
    const jobOf = (name: string) => data.scheduledJobs.find((job: { name: string }) => job.name === name);
    expect(data.scheduledJobs.length).toBeGreaterThanOrEqual(18);
    expect(jobOf('sla-clock')).toMatchObject({
      ...{ schedule: 'every 5 minutes', isScheduled: true, isRequestable: true },
      ...{ nextRunAt: '2026-06-10T10:05:00.000Z', lastRun: { status: 'SUCCEEDED' } },
    });
    expect(jobOf('sla-clock').queuedRun.id).toMatch(/^JobRun_/);
    expect(jobOf('commission-replay')).toMatchObject({ isScheduled: false, nextRunAt: null, lastRun: null });
    expect(jobOf('job-requests')).toMatchObject({ isRequestable: false });
    expect(jobOf('attainment').lastRun).toMatchObject({
      status: 'FAILED',
      askedBy: { name: expect.any(String) },
    });
  });
});
