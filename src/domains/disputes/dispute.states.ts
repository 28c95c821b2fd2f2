import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const FINANCE: Role[] = ['FINANCE'];
const PARTNER: Role[] = ['PARTNER_ADMIN'];

/** That a line is wrong, or that a commission is missing. Deciding is the vendor's; an appeal opens it once more. */
export const disputeStates = defineStates('Dispute', {
  states: ['OPEN', 'NEEDS_INFO', 'UPHELD', 'PARTLY_UPHELD', 'REJECTED', 'WITHDRAWN'],
  initial: ['OPEN'],
  actions: {
    REQUEST_INFO: { from: ['OPEN'], to: 'NEEDS_INFO', by: FINANCE },
    ANSWER: { from: ['NEEDS_INFO'], to: 'OPEN', by: PARTNER },
    WITHDRAW: { from: ['OPEN', 'NEEDS_INFO'], to: 'WITHDRAWN', by: [...PARTNER, ...FINANCE] },
    UPHOLD: { from: ['OPEN', 'NEEDS_INFO'], to: 'UPHELD', by: FINANCE },
    UPHOLD_PARTLY: { from: ['OPEN', 'NEEDS_INFO'], to: 'PARTLY_UPHELD', by: FINANCE },
    REJECT: { from: ['OPEN', 'NEEDS_INFO'], to: 'REJECTED', by: FINANCE },
    APPEAL: { from: ['UPHELD', 'PARTLY_UPHELD', 'REJECTED'], to: 'OPEN', by: PARTNER },
  },
});

export type DisputeStatus = (typeof disputeStates.states)[number];
export type DisputeTransition = keyof typeof disputeStates.actions;

/** How a dispute can be decided, and the action that does so. */
export const OUTCOME_ACTIONS = {
  UPHELD: 'UPHOLD',
  PARTLY_UPHELD: 'UPHOLD_PARTLY',
  REJECTED: 'REJECT',
} as const satisfies Record<string, DisputeTransition>;
export type DisputeOutcome = keyof typeof OUTCOME_ACTIONS;
