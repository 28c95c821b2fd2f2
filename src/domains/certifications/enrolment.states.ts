import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const ENROLLING: Role[] = [
  'PARTNER_MEMBER',
  'PARTNER_ADMIN',
  'CHANNEL_MANAGER',
  'PARTNER_OPERATIONS',
  'ADMIN',
  'JOB',
];

/** Completion follows from results, and is undone by one that arrives late and says that another did not count. */
export const enrolmentStates = defineStates('Enrolment', {
  states: ['OPEN', 'COMPLETED', 'WITHDRAWN'],
  initial: ['OPEN'],
  actions: {
    WITHDRAW: { from: ['OPEN'], to: 'WITHDRAWN', by: ENROLLING },
    COMPLETE: { from: ['OPEN'], to: 'COMPLETED', by: ['JOB'] },
    REOPEN: { from: ['COMPLETED'], to: 'OPEN', by: ['JOB'] },
  },
});

export type EnrolmentStatus = (typeof enrolmentStates.states)[number];
export type EnrolmentAction = 'WITHDRAW';
