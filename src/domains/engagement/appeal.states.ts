import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const REVIEWER: Role[] = ['CHANNEL_MANAGER', 'PARTNER_OPERATIONS', 'ADMIN'];

/** A partner's objection to a rejection, until somebody else than who rejected decides it. */
export const appealStates = defineStates('Appeal', {
  states: ['OPEN', 'UPHELD', 'DENIED'],
  initial: ['OPEN'],
  actions: {
    UPHOLD: { from: ['OPEN'], to: 'UPHELD', by: REVIEWER },
    DENY: { from: ['OPEN'], to: 'DENIED', by: REVIEWER },
  },
});

export type AppealStatus = (typeof appealStates.states)[number];
export type AppealAction = keyof typeof appealStates.actions;
