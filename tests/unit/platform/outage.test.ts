import { expect, it } from 'vitest';
import { isOutage } from '../../../src/platform/database/outage.ts';

const failure = (message: string, more: object = {}, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), more);

it.each([
  ['a server that is not there', failure('connect', { code: 'ECONNREFUSED' })],
  ['a connection that was ended', failure('Connection terminated unexpectedly')],
  ['a server that migrations do not reach', failure("Can't reach database server at `127.0.0.1:1`")],
  ['no connection in time', failure('timeout exceeded when trying to connect')],
  ['a session that an administrator ended', failure('x', { code: '57P01' })],
  ['a server that begins', failure('x', {}, failure('y', { code: '57P03' }))],
  ['a transaction that found no connection', failure('x', { code: 'P2028' })],
  ['what the adapter says of it', failure('DriverAdapterError', {}, { kind: 'ConnectionClosed' })],
  [
    'an adapter deep inside',
    failure('x', { meta: { driverAdapterError: failure('y', {}, { originalCode: '57P01' }) } }),
  ],
])('%s is an outage', (_what, error) => expect(isOutage(error)).toBe(true));

it.each([
  ['a unique key', failure('x', { code: 'P2002' })],
  ['a missing table', failure('x', { code: '42P01' })],
  ['a statement that took too long', failure('x', { code: '57014' })],
  ['a mistake of ours', new TypeError('undefined is not a function')],
  ['somebody who quotes it', failure('The note says: Connection terminated')],
  ['nothing', undefined],
])('%s is none', (_what, error) => expect(isOutage(error)).toBe(false));

it('does not follow a cause that is its own', () => {
  const error = failure('x');
  error.cause = error;
  expect(isOutage(error)).toBe(false);
});
