import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const portFileOf = (home: string): string => join(home, 'port');

const isFree = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const server = createServer();
    server.once('error', () => settle(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => settle(true)));
  });

/** Below the ports that systems give to outgoing connections, so that it is likely to be free the next time too. */
async function anyFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
  }
}

/** The port of the last time where it is still free, so that a client's saved connection keeps working, or another. */
export async function choosePort(home: string): Promise<number> {
  const file = portFileOf(home);
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return last > 0 && (await isFree(last)) ? last : anyFreePort();
}

export const rememberPort = (home: string, port: number): void =>
  writeFileSync(portFileOf(home), `${port}\n`);
