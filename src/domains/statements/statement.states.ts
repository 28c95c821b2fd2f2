import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const FINANCE: Role[] = ['FINANCE'];

/** What a partner is told of a month. The close drafts it, people answer for it, and from ISSUED on it never changes. */
export const statementStates = defineStates('Statement', {
  states: ['DRAFT', 'APPROVED', 'ISSUED', 'ACCEPTED'],
  initial: ['DRAFT'],
  actions: {
    APPROVE: { from: ['DRAFT'], to: 'APPROVED', by: FINANCE },
    ISSUE: { from: ['APPROVED'], to: 'ISSUED', by: FINANCE },
    ACCEPT: { from: ['ISSUED'], to: 'ACCEPTED', by: ['PARTNER_ADMIN', 'JOB'] },
  },
});

export type StatementStatus = (typeof statementStates.states)[number];
export type StatementAction = keyof typeof statementStates.actions;
