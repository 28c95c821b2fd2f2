import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const STAFF: Role[] = ['CHANNEL_MANAGER', 'PARTNER_OPERATIONS', 'ADMIN'];
const ANYBODY: Role[] = ['PARTNER_ADMIN', ...STAFF];

/** A customer's installation that a partner leads. Only the vendor says that it was done well. */
export const implementationStates = defineStates('Implementation', {
  states: ['PLANNED', 'LIVE', 'SIGNED_OFF', 'CANCELLED'],
  initial: ['PLANNED'],
  actions: {
    EDIT: { from: ['PLANNED'], to: 'PLANNED', by: ANYBODY },
    GO_LIVE: { from: ['PLANNED'], to: 'LIVE', by: ANYBODY },
    SIGN_OFF: { from: ['LIVE'], to: 'SIGNED_OFF', by: STAFF },
    CANCEL: { from: ['PLANNED', 'LIVE'], to: 'CANCELLED', by: ANYBODY },
  },
});

export type ImplementationStatus = (typeof implementationStates.states)[number];
export type ImplementationAction = keyof typeof implementationStates.actions;
