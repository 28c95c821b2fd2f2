import { type Booking, entriesDue } from '../../src/domains/accruals/accrual-booking.rules.ts';
import { smallerAmount } from '../../src/domains/accruals/accrual-losses.rules.ts';
import type { BookedFlow } from '../../src/domains/accruals/booked-flows.rules.ts';
import type { EarningFacts } from '../../src/domains/accruals/earning-facts.rules.ts';
import type { FrozenEarning } from '../../src/domains/accruals/earning-terms.rules.ts';
import {
  balanceIn,
  balancesOf,
  type EntryKind,
  type LedgerAccount,
  type NewEntry,
} from '../../src/domains/ledger/ledger.rules.ts';
import { decimalOf, roundedProduct } from '../../src/kernel/decimal.ts';

type Paying = Readonly<{
  currency: string;
  rate: string;
  bookingRate: string;
  /** Whether the bank sent it back. */
  isReturned?: boolean;
}>;

export type Ledger = Readonly<{
  flows: readonly BookedFlow[];
  /** What booking by terms and facts made, in its order. */
  entries: readonly NewEntry[];
  bookedUntil(): Date | null;
  book(frozen: FrozenEarning, facts: EarningFacts, day: Date): NewEntry[];
  move(kind: EntryKind, from: LedgerAccount, to: LedgerAccount, amountMinor: bigint, currency?: string): void;
  /** Pays all that is payable, as a payout does: converted at the payout's rate, the difference to the exchange. */
  pay(paying: Paying): void;
  balance(account: LedgerAccount, currency: string): bigint;
}>;

/** The ledger of one earning in EUR, in memory. */
export function aLedger({ isSpiff = false, own = 'EUR' } = {}): Ledger {
  const flows: BookedFlow[] = [];
  const booked: NewEntry[] = [];
  const keys = new Set<string>();
  let bookedUntil: Date | null = null;
  let payouts = 0;
  const add = (
    kind: EntryKind,
    from: LedgerAccount,
    to: LedgerAccount,
    amountMinor: bigint,
    currency = own,
    payout: Readonly<{ payoutId: string; exchangeRate: string | null }> | null = null,
  ) => {
    if (amountMinor === 0n) return;
    const { payoutId, exchangeRate } = payout ?? { payoutId: null, exchangeRate: null };
    flows.push({ kind, from, to, amountMinor, currency, payoutId, exchangeRate });
  };
  const balance = (account: LedgerAccount, currency: string) =>
    balanceIn(balancesOf(flows), account, currency);
  const convert = (unpaid: bigint, { currency, rate, bookingRate }: Paying) => {
    payouts += 1;
    const payout = { payoutId: `payout-${payouts}`, exchangeRate: rate };
    const [at, booked] = [
      roundedProduct(unpaid, decimalOf(rate)),
      roundedProduct(unpaid, decimalOf(bookingRate)),
    ];
    add('EXCHANGE', 'PAYABLE', 'CLEARING', unpaid, own, payout);
    add('EXCHANGE', 'CLEARING', 'PAYABLE', smallerAmount(at, booked), currency, payout);
    if (at > booked) add('EXCHANGE', 'EXCHANGE', 'PAYABLE', at - booked, currency, payout);
    if (at < booked) add('EXCHANGE', 'CLEARING', 'EXCHANGE', booked - at, currency, payout);
  };
  return {
    flows,
    entries: booked,
    bookedUntil: () => bookedUntil,
    book(frozen, facts, day) {
      const booking: Booking = {
        partnerId: 'partner',
        earningId: 'earning',
        currency: own,
        isSpiff,
        cause: { type: 'Test', id: null },
      };
      const entries = entriesDue({ frozen, facts, day, flows, bookedUntil, booking });
      for (const { kind, from, to, amountMinor, currency, postingKey, effectiveOn } of entries) {
        if (keys.has(postingKey)) throw new Error(`${postingKey} was posted before.`);
        keys.add(postingKey);
        add(kind, from, to, amountMinor, currency);
        if (bookedUntil === null || effectiveOn > bookedUntil) bookedUntil = effectiveOn;
      }
      booked.push(...entries);
      return entries;
    },
    move: add,
    pay(paying) {
      const unpaid = balance('PAYABLE', own);
      if (paying.currency !== own && unpaid > 0n) convert(unpaid, paying);
      const amountMinor = balance('PAYABLE', paying.currency);
      add('PAYOUT', 'PAYABLE', 'IN_TRANSIT', amountMinor, paying.currency);
      if (paying.isReturned) add('RETURN', 'IN_TRANSIT', 'PAYABLE', amountMinor, paying.currency);
      else add('SETTLEMENT', 'IN_TRANSIT', 'PAID', amountMinor, paying.currency);
    },
    balance,
  };
}
