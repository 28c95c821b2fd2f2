import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const OPERATIONS: Role[] = ['PARTNER_OPERATIONS', 'ADMIN'];

/**
 * What a review proposes for a partner's tier. Where the program decides by itself, a review begins APPROVED. REOPEN is
 * what becomes of a proposal that was superseded when it holds again within its period.
 */
export const tierReviewStates = defineStates('TierReview', {
  states: ['PROPOSED', 'APPROVED', 'DISMISSED', 'SUPERSEDED'],
  initial: ['PROPOSED', 'APPROVED'],
  actions: {
    APPROVE: { from: ['PROPOSED'], to: 'APPROVED', by: OPERATIONS },
    DISMISS: { from: ['PROPOSED'], to: 'DISMISSED', by: OPERATIONS },
    SUPERSEDE: { from: ['PROPOSED'], to: 'SUPERSEDED', by: ['JOB'] },
    REOPEN: { from: ['SUPERSEDED'], to: 'PROPOSED', by: ['JOB'] },
  },
});

export type TierReviewStatus = (typeof tierReviewStates.states)[number];
export type TierReviewAction = Exclude<keyof typeof tierReviewStates.actions, 'SUPERSEDE' | 'REOPEN'>;
