import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const PARTNER: Role[] = ['PARTNER_ADMIN', 'PARTNER_MEMBER'];
const REVIEWER: Role[] = ['CHANNEL_MANAGER', 'PARTNER_OPERATIONS', 'ADMIN'];

/**
 * The vendor's axis of a registration; the sales stage is an axis of its own, from the CRM.
 * A returned referral waits for the partner; an accepted one stays so until the partner withdraws it.
 */
export const referralStates = defineStates('Referral', {
  states: ['DRAFT', 'SUBMITTED', 'RETURNED', 'ACCEPTED', 'REJECTED', 'WITHDRAWN'],
  initial: ['DRAFT'],
  actions: {
    EDIT: { from: ['DRAFT', 'RETURNED'], to: 'DRAFT', by: PARTNER },
    SUBMIT: { from: ['DRAFT', 'RETURNED'], to: 'SUBMITTED', by: PARTNER },
    ACCEPT: { from: ['SUBMITTED'], to: 'ACCEPTED', by: REVIEWER },
    RETURN: { from: ['SUBMITTED'], to: 'RETURNED', by: REVIEWER },
    REJECT: { from: ['SUBMITTED'], to: 'REJECTED', by: REVIEWER },
    WITHDRAW: { from: ['DRAFT', 'SUBMITTED', 'RETURNED', 'ACCEPTED'], to: 'WITHDRAWN', by: PARTNER },
  },
});

export type ReferralStatus = (typeof referralStates.states)[number];
export type ReferralAction = keyof typeof referralStates.actions;
export const REFERRAL_ACTIONS = Object.keys(referralStates.actions) as ReferralAction[];
