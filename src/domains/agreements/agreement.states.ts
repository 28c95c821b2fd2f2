import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const OPERATIONS: Role[] = ['PARTNER_OPERATIONS', 'ADMIN'];

/**
 * What a partner agreed to or handed in, on a day. No status is stored: it follows from the dates and from what was
 * decided, so EXPIRE is the calendar's own doing.
 */
export const agreementStates = defineStates('Agreement', {
  states: ['PENDING', 'IN_FORCE', 'EXPIRED', 'REFUSED', 'REVOKED'],
  initial: ['PENDING', 'IN_FORCE'],
  actions: {
    VERIFY: { from: ['PENDING'], to: 'IN_FORCE', by: OPERATIONS },
    REFUSE: { from: ['PENDING'], to: 'REFUSED', by: OPERATIONS },
    REVOKE: { from: ['PENDING', 'IN_FORCE'], to: 'REVOKED', by: OPERATIONS },
    EXPIRE: { from: ['IN_FORCE', 'PENDING'], to: 'EXPIRED', by: ['JOB'] },
  },
});

export type AgreementStatus = (typeof agreementStates.states)[number];
export type AgreementAction = Exclude<keyof typeof agreementStates.actions, 'EXPIRE'>;
