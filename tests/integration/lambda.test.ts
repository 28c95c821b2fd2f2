import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootstrapDatabase } from '../../src/platform/database/roles.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { createTestDatabase, dropDatabase, testPasswords } from '../support/database.ts';
import { type DemoPortal, startDemoPortal } from '../support/demo-portal.ts';
import { templateProblems } from '../support/gates/lambda-template.ts';
import { answerOf, recorded, sentOverHttp, type Variation, varied } from '../support/gateway-events.ts';
import {
  LAMBDA_NAMES,
  type LambdaHost,
  type LambdaPackage,
  packagedLambda,
  type Resource,
  startHost,
} from '../support/packaged-lambda.ts';

let lambda: LambdaPackage;
let portal: DemoPortal;
let graphql: LambdaHost;
let referral: { id: string; version: number };

beforeAll(async () => {
  [lambda, portal] = await Promise.all([packagedLambda('prod'), startDemoPortal()]);
  graphql = await startHost(lambda, 'graphql', environmentOf('graphql'));
  const drafts = '{ referrals(first: 1, filter: { status: [DRAFT] }) { nodes { id version } } }';
  const answer = await sentOverHttp(portal.url, await portal.filledIn(varied({ body: { query: drafts } })));
  referral = JSON.parse(answer.body).data.referrals.nodes[0];
});
afterAll(async () => {
  await graphql?.stop();
  await portal?.stop();
  lambda?.remove();
});

/** What serverless.yml gives a function, with this machine's in place of what only AWS has. */
function environmentOf(name: 'graphql' | 'referral-reminders'): Record<string, string> {
  const { NODE_EXTRA_CA_CERTS: _file, DATABASE_POOL_MAX, ...given } = lambda.environmentOf(name);
  return { ...given, ...portal.environment, ...(DATABASE_POOL_MAX && { DATABASE_POOL_MAX }) };
}

/** Answers alike from the packaged Lambda and the local server, or the test fails. */
async function answeredAlike(event: APIGatewayProxyEventV2) {
  const request = await portal.filledIn(event);
  const local = await sentOverHttp(portal.url, request);
  const packaged = answerOf(await graphql.invoke<APIGatewayProxyStructuredResultV2>(request));
  expect(packaged).toEqual(local);
  return local;
}

describe('the packaged API answers with the same bytes as the local server', () => {
  it.each([
    { name: 'post-query', status: 200, holds: '"totalCount":' },
    { name: 'get-query', status: 200, holds: '"viewer":{"name":' },
    { name: 'post-persisted', status: 200, holds: '"referralCounts":[' },
    { name: 'post-base64', status: 200, holds: '"referrals":' },
    { name: 'post-bad-json', status: 400, holds: 'not valid JSON' },
    { name: 'post-anonymous', status: 403, holds: 'PERSISTED_QUERY_ONLY' },
  ])('recorded: $name', async ({ name, status, holds }) => {
    const answer = await answeredAlike(recorded(name));
    expect(answer.body).toContain(holds);
    expect(answer).toMatchObject({ status, headers: { 'x-request-id': `recorded-${name}` } });
  });

  const manyRoots = '{ a: referrals(first: 2) { nodes { id } } b: products { name } c: viewer { name } }';
  const staff = { authorization: 'Bearer TOKEN_OF ops@vendor.example' };
  const other = { authorization: 'Bearer TOKEN_OF admin@globex.example' };
  const elsewhere = { origin: 'https://elsewhere.example' };
  const requests: (Variation & { _case: string; status: number; holds: string })[] = [
    { _case: 'many roots at once', body: { query: manyRoots }, status: 200, holds: '"c":{"name"' },
    { _case: 'staff', headers: staff, body: { query: manyRoots }, status: 200, holds: '"a":{"nodes":[{' },
    { _case: 'an unknown field', body: { query: '{ nothing }' }, status: 400, holds: 'Cannot query' },
    {
      _case: 'a wrong type',
      body: { query: '{ referrals(first: "x") { totalCount } }' },
      status: 400,
      holds: 'Int',
    },
    {
      _case: 'an oversize page',
      body: { query: '{ referrals(first: 9999) { totalCount } }' },
      status: 200,
      holds: 'errors',
    },
    { _case: 'a batch', body: '[{}]', status: 400, holds: 'Batches' },
    { _case: 'too much', body: { query: ' '.repeat(300_000) }, status: 413, holds: 'PAYLOAD_TOO_LARGE' },
    {
      _case: 'a form',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
      status: 415,
      holds: 'UNSUPPORTED',
    },
    {
      _case: 'a bad token',
      headers: { authorization: 'Bearer x.y.z' },
      body: {},
      status: 401,
      holds: 'TOKEN_',
    },
    { _case: 'a change by GET', method: 'GET', query: 'query=mutation%7Bx%7D', status: 405, holds: 'errors' },
    { _case: 'another method', method: 'PUT', body: '{}', status: 405, holds: 'METHOD_NOT_ALLOWED' },
    { _case: 'a preflight', method: 'OPTIONS', headers: elsewhere, status: 204, holds: '' },
    { _case: 'another path', path: '/wp-admin', method: 'GET', status: 404, holds: 'NOT_FOUND' },
    { _case: 'health', path: '/healthz', method: 'GET', status: 200, holds: 'ok' },
    { _case: 'liveness', path: '/livez', method: 'GET', status: 200, holds: 'ok' },
  ];
  it.each(requests)('$_case: $status', async ({ _case, status, holds, ...variation }) => {
    const answer = await answeredAlike(varied(variation));
    expect(answer.body).toContain(holds);
    expect(answer.status).toBe(status);
  });

  const SUBMIT = `mutation ($input: ReferralActionInput!) { a: referralSubmit(input: $input) { __typename
    ... on Error { code message } ... on StaleVersionError { currentVersion } } }`;
  it('refuses a stale version, and what belongs to somebody else', async () => {
    const stale = { id: referral.id, version: referral.version + 7 };
    const body = { query: SUBMIT, variables: { input: stale } };
    expect((await answeredAlike(varied({ body }))).body).toContain('"StaleVersionError"');
    expect((await answeredAlike(varied({ body, headers: other }))).body).toContain('"NotFoundError"');
  });

  it('registers once for both, by the idempotency key', async () => {
    const query = `mutation ($input: ReferralRegisterInput!) { referralRegister(input: $input) { __typename
      ... on Referral { id status version customerName createdAt registeredByName } } }`;
    const input = { details: { customerName: 'Initech' }, idempotencyKey: 'packaged' };
    const { body } = await answeredAlike(varied({ body: { query, variables: { input } } }));
    expect(JSON.parse(body).data.referralRegister).toMatchObject({ __typename: 'Referral', status: 'DRAFT' });
  });

  it('logs no error on the way, and no token or name', () => {
    expect(graphql.log()).toContain('request');
    expect(graphql.log()).not.toMatch(/ERROR|FATAL|eyJ|Initech|@/);
  });
});

/** Which modules a file was bundled from. */
type SourceMap = Readonly<{ sources: readonly string[] }>;

describe('the packaged functions', () => {
  it('hold what they need and nothing of development', () => {
    const modules = readdirSync(lambda.folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.mjs.map'))
      .flatMap((path) => (JSON.parse(readFileSync(join(lambda.folder, path), 'utf8')) as SourceMap).sources)
      .join('\n');
    const development = /^.*(render-graphiql|graphiql\.ts|local-issuer|platform\/local|demo-data)/m;
    expect(modules).toMatch(/\/src\/platform\/http\/lambda\.ts$/m);
    expect(modules).not.toMatch(development);
    for (const name of LAMBDA_NAMES) expect(lambda.functionOf(name)).toBeDefined();
    expect(lambda.output).toMatch(/portal\.zip +\d+\.\d MiB/);
    expect(lambda.output).toMatch(/graphql starts with \d+ KiB of at most 600:\n +\d+ pg\n/);
    expect(lambda.output).toContain('Next: npx serverless deploy --stage prod');
    expect(lambda.output).not.toMatch(/warn/i);
  });

  it('say which setting is missing', async () => {
    const { DATABASE_URL: _url, ...without } = environmentOf('graphql');
    const production = { ...without, PORTAL_STAGE: 'production', OIDC_ISSUER: '' };
    await expect(startHost(lambda, 'graphql', without)).rejects.toThrow('DATABASE_URL: Lambda needs it.');
    await expect(startHost(lambda, 'graphql', production)).rejects.toThrow(
      /DATABASE_URL: .*\n- OIDC_ISSUER: /,
    );
    await expect(startHost(lambda, 'migrate', {})).rejects.toThrow('DATABASE_MIGRATE_URL: Set it');
  });
});

describe('the stack', () => {
  it('has limits that nest, secrets by reference, and nothing that fails unseen', () => {
    expect(templateProblems(lambda.resources)).toEqual([]);
    expect(lambda.template).not.toMatch(/postgres(ql)?:\/\//);
  });

  // biome-ignore lint/suspicious/noExplicitAny: each fault is planted where the template has its opposite.
  it.each<[string, (resources: any) => void]>([
    ['do not nest', (all) => (all.GraphqlLambdaFunction.Properties.Timeout = 15)],
    ['do not nest', (all) => (all.HttpApiIntegrationGraphql.Properties.TimeoutInMillis = 20_000)],
    ['may hold', (all) => (all.GraphqlLambdaFunction.Properties.ReservedConcurrentExecutions = 50)],
    [
      'no reference',
      ({ GraphqlLambdaFunction: { Properties } }) => (Properties.Environment.Variables.DATABASE_URL = 'x'),
    ],
    [
      'for other functions',
      ({ GraphqlLambdaFunction: { Properties } }) =>
        (Properties.Environment.Variables.DATABASE_MIGRATE_URL = 'x'),
    ],
    [
      'for one request at a time',
      (all) => {
        all.TierDashreviewLambdaFunction.Properties.Environment.Variables.DATABASE_POOL_MAX = '3';
        all.GraphqlLambdaFunction.Properties.ReservedConcurrentExecutions = 20;
      },
    ],
    ['forgets what failed', (all) => delete all.FailedJobs.Properties.MessageRetentionPeriod],
    ['do not nest', (all) => (all.TierDashreviewLambdaFunction.Properties.Timeout = 28)],
    ['is not delivered', (all) => delete all.Reminders.Properties.Targets[0].DeadLetterConfig],
    ['job fails', (all) => delete all.ReferralDashremindersLambdaEvConf],
    ['no alarm', (all) => delete all.FailedJobsAlarm],
    ['no alarm', (all) => delete all.KpiRollupDurationAlarm],
    [
      'no alarm',
      (all) => {
        delete all.KpiRollupSetAsideFilter;
        delete all.JobRequestsSetAsideFilter;
      },
    ],
    [
      'is not what is deployed',
      (all) => {
        delete all.Reminders;
      },
    ],
    ['kept for ever', (all) => delete all.GraphqlLogGroup.Properties.RetentionInDays],
    [
      'more than it names',
      (all) =>
        (all.IamRoleLambdaExecution.Properties.Policies[0].PolicyDocument.Statement[0].Action = 'logs:*'),
    ],
  ])('is shown to be wrong: %s', (problem, plant) => {
    const resources = structuredClone(lambda.resources) as Record<string, Resource>;
    const [rule] = Object.entries(resources).find(([, { Type }]) => Type === 'AWS::Events::Rule')!;
    const { [rule]: Reminders, ...rest } = resources;
    const planted = { ...rest, Reminders };
    plant(planted);
    expect(templateProblems(planted as Record<string, Resource>)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('the packaged migrate', () => {
  it('migrates an empty database, and then finds nothing to do', async () => {
    const { superuserUrl, name: used, drop } = await createTestDatabase();
    const database = `${used.slice(0, 50)}_empty`;
    const { ownerUrl } = await bootstrapDatabase(superuserUrl, { database, ...testPasswords });
    const environment = { DATABASE_MIGRATE_URL: ownerUrl };
    const migrate = await startHost(lambda, 'migrate', environment);
    try {
      const first = await migrate.invoke<{ applied: string[] }>({});
      expect(first).toMatchObject({ status: 'MIGRATED' });
      expect(first.applied.length).toBeGreaterThan(3);
      expect(await migrate.invoke({})).toEqual({ status: 'MIGRATED', applied: [] });
      expect(migrate.log()).toContain(`Applied migration ${first.applied[0]}.`);
    } finally {
      await migrate.stop();
      await dropDatabase(superuserUrl, database);
      await drop();
    }
  });

  it('says why it failed, and keeps that out of the log', async () => {
    const environment = { DATABASE_MIGRATE_URL: 'postgresql://owner:opensesame@127.0.0.1:1/portal' };
    const migrate = await startHost(lambda, 'migrate', environment);
    const answer = await migrate.invoke<{ status: string; message: string }>({});
    await migrate.stop();
    expect(answer.status).toBe('FAILED');
    expect(answer.message).toContain("Can't reach database server");
    expect(migrate.log()).toContain('"migration failed"');
    expect(JSON.stringify(answer) + migrate.log()).not.toContain('opensesame');
  });
});

describe('the packaged referral-reminders', () => {
  const reminders = () =>
    writeTransaction(portal.database, JOB_SCOPE, (tx) =>
      tx.event.findMany({
        where: { type: { in: ['referral.decision_due_soon', 'referral.decision_overdue'] } },
        orderBy: { id: 'asc' },
      }),
    );

  it('does the same for an event that is delivered twice, as of the time of the event', async () => {
    const job = await startHost(lambda, 'referral-reminders', environmentOf('referral-reminders'));
    try {
      const event = { ...recorded<{ time: string }>('scheduled'), time: new Date().toISOString() };
      const first = await job.invoke<{ rowCount: number }>(event);
      const afterFirst = await reminders();
      expect(first).toEqual({ status: 'SUCCEEDED', rowCount: afterFirst.length });
      expect(afterFirst.length).toBeGreaterThan(0);
      expect(await job.invoke(event)).toEqual({ status: 'SUCCEEDED', rowCount: 0 });
      expect(await reminders()).toEqual(afterFirst);
      const runs = await writeTransaction(portal.database, JOB_SCOPE, (tx) =>
        tx.jobRun.findMany({ where: { asOf: event.time } }),
      );
      expect(runs.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    } finally {
      await job.stop();
    }
  });

  it('fails on an event without a time, so that the event ends in the queue of failed jobs', async () => {
    const job = await startHost(lambda, 'referral-reminders', environmentOf('referral-reminders'));
    await expect(job.invoke({})).rejects.toThrow('needs an event whose time is an instant');
    await job.stop();
  });
});
