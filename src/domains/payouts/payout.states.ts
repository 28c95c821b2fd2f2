import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const PAYERS: Role[] = ['FINANCE', 'ADMIN', 'JOB'];
/** A job approves nothing: four eyes are two people's. */
const PEOPLE: Role[] = ['FINANCE', 'ADMIN'];

/** What comes back from the bank is payable again and goes out with the next payout, so RETURNED is final here. */
export const payoutStates = defineStates('Payout', {
  states: ['DRAFT', 'APPROVED', 'SENT', 'SETTLED', 'RETURNED', 'CANCELLED'],
  initial: ['DRAFT'],
  actions: {
    APPROVE: { from: ['DRAFT'], to: 'APPROVED', by: PEOPLE },
    SEND: { from: ['APPROVED'], to: 'SENT', by: PAYERS },
    SETTLE: { from: ['SENT'], to: 'SETTLED', by: PAYERS },
    RETURN: { from: ['SENT'], to: 'RETURNED', by: PAYERS },
    CANCEL: { from: ['DRAFT', 'APPROVED'], to: 'CANCELLED', by: PAYERS },
  },
});

export type PayoutStatus = (typeof payoutStates.states)[number];
export type PayoutAction = keyof typeof payoutStates.actions;
