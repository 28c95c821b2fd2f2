import { Refusal } from '../../kernel/errors.ts';
import type { PayoutHoldReason } from './payout-hold.rules.ts';

/** What is payable is no longer what was drafted and approved. */
export class PayableChangedError extends Refusal {
  readonly code = 'PAYABLE_CHANGED';
  readonly draftedMinor: bigint;
  readonly payableMinor: bigint;
  readonly currency: string;

  constructor(given: Readonly<{ draftedMinor: bigint; payableMinor: bigint; currency: string }>) {
    super('What is payable is no longer what was approved. Cancel this payout and draft another.');
    this.draftedMinor = given.draftedMinor;
    this.payableMinor = given.payableMinor;
    this.currency = given.currency;
  }
}

/** No exchange rate is known from one currency to another on the day. */
export class NoRateError extends Refusal {
  readonly code = 'NO_RATE';
  readonly fromCurrency: string;
  readonly toCurrency: string;

  constructor(fromCurrency: string, toCurrency: string) {
    super(`No rate from ${fromCurrency} to ${toCurrency} is known on that day. Enter one, then repeat.`);
    this.fromCurrency = fromCurrency;
    this.toCurrency = toCurrency;
  }
}

/** Something holds the payout. */
export class PayoutHeldError extends Refusal {
  readonly code = 'PAYOUT_HELD';
  readonly holds: readonly PayoutHoldReason[];

  constructor(holds: readonly PayoutHoldReason[]) {
    super(`Nothing is paid for now: ${holds.map(({ code }) => code).join(', ')}.`);
    this.holds = holds;
  }
}

/** There is nothing to pay, or less than is paid at once; it carries forward. */
export class NothingPayableError extends Refusal {
  readonly code = 'NOTHING_PAYABLE';
  readonly payableMinor: bigint;
  readonly minimumMinor: bigint;
  readonly currency: string;

  constructor(given: Readonly<{ payableMinor: bigint; minimumMinor: bigint; currency: string }>) {
    super(
      given.payableMinor <= 0n
        ? 'Nothing of issued statements is payable. What is owed, if anything, carries forward.'
        : 'Less is payable than is paid at once. It carries forward.',
    );
    this.payableMinor = given.payableMinor;
    this.minimumMinor = given.minimumMinor;
    this.currency = given.currency;
  }
}

/** Less is recoverable than was to be written off. */
export class ExceedsRecoverableError extends Refusal {
  readonly code = 'EXCEEDS_RECOVERABLE';
  readonly recoverableMinor: bigint;
  readonly currency: string;

  constructor(recoverableMinor: bigint, currency: string) {
    super('More cannot be written off than the partner owes. Propose at most what is recoverable.');
    this.recoverableMinor = recoverableMinor;
    this.currency = currency;
  }
}
