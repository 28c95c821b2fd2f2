import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const DESIGNERS: Role[] = ['PARTNER_OPERATIONS', 'FINANCE', 'ADMIN'];

/** A bonus beside the plans. Closed it pays nothing more; what was earned by it stays. */
export const spiffStates = defineStates('Spiff', {
  states: ['DRAFT', 'PUBLISHED', 'CLOSED'],
  initial: ['DRAFT'],
  actions: {
    PUBLISH: { from: ['DRAFT'], to: 'PUBLISHED', by: DESIGNERS },
    CLOSE: { from: ['DRAFT', 'PUBLISHED'], to: 'CLOSED', by: DESIGNERS },
  },
});

export type SpiffStatus = (typeof spiffStates.states)[number];
export type SpiffAction = keyof typeof spiffStates.actions;
