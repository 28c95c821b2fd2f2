import { compareDecimals, decimalOf } from '../../kernel/decimal.ts';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { PayeeAccount } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents, type EventData, type NewEvent } from '../../platform/events/events.ts';
import type { KeyRing } from '../../platform/secrets/key-ring.ts';
import {
  type BankDetails,
  type BankDetailsInput,
  canonicalDetails,
  maskedAccount,
  maskedHolder,
  readBankDetails,
} from './bank-details.rules.ts';
import * as repo from './payee-account.repo.ts';

export type PayeeAccountInput = BankDetailsInput &
  Readonly<{ currency: string; membershipId: string | null; idempotencyKey?: string | null }>;

/** What encrypted details are bound to: elsewhere they do not open. */
export const boundTo = (partnerId: string, accountId: string): string =>
  `payee_account ${partnerId} ${accountId}`;

/**
 * Enters where the actor's partner, or one of its people, is paid from now on, in the place of what was there before.
 * Nothing is paid to it before finance has verified it and its hold has passed. Answers its id.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, ConflictError where it is the same as before, IdempotencyConflictError
 */
export async function setPayeeAccount(
  tx: Tx,
  actor: Actor,
  keys: KeyRing,
  { idempotencyKey, ...input }: PayeeAccountInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'BANK_DETAILS_WRITE');
  const partnerId = actor.membership?.partnerId;
  if (!partnerId) throw new ForbiddenError("Only a partner's administrators say where it is paid.");
  const { countryCode, currency, membershipId } = input;
  const fields = new FieldReader();
  const details = readBankDetails(fields, input);
  fields.done();
  if (membershipId !== null && !(await repo.isOwnMembership(tx, partnerId, membershipId)))
    throw new NotFoundError('membership', 'membershipId');
  const fingerprint = keys.fingerprint(canonicalDetails(details));
  // A plain hash of details could be guessed, so the request is told again by what only the keys can compute.
  const told = { countryCode, currency, membershipId, details: Buffer.from(fingerprint).toString('hex') };
  return await once(
    tx,
    actor,
    { mutation: 'payeeAccountSet', key: idempotencyKey, input: told },
    async () => {
      await repo.lockPayee(tx, partnerId);
      const before = await repo.currentAccount(tx, partnerId, membershipId);
      if (before && before.currency === currency && isSame(before, keys, details))
        throw new ConflictError('These are the details that are there already.', 'holder');
      if (before) await repo.updateAccount(tx, before, { revokedAt: now });
      const account = await insertAccount(tx, { partnerId, details, fingerprint, actor, keys, input, now });
      await appendEvents(tx, actor, [
        ...(before ? [eventOf('payee_account.revoked', before, now, { reason: 'REPLACED' })] : []),
        eventOf('payee_account.entered', account, now, { countryCode, currency, isChange: before !== null }),
      ]);
      return account.id;
    },
  );
}

const isSame = ({ fingerprint }: PayeeAccount, keys: KeyRing, details: BankDetails): boolean =>
  keys
    .fingerprints(canonicalDetails(details))
    .some((known) => Buffer.from(known).equals(Buffer.from(fingerprint)));

async function insertAccount(
  tx: Tx,
  given: Readonly<{
    partnerId: string;
    details: BankDetails;
    fingerprint: Uint8Array<ArrayBuffer>;
    actor: Actor;
    keys: KeyRing;
    input: Omit<PayeeAccountInput, 'idempotencyKey'>;
    now: Date;
  }>,
): Promise<PayeeAccount> {
  const { partnerId, details, fingerprint, actor, keys, input, now } = given;
  const id = await repo.newId(tx);
  const { countryCode, currency, membershipId } = input;
  return await repo.insertAccount(tx, {
    ...{ id, partnerId, membershipId, countryCode, currency, fingerprint },
    masked: maskedAccount(details, countryCode),
    holderMasked: maskedHolder(details),
    ...keys.seal(JSON.stringify(details), boundTo(partnerId, id)),
    enteredById: actor.personId!,
    enteredAt: now,
  });
}

export type VerifyInput = Readonly<{ id: string; version: number; withholdingPercent?: string | null }>;

/**
 * Confirms for finance that an account is the partner's. Whoever entered it does not.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function verifyPayeeAccount(tx: Tx, actor: Actor, input: VerifyInput, now: Date): Promise<void> {
  assertAllowed(actor, 'BANK_DETAILS_VERIFY');
  const { personId } = actor;
  if (personId === null) throw new ForbiddenError('A person verifies bank details.');
  const before = await lockFor(tx, input, 'VERIFY', ({ verifiedAt, revokedAt }) => !verifiedAt && !revokedAt);
  const withholdingPercent = percentOf(input.withholdingPercent ?? '0');
  if (before.enteredById === personId) throw new ForbiddenError('Somebody else verifies what you entered.');
  try {
    const data = { verifiedById: personId, verifiedAt: now, withholdingPercent };
    const after = await repo.updateAccount(tx, before, data);
    await appendEvents(tx, actor, [eventOf('payee_account.verified', after, now, { withholdingPercent })]);
  } catch (error) {
    if (!violates(error, 'verified_by_somebody_else')) throw error;
    throw new ForbiddenError('Somebody else verifies what you entered.');
  }
}

function percentOf(text: string): string {
  const percent = decimalOf(text);
  const isWithin =
    compareDecimals(percent, decimalOf('0')) >= 0 && compareDecimals(percent, decimalOf('100')) < 0;
  if (isWithin && percent.scale <= 6) return text;
  const message = 'withholdingPercent is from 0 to below 100, with at most six digits after the point.';
  throw new InvalidInputError([{ field: 'withholdingPercent', code: 'OUT_OF_RANGE', message }]);
}

/**
 * Ends an account: nothing is paid to it any more. A partner ends its own, finance any.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function revokePayeeAccount(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number }>,
  now: Date,
): Promise<void> {
  const isPartner = actor.membership !== null;
  assertAllowed(actor, isPartner ? 'BANK_DETAILS_WRITE' : 'BANK_DETAILS_VERIFY');
  const before = await lockFor(tx, input, 'REVOKE', ({ revokedAt }) => !revokedAt);
  if (isPartner && before.partnerId !== actor.membership?.partnerId)
    throw new ForbiddenError('Only the people of the partner that is paid change where.');
  const after = await repo.updateAccount(tx, before, { revokedAt: now });
  await appendEvents(tx, actor, [
    eventOf('payee_account.revoked', after, now, { reason: isPartner ? 'BY_PARTNER' : 'BY_FINANCE' }),
  ]);
}

/** A payment came back: nobody is paid there again before finance has looked at it once more. */
export async function unverifyPayeeAccount(tx: Tx, actor: Actor, id: string, now: Date): Promise<void> {
  const account = await repo.lockAccount(tx, id);
  if (!account || account.revokedAt || !account.verifiedAt) return;
  const after = await repo.updateAccount(tx, account, { verifiedById: null, verifiedAt: null });
  await appendEvents(tx, actor, [
    eventOf('payee_account.unverified', after, now, { reason: 'PAYOUT_RETURNED' }),
  ]);
}

/** What can be done with an account, by whoever may. */
export const payeeAccountActions = ({
  verifiedAt,
  revokedAt,
}: Readonly<{ verifiedAt: Date | null; revokedAt: Date | null }>): ('VERIFY' | 'REVOKE')[] =>
  revokedAt ? [] : verifiedAt ? ['REVOKE'] : ['VERIFY', 'REVOKE'];

async function lockFor(
  tx: Tx,
  { id, version }: Readonly<{ id: string; version: number }>,
  action: string,
  isPossible: (account: PayeeAccount) => boolean,
): Promise<PayeeAccount> {
  const account = await repo.lockAccount(tx, id);
  if (!account) throw new NotFoundError('payee account', 'id');
  if (account.version !== version) throw new StaleVersionError(account.version);
  const state = account.revokedAt ? 'REVOKED' : account.verifiedAt ? 'VERIFIED' : 'UNVERIFIED';
  if (!isPossible(account)) throw new InvalidStateError(action, state, payeeAccountActions(account));
  return account;
}

const eventOf = (
  type: string,
  { id, partnerId, membershipId, version }: PayeeAccount,
  occurredAt: Date,
  data: EventData,
): NewEvent => ({
  ...{ type, subjectType: 'PayeeAccount', subjectId: id, partnerId, partnerVisible: true, occurredAt },
  data: { ...data, membershipId, version },
});

/**
 * Encrypts with the present key what older ones encrypted, so many rows at most. Answers how many it wrote: none when
 * no older key is needed any more.
 * @throws ForbiddenError, SecretUnreadableError where a key is missing
 */
export async function reencryptPayeeAccounts(
  tx: Tx,
  actor: Actor,
  keys: KeyRing,
  limit: number,
): Promise<number> {
  assertAllowed(actor, 'BANK_DETAILS_VERIFY');
  const older = await repo.takeOlderRows(tx, keys.currentKeyId(), limit);
  if (older.length === 0) return 0;
  const rows = older.map(({ id, partnerId, ...sealed }) => {
    const place = boundTo(partnerId, id);
    return { id, ...keys.seal(keys.open(sealed, place), place) };
  });
  return await repo.writeSealed(tx, rows);
}

/** How many accounts each key encrypted. */
export async function accountsByKey(
  tx: Tx,
  actor: Actor,
): Promise<Readonly<{ keyId: string; accounts: number }>[]> {
  assertAllowed(actor, 'BANK_DETAILS_VERIFY');
  return (await repo.countByKey(tx)).map(({ keyId, _count }) => ({ keyId, accounts: _count._all }));
}
