import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

const projectFolder = resolve(import.meta.dirname, '../..');
const START_MILLISECONDS_MAX = 120_000;

export type ServerlessOffline = Readonly<{
  /** The HTTP API. */
  url: string;
  /** Lambda's own API, by which a function of a stage is invoked. */
  lambdaUrl: string;
  stop(): Promise<void>;
}>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/**
 * Starts `serverless offline` on free ports of the loopback, with the given environment and nothing else.
 * @throws Error with what it printed, when it ended or was not ready in time
 */
export async function startServerlessOffline(
  environment: Readonly<Record<string, string>>,
): Promise<ServerlessOffline> {
  const [httpPort, lambdaPort] = [await freePort(), await freePort()];
  const ports = ['--host', '127.0.0.1', '--httpPort', `${httpPort}`, '--lambdaPort', `${lambdaPort}`];
  const child = spawn(
    process.execPath,
    ['node_modules/serverless/bin/serverless.js', 'offline', 'start', '--stage', 'local', ...ports],
    {
      cwd: projectFolder,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what it started can be ended with it.
      detached: true,
    },
  );
  // Not its `close`: the bundler that it started can outlive it, and holds its streams open.
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGINT');
    const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(impatience);
    endGroup(child.pid!);
  };
  let output = '';
  const ready = new Promise<'ready' | 'late'>((settle) => {
    setTimeout(settle, START_MILLISECONDS_MAX, 'late').unref();
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Server ready')) settle('ready');
      });
  });
  if ((await Promise.race([ready, ended])) !== 'ready') {
    await stop();
    throw new Error(`serverless offline did not start:\n${output}`);
  }
  return { url: `http://127.0.0.1:${httpPort}`, lambdaUrl: `http://127.0.0.1:${lambdaPort}`, stop };
}
