import { builder } from '../../graphql/builder.ts';
import type { AssignmentFunction } from './assignment.rules.ts';
import type { AddressKind, PartnerTypeCode } from './partner.rules.ts';
import type { PartnerAction, PartnerStatus } from './partner.states.ts';

export const PartnerStatusType = builder.enumType('PartnerStatus', {
  description: 'Where a partner stands in its lifecycle with the vendor.',
  values: {
    APPLIED: { description: 'Has applied; waits for review.' },
    APPROVED: { description: 'Approved; the agreement is being made.' },
    ONBOARDING: { description: 'Getting ready to refer.' },
    ACTIVE: { description: 'Refers customers.' },
    SUSPENDED: { description: 'May not refer for the time being.' },
    TERMINATED: { description: 'The agreement has ended.' },
    DECLINED: { description: 'The application was turned down.' },
  } satisfies Record<PartnerStatus, object>,
});

export const PartnerTypeType = builder.enumType('PartnerType', {
  description: 'What kind of business a partner does.',
  values: {
    REFERRAL: { description: 'Brings customers.' },
    RESELLER: { description: 'Sells in its own name.' },
    SYSTEM_INTEGRATOR: { description: 'Implements at customers.' },
    TECHNOLOGY: { description: 'Builds products that work with the vendor’s.' },
    CONSULTANT: { description: 'Advises customers.' },
  } satisfies Record<PartnerTypeCode, object>,
});

const ACTIONS = {
  APPROVE: { description: 'Decide for an application: `partnerApprove`.' },
  DECLINE: { description: 'Decide against an application: `partnerDecline`.' },
  START_ONBOARDING: { description: 'Begin to get it ready: `partnerStartOnboarding`.' },
  ACTIVATE: { description: 'Let it refer customers: `partnerActivate`.' },
  SUSPEND: { description: 'Stop it from referring for a time: `partnerSuspend`.' },
  RESUME: { description: 'End a suspension: `partnerResume`.' },
  TERMINATE: { description: 'End the agreement: `partnerTerminate`.' },
  REINSTATE: { description: 'Take it back under a new agreement: `partnerReinstate`.' },
} satisfies Record<PartnerAction, object>;

export const PartnerActionType = builder.enumType('PartnerAction', {
  description: 'What can be done with a partner.',
  values: ACTIONS,
});

export const PartnerStatusChangeKindType = builder.enumType('PartnerStatusChangeKind', {
  description: 'What gave a partner its status.',
  values: {
    APPLY: { description: 'It applied.' },
    CREATE: { description: 'Staff created the account, or another system brought it.' },
    ...ACTIONS,
  },
});

export const AddressKindType = builder.enumType('PartnerAddressKind', {
  description: 'What a partner uses an address for; one address of each kind.',
  values: {
    HEADQUARTERS: { description: 'Where it is at home.' },
    BILLING: { description: 'Where invoices and statements go.' },
    SHIPPING: { description: 'Where goods go.' },
  } satisfies Record<AddressKind, object>,
});

export const AssignmentFunctionType = builder.enumType('AssignmentFunction', {
  description: 'What a member of staff does for a partner; one person for each at a time, with a backup.',
  values: {
    CHANNEL_MANAGER: { description: 'Answers for the business with the partner.' },
    CHANNEL_ACCOUNT_MANAGER: { description: 'Works with it from day to day.' },
    IMPLEMENTATION_MANAGER: { description: 'Helps it to implement at customers.' },
    CHANNEL_OPERATIONS: { description: 'Handles its paperwork, orders and statements.' },
  } satisfies Record<AssignmentFunction, object>,
});
