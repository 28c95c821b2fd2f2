import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const START = join(import.meta.dirname, 'start.mjs');

/** From the import of a handler to its first answer, as the process measured it that did so. */
export type ColdStart = Readonly<{ milliseconds: number; processorMilliseconds: number }>;

type Started = ColdStart & Readonly<{ statusCode: number; body: string }>;

/** What API Gateway makes of a POST to /graphql, as far as it is read. */
export const eventOf = (token: string, body: object): APIGatewayProxyEventV2 =>
  ({
    rawPath: '/graphql',
    rawQueryString: '',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    requestContext: {
      domainName: 'portal.example',
      stage: '$default',
      http: { method: 'POST', path: '/graphql', sourceIp: '203.0.113.10' },
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  }) as unknown as APIGatewayProxyEventV2;

/**
 * Starts a process that knows the given environment and nothing else, and asks the handler once.
 * @throws Error where it did not answer, or answered errors
 */
export async function coldStart(
  handlerFile: string,
  env: Readonly<Record<string, string>>,
  event: APIGatewayProxyEventV2,
): Promise<ColdStart> {
  const child = fork(START, { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  child.send({ handlerFile, event });
  const [started] = (await Promise.race([once(child, 'message'), ended.then(() => [null])])) as [
    Started | null,
  ];
  child.kill();
  await ended;
  if (started?.statusCode !== 200 || 'errors' in JSON.parse(started.body))
    throw new Error(`${handlerFile} answered ${started?.statusCode}: ${started?.body.slice(0, 300)}`);
  return started;
}
