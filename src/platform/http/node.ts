import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpRequest, HttpResponse } from './message.ts';
import type { HttpShell } from './shell.ts';

/** A client must have sent its headers, and then its whole request, within these. */
const HEADERS_MILLISECONDS_MAX = 10_000;
const REQUEST_MILLISECONDS_MAX = 30_000;
/** An idle connection is kept a little longer than a load balancer keeps its own (60 s), so that ours closes last. */
const KEEP_ALIVE_MILLISECONDS = 65_000;
/** A client that takes no more of a long answer is given up after this long, as it holds a place all the while. */
const STALLED_MILLISECONDS_MAX = 60_000;
/** At the end, requests under way have this long. */
const DRAIN_MILLISECONDS_MAX = 10_000;
const SWEEP_MILLISECONDS = 50;
const HEADER_BYTES_MAX = 16 * 1_024;

/** Another process listens there already. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start.`);
    this.port = port;
  }
}

export type RunningServer = Readonly<{
  port: number;
  /** Takes no more connections and lets requests under way finish, for 10 seconds at most. */
  close(): Promise<void>;
}>;

/** @throws PortTakenError */
export async function listen(
  shell: HttpShell,
  {
    port,
    host = '127.0.0.1',
    stalledMillisecondsMax = STALLED_MILLISECONDS_MAX,
  }: Readonly<{ port: number; host?: string; stalledMillisecondsMax?: number }>,
): Promise<RunningServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_MILLISECONDS_MAX,
      requestTimeout: REQUEST_MILLISECONDS_MAX,
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
      maxHeaderSize: HEADER_BYTES_MAX,
      // Else the first of several would count, where another server on the way may take the last.
      joinDuplicateHeaders: true,
    },
    (incoming, outgoing) => void answer(shell, incoming, outgoing, stalledMillisecondsMax),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error);
    });
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => drained(server) };
}

async function drained(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A kept connection becomes idle when its request ends, and nothing else would close it then.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MILLISECONDS);
  const impatience = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS_MAX);
  await closed;
  clearInterval(sweep);
  clearTimeout(impatience);
}

async function answer(
  shell: HttpShell,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  stalledMillisecondsMax: number,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  try {
    const request = requestOf(incoming, gone.signal);
    if (!request) {
      outgoing.writeHead(400, { connection: 'close' }).end();
      return;
    }
    const response = await shell(request, { clientAddress: incoming.socket.remoteAddress ?? 'unknown' });
    await send(response, outgoing, stalledMillisecondsMax);
  } catch {
    // The shell itself never throws: a client went away while it was being answered.
    outgoing.destroy();
  } finally {
    // The rest of a body that was refused half way is read and forgotten, so that its sender can read the refusal.
    incoming.resume();
  }
}

/**
 * Answers null where the address is none, or holds a name and password: no `Request` is made of those. A host is one, and
 * no piece of a path as well, so that the path is the one that the request line names.
 */
function requestOf(incoming: IncomingMessage, signal: AbortSignal): HttpRequest | null {
  const { method = 'GET', url = '/', headers } = incoming;
  const { host = 'localhost' } = headers;
  const parsed = URL.parse(url.startsWith('/') ? `http://${host}${url}` : url);
  if (!parsed || parsed.username || parsed.password || /[/?#\\]/.test(host)) return null;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // Giving up on the body must not end the connection, on which the refusal is still to be sent.
  const body = hasBody ? incoming.iterator({ destroyOnReturn: false }) : null;
  return { method, url: parsed, headers: headers as Record<string, string>, body, signal };
}

async function send(
  { status, headers, body }: HttpResponse,
  outgoing: ServerResponse,
  stalledMillisecondsMax: number,
): Promise<void> {
  if (typeof body === 'string') {
    outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
    return;
  }
  outgoing.setTimeout(stalledMillisecondsMax, () => outgoing.destroy());
  outgoing.writeHead(status, headers);
  for await (const chunk of body) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk))
      await new Promise((resolve) => outgoing.once('drain', resolve).once('close', resolve));
  }
  outgoing.end();
}
