import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const STAFF: Role[] = ['CHANNEL_MANAGER', 'PARTNER_OPERATIONS', 'ADMIN'];
const JOB: Role[] = ['JOB'];
const ANYBODY: Role[] = ['PARTNER_ADMIN', ...STAFF];

/** What is done about a breach. The review opens and closes by the numbers; people take up, act, and end what the numbers do not. */
export const remediationPlanStates = defineStates('RemediationPlan', {
  states: ['PROPOSED', 'ACTIVE', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
  initial: ['PROPOSED'],
  actions: {
    ACTIVATE: { from: ['PROPOSED'], to: 'ACTIVE', by: STAFF },
    ADD_ACTION: { from: ['ACTIVE'], to: 'ACTIVE', by: STAFF },
    COMPLETE_ACTION: { from: ['ACTIVE'], to: 'ACTIVE', by: ANYBODY },
    SUCCEED: { from: ['ACTIVE'], to: 'SUCCEEDED', by: [...STAFF, ...JOB] },
    FAIL: { from: ['ACTIVE'], to: 'FAILED', by: [...STAFF, ...JOB] },
    CANCEL: { from: ['PROPOSED', 'ACTIVE'], to: 'CANCELLED', by: [...STAFF, ...JOB] },
  },
});

export type RemediationStatus = (typeof remediationPlanStates.states)[number];
export type RemediationTransition = keyof typeof remediationPlanStates.actions;
