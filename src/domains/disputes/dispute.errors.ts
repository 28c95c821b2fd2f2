import { Refusal } from '../../kernel/errors.ts';

/** A line is disputed, a missing commission asked for, or a decision appealed, later than the window is open. */
export class DisputeWindowClosedError extends Refusal {
  readonly code = 'DISPUTE_WINDOW_CLOSED';
  /** The last day on which it was possible. */
  readonly until: Date;

  constructor(until: Date) {
    super(`This was possible until ${until.toISOString().slice(0, 10)}. Talk to your channel manager.`);
    this.until = until;
  }
}
