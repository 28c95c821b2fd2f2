import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, it } from 'vitest';
import { lambdaHandler } from '../../../src/platform/http/lambda.ts';
import type { HttpRequest } from '../../../src/platform/http/message.ts';
import type { HttpShell, RequestOrigin } from '../../../src/platform/http/shell.ts';
import { answering } from '../../support/http-shell.ts';

type Overrides = Partial<APIGatewayProxyEventV2> & { method?: string; stage?: string };

function anEvent({ method = 'GET', stage = '$default', ...rest }: Overrides = {}): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/graphql',
    rawQueryString: '',
    headers: { host: 'api.example' },
    isBase64Encoded: false,
    requestContext: {
      accountId: '1',
      apiId: 'a',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path: '/graphql', protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'test' },
      requestId: 'gateway-1',
      routeKey: '$default',
      stage,
      time: '',
      timeEpoch: 0,
    },
    ...rest,
  };
}

async function handled(overrides: Overrides, answer = answering('ok')) {
  let seen: { request: HttpRequest; origin: RequestOrigin; body: string } | undefined;
  const shell: HttpShell = async (request, origin) => {
    let body = '';
    for await (const piece of request.body ?? []) body += Buffer.from(piece).toString();
    seen = { request, origin, body };
    return answer;
  };
  const result = await lambdaHandler(shell)(anEvent(overrides), { awsRequestId: 'lambda-request-1' });
  return { seen, result };
}

it('passes on method, headers, cookies and who asks', async () => {
  const { seen } = await handled({ headers: { host: 'api.example', 'x-a': '1,2' }, cookies: ['a=1', 'b=2'] });
  expect(seen?.request.method).toBe('GET');
  expect(seen?.request.headers['x-a']).toBe('1,2');
  expect(seen?.request.headers.cookie).toBe('a=1; b=2');
  expect(seen?.origin).toEqual({ requestId: 'lambda-request-1', clientAddress: '192.0.2.7' });
});

it('keeps repeated and encoded parameters as they were sent', async () => {
  const { seen } = await handled({
    rawQueryString: 'a=1&a=2&query=%7Bx%28y%3A%22%C3%A9%26%22%29%7D&b%5B%5D=3',
  });
  const parameters = seen!.request.url.searchParams;
  expect(parameters.getAll('a')).toEqual(['1', '2']);
  expect(parameters.get('query')).toBe('{x(y:"é&")}');
  expect(parameters.get('b[]')).toBe('3');
});

it.each([
  { stage: '$default', rawPath: '/graphql', pathname: '/graphql' },
  { stage: 'production', rawPath: '/production/graphql', pathname: '/graphql' },
  { stage: 'production', rawPath: '/production', pathname: '/' },
  { stage: 'graph', rawPath: '/graphql', pathname: '/graphql' },
])('reads $rawPath of stage $stage as $pathname', async ({ stage, rawPath, pathname }) => {
  const { seen } = await handled({ stage, rawPath });
  expect(seen!.request.url.pathname).toBe(pathname);
});

it('reads bodies as text and as base64, to the same bytes', async () => {
  const text = '{"query":"{ é }"}';
  const plain = await handled({ method: 'POST', body: text });
  const encoded = await handled({
    method: 'POST',
    body: Buffer.from(text).toString('base64'),
    isBase64Encoded: true,
  });
  expect(plain.seen?.body).toBe(text);
  expect(encoded.seen?.body).toBe(text);
});

it.each([
  ['as a whole', '{"é":1}'],
  [
    'piece by piece',
    (async function* () {
      yield '{"é"';
      yield ':1}';
    })(),
  ],
])('answers with status, headers, and text that comes %s', async (_how, body) => {
  const headers = { 'content-type': 'application/graphql-response+json; charset=utf-8', vary: 'origin' };
  const { result } = await handled({}, { status: 418, headers, body });
  expect(result).toEqual({ statusCode: 418, headers, body: '{"é":1}', isBase64Encoded: false });
});

it('answers 400 to headers that are none, instead of failing', async () => {
  const { result, seen } = await handled({ headers: { 'x-a': 'line\nbreak' } });
  expect(result.statusCode).toBe(400);
  expect(seen).toBeUndefined();
});
