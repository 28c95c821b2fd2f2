import { cronOf } from '../../../src/kernel/schedule.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import { appLimits } from '../../../src/platform/database/roles.ts';
import { JOBS } from '../../../src/workflows/jobs/all-jobs.ts';
import type { Resource } from '../packaged-lambda.ts';

export type Resources = Readonly<Record<string, Resource>>;

const ofType = (resources: Resources, type: string) =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);

const functionsOf = (resources: Resources) =>
  ofType(resources, 'AWS::Lambda::Function').map(([id, { Properties }]) => ({
    id,
    properties: Properties,
    environment: Properties.Environment.Variables as Record<string, string>,
  }));

/** The limits that a function would run with, where it states none, by default. */
const databaseOf = (environment: Record<string, string>) =>
  loadConfig(
    Object.fromEntries(
      Object.entries(environment).filter(([name]) => /^DATABASE_(POOL_MAX|.*_MILLISECONDS)$/.test(name)),
    ),
  ).database;

/** Whatever gives up first can still say so: statement, transaction, function, gateway. */
function timeoutProblems(resources: Resources): string[] {
  const gateways = ofType(resources, 'AWS::ApiGatewayV2::Integration').map(
    ([, { Properties }]) => Properties,
  );
  return functionsOf(resources).flatMap(({ id, properties, environment }) => {
    const isServed = gateways.some(({ IntegrationUri }) =>
      JSON.stringify(IntegrationUri).includes(`"${id}"`),
    );
    const database = databaseOf(environment);
    const nested = [
      ...('DATABASE_URL' in environment
        ? [database.statementMillisecondsMax, database.transactionMillisecondsMax]
        : []),
      properties.Timeout * 1_000,
      ...(isServed ? gateways.map(({ TimeoutInMillis }) => TimeoutInMillis) : []),
    ];
    const isNested = nested.every((limit, at) => at === 0 || nested[at - 1]! < limit);
    const overRole = database.statementMillisecondsMax > appLimits.statementSeconds * 1_000;
    return [
      ...(isNested ? [] : [`${id}: the timeouts ${nested.join(', ')} ms do not nest`]),
      ...(overRole ? [`${id}: the database ends statements sooner than the function expects`] : []),
    ];
  });
}

/** A job holds its place by a connection of its own. */
const placesOf = (id: string) => (id.startsWith('Graphql') ? 0 : 1);

function connectionProblems(resources: Resources): string[] {
  const used = functionsOf(resources)
    .filter(({ environment }) => 'DATABASE_URL' in environment)
    .map(
      ({ id, properties, environment }) =>
        properties.ReservedConcurrentExecutions * (databaseOf(environment).poolMax + placesOf(id)),
    )
    .reduce((sum, connections) => sum + connections, 0);
  return used <= appLimits.connectionsMax
    ? []
    : [`the functions may hold ${used} connections, and the login ${appLimits.connectionsMax}`];
}

/** What one request uses at once: its transaction, and a short one beside it. */
const POOL_MAX = 2;

function poolProblems(resources: Resources): string[] {
  return functionsOf(resources)
    .filter(({ environment }) => 'DATABASE_URL' in environment)
    .flatMap(({ id, environment }) => {
      const { poolMax } = databaseOf(environment);
      return poolMax <= POOL_MAX ? [] : [`${id}: holds ${poolMax} connections for one request at a time`];
    });
}

/** Long enough that whoever was away for a week still finds what failed. */
const KEPT_SECONDS_MIN = 7 * 86_400;

const queueProblems = (resources: Resources): string[] =>
  ofType(resources, 'AWS::SQS::Queue').flatMap(([id, { Properties }]) =>
    Properties?.MessageRetentionPeriod >= KEPT_SECONDS_MIN ? [] : [`${id}: forgets what failed too soon`],
  );

/** A reference in its whole, so that nothing beside it is a secret either. */
const SECRET = /^\{\{resolve:secretsmanager:[\w/-]+:SecretString:\w+\}\}$/;

function secretProblems(resources: Resources): string[] {
  const holders = { DATABASE_URL: /^(?!Migrate)/, DATABASE_MIGRATE_URL: /^Migrate/ };
  return functionsOf(resources).flatMap(({ id, environment }) =>
    Object.entries(holders).flatMap(([name, holder]) => {
      const value = environment[name];
      if (holder.test(id) !== (value !== undefined))
        return [`${id}: ${name} is for other functions, or missing`];
      return value === undefined || SECRET.test(value) ? [] : [`${id}: ${name} is no reference to a secret`];
    }),
  );
}

function failureProblems(resources: Resources): string[] {
  const targets = ofType(resources, 'AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets);
  const invocations = ofType(resources, 'AWS::Lambda::EventInvokeConfig').map(
    ([, { Properties }]) => Properties,
  );
  return targets.flatMap((target) => {
    const id = target.Arn['Fn::GetAtt'][0];
    const own = invocations.find(({ FunctionName }) => FunctionName.Ref === id);
    const retry = target.RetryPolicy;
    return [
      ...(retry?.MaximumRetryAttempts > 0 && retry.MaximumEventAgeInSeconds > 0 && target.DeadLetterConfig
        ? []
        : [`${id}: an event that is not delivered is lost`]),
      ...(own?.MaximumRetryAttempts > 0 &&
      own.MaximumEventAgeInSeconds > 0 &&
      own.DestinationConfig?.OnFailure
        ? []
        : [`${id}: an event whose job fails is lost`]),
    ];
  });
}

const WATCHED = [
  'AWS/Lambda Errors GraphqlLambdaFunction',
  'AWS/Lambda Throttles GraphqlLambdaFunction',
  'AWS/Lambda Duration GraphqlLambdaFunction',
  'AWS/ApiGateway 5xx HttpApi',
  'AWS/SQS ApproximateNumberOfMessagesVisible FailedJobs',
  'EventsSetAside',
];

function watchProblems(resources: Resources): string[] {
  const scheduled = ofType(resources, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
    Properties.Targets.flatMap((target: { Arn: { 'Fn::GetAtt': [string] } }) =>
      ['Errors', 'Duration'].map((metric) => `AWS/Lambda ${metric} ${target.Arn['Fn::GetAtt'][0]}`),
    ),
  );
  const counted = ofType(resources, 'AWS::Logs::MetricFilter').flatMap(([, { Properties }]) =>
    Properties.MetricTransformations.map(
      (metric: { MetricNamespace: string; MetricName: string }) =>
        `${metric.MetricNamespace} ${metric.MetricName}`,
    ),
  );
  const alarms = ofType(resources, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => {
    if (!Properties.Dimensions)
      return counted.includes(`${Properties.Namespace} ${Properties.MetricName}`)
        ? Properties.MetricName
        : '';
    const { Ref, 'Fn::GetAtt': attribute } = Properties.Dimensions[0].Value;
    return `${Properties.Namespace} ${Properties.MetricName} ${Ref ?? attribute[0]}`;
  });
  const logs = ofType(resources, 'AWS::Logs::LogGroup');
  return [
    ...[...WATCHED, ...scheduled]
      .filter((watched) => !alarms.includes(watched))
      .map((watched) => `no alarm: ${watched}`),
    ...logs.filter(([, { Properties }]) => !Properties.RetentionInDays).map(([id]) => `${id}: kept for ever`),
  ];
}

/** A job runs when the portal says that it runs next, and nothing runs that the portal does not know of. */
function scheduleProblems(resources: Resources): string[] {
  const deployed = ofType(resources, 'AWS::Events::Rule').map(([, { Properties }]) => {
    const { Handler } = resources[Properties.Targets[0].Arn['Fn::GetAtt'][0]]!.Properties;
    return `${/([\w-]+)\.handler$/.exec(Handler)?.[1]} ${Properties.ScheduleExpression}`;
  });
  const declared = JOBS.map(({ name, schedule }) => `${name} ${cronOf(schedule)}`);
  return [
    ...declared.filter((job) => !deployed.includes(job)).map((job) => `${job}: is not what is deployed`),
    ...deployed.filter((job) => !declared.includes(job)).map((job) => `${job}: the portal says otherwise`),
  ];
}

/** Lambda's own managed policy for networks aside, no action and no resource is a wildcard. */
function permissionProblems(resources: Resources): string[] {
  return ofType(resources, 'AWS::IAM::Role').flatMap(([id, { Properties }]) =>
    Properties.Policies.flatMap(({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) =>
      PolicyDocument.Statement.flatMap((statement) =>
        /"(\w+:)?\*"/.test(JSON.stringify(statement)) ? [`${id}: allows more than it names`] : [],
      ),
    ),
  );
}

/** What is wrong with the stack that would be deployed: limits, secrets, lost events, blind spots, schedules, permissions. */
export const templateProblems = (resources: Resources): string[] => [
  ...timeoutProblems(resources),
  ...connectionProblems(resources),
  ...poolProblems(resources),
  ...secretProblems(resources),
  ...failureProblems(resources),
  ...queueProblems(resources),
  ...watchProblems(resources),
  ...scheduleProblems(resources),
  ...permissionProblems(resources),
];
