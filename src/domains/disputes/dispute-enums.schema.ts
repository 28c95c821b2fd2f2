import { builder } from '../../graphql/builder.ts';
import type { DisputeAction, DisputeKind } from './dispute.rules.ts';
import type { DisputeOutcome, DisputeStatus } from './dispute.states.ts';

export const DisputeKindType = builder.enumType('DisputeKind', {
  description: 'What a dispute is about.',
  values: {
    LINE: { description: 'A partner holds that a line of its statement is too little.' },
    MISSING: { description: 'A partner holds that a commission is missing.' },
    OVERPAYMENT: { description: 'The vendor holds that a line is too much.' },
  } satisfies Record<DisputeKind, object>,
});

export const DisputeStatusType = builder.enumType('DisputeStatus', {
  description: 'Where a dispute stands.',
  values: {
    OPEN: { description: 'It waits for the vendor’s decision.' },
    NEEDS_INFO: { description: 'It waits for the partner’s answer.' },
    UPHELD: { description: 'What was claimed was granted.' },
    PARTLY_UPHELD: { description: 'A part of what was claimed was granted.' },
    REJECTED: { description: 'Nothing was granted.' },
    WITHDRAWN: { description: 'Whoever contested does not any more.' },
  } satisfies Record<DisputeStatus, object>,
});

export const DisputeOutcomeType = builder.enumType('DisputeOutcome', {
  description: 'How a dispute is decided.',
  values: {
    UPHELD: { description: 'It is right: all that is claimed, or the amount that is named.' },
    PARTLY_UPHELD: { description: 'A part of it is right.' },
    REJECTED: {
      description:
        'It is wrong. On appeal of a partner’s dispute, what was granted first stays granted; of an overpayment, all that was taken is given back.',
    },
  } satisfies Record<DisputeOutcome, object>,
});

export const DisputeActionType = builder.enumType('DisputeAction', {
  description: 'What can be done with a dispute.',
  values: {
    REQUEST_INFO: { description: 'Ask the partner: `disputeRequestInfo`.' },
    ANSWER: { description: 'Answer what was asked: `disputeAnswer`.' },
    COMMENT: { description: 'Write what both sides read: `disputeComment`.' },
    NOTE: { description: 'Write what only staff read: `disputeNote`.' },
    WITHDRAW: { description: 'End it: `disputeWithdraw`.' },
    DECIDE: { description: 'Decide it: `disputeDecide`.' },
    APPEAL: { description: 'Object to the decision, once: `disputeAppeal`.' },
  } satisfies Record<DisputeAction, object>,
});
