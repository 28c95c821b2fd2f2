import { builder } from '../../graphql/builder.ts';
import type { DECISION_CODES } from './referral.rules.ts';
import type { PersonAction, ReferralStatus } from './referral.states.ts';

export const ReferralStatusType = builder.enumType('ReferralStatus', {
  description:
    "Where a registration stands with the vendor. The deal's progress is `SalesStage`, an axis of its own.",
  values: {
    DRAFT: { description: 'Being written by the partner; may be incomplete.' },
    SUBMITTED: { description: 'Waits for the vendor to decide.' },
    UNDER_REVIEW: { description: 'Somebody of the vendor is looking at it.' },
    RETURNED: {
      description: 'Waits for the partner to correct it and submit it again, until `lapsesAt`.',
    },
    WAITLISTED: { description: 'Waits behind an earlier registration, and moves up if that one fails.' },
    ACCEPTED: { description: 'The vendor works with the partner on it.' },
    CONTESTED: { description: 'Found to collide with another registration; a person decides.' },
    REJECTED: { description: 'Turned down, with a reason.' },
    EXPIRED: { description: 'Its time ran out: not corrected, or protected without a deal, for too long.' },
    CLOSED: { description: 'Ended by the vendor, with a reason.' },
    WITHDRAWN: { description: 'Taken back by the partner.' },
  } satisfies Record<ReferralStatus, object>,
});

export const SalesStageType = builder.enumType('SalesStage', {
  description: 'How far a deal is, as the CRM knows it.',
  values: {
    PROSPECTING: { description: 'First contact; nothing qualified yet.' },
    QUALIFIED: { description: 'There is a need and a budget.' },
    PROPOSAL: { description: 'An offer is on the table.' },
    COMMITTED: { description: 'The customer has said yes, unsigned.' },
    WON: { description: 'Signed.' },
    LOST: { description: 'Ended without a deal.' },
  },
});

export const ReferralOriginType = builder.enumType('ReferralOrigin', {
  description: 'How a referral came to be.',
  values: {
    PORTAL: { description: 'Registered by the partner.' },
    CRM: { description: 'Created by the CRM for a partner.' },
    IMPORTED: { description: 'Loaded with the history of a CRM; it holds no claim on the customer.' },
  },
});

export const ReferralActionType = builder.enumType('ReferralAction', {
  description: 'What can be done with a referral.',
  values: {
    EDIT: { description: 'Change its details: `referralEdit`.' },
    SUBMIT: { description: 'Hand it to the vendor: `referralSubmit`.' },
    START_REVIEW: { description: 'Take it into review: `referralStartReview`.' },
    ACCEPT: { description: 'Decide for it: `referralAccept`.' },
    CLOSE: { description: 'End it: `referralClose`.' },
    RETURN: { description: 'Send it back for correction: `referralReturn`.' },
    REJECT: { description: 'Decide against it: `referralReject`.' },
    WITHDRAW: { description: 'Take it back: `referralWithdraw`.' },
  } satisfies Record<PersonAction, object>,
});

export const DecisionCodeType = builder.enumType('ReferralDecisionCode', {
  description: 'Why a referral was returned or rejected, for the partner to read.',
  values: {
    EXISTING_CUSTOMER: { description: 'The vendor serves this customer already.' },
    ALREADY_REGISTERED: { description: 'The opportunity was registered before.' },
    OUT_OF_SCOPE: { description: 'Outside of what the program covers.' },
    INCOMPLETE: { description: 'Something that is needed is missing.' },
    NOT_QUALIFIED: { description: 'No need or budget that could be confirmed.' },
    PARTNER_LEFT: { description: 'The partner agreement has ended.' },
    CUSTOMER_OVERLAP: {
      description:
        'Found to be about a customer with whom somebody else had been at work before, or as well.',
    },
    TRANSFERRED: { description: 'The vendor gave it to another partner.' },
    OTHER: { description: 'See the message.' },
  } satisfies Record<(typeof DECISION_CODES)[number], object>,
});
