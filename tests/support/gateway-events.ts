import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const folder = resolve(import.meta.dirname, '../fixtures/lambda');

/** An event as AWS sent it. Where a person's token was, it says `TOKEN_OF` and the mail address. */
export const recorded = <T = APIGatewayProxyEventV2>(name: string): T =>
  JSON.parse(readFileSync(resolve(folder, `${name}.json`), 'utf8')) as T;

export type Variation = Readonly<{
  method?: string;
  path?: string;
  query?: string;
  /** Null leaves a header out. */
  headers?: Readonly<Record<string, string | null>>;
  body?: string | object;
}>;

/** The recorded POST with something else in it. */
export function varied({ method = 'POST', path = '/graphql', query, headers, body }: Variation) {
  const event = recorded('post-query');
  const { body: _body, headers: given, requestContext, ...rest } = event;
  const { 'content-length': _length, ...kept } = given;
  const all = Object.entries({ ...kept, ...headers }).filter((header) => header[1] !== null);
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  return {
    ...rest,
    rawPath: path,
    rawQueryString: query ?? '',
    headers: Object.fromEntries(all) as Record<string, string>,
    requestContext: { ...requestContext, http: { ...requestContext.http, method, path } },
    ...(text !== undefined && { body: text }),
  } satisfies APIGatewayProxyEventV2;
}

export type Answer = Readonly<{ status: number; headers: Record<string, string>; body: string }>;

/** Headers that each connection has for itself. */
const OF_THE_CONNECTION = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

const ofTheAnswer = (headers: Iterable<[string, string]>) =>
  Object.fromEntries([...headers].filter(([name]) => !OF_THE_CONNECTION.includes(name)));

/** What a client behind API Gateway receives. */
export const answerOf = (result: APIGatewayProxyStructuredResultV2): Answer => ({
  status: result.statusCode!,
  headers: ofTheAnswer(Object.entries(result.headers as Record<string, string>)),
  body: Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8').toString('utf8'),
});

/** Sends to a server the request that API Gateway made an event of. */
export async function sentOverHttp(url: string, event: APIGatewayProxyEventV2): Promise<Answer> {
  const { host: _host, 'content-length': _length, ...headers } = event.headers;
  const response = await fetch(
    `${url}${event.rawPath}${event.rawQueryString && `?${event.rawQueryString}`}`,
    {
      method: event.requestContext.http.method,
      headers: headers as Record<string, string>,
      ...(event.body !== undefined && {
        body: Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8'),
      }),
    },
  );
  return { status: response.status, headers: ofTheAnswer(response.headers), body: await response.text() };
}
