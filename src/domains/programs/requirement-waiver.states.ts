import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const OPERATIONS: Role[] = ['PARTNER_OPERATIONS', 'ADMIN'];

/** That a requirement counts as met for a time. No status is stored: BEGIN and END are the calendar's doing. */
export const requirementWaiverStates = defineStates('RequirementWaiver', {
  states: ['SCHEDULED', 'IN_FORCE', 'ENDED', 'REVOKED'],
  initial: ['SCHEDULED', 'IN_FORCE'],
  actions: {
    REVOKE: { from: ['SCHEDULED', 'IN_FORCE'], to: 'REVOKED', by: OPERATIONS },
    BEGIN: { from: ['SCHEDULED'], to: 'IN_FORCE', by: ['JOB'] },
    END: { from: ['IN_FORCE'], to: 'ENDED', by: ['JOB'] },
  },
});

export type RequirementWaiverStatus = (typeof requirementWaiverStates.states)[number];
export type RequirementWaiverAction = 'REVOKE';
