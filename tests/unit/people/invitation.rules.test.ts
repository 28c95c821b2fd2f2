import { expect, it } from 'vitest';
import { invitationExpiryOf, invitationStatusOf } from '../../../src/domains/people/invitation.rules.ts';

const at = (day: number) => new Date(Date.UTC(2026, 2, day));
const expiresAt = invitationExpiryOf(at(1));

it.each([
  { _case: 'new', now: at(1), acceptedAt: null, revokedAt: null, status: 'OPEN' },
  {
    _case: 'a moment before its end',
    now: new Date(at(15).getTime() - 1),
    acceptedAt: null,
    revokedAt: null,
    status: 'OPEN',
  },
  { _case: 'at its end', now: at(15), acceptedAt: null, revokedAt: null, status: 'EXPIRED' },
  { _case: 'accepted, long ago', now: at(30), acceptedAt: at(2), revokedAt: null, status: 'ACCEPTED' },
  { _case: 'revoked', now: at(2), acceptedAt: null, revokedAt: at(2), status: 'REVOKED' },
  { _case: 'revoked, long ago', now: at(30), acceptedAt: null, revokedAt: at(2), status: 'REVOKED' },
  {
    _case: 'cleared away after its end',
    now: at(30),
    acceptedAt: null,
    revokedAt: at(15),
    status: 'EXPIRED',
  },
])('an invitation $_case is $status', ({ now, acceptedAt, revokedAt, status }) => {
  expect(invitationStatusOf({ acceptedAt, revokedAt, expiresAt }, now)).toBe(status);
});
