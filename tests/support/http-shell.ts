import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { onTestFinished } from 'vitest';
import type { Verified } from '../../src/platform/auth/token.ts';
import { loadConfig } from '../../src/platform/config.ts';
import type { HttpResponse } from '../../src/platform/http/message.ts';
import { listen, type RunningServer } from '../../src/platform/http/node.ts';
import { createHttpShell, type HttpShell, type HttpShellOptions } from '../../src/platform/http/shell.ts';
import { fromWeb, webRequest } from '../../src/platform/http/web.ts';
import { createLogger } from '../../src/platform/logging.ts';

export const BODY_BYTES_MAX = 2_048;
export const ORIGIN = 'https://portal.example';

export const yoga = createYoga<{ caller: { kind: string } }>({
  graphiql: false,
  landingPage: false,
  cors: false,
  logging: false,
  schema: createSchema({
    typeDefs: 'type Query { who: String echo(text: String): String } type Mutation { change: String }',
    resolvers: {
      Query: { who: (_root, _args, { caller }) => caller.kind, echo: (_root, { text }) => text },
      Mutation: { change: () => 'changed' },
    },
  }),
});

/** The shell on a free port of the loopback, until the test is finished. Anonymous, unless told otherwise by `be`. */
export async function startShell(
  options: Partial<HttpShellOptions> & { environment?: Record<string, string> } = {},
) {
  const lines: string[] = [];
  const config = loadConfig({
    CORS_ORIGINS: ORIGIN,
    HTTP_BODY_BYTES_MAX: `${BODY_BYTES_MAX}`,
    ...options.environment,
  });
  const logger = createLogger(
    { stage: 'production', logLevel: 'info' },
    { write: (line) => void lines.push(line) },
  );
  let verified: Verified = { kind: 'ANONYMOUS' };
  const shell = createHttpShell({
    graphql: async (request, info) => await fromWeb(await yoga.fetch(webRequest(request), info)),
    verifyToken: async () => verified,
    ready: async () => true,
    config,
    logger,
    ...options,
  });
  const server = await listen(shell, { port: 0 });
  onTestFinished(server.close);
  const be = (caller: Verified) => {
    verified = caller;
  };
  return { shell, server, be, lines, url: `http://127.0.0.1:${server.port}` };
}

export const JSON_HEADERS = { 'content-type': 'application/json' };
export const post = (url: string, body: BodyInit, headers: Record<string, string> = JSON_HEADERS) =>
  fetch(`${url}/graphql`, { method: 'POST', headers, body });

/** Sends what `fetch` would not, and answers what came back. */
export function raw(
  { port }: RunningServer,
  options: { headers?: object; method?: string; path?: string },
  chunks: Buffer[] = [],
) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const outgoing = httpRequest(
      {
        port,
        host: '127.0.0.1',
        path: '/graphql',
        method: 'POST',
        ...options,
        headers: { ...JSON_HEADERS, ...options.headers },
      },
      async (incoming) => {
        let body = '';
        for await (const chunk of incoming) body += chunk;
        resolve({ status: incoming.statusCode!, headers: incoming.headers, body });
      },
    );
    outgoing.on('error', reject);
    for (const chunk of chunks) outgoing.write(chunk);
    outgoing.end();
  });
}

export const answering = (body: HttpResponse['body'], status = 200): HttpResponse => ({
  status,
  headers: {},
  body,
});

/** Asks a shell without a server, in the web's own words. */
export async function askedOf(shell: HttpShell, request: Request): Promise<Response> {
  const { status, headers, body } = await shell(
    {
      method: request.method,
      url: new URL(request.url),
      headers: Object.fromEntries(request.headers),
      body: request.body,
      signal: request.signal,
    },
    { clientAddress: '127.0.0.1' },
  );
  let text = typeof body === 'string' ? body : '';
  if (typeof body !== 'string') for await (const piece of body) text += piece;
  return new Response(text, { status, headers });
}
