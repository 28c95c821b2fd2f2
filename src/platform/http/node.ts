import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReadableStream } from 'node:stream/web';
import type { HttpShell } from './shell.ts';

/** A client must have sent its headers, and then its whole request, within these. */
const HEADERS_MILLISECONDS_MAX = 10_000;
const REQUEST_MILLISECONDS_MAX = 30_000;
/** An idle connection is kept a little longer than a load balancer keeps its own (60 s), so that ours closes last. */
const KEEP_ALIVE_MILLISECONDS = 65_000;
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
  { port, host = '127.0.0.1' }: Readonly<{ port: number; host?: string }>,
): Promise<RunningServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_MILLISECONDS_MAX,
      requestTimeout: REQUEST_MILLISECONDS_MAX,
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
    (incoming, outgoing) => void answer(shell, incoming, outgoing),
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

async function answer(shell: HttpShell, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
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
    await send(await shell(request, { clientAddress: incoming.socket.remoteAddress ?? 'unknown' }), outgoing);
  } catch {
    // The shell itself never throws: a client went away while it was being answered.
    outgoing.destroy();
  } finally {
    // The rest of a body that was refused half way is read and forgotten, so that its sender can read the refusal.
    incoming.resume();
  }
}

/** Answers null where an address or header is none that the web's standards know. */
function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request | null {
  const { method = 'GET', url = '/', rawHeaders } = incoming;
  try {
    const headers = new Headers();
    for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const address = url.startsWith('/') ? `http://${incoming.headers.host ?? 'localhost'}${url}` : url;
    return new Request(address, {
      method,
      headers,
      signal,
      ...(hasBody && { body: bodyOf(incoming), duplex: 'half' as const }),
    });
  } catch {
    return null;
  }
}

/** Giving up on the body must not end the connection, on which the refusal is still to be sent. */
function bodyOf(incoming: IncomingMessage): BodyInit {
  return ReadableStream.from(incoming.iterator({ destroyOnReturn: false })) as unknown as BodyInit;
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries(response.headers);
  outgoing.writeHead(response.status, { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) });
  for await (const chunk of response.body ?? []) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk))
      await new Promise((resolve) => outgoing.once('drain', resolve).once('close', resolve));
  }
  outgoing.end();
}
