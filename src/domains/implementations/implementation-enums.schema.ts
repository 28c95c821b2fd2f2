import { builder } from '../../graphql/builder.ts';
import type { MemberRole } from './implementation.rules.ts';
import type { ImplementationAction, ImplementationStatus } from './implementation.states.ts';

export const ImplementationStatusType = builder.enumType('ImplementationStatus', {
  description: 'Where an implementation stands.',
  values: {
    PLANNED: { description: 'The customer is to go live.' },
    LIVE: {
      description: 'The customer has gone live; the vendor has not confirmed yet that it was done well.',
    },
    SIGNED_OFF: { description: 'The vendor has confirmed that it was done well.' },
    CANCELLED: { description: 'It will not be finished, or not be confirmed.' },
  } satisfies Record<ImplementationStatus, object>,
});

export const ImplementationActionType = builder.enumType('ImplementationAction', {
  description: 'What can be done with an implementation.',
  values: {
    EDIT: { description: 'Change the plan: `implementationUpdate`.' },
    GO_LIVE: { description: 'Say when the customer went live: `implementationGoLive`.' },
    SIGN_OFF: { description: 'Confirm for the vendor that it was done well: `implementationSignOff`.' },
    CANCEL: { description: 'End it: `implementationCancel`.' },
  } satisfies Record<ImplementationAction, object>,
});

export const ImplementationMemberRoleType = builder.enumType('ImplementationMemberRole', {
  description: 'What somebody is in the team of an implementation.',
  values: {
    LEAD: { description: 'Answers for it; there is exactly one.' },
    MEMBER: { description: 'Takes part.' },
  } satisfies Record<MemberRole, object>,
});
