import { createHash } from 'node:crypto';
import { currencyCodeOf } from '../../kernel/currency.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { formatAmount, type Money, moneyOf } from '../../kernel/money.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import type { KeyRing } from '../../platform/secrets/key-ring.ts';
import type { BankDetails } from './bank-details.rules.ts';
import { boundTo } from './payee-account.service.ts';
import * as repo from './payout-export.repo.ts';
import { payoutCsv } from './payout-export.rules.ts';

export const EXPORT_MAX = 500;

export type ExportFilter = Readonly<{
  status: readonly ('APPROVED' | 'SENT')[];
  currency: string | null;
  ids: readonly string[] | null;
}>;

export type PayoutExport = Readonly<{
  csv: string;
  sha256: string;
  payoutCount: number;
  totals: readonly Money[];
}>;

/**
 * The file from which the bank pays, which is the one place where bank details are whole. Who made it, of which payouts, is
 * an event of each of them.
 * @throws ForbiddenError, InvalidInputError where there are more payouts than a file holds
 */
export async function exportPayouts(
  tx: Tx,
  actor: Actor,
  keys: KeyRing,
  filter: ExportFilter,
  now: Date,
): Promise<PayoutExport> {
  assertAllowed(actor, 'PAYOUTS_WRITE');
  assertAllowed(actor, 'BANK_DETAILS_VERIFY');
  const payouts = await repo.payoutsToExport(tx, filter, EXPORT_MAX + 1);
  if (payouts.length > EXPORT_MAX) {
    const message = `More than ${EXPORT_MAX} payouts: a file holds no more, so narrow the filter.`;
    throw new InvalidInputError([{ field: 'ids', code: 'TOO_MANY', message }]);
  }
  const rows = payouts.map(({ account, partner, ...payout }) => {
    const details = JSON.parse(keys.open(account, boundTo(payout.partnerId, account.id))) as BankDetails;
    return {
      ...{
        reference: payout.reference,
        status: payout.status,
        partnerName: partner.name,
        holder: details.holder,
      },
      ...{ countryCode: account.countryCode, iban: details.iban ?? '' },
      ...{ accountNumber: details.accountNumber ?? '', routingNumber: details.routingNumber ?? '' },
      amount: formatAmount({ amountMinor: payout.amountMinor, currency: currencyCodeOf(payout.currency) }),
      currency: payout.currency,
    };
  });
  const csv = payoutCsv(rows);
  const sha256 = createHash('sha256').update(csv).digest('hex');
  await appendEvents(
    tx,
    actor,
    payouts.map(({ id, partnerId }) => ({
      ...{ type: 'payout.exported', subjectType: 'Payout', subjectId: id, partnerId, occurredAt: now },
      data: { sha256, payoutCount: payouts.length },
    })),
  );
  return { csv, sha256, payoutCount: payouts.length, totals: totalsOf(payouts) };
}

function totalsOf(payouts: readonly Readonly<{ currency: string; amountMinor: bigint }>[]): Money[] {
  const sums = new Map<string, bigint>();
  for (const { currency, amountMinor } of payouts)
    sums.set(currency, (sums.get(currency) ?? 0n) + amountMinor);
  return [...sums].sort().map(([currency, amountMinor]) => moneyOf(amountMinor, currencyCodeOf(currency)));
}
