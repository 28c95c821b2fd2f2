import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../../graphql/builder.ts';
import { ON_CREATE } from '../../graphql/refusals.ts';
import { REQUESTABLE_JOBS } from '../../workflows/jobs/all-jobs.ts';
import { readSettings } from '../settings/settings.service.ts';
import { type KnownJob, nextRunOf, scheduleTextOf } from './job.rules.ts';
import { ALL_JOBS, FOR_WHOM, JobRunType, READS } from './job-run.schema.ts';
import { latestRuns, requestRun } from './job-run.service.ts';

type Run = typeof JobRunType.$inferType;
type ListedJob = Readonly<{ job: KnownJob; lastRun: Run | null; queuedRun: Run | null; timeZone: string }>;

const JobType = builder.objectRef<ListedJob>('Job').implement({
  description: `Work that the portal does by itself, or when somebody asks. ${FOR_WHOM}`,
  fields: (t) => ({
    name: t.string({
      description: 'Its name, such as `kpi-rollup`; `npm run job` and `jobRun` take it.',
      resolve: ({ job }) => job.name,
    }),
    summary: t.string({ description: 'What it does, in English.', resolve: ({ job }) => job.summary }),
    isScheduled: t.boolean({
      description: 'Whether it runs by itself.',
      resolve: ({ job }) => job.schedule !== undefined,
    }),
    isRequestable: t.boolean({
      description: 'Whether `jobRun` takes it.',
      resolve: ({ job }) => REQUESTABLE_JOBS.some(({ name }) => name === job.name),
    }),
    schedule: t.string({
      description: 'When it runs, in English and UTC, such as `every day at 02:30 UTC`.',
      resolve: ({ job }) => scheduleTextOf(job),
    }),
    nextRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it runs next by itself, where the portal is deployed; null where it never does.',
      resolve: ({ job }, _args, { now }) => nextRunOf(job, now),
    }),
    timeZone: t.string({
      description: 'The vendor’s time zone, as `Europe/Berlin`, to show instants in.',
      resolve: ({ timeZone }) => timeZone,
    }),
    lastRun: t.field({
      type: JobRunType,
      nullable: true,
      description: 'The last run that began; null where it never ran.',
      resolve: ({ lastRun }) => lastRun,
    }),
    queuedRun: t.field({
      type: JobRunType,
      nullable: true,
      description: 'The run that was asked for and has not begun; null where there is none.',
      resolve: ({ queuedRun }) => queuedRun,
    }),
  }),
});

builder.queryField('scheduledJobs', (t) =>
  t.field({
    type: [JobType],
    nullable: true,
    description: `Every job, those that run by schedule first, each with its last and its next run; at most 50. ${FOR_WHOM}`,
    authScopes: READS,
    complexity: 50,
    resolve: async (_root, _args, context, info) => {
      const { db } = context;
      const names = ALL_JOBS.map(({ name }) => name);
      const latest = await latestRuns(db, names);
      const selection = queryFromInfo({
        ...{ context, info, typeName: 'JobRun', paths: [['lastRun'], ['queuedRun']] },
        select: { id: true },
      });
      const where = { id: { in: latest.map(({ id }) => id) } };
      const rows = (await db.jobRun.findMany({ ...selection, where })) as Run[];
      const { timeZone } = (await readSettings(db)).settings;
      const found = (job: KnownJob, wantsQueued: boolean) => {
        const wanted = latest.find((run) => run.job === job.name && run.isQueued === wantsQueued);
        return rows.find(({ id }) => id === wanted?.id) ?? null;
      };
      return ALL_JOBS.map((job) => ({
        ...{ job, timeZone },
        ...{ lastRun: found(job, false), queuedRun: found(job, true) },
      }));
    },
  }),
);

const RunInput = builder.inputType('JobRunInput', {
  description: 'What is to run.',
  fields: (t) => ({
    job: t.string({ required: true, description: 'The name of a job whose `isRequestable` is true.' }),
    asOf: t.field({
      type: 'DateTime',
      description: 'The instant that it runs for; now where left out. Neither in the future nor before 2000.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('jobRun', (t) =>
  t.prismaField({
    type: JobRunType,
    nullable: true,
    description:
      'Asks for a run of a job. It begins within a minute or two; read the run again to see what became of it. Refused while another run of the same job waits to begin. For administrators.',
    authScopes: { permission: 'JOBS_RUN' },
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: RunInput, required: true, description: 'What.' }) },
    resolve: async (query, _root, { input: { job, asOf, idempotencyKey } }, ctx) => {
      const request = { job, asOf: asOf ?? null, idempotencyKey: idempotencyKey ?? null };
      const id = await ctx.transaction((tx) => requestRun(tx, ctx.actor, request, REQUESTABLE_JOBS, ctx.now));
      ctx.jobRequested?.();
      return await ctx.db.jobRun.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
