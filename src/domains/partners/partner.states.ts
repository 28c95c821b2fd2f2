import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const OPERATIONS: Role[] = ['PARTNER_OPERATIONS', 'ADMIN'];

/**
 * A partner's life with the vendor. An applicant starts as APPLIED, an account that staff creates as APPROVED.
 * TERMINATED is not final: a partner comes back under a new agreement, and onboards again.
 */
export const partnerStates = defineStates('Partner', {
  states: ['APPLIED', 'APPROVED', 'ONBOARDING', 'ACTIVE', 'SUSPENDED', 'TERMINATED', 'DECLINED'],
  initial: ['APPLIED', 'APPROVED'],
  actions: {
    APPROVE: { from: ['APPLIED'], to: 'APPROVED', by: OPERATIONS },
    DECLINE: { from: ['APPLIED'], to: 'DECLINED', by: OPERATIONS },
    START_ONBOARDING: { from: ['APPROVED'], to: 'ONBOARDING', by: OPERATIONS },
    ACTIVATE: { from: ['ONBOARDING'], to: 'ACTIVE', by: OPERATIONS },
    SUSPEND: { from: ['ACTIVE'], to: 'SUSPENDED', by: OPERATIONS },
    RESUME: { from: ['SUSPENDED'], to: 'ACTIVE', by: OPERATIONS },
    TERMINATE: {
      from: ['APPROVED', 'ONBOARDING', 'ACTIVE', 'SUSPENDED'],
      to: 'TERMINATED',
      by: OPERATIONS,
    },
    REINSTATE: { from: ['TERMINATED'], to: 'ONBOARDING', by: OPERATIONS },
  },
});

export type PartnerStatus = (typeof partnerStates.states)[number];
export type PartnerAction = keyof typeof partnerStates.actions;
export const PARTNER_ACTIONS = Object.keys(partnerStates.actions) as PartnerAction[];
