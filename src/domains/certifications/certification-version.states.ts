import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const OPERATIONS: Role[] = ['PARTNER_OPERATIONS', 'ADMIN'];

/**
 * A version of a certification. Published it never changes, and holds from its launch until the next one's; retired
 * nobody is certified by it any more, while those who are stay so until their awards end.
 */
export const certificationVersionStates = defineStates('CertificationVersion', {
  states: ['DRAFT', 'PUBLISHED', 'RETIRED'],
  initial: ['DRAFT'],
  actions: {
    REVISE: { from: ['DRAFT'], to: 'DRAFT', by: OPERATIONS },
    PUBLISH: { from: ['DRAFT'], to: 'PUBLISHED', by: OPERATIONS },
    RETIRE: { from: ['PUBLISHED'], to: 'RETIRED', by: OPERATIONS },
  },
});

export type CertificationVersionStatus = (typeof certificationVersionStates.states)[number];
export type CertificationVersionAction = keyof typeof certificationVersionStates.actions;
