import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { lambdaHandler } from '../../src/platform/http/lambda.ts';
import { fromWeb, webRequest } from '../../src/platform/http/web.ts';
import { answering, JSON_HEADERS, ORIGIN, post, startShell, yoga } from '../support/http-shell.ts';

describe('what is served', () => {
  it('answers queries by POST and GET, with the headers that keep answers safe', async () => {
    const { url } = await startShell();
    const answer = await post(url, JSON.stringify({ query: '{ who }' }));
    expect([answer.status, await answer.json()]).toEqual([200, { data: { who: 'ANONYMOUS' } }]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(answer.headers.has('strict-transport-security')).toBe(false);
    const read = await fetch(`${url}/graphql?query={echo(text:"é")}&variables=`);
    expect(await read.json()).toEqual({ data: { echo: 'é' } });
  });

  it('asks browsers for https in production, and serves no page there', async () => {
    const { url } = await startShell({
      graphiql: () => ({ html: 'page', contentSecurityPolicy: "script-src 'self'" }),
      environment: {
        PORTAL_STAGE: 'production',
        DATABASE_URL: 'postgresql://a@b/c',
        OIDC_ISSUER: 'https://identity.example',
        OIDC_AUDIENCE: 'portal',
      },
    });
    const answer = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    expect(await answer.text()).not.toContain('page');
    expect(answer.status).toBeLessThan(500);
  });

  it('serves the page to browsers elsewhere, with its own policy', async () => {
    const { url } = await startShell({
      graphiql: () => ({ html: '<p>page', contentSecurityPolicy: 'policy' }),
    });
    const answer = await fetch(`${url}/graphql?query=x`, { headers: { accept: 'text/html,*/*' } });
    expect([answer.status, await answer.text()]).toEqual([200, '<p>page']);
    expect(answer.headers.get('content-security-policy')).toBe('policy');
    expect((await fetch(`${url}/graphql?query={who}`)).headers.get('content-type')).toContain('json');
  });

  it('says whether it lives and whether it is ready', async () => {
    let ready: () => Promise<boolean> = async () => true;
    const { url } = await startShell({ ready: () => ready() });
    const health = async () => {
      const answer = await fetch(`${url}/healthz`);
      return [answer.status, await answer.text()];
    };
    expect(await health()).toEqual([200, 'ok']);
    ready = async () => false;
    expect(await health()).toEqual([503, 'not ready']);
    ready = () => Promise.reject(new Error('no database'));
    expect(await health()).toEqual([503, 'not ready']);
    ready = () => new Promise(() => {});
    expect(await health()).toEqual([503, 'not ready']);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  it('answers 404 elsewhere, and 405 with what is allowed', async () => {
    const { url } = await startShell();
    expect((await fetch(`${url}/graphql/`)).status).toBe(404);
    for (const [path, method, allow] of [
      ['/graphql', 'DELETE', 'GET, POST, OPTIONS'],
      ['/graphql', 'HEAD', 'GET, POST, OPTIONS'],
      ['/healthz', 'POST', 'GET, HEAD'],
    ]) {
      const answer = await fetch(`${url}${path}`, { method: method! });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    }
  });

  it('lets pages of the configured origins ask, without credentials', async () => {
    const { url } = await startShell();
    const preflight = (origin: string) =>
      fetch(`${url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      });
    const allowed = await preflight(ORIGIN);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, ORIGIN]);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(allowed.headers.has('access-control-allow-credentials')).toBe(false);
    const denied = await preflight('https://evil.example');
    expect([...denied.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(denied.headers.get('vary')).toBe('origin');
    const answer = await post(url, '{', { ...JSON_HEADERS, origin: ORIGIN });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([400, ORIGIN]);
  });
});

describe('tokens', () => {
  it('pass who asks on to GraphQL', async () => {
    const { url, be } = await startShell();
    be({ kind: 'IDENTITY', issuer: 'i', subject: 's', expiresAt: new Date() });
    const answer = await post(url, JSON.stringify({ query: '{ who }' }));
    expect(await answer.json()).toEqual({ data: { who: 'IDENTITY' } });
  });

  it('that are refused never reach it', async () => {
    let reached = 0;
    const { url, be } = await startShell({ graphql: async () => answering(`${++reached}`) });
    be({ kind: 'INVALID', code: 'TOKEN_EXPIRED', message: 'expired' });
    const expired = await post(url, '{}');
    expect([expired.status, expired.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
    expect(await expired.json()).toEqual({
      errors: [{ message: 'expired', extensions: { code: 'TOKEN_EXPIRED' } }],
    });
    be({ kind: 'INVALID', code: 'TOKEN_UNVERIFIABLE', message: 'later' });
    const later = await post(url, '{}');
    expect([later.status, later.headers.get('retry-after')]).toEqual([503, '5']);
    expect(reached).toBe(0);
  });
});

describe('logs', () => {
  it('mask what is unexpected under the id that the client is told', async () => {
    const { url, lines } = await startShell({
      graphql: () => Promise.reject(new Error('planted jane@acme.example')),
    });
    const answer = await post(url, '{}', { ...JSON_HEADERS, 'x-request-id': 'client-chosen-1' });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([500, 'client-chosen-1']);
    const body = await answer.text();
    expect(JSON.parse(body).errors[0].message).toContain('client-chosen-1');
    for (const text of [body, lines.join('')]) expect(text).not.toMatch(/planted|jane/);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', msg: 'unexpected failure', requestId: 'client-chosen-1', err: { type: 'Error' } },
      { level: 'error', msg: 'request', requestId: 'client-chosen-1', status: 500, path: '/graphql' },
    ]);
  });

  it('hold nothing that was sent: no token, address, variable, query text or unknown path', async () => {
    const { url, lines } = await startShell({
      graphql: async (request, info) => {
        info.observe({ operationName: 'Echo', actorKind: 'PARTNER', actorId: 'person-1' });
        return await fromWeb(await yoga.fetch(webRequest(request), info));
      },
    });
    const headers = {
      ...JSON_HEADERS,
      authorization: 'Bearer planted-token',
      'x-request-id': 'planted@acme.example',
    };
    const query = 'query Echo($t: String) { echo(text: $t) other: echo(text: "planted name") }';
    await post(url, JSON.stringify({ query, variables: { t: 'planted' } }), headers);
    await fetch(`${url}/planted?email=planted`);
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toMatch(/planted|127\.0\.0\.1|echo\(/);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      operationName: 'Echo',
      actorKind: 'PARTNER',
      actorId: 'person-1',
    });
  });
});

it('answers the same bytes as Lambda', async () => {
  const { url, shell } = await startShell();
  const handle = lambdaHandler(shell);
  const varying = new Set([
    'date',
    'connection',
    'keep-alive',
    'transfer-encoding',
    'content-length',
    'x-request-id',
  ]);
  for (const body of [JSON.stringify({ query: '{ who echo(text: "é") }' }), '{', '{"query":"{ nothing }"}']) {
    const answer = await post(url, body);
    const event = {
      rawPath: '/graphql',
      rawQueryString: '',
      headers: { ...JSON_HEADERS, accept: '*/*' },
      body,
      isBase64Encoded: false,
      requestContext: {
        domainName: 'api.example',
        stage: '$default',
        http: { method: 'POST', sourceIp: '192.0.2.1' },
      },
    } as unknown as APIGatewayProxyEventV2;
    const result = await handle(event, { awsRequestId: 'lambda-request-1' });
    expect(result.headers?.['x-request-id']).toBe('lambda-request-1');
    expect(result.statusCode).toBe(answer.status);
    expect(result.body).toBe(await answer.text());
    const fixed = (headers: Iterable<[string, unknown]>) =>
      [...headers].filter(([name]) => !varying.has(name)).sort();
    expect(fixed(Object.entries(result.headers ?? {}))).toEqual(fixed(answer.headers));
  }
});
