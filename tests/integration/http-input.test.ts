import { describe, expect, it } from 'vitest';
import { BODY_BYTES_MAX, JSON_HEADERS, post, raw, startShell } from '../support/http-shell.ts';

describe('bad input', () => {
  const query = JSON.stringify({ query: '{ who }' });
  const bad: Record<
    string,
    [status: number, code: string, body: BodyInit, headers?: Record<string, string>]
  > = {
    'no JSON': [400, 'BAD_REQUEST', '{"query":'],
    'an empty body': [400, 'BAD_REQUEST', ''],
    'a batch': [400, 'BAD_REQUEST', `[${query}]`],
    null: [400, 'BAD_REQUEST', 'null'],
    text: [400, 'BAD_REQUEST', '"{ who }"'],
    'no UTF-8': [400, 'BAD_REQUEST', new Uint8Array([0x22, 0xff, 0x22])],
    'JSON nested too deep': [
      400,
      'BAD_REQUEST',
      `{"query":"{ who }","variables":{"a":${'['.repeat(900)}${']'.repeat(900)}}}`,
    ],
    'too much': [
      413,
      'PAYLOAD_TOO_LARGE',
      JSON.stringify({ query: `{ who } #${'x'.repeat(BODY_BYTES_MAX)}` }),
    ],
    'a form': [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'query={who}',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    'plain text': [415, 'UNSUPPORTED_MEDIA_TYPE', query, { 'content-type': 'text/plain' }],
    'no content type': [415, 'UNSUPPORTED_MEDIA_TYPE', new Uint8Array(Buffer.from(query)), {}],
    'another charset': [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      query,
      { 'content-type': 'application/json; charset=latin1' },
    ],
    'a number that is too large': [
      400,
      'BAD_REQUEST',
      '{"query":"query ($a: Int) { who }","variables":{"a":1e400}}',
    ],
    'a number of too many digits': [
      400,
      'BAD_REQUEST',
      `{"query":"query ($a: Int) { who }","variables":{"a":[${'9'.repeat(400)}]}}`,
    ],
    compressed: [415, 'UNSUPPORTED_MEDIA_TYPE', query, { ...JSON_HEADERS, 'content-encoding': 'gzip' }],
  };

  it.each(Object.entries(bad))('refuses %s', async (_what, [status, code, body, headers]) => {
    const { url, lines } = await startShell();
    const answer = await post(url, body, headers);
    expect([answer.status, await answer.json()]).toEqual([
      status,
      { errors: [{ message: expect.any(String), extensions: { code } }] },
    ]);
    expect(JSON.parse(lines[0]!)).toMatchObject({ status, errorCodes: [code] });
  });

  it.each([
    ['query={who}&variables={', 400],
    ['query={who}&variables=[]', 400],
    ['query={who}&variables="x"', 400],
    ['query={who}&extensions=x', 400],
    ['query={who}&query={echo}', 400],
    ['query=', 400],
    ['', 400],
    ['query={', 400],
    ['query=mutation{change}', 405],
    ['query={who}&variables=null', 200],
    ['query={who}&variables={"a":1}', 200],
  ])('answers GET ?%s with %i', async (parameters, status) => {
    const { url } = await startShell();
    const answer = await fetch(`${url}/graphql?${parameters}`, {
      headers: { accept: 'application/graphql-response+json' },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      'application/graphql-response+json; charset=utf-8',
    ]);
    expect(Object.keys((await answer.json()) as object)).toContain(status === 200 ? 'data' : 'errors');
  });

  it.each([
    ['text/event-stream', 406, 'NOT_ACCEPTABLE'],
    ['multipart/mixed', 406, 'NOT_ACCEPTABLE'],
    ['text/event-stream, application/json', 200, undefined],
  ])('streams nothing to whoever accepts %s', async (accept, status, code) => {
    const { url } = await startShell();
    for (const answer of [
      await post(url, query, { ...JSON_HEADERS, accept }),
      await fetch(`${url}/graphql?query={who}`, { headers: { accept } }),
    ]) {
      const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
      expect([answer.status, errors?.[0]?.extensions.code]).toEqual([status, code]);
    }
  });

  it('counts what arrives, whatever the length is said to be, and keeps the connection for the refusal', async () => {
    const { server } = await startShell();
    const chunks = Array.from({ length: 200 }, () => Buffer.alloc(16_384, 'x'));
    const chunked = await raw(server, { headers: { 'transfer-encoding': 'chunked' } }, chunks);
    expect([chunked.status, JSON.parse(chunked.body).errors[0].extensions.code]).toEqual([
      413,
      'PAYLOAD_TOO_LARGE',
    ]);
    const declared = await raw(server, { headers: { 'content-length': 200 * 16_384 } }, chunks);
    expect(declared.status).toBe(413);
  });

  it('answers 400 to addresses and hosts that are none', async () => {
    const { server } = await startShell();
    expect((await raw(server, { path: '*' })).status).toBe(400);
    for (const host of ['a b', 'name:password@a', 'name@a', 'a/healthz?', 'a/healthz#', 'a\\b'])
      expect((await raw(server, { path: '/graphql', headers: { host } })).status).toBe(400);
    expect((await raw(server, { path: 'http://name:password@a/graphql' })).status).toBe(400);
    expect((await raw(server, { path: '//elsewhere.example/graphql', method: 'GET' })).status).toBe(404);
  });
});
