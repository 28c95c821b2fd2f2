import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const CORRECTOR: Role[] = ['PARTNER_OPERATIONS', 'FINANCE', 'ADMIN'];

/** Two people approve what a third one proposed; the second approval applies it, and then it stays. */
export const correctionStates = defineStates('CommissionCorrection', {
  states: ['PROPOSED', 'APPROVED_ONCE', 'APPLIED', 'REJECTED'],
  initial: ['PROPOSED'],
  actions: {
    APPROVE: { from: ['PROPOSED'], to: 'APPROVED_ONCE', by: CORRECTOR },
    APPLY: { from: ['APPROVED_ONCE'], to: 'APPLIED', by: CORRECTOR },
    REJECT: { from: ['PROPOSED', 'APPROVED_ONCE'], to: 'REJECTED', by: CORRECTOR },
  },
});

export type CorrectionStatus = (typeof correctionStates)['states'][number];
export type CorrectionAction = keyof (typeof correctionStates)['actions'];

/** How people call what they can do: who approves second applies by it. */
export const correctionActions = (status: CorrectionStatus, roles: readonly Role[]): string[] => [
  ...new Set(
    correctionStates.actionsFrom(status, roles).map((action) => (action === 'APPLY' ? 'APPROVE' : action)),
  ),
];
