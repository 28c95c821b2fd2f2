import { execFile, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { unzipInto } from './zip.ts';

const projectFolder = resolve(import.meta.dirname, '../..');
const packageFolder = join(projectFolder, '.serverless');
const hostFile = join(projectFolder, 'tests/fixtures/lambda/host.mjs');

export const JOB_NAMES = [
  'attainment',
  'certification-expiry',
  'commission-accrual',
  'commission-simulation',
  'forecast',
  'job-requests',
  'kpi-rollup',
  'leadership-report',
  'notification-delivery',
  'onboarding-progress',
  'referral-expiry',
  'referral-reminders',
  'remediation-review',
  'sla-clock',
  'statement-close',
  'tier-review',
  'warehouse-export',
] as const;
export const LAMBDA_NAMES = ['graphql', 'migrate', ...JOB_NAMES] as const;
export type LambdaName = (typeof LAMBDA_NAMES)[number];

/** A resource of CloudFormation as it stands in a template. */
// biome-ignore lint/suspicious/noExplicitAny: a template is looked into by the tests that know its shapes.
export type Resource = Readonly<{ Type: string; Properties: any }>;

export type LambdaPackage = Readonly<{
  /** CloudFormation's template as text. */
  template: string;
  resources: Readonly<Record<string, Resource>>;
  /** What the command printed. */
  output: string;
  /** The folder that the functions' archive was unpacked into; Lambda's is /var/task. */
  folder: string;
  functionOf(name: LambdaName): Resource;
  /** What the function's environment is, its references to secrets included. */
  environmentOf(name: LambdaName): Record<string, string>;
  remove(): void;
}>;

/** Runs `npm run package` as a person does, in a shell without any AWS account, and unpacks what it made. */
export async function packagedLambda(stage: string): Promise<LambdaPackage> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['src/entry/cli.ts', 'package', '--stage', stage],
    { cwd: projectFolder, env: { PATH: process.env.PATH, HOME: process.env.HOME } },
  );
  const folder = mkdtempSync(join(tmpdir(), 'portal-lambda-'));
  unzipInto(folder, readFileSync(join(packageFolder, 'portal.zip')));
  const template = readFileSync(join(packageFolder, 'cloudformation-template-update-stack.json'), 'utf8');
  const resources = (JSON.parse(template) as { Resources: Record<string, Resource> }).Resources;
  const functionOf = (name: LambdaName) =>
    Object.values(resources).find(
      ({ Type, Properties }) =>
        Type === 'AWS::Lambda::Function' && Properties.Handler === `src/entry/lambda/${name}.handler`,
    )!;
  const environmentOf = (name: LambdaName) => functionOf(name).Properties.Environment.Variables;
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { template, resources, output: stdout + stderr, folder, functionOf, environmentOf, remove };
}

export type LambdaHost = Readonly<{
  /** @throws an Error of the name and message that the handler threw */
  invoke<T>(event: unknown): Promise<T>;
  /** What the function has logged so far. */
  log(): string;
  stop(): Promise<void>;
}>;

type HostMessage = Readonly<{
  id?: string;
  started?: boolean;
  result?: unknown;
  error?: { name: string; message: string };
}>;

/**
 * Starts a packaged function in a process that knows the given environment and nothing else.
 * @throws Error with what the function printed, when it could not be imported
 */
export async function startHost(
  { folder }: LambdaPackage,
  name: LambdaName,
  environment: Readonly<Record<string, string>>,
): Promise<LambdaHost> {
  const child = fork(hostFile, [join(folder, `src/entry/lambda/${name}.mjs`)], {
    cwd: folder,
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  const exited = once(child, 'close');
  const started = await Promise.race([once(child, 'message') as Promise<[HostMessage]>, exited]);
  const first = started[0] as HostMessage | number | null;
  if (typeof first !== 'object' || !first?.started) throw new Error(log);
  const invoke = <T>(event: unknown): Promise<T> => {
    const id = randomUUID();
    return new Promise<T>((settle, reject) => {
      const hear = ({ id: answered, result, error }: HostMessage) => {
        if (answered !== id) return;
        child.off('message', hear);
        if (error) reject(Object.assign(new Error(error.message), { name: error.name }));
        else settle(result as T);
      };
      child.on('message', hear);
      child.send({ id, event });
    });
  };
  const stop = async () => {
    child.kill();
    await exited;
  };
  return { invoke, log: () => log, stop };
}
