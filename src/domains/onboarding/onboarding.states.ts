import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const STAFF: Role[] = ['CHANNEL_MANAGER', 'PARTNER_OPERATIONS', 'ADMIN'];

/**
 * A partner's way to being ready. It is completed with its last step, by whoever completes that, and cancelled when the
 * partner is terminated: who comes back begins another one.
 */
export const onboardingStates = defineStates('Onboarding', {
  states: ['OPEN', 'COMPLETED', 'CANCELLED'],
  initial: ['OPEN'],
  actions: {
    COMPLETE_STEP: { from: ['OPEN'], to: 'OPEN', by: STAFF },
    COMPLETE: { from: ['OPEN'], to: 'COMPLETED', by: [...STAFF, 'JOB'] },
    CANCEL: { from: ['OPEN'], to: 'CANCELLED', by: STAFF },
  },
});

export type OnboardingStatus = (typeof onboardingStates.states)[number];
