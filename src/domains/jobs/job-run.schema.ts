import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { anyOf } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { JOBS, JOBS_ON_REQUEST } from '../../workflows/jobs/all-jobs.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { durationMillisecondsOf, type KnownJob, nextRunOf } from './job.rules.ts';

export const FOR_WHOM = 'For whoever may read jobs: partner operations, finance and administrators.';
export const READS = { permission: 'JOBS_READ' } as const;

/** What runs by schedule, and then what runs when somebody asks. */
export const ALL_JOBS: readonly KnownJob[] = [...JOBS, ...JOBS_ON_REQUEST];

const StatusType = builder.enumType('JobRunStatus', {
  description: 'Where a run of a job stands.',
  values: {
    QUEUED: { description: 'Was asked for and has not begun; it begins within a minute or two.' },
    RUNNING: {
      description: 'Has begun. One that was killed stays so until the next run of its job says so.',
    },
    SUCCEEDED: { description: 'Did all that there was to do.' },
    SKIPPED: { description: 'Did nothing, as the job was running already.' },
    FAILED: { description: 'Did not finish; `error` names the class of what went wrong.' },
  },
});

const CauseType = builder.enumType('JobRunCause', {
  description: 'Why a job ran.',
  values: {
    SCHEDULE: { description: 'It was its time.' },
    COMMAND: { description: 'Somebody ran it at a shell.' },
    PERSON: { description: 'Somebody asked for it by `jobRun`.' },
  },
});

export const JobRunType = builder.prismaNode('JobRun', {
  name: 'JobRun',
  description: `One run of a job: for which instant, why, how long, and what became of it. ${FOR_WHOM}`,
  authScopes: READS,
  id: { field: 'id', description: 'Global id, `JobRun_<uuid>`.' },
  fields: (t) => ({
    job: t.exposeString('job', { description: 'The name of the job, such as `kpi-rollup`.' }),
    asOf: t.expose('asOf', {
      type: 'DateTime',
      description: 'The instant that it ran for, which can be long before it began.',
    }),
    period: t.exposeString('period', {
      nullable: true,
      description: 'The fiscal period that it was for, such as `FY2026-P04`; null where it was for none.',
    }),
    status: t.field({
      type: StatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as 'QUEUED',
    }),
    cause: t.field({
      type: CauseType,
      description: 'Why it ran.',
      select: { causedBy: true },
      resolve: ({ causedBy }) => causedBy as 'PERSON',
    }),
    askedBy: t.relation('askedBy', {
      type: StaffContactType,
      nullable: true,
      description: 'Who asked for it; null where nobody did.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      description: 'When it began; while it waits, when it was asked for.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it waits or runs.',
    }),
    durationMilliseconds: t.int({
      nullable: true,
      description:
        'How long it took, or has taken so far, in milliseconds, at most 2,147,483,647; null while it waits.',
      select: { status: true, startedAt: true, finishedAt: true },
      resolve: (run, _args, { now }) => {
        const milliseconds = durationMillisecondsOf(run, now);
        return milliseconds === null ? null : Math.min(milliseconds, 2 ** 31 - 1);
      },
    }),
    rowCount: t.exposeInt('rowCount', {
      nullable: true,
      description: 'How many rows it wrote; null until it has ended, and where it failed.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description:
        'The class of what went wrong, such as `Abandoned` of a run that was killed; the log says more. Null where nothing did.',
    }),
    nextRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its job runs next by itself; null where it never does.',
      select: { job: true },
      resolve: ({ job }, _args, { now }) => {
        const known = ALL_JOBS.find(({ name }) => name === job);
        return known ? nextRunOf(known, now) : null;
      },
    }),
  }),
});

const Filter = builder.inputType('JobRunFilter', {
  description: 'Which runs; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    jobs: t.stringList({ description: 'Of one of these jobs, by name; at most 100.' }),
    status: t.field({ type: [StatusType], description: 'In one of these states; at most 100.' }),
    cause: t.field({ type: [CauseType], description: 'Run for one of these reasons; at most 100.' }),
    from: t.field({ type: 'DateTime', description: 'That began at this instant or later.' }),
    until: t.field({ type: 'DateTime', description: 'That began before this instant; after `from`.' }),
  }),
});

const ORDER_COLUMNS = {
  STARTED_AT: { column: 'startedAt', type: 'instant', description: 'When they began.' },
} as const;

const Order = orderOf('JobRun', 'runs of jobs', ORDER_COLUMNS);
const Connection = connectionOf(JobRunType, 'JobRun', { one: 'A run', many: 'runs of jobs' });

const JOB_NAME_LENGTH_MAX = 100;

/** A name that no job can have matches nothing; the database need not be asked with what it cannot hold. */
const namesOf = (jobs: readonly string[] | null | undefined) =>
  jobs?.filter((name) => name.length <= JOB_NAME_LENGTH_MAX && !name.includes('\0'));

builder.queryField('jobRuns', (t) =>
  t.field({
    type: Connection,
    nullable: true,
    description: `What jobs did, the latest first. ${FOR_WHOM}`,
    authScopes: READS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: Filter, description: 'Which.' }),
      orderBy: t.arg({ type: Order, description: 'In which order; the latest first where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'STARTED_AT' as const, direction: 'DESC' as const };
      const { jobs, status, cause, from, until } = args.filter ?? {};
      if (from && until && until <= from) throw badInput('until is after from.');
      return resolvePage(context, info, {
        model: 'jobRun',
        typeName: 'JobRun',
        args,
        where: {
          job: anyOf('jobs', namesOf(jobs)),
          status: anyOf('status', status),
          causedBy: anyOf('cause', cause),
          startedAt: { ...(from && { gte: from }), ...(until && { lt: until }) },
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
