import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const OPERATIONS: Role[] = ['PARTNER_OPERATIONS', 'ADMIN'];

/**
 * A wording of a template. Published it never changes; retired it is no longer offered, while what was agreed to under
 * it stays in force. Publishing the next wording retires the one before.
 */
export const templateVersionStates = defineStates('AgreementTemplateVersion', {
  states: ['DRAFT', 'PUBLISHED', 'RETIRED'],
  initial: ['DRAFT'],
  actions: {
    REVISE: { from: ['DRAFT'], to: 'DRAFT', by: OPERATIONS },
    PUBLISH: { from: ['DRAFT'], to: 'PUBLISHED', by: OPERATIONS },
    RETIRE: { from: ['PUBLISHED'], to: 'RETIRED', by: OPERATIONS },
  },
});

export type TemplateVersionStatus = (typeof templateVersionStates.states)[number];
export type TemplateVersionAction = keyof typeof templateVersionStates.actions;
