import { Refusal } from '../../kernel/errors.ts';

/** What is asked stays below every threshold, so nobody needs to approve it. */
export class ApprovalNotNeededError extends Refusal {
  readonly code = 'APPROVAL_NOT_NEEDED';
  /** From this on an approval is needed; null where none ever is. */
  readonly threshold: string | null;

  constructor(threshold: string | null) {
    super(
      threshold === null
        ? 'Nothing of this kind needs approval, so no request was made.'
        : `Below ${threshold} nobody needs to approve this, so no request was made.`,
    );
    this.threshold = threshold;
  }
}
