import type { NewEntry } from '../domains/ledger/ledger.rules.ts';
import { postEntries } from '../domains/ledger/ledger.service.ts';
import { holdAccounts, payoutDayFrom } from '../domains/payouts/payout-position.service.ts';
import { approveWriteOff, partnerOfWriteOff } from '../domains/payouts/write-off.service.ts';
import { currencyCodeOf } from '../kernel/currency.ts';
import { formatAmount } from '../kernel/money.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/**
 * Approves to give up what a partner owes, and books it by the earnings that owe.
 * @throws what `approveWriteOff` throws
 */
export async function approveRecoverableWriteOff(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number }>,
  now: Date,
): Promise<void> {
  await holdAccounts(tx, [await partnerOfWriteOff(tx, actor, input.id)]);
  const { writeOff, parts } = await approveWriteOff(tx, actor, input, now);
  const { id, partnerId, currency } = writeOff;
  const effectiveOn = await payoutDayFrom(tx, now);
  const entries = parts.map(({ earningId, amountMinor }, place): NewEntry => {
    const amount = formatAmount({ amountMinor, currency: currencyCodeOf(currency) });
    return {
      ...{ partnerId, earningId, amountMinor, currency, effectiveOn },
      ...{ kind: 'WRITE_OFF', from: 'WRITTEN_OFF', to: 'RECOVERABLE' },
      ...{ postingKey: `write-off:${id}:${place}`, causeType: 'RecoverableWriteOff', causeId: id },
      explanation: {
        ...{ inputs: [], rule: null, conditions: [], rounding: null, others: [] },
        steps: [{ code: 'WRITTEN_OFF', operands: [], result: amount, unit: currency }],
      },
    };
  });
  await postEntries(tx, entries, now);
}
