import { Refusal } from '../../kernel/errors.ts';

/** A certification holds, and it is too early to renew it. */
export class RenewalTooEarlyError extends Refusal {
  readonly code = 'RENEWAL_TOO_EARLY';
  /** The first day on which it can be renewed; null where it has no end, and so never needs to be. */
  readonly availableFrom: Date | null;

  constructor(availableFrom: Date | null) {
    super(
      availableFrom
        ? `The certification holds. It can be renewed from ${availableFrom.toISOString().slice(0, 10)} on.`
        : 'The certification holds and has no end, so it need not be renewed.',
    );
    this.availableFrom = availableFrom;
  }
}
