import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database/client.ts';
import { type Job, runJob } from '../../src/platform/jobs/jobs.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});

const AT = '2026-06-10T10:00:00Z';
const script = resolve(import.meta.dirname, '../support/hang-in-job.ts');

const theJob = (run: Job['run']): Job => ({ name: 'job-killed', summary: 'writes a region', run });
const begin = (job: Job) => runJob(portal.database, job, new Date(AT), () => undefined);
const runs = (job = 'job-killed') =>
  portal.arrange((tx) =>
    tx.jobRun.findMany({
      where: { job },
      orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
      select: { status: true, error: true, rowCount: true, causedBy: true, period: true, finishedAt: true },
    }),
  );
const halfDone = () => portal.arrange((tx) => tx.region.count({ where: { code: 'HALF' } }));

it('lets nobody in while a process is at it, and the next one as soon as that process was killed', async () => {
  const child = spawn(process.execPath, [script, portal.testDatabase.appUrl, 'job-killed', AT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const writes = theJob(async ({ tx, isFor }) => {
    isFor('FY2026-P06');
    await tx.region.create({ data: { code: 'WHOLE', name: 'Wholly done' } });
    return 1;
  });
  expect(await begin(writes)).toEqual({ status: 'SKIPPED', rowCount: 0 });

  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  expect((await gone)[1]).toBe('SIGKILL');
  // The server hears that the connection is gone at once, though not in the very same moment.
  const killedAt = performance.now();
  let outcome = await begin(writes);
  while (outcome.status === 'SKIPPED') outcome = await begin(writes);
  expect(outcome).toEqual({ status: 'SUCCEEDED', rowCount: 1 });
  expect(performance.now() - killedAt).toBeLessThan(5_000);

  expect(await halfDone()).toBe(0);
  const recorded = await runs();
  expect(recorded[0]).toMatchObject({ status: 'FAILED', error: 'Abandoned', causedBy: 'SCHEDULE' });
  expect(recorded[0]!.finishedAt).not.toBeNull();
  expect(recorded.at(-1)).toMatchObject({
    status: 'SUCCEEDED',
    error: null,
    rowCount: 1,
    period: 'FY2026-P06',
  });
});

it('does not say that it succeeded before what goes on has ended, nor keep the message of what failed', async () => {
  const secret = new TypeError('the customer Initech of alice@initech.example');
  const seen: string[] = [];
  const goesOn: Job = {
    ...theJob(async () => 2),
    goOn: async ({ isFor }) => {
      seen.push((await runs()).at(-1)!.status);
      isFor('FY2026-P05');
      if (seen.length > 1) throw secret;
      return 3;
    },
  };
  expect(await begin(goesOn)).toEqual({ status: 'SUCCEEDED', rowCount: 5 });
  expect((await runs()).at(-1)).toMatchObject({ status: 'SUCCEEDED', rowCount: 5, period: 'FY2026-P05' });
  await expect(begin(goesOn)).rejects.toThrow(TypeError);
  expect((await runs()).at(-1)).toMatchObject({ status: 'FAILED', error: 'TypeError', rowCount: null });
  expect(seen).toEqual(['RUNNING', 'RUNNING']);
});

it('keeps its place for all that it goes on with, and says of one that was killed there that it was', async () => {
  const name = 'job-killed-going-on';
  const child = spawn(process.execPath, [script, portal.testDatabase.appUrl, name, AT, 'GOES_ON'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const goesOn: Job = { ...theJob(async () => 2), name, goOn: async () => 3 };
  expect(await begin(goesOn)).toEqual({ status: 'SKIPPED', rowCount: 0 });
  expect(await halfDone()).toBe(1);
  const shares: Job = {
    ...goesOn,
    name: `${name}-shared`,
    sharesWork: true,
    goOn: async () => (await begin(shared)).rowCount,
  };
  const shared: Job = { ...shares, goOn: async () => 4 };
  expect(await begin(shares)).toEqual({ status: 'SUCCEEDED', rowCount: 8 });

  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  let outcome = await begin(goesOn);
  while (outcome.status === 'SKIPPED') outcome = await begin(goesOn);
  expect(outcome).toEqual({ status: 'SUCCEEDED', rowCount: 5 });
  expect((await runs(name))[0]).toMatchObject({ status: 'FAILED', error: 'Abandoned' });
});

it('gives its place back where it failed', async () => {
  const fails: Job = {
    ...theJob(async () => 2),
    goOn: async () => {
      throw new TypeError('not today');
    },
  };
  for (const _ of [1, 2]) await expect(begin(fails)).rejects.toThrow(TypeError);
});

it('says what it needs where there is one connection alone, instead of waiting for another', async () => {
  const alone = openDatabase({ ...portal.database.settings, poolMax: 1 });
  const failed = runJob(
    alone,
    theJob(async () => 2),
    new Date(AT),
    () => undefined,
  );
  await expect(failed.finally(() => alone.end())).rejects.toThrow(/set DATABASE_POOL_MAX to 2 or more/);
});
