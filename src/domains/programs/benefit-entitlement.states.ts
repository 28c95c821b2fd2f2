import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const PROVISIONING: Role[] = ['CHANNEL_MANAGER', 'PARTNER_OPERATIONS', 'ADMIN'];

/**
 * What the vendor owes to a partner of a tier. No status is stored: it follows from the days and from whether it was
 * provisioned, so PASS is the calendar's doing, and END that of the next placement.
 */
export const benefitEntitlementStates = defineStates('BenefitEntitlement', {
  states: ['PENDING', 'OVERDUE', 'PROVISIONED', 'ENDED'],
  initial: ['PENDING'],
  actions: {
    PROVISION: { from: ['PENDING', 'OVERDUE'], to: 'PROVISIONED', by: PROVISIONING },
    PASS: { from: ['PENDING'], to: 'OVERDUE', by: ['JOB'] },
    END: { from: ['PENDING', 'OVERDUE', 'PROVISIONED'], to: 'ENDED', by: ['JOB'] },
  },
});

export type BenefitEntitlementStatus = (typeof benefitEntitlementStates.states)[number];
export type BenefitEntitlementAction = 'PROVISION';
