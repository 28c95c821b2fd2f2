import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const SELLERS: Role[] = ['SALES_OPERATIONS', 'ADMIN', 'SERVICE', 'JOB'];
/** Whoever holds the role of a step; which one, its chain says. */
const APPROVERS: Role[] = [
  'CHANNEL_MANAGER',
  'PARTNER_OPERATIONS',
  'SALES_OPERATIONS',
  'FINANCE',
  'EXECUTIVE',
  'ADMIN',
];

/** A request to sell for less or to build. The last approval of its chain approves it; one rejection ends it. */
export const pricingRequestStates = defineStates('PricingRequest', {
  states: ['OPEN', 'APPROVED', 'REJECTED', 'WITHDRAWN'],
  initial: ['OPEN'],
  actions: {
    APPROVE: { from: ['OPEN'], to: 'APPROVED', by: APPROVERS },
    REJECT: { from: ['OPEN'], to: 'REJECTED', by: APPROVERS },
    WITHDRAW: { from: ['OPEN', 'APPROVED'], to: 'WITHDRAWN', by: SELLERS },
  },
});

export type PricingRequestStatus = (typeof pricingRequestStates.states)[number];
export type PricingRequestAction = keyof typeof pricingRequestStates.actions;
