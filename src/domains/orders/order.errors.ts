import { Refusal } from '../../kernel/errors.ts';

/** An order cannot be ratified while checks fail; the codes say which. */
export class ChecksFailedError extends Refusal {
  readonly code = 'CHECKS_FAILED';
  readonly failingCodes: readonly string[];

  constructor(failingCodes: readonly string[]) {
    super(
      `The order is not ratified while checks fail: ${failingCodes.join(', ')}. Have it corrected, or waive them with a reason.`,
    );
    this.failingCodes = failingCodes;
  }
}
