import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendEvents } from '../../src/platform/events/events.ts';
import { followEvents } from '../../src/platform/events/reader.ts';
import { type Job, runJob } from '../../src/platform/jobs/jobs.ts';
import { JOBS, JOBS_ON_REQUEST } from '../../src/workflows/jobs/all-jobs.ts';
import { attainment } from '../../src/workflows/jobs/attainment.ts';
import { kpiRollup } from '../../src/workflows/jobs/kpi-rollup.ts';
import { notificationDelivery } from '../../src/workflows/jobs/notification-delivery.ts';
import { onboardingProgress } from '../../src/workflows/jobs/onboarding-progress.ts';
import { statementClose } from '../../src/workflows/jobs/statement-close.ts';
import { asSuperuser } from '../support/database.ts';
import { createDemoDatabase } from '../support/demo-database.ts';
import {
  aStage,
  finished,
  interrupted,
  logSettled,
  type Stage,
  undisturbed,
} from '../support/gates/interrupted.ts';
import { isFull, sampled, sampleName } from '../support/gates/sample.ts';
import { contentsOf, hashOf } from '../support/gates/state-hash.ts';

const DAY_MILLISECONDS = 86_400_000;
/** Months, terms and waits end until then, so that there is something to do for nearly every job. */
const AS_OF = new Date(Date.now() + 40 * DAY_MILLISECONDS);

/** The KPIs are of what has happened, and nothing ahead of the clock has. */
const NOW = new Date();
const asOfOf = ({ name }: Job) => (name.startsWith('kpi-') ? NOW : AS_OF);

/** On a busy machine the KPIs of the whole demo take their time. */
const TEST_MILLISECONDS_MAX = isFull ? 1_800_000 : 240_000;

/** Two copies of the same data: nothing happens to the one, and everything to the other. */
let calm: Stage;
let rough: Stage;
beforeAll(async () => {
  [calm, rough] = [
    await aStage(await createDemoDatabase('urn:demo')),
    await aStage(await createDemoDatabase('urn:demo')),
  ];
});
afterAll(async () => {
  await calm.end();
  await rough.end();
});

const sql = (stage: Stage, text: string, values: readonly unknown[] = []) =>
  asSuperuser(stage.testDatabase.superuserUrl, (client) => client.query(text, [...values]));

/** What somebody asked for, where a job does nothing else. Whose run was killed asks again. */
const ASKED_FOR: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
  'job-requests': (stage) =>
    sql(
      stage,
      `INSERT INTO job_run (job, as_of, status, caused_by, asked_by_id)
       SELECT 'onboarding-progress', $1, 'QUEUED', 'PERSON', min(person_id::text)::uuid FROM staff_member`,
      [AS_OF],
    ),
  'commission-simulation': (stage) =>
    sql(
      stage,
      `INSERT INTO commission_simulation (plan_version_id, from_on, until_on, requested_by_id, requested_at)
       SELECT v.id, $1::date - 120, $1::date - 60, p.id, $1 FROM commission_plan_version AS v, person AS p
       WHERE NOT EXISTS (SELECT FROM commission_simulation) ORDER BY v.id, p.id LIMIT 1`,
      [AS_OF],
    ),
};

/** What somebody who was killed had claimed is free again after a while. */
const claimsEnd = (stage: Stage) =>
  sql(stage, `UPDATE notification_mail SET due_at = now() WHERE ended_at IS NULL`);

/** Where a job is cut: all along in full, else in its midst and where it says that it is done. */
function* cutsOf(statements: number): Generator<number> {
  if (!isFull) return yield* new Set([Math.ceil(statements / 2), statements]);
  for (let statement = 1; ; statement += 1) yield statement;
}

/** What runs of a job left: one that nothing happened to, and several that were cut, with one that ended. */
async function bothStates(job: Job, disturb = async (_statements: number): Promise<void> => undefined) {
  await calm.begins();
  await rough.begins();
  const askFor = ASKED_FOR[job.name];
  await askFor?.(calm);
  const { statements } = await undisturbed(calm, job, asOfOf(job));
  await askFor?.(rough);
  await disturb(statements);
  const cutCount = await interrupted(rough, job, asOfOf(job), cutsOf(statements));
  await askFor?.(rough);
  await claimsEnd(rough);
  await finished(rough, job, asOfOf(job));
  return { expected: await calm.state(), actual: await rough.state(), cutCount };
}

const script = resolve(import.meta.dirname, '../support/killed-job.ts');

/** The signal that ended a process which ran the job. */
async function signalThatEnded(job: Job, statement: number): Promise<unknown> {
  const { testDatabase, folder } = rough;
  const child = spawn(
    process.execPath,
    [script, testDatabase.appUrl, job.name, asOfOf(job).toISOString(), `${statement}`, folder],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return (await once(child, 'exit'))[1];
}

/** Those of many transactions, which a process that is killed leaves in between. */
const KILLED: readonly Job[] = [statementClose];

/** Some of them, and always the one that is killed outright. */
const some = (jobs: readonly Job[], oneOf: number) => {
  const chosen = sampled(jobs, { oneOf, groupOf: () => 'job', textOf: ({ name }) => name });
  return jobs
    .filter((job) => chosen.includes(job) || KILLED.includes(job))
    .map((job) => ({ job, name: job.name }));
};
const WORKING = some([...JOBS, ...JOBS_ON_REQUEST], 6);

describe(`cut off at its statements and run again, a job (${sampleName}) leaves what an undisturbed run leaves`, () => {
  it.each(WORKING)(
    '$name',
    async ({ job }) => {
      const isKilled = isFull || KILLED.includes(job);
      const { expected, actual, cutCount } = await bothStates(job, async (statements) => {
        if (isKilled) expect(await signalThatEnded(job, Math.ceil(statements / 2))).toBe('SIGKILL');
      });
      expect(cutCount).toBeGreaterThan(0);
      expect(actual).toEqual(expected);
      expect(hashOf(actual)).toBe(hashOf(expected));
    },
    TEST_MILLISECONDS_MAX,
  );

  it('but for one that writes half of it in a transaction of its own, which is noticed', async () => {
    const told = {
      type: 'settings.updated',
      subjectType: 'VendorSettings',
      subjectId: crypto.randomUUID(),
      partnerId: null,
      occurredAt: AS_OF,
    };
    const planted: Job = {
      name: 'planted',
      summary: 'tells in two transactions, and does not ask what it has told',
      run: async ({ tx, actor }) => {
        await appendEvents(tx, actor, [told]);
        return 1;
      },
      goOn: async ({ transaction, actor }) => {
        await transaction((tx) => appendEvents(tx, actor, [told]));
        return 1;
      },
    };
    const { expected, actual } = await bothStates(planted);
    expect(expected.event).toHaveLength(3);
    expect(hashOf(actual)).not.toBe(hashOf(expected));
  });
});

const CONSUMERS = [attainment, kpiRollup, notificationDelivery, onboardingProgress];

const forgets = (job: Job) =>
  sql(
    calm,
    `UPDATE event_cursor SET epoch = 0, transaction_id = '0', event_id = '00000000-0000-0000-0000-000000000000' WHERE consumer = $1`,
    [job.name],
  );

/** Two runs at the same time, which the lock of a job keeps apart by its name only. */
async function runsTwiceAtOnce(job: Job) {
  const twins = [job, { ...job, name: `${job.name}-twin` }];
  await Promise.all(
    twins.map((twin) => runJob(calm.database, twin, asOfOf(job), () => undefined, calm.outside)),
  );
}

/** Runs it until it has nothing more to do, as some do a part at a time. */
async function settledContents(job: Job) {
  for (let before = ''; ; ) {
    await finished(calm, job, asOfOf(job));
    const contents = await contentsOf(calm.testDatabase.superuserUrl);
    if (JSON.stringify(contents) === before) return contents;
    before = JSON.stringify(contents);
  }
}

async function contentsAfter(job: Job, work: () => Promise<unknown>) {
  await forgets(job);
  await logSettled(calm);
  await work();
  return await contentsOf(calm.testDatabase.superuserUrl);
}

describe('told of every event once more, nothing changes of what is kept by', () => {
  it('who follow the log, all of whom are known here', async () => {
    const { rows } = await sql(calm, 'SELECT consumer FROM event_cursor ORDER BY 1');
    const known = CONSUMERS.map(({ name }) => name);
    for (const { consumer } of rows) expect(known).toContain(consumer);
  });

  it.each(some(CONSUMERS, 3))(
    '$name, in order and at once',
    async ({ job }) => {
      const before = await settledContents(job);
      expect(await contentsAfter(job, () => finished(calm, job, asOfOf(job)))).toEqual(before);
      expect(await contentsAfter(job, () => runsTwiceAtOnce(job))).toEqual(before);
    },
    TEST_MILLISECONDS_MAX,
  );

  it('but for one that only counts on its place in the log, which is noticed', async () => {
    const planted: Job = {
      name: 'planted-consumer',
      summary: 'tells of each event once more',
      run: ({ tx, actor }) =>
        followEvents(tx, 'planted-consumer', { pageSize: 5, pagesMax: 1 }, async (events) => {
          await appendEvents(
            tx,
            actor,
            events.map(({ subjectId }) => ({
              type: 'settings.updated',
              subjectType: 'VendorSettings',
              subjectId,
              partnerId: null,
              occurredAt: AS_OF,
            })),
          );
        }),
    };
    await finished(calm, planted, AS_OF);
    const before = await contentsOf(calm.testDatabase.superuserUrl);
    expect(await contentsAfter(planted, () => finished(calm, planted, AS_OF))).not.toEqual(before);
  });
});
