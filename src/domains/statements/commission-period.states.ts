import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const CLOSERS: Role[] = ['FINANCE', 'JOB'];

/** A fiscal month of the ledger. From CLOSING on nothing is booked in it, and there is no way back. */
export const commissionPeriodStates = defineStates('CommissionPeriod', {
  states: ['OPEN', 'CLOSING', 'CLOSED'],
  initial: ['OPEN'],
  actions: {
    CLOSE: { from: ['OPEN', 'CLOSING'], to: 'CLOSING', by: CLOSERS },
    FINISH: { from: ['CLOSING'], to: 'CLOSED', by: CLOSERS },
  },
});

export type CommissionPeriodStatus = (typeof commissionPeriodStates.states)[number];
