import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Client } from 'pg';
import type { FromContender, Used } from '../servers/contender.ts';

export type Asked = Readonly<{ path: string; body: string; token: string }>;

/** What one server did of one screen in one round; for each request where it says so. */
export type Measured = Readonly<{
  requestsPerSecond: number;
  p99Milliseconds: number;
  cpuMilliseconds: number;
  statements: number;
  buffers: number;
}>;

export type RunningServer = Readonly<{
  port: number;
  used(): Promise<Used>;
  stop(): Promise<void>;
}>;

/** Starts a file of `bench/servers` that knows nothing but the given environment, and waits until it serves. */
export async function startContender(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const child: ChildProcess = fork(file, [], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const heard = async () => {
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])]);
    if (message === null) throw new Error(`${file} ended.`);
    return message as FromContender;
  };
  const first = await heard();
  if (!('port' in first)) throw new Error(`${file} did not say where it serves.`);
  const used = async () => {
    const answer = heard();
    child.send('used');
    const message = await answer;
    if (!('used' in message)) throw new Error(`${file} did not say what it used.`);
    return message.used;
  };
  const stop = async () => {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  };
  return { port: first.port, used, stop };
}

const requestOf = ({ path, body, token }: Asked, port: number) => ({
  url: `http://127.0.0.1:${port}${path}`,
  method: 'POST' as const,
  headers: {
    'content-type': 'application/json',
    accept: 'application/json',
    authorization: `Bearer ${token}`,
  },
  body,
});

/** One answer as it came. @throws Error for another status than 200 */
export async function answerOf(asked: Asked, port: number): Promise<unknown> {
  const { url, ...request } = requestOf(asked, port);
  const response = await fetch(url, request);
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${asked.path} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

/**
 * Keeps 20 connections busy for some seconds, and asks the process and the database what that took.
 * @throws Error where a request failed: an answer that is quick because it is an error is none
 */
export async function measure({
  asked,
  server,
  seconds,
  superuser,
}: Readonly<{ asked: Asked; server: RunningServer; seconds: number; superuser: Client }>): Promise<Measured> {
  // Known only to who has installed what benchmarks need.
  const { default: autocannon } = await import('autocannon');
  const before = [await server.used(), await buffersOf(superuser)] as const;
  const result = await autocannon({
    ...requestOf(asked, server.port),
    connections: CONNECTIONS,
    duration: seconds,
  });
  const after = [await server.used(), await buffersOf(superuser)] as const;
  const count = result['2xx'];
  if (count === 0 || result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} of ${count + result.non2xx} requests failed.`);
  return {
    requestsPerSecond: count / result.duration,
    p99Milliseconds: result.latency.p99,
    cpuMilliseconds: (after[0].cpuMilliseconds - before[0].cpuMilliseconds) / count,
    statements: (after[0].statements - before[0].statements) / count,
    buffers: (after[1] - before[1]) / count,
  };
}

const CONNECTIONS = 20;

async function buffersOf(superuser: Client): Promise<number> {
  const { rows } = await superuser.query<{ buffers: string }>(
    'SELECT blks_hit + blks_read AS buffers FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]!.buffers);
}
