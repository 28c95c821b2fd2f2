import { expect, it } from 'vitest';
import { createLogger, logRequest, requestIdOf } from '../../../src/platform/logging.ts';

const EMAIL = 'jane.planted@acme.example';
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJlLXBsYW50ZWQ';
const NAME = 'Jane Planted';

function capture() {
  const lines: string[] = [];
  const logger = createLogger(
    { stage: 'production', logLevel: 'trace' },
    { write: (line) => void lines.push(line) },
  );
  return { logger, text: () => lines.join(''), records: () => lines.map((line) => JSON.parse(line)) };
}

function expectNothingPlanted(text: string) {
  for (const planted of [EMAIL, TOKEN, NAME, 'Planted', 'planted']) expect(text).not.toContain(planted);
}

it('leaves one line for a request, with what was observed and nothing else', () => {
  const { logger, records, text } = capture();
  logRequest(logger, {
    requestId: 'request-1',
    method: 'POST',
    path: '/graphql',
    status: 200,
    durationMilliseconds: 12.3456,
    operationName: 'ReferralList',
    operationHash: 'abc',
    operationType: 'query',
    errorCodes: ['FORBIDDEN'],
    actorKind: 'PARTNER',
    actorId: '0190a0a0-0000-7000-8000-000000000001',
    ...{ variables: { email: EMAIL }, query: `{ a(name: "${NAME}") }` },
  });
  expect(records()).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      requestId: 'request-1',
      msg: 'request',
      method: 'POST',
      path: '/graphql',
      status: 200,
      durationMilliseconds: 12.3,
      operationName: 'ReferralList',
      operationHash: 'abc',
      operationType: 'query',
      errorCodes: ['FORBIDDEN'],
      actorKind: 'PARTNER',
      actorId: '0190a0a0-0000-7000-8000-000000000001',
    },
  ]);
  expectNothingPlanted(text());
});

it('drops an operation name that is none', () => {
  const { logger, text } = capture();
  const line = {
    requestId: 'request-1',
    method: 'POST',
    path: '/graphql',
    status: 400,
    durationMilliseconds: 1,
  };
  logRequest(logger, { ...line, operationName: NAME });
  logRequest(logger, { ...line, operationName: EMAIL });
  expectNothingPlanted(text());
});

it('hides what should never have been logged', () => {
  const { logger, text, records } = capture();
  const cause = new Error(`Key (email)=(${EMAIL}) already exists`);
  const error = Object.assign(new Error(`no\n  at ${NAME}`, { cause }), {
    code: 'P2002',
    constraint: 'person_email_key',
    detail: NAME,
  });
  logger.error(error);
  logger.error(
    { err: error, nested: { deeper: [{ failure: error }] } },
    `failed for ${EMAIL} with Bearer ${TOKEN}`,
  );
  logger.warn(`token ${TOKEN}`);
  logger.info({
    headers: { Authorization: `Bearer ${TOKEN}`, 'x-api': `sent by ${EMAIL}` },
    variables: { name: NAME },
    contact_name: NAME,
    person: { fullName: NAME, email: EMAIL },
    databaseUrl: 'postgresql://planted@host/portal',
    text: 'see postgresql://app:planted@host/portal',
  });
  logger.child({ email: EMAIL, name: NAME }).info('bound');
  expectNothingPlanted(text());
  expect(records()).toHaveLength(5);
  expect(records()[0].err).toMatchObject({
    type: 'Error',
    code: 'P2002',
    constraint: 'person_email_key',
    stack: expect.arrayContaining([expect.stringMatching(/^at .*logging\.test\.ts/)]),
    cause: { type: 'Error' },
  });
});

it('takes a request id that is safe to write, and makes one otherwise', () => {
  expect(requestIdOf('trace-12345678', 'lambda-12345678')).toBe('trace-12345678');
  expect(requestIdOf(`${EMAIL}`, 'lambda-12345678')).toBe('lambda-12345678');
  for (const unsafe of ['short', 'a'.repeat(65), 'line\nbreak-12345', '{"a":"12345678"}', null]) {
    expect(requestIdOf(unsafe)).toMatch(/^[0-9a-f-]{36}$/);
  }
});
