import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const OPERATIONS: Role[] = ['PARTNER_OPERATIONS', 'ADMIN'];

/** The terms of a program. Published they never change; they end on the day on which the next ones begin. */
export const programVersionStates = defineStates('ProgramVersion', {
  states: ['DRAFT', 'PUBLISHED'],
  initial: ['DRAFT'],
  actions: {
    REVISE: { from: ['DRAFT'], to: 'DRAFT', by: OPERATIONS },
    PUBLISH: { from: ['DRAFT'], to: 'PUBLISHED', by: OPERATIONS },
  },
});

export type ProgramVersionStatus = (typeof programVersionStates.states)[number];
