import type { NewEntry } from '../domains/ledger/ledger.rules.ts';
import { postEntries } from '../domains/ledger/ledger.service.ts';
import { unverifyPayeeAccount } from '../domains/payouts/payee-account.service.ts';
import { NoRateError, PayoutHeldError } from '../domains/payouts/payout.errors.ts';
import {
  assertUnchanged,
  lockFor,
  markReturned,
  markSent,
  markSettled,
  payeeOfPayout,
  transferredBy,
  type Versioned,
  withheldBy,
} from '../domains/payouts/payout.service.ts';
import { holdAccounts, payeePositions, payoutDayFrom } from '../domains/payouts/payout-position.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Payout } from '../platform/database/generated/client/client.ts';
import { decideAt } from './plan-payouts.ts';

/**
 * Sends an approved payout: works out again, with the accounts held, what is payable at the rates of its day, and books
 * each conversion, offset, withholding and transfer by the earning that it is of.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, PayoutHeldError, NoRateError,
 * PayableChangedError where what is payable is no longer what was approved
 */
export async function sendPayout(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  const { partnerId, membershipId } = await payeeOfPayout(tx, actor, input.id);
  await holdAccounts(tx, [partnerId]);
  const payout = await lockFor(tx, actor, input, 'SEND');
  const found = (await payeePositions(tx, [partnerId], now)).find((one) => one.membershipId === membershipId);
  if (found && found.holds.length > 0) throw new PayoutHeldError(found.holds);
  // What is on its way is this one.
  const payee = found && { ...found, openPayoutId: null };
  const [decision] = payee ? await decideAt(tx, [payee], payout.rateOn) : [];
  if (decision?.missingRate) throw new NoRateError(decision.missingRate.from, decision.missingRate.to);
  const plan = decision?.plan ?? null;
  assertUnchanged(payout, plan, payee?.account?.id ?? null);
  const effectiveOn = await payoutDayFrom(tx, now);
  const entries = plan!.movements.map(
    (movement, place): NewEntry => ({
      ...movement,
      ...entryOf(payout, effectiveOn),
      postingKey: `payout:${payout.id}:send:${place}`,
    }),
  );
  await postEntries(tx, entries, now);
  await markSent(tx, actor, payout, now);
}

/**
 * Records on which day the bank paid: the day that counts for the year's totals.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function settlePayout(
  tx: Tx,
  actor: Actor,
  { settledOn, ...input }: Versioned & Readonly<{ settledOn: Date }>,
  now: Date,
): Promise<void> {
  await holdAccounts(tx, [(await payeeOfPayout(tx, actor, input.id)).partnerId]);
  const payout = await lockFor(tx, actor, input, 'SETTLE');
  const sentOn = await payoutDayFrom(tx, payout.sentAt!);
  const today = await payoutDayFrom(tx, now);
  await markSettled(tx, actor, payout, { settledOn, sentOn, today }, now);
  const entries = (await transferredBy(tx, payout.id)).map(
    ({ earningId, amountMinor, currency }, place): NewEntry => ({
      ...entryOf(payout, settledOn),
      ...{ kind: 'SETTLEMENT', from: 'IN_TRANSIT', to: 'PAID', amountMinor, currency, earningId },
      postingKey: `payout:${payout.id}:settle:${place}`,
      explanation: { inputs: [], rule: null, conditions: [], steps: [], rounding: null, others: [] },
    }),
  );
  await postEntries(tx, entries, now);
}

/**
 * Takes back what the bank returned: all of it is payable again, what was withheld too, and the account must be verified
 * anew before anything goes there.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function returnPayout(
  tx: Tx,
  actor: Actor,
  { reason, ...input }: Versioned & Readonly<{ reason: string }>,
  now: Date,
): Promise<void> {
  await holdAccounts(tx, [(await payeeOfPayout(tx, actor, input.id)).partnerId]);
  const payout = await lockFor(tx, actor, input, 'RETURN');
  await markReturned(tx, actor, payout, reason, now);
  const day = await payoutDayFrom(tx, now);
  const back = (moved: Awaited<ReturnType<typeof transferredBy>>, kind: 'RETURN' | 'WITHHOLDING') =>
    moved.map(
      ({ earningId, amountMinor, currency }, place): NewEntry => ({
        ...entryOf(payout, day),
        ...{
          kind,
          from: kind === 'RETURN' ? 'IN_TRANSIT' : 'WITHHOLDING',
          to: 'PAYABLE',
          amountMinor,
          currency,
          earningId,
        },
        postingKey: `payout:${payout.id}:return:${kind}:${place}`,
        explanation: { inputs: [], rule: null, conditions: [], steps: [], rounding: null, others: [] },
      }),
    );
  const entries = [
    ...back(await transferredBy(tx, payout.id), 'RETURN'),
    ...back(await withheldBy(tx, payout.id), 'WITHHOLDING'),
  ];
  await postEntries(tx, entries, now);
  await unverifyPayeeAccount(tx, actor, payout.payeeAccountId, now);
}

const entryOf = ({ id, partnerId }: Payout, effectiveOn: Date) => ({
  ...{ partnerId, effectiveOn, causeType: 'Payout', causeId: id, payoutId: id },
});
