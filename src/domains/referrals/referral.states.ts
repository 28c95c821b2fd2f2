import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const PARTNER: Role[] = ['PARTNER_ADMIN', 'PARTNER_MEMBER'];
const REVIEWER: Role[] = ['CHANNEL_MANAGER', 'PARTNER_OPERATIONS', 'ADMIN'];

/** The portal itself: what follows from the rules of engagement, from time, and from other referrals. */
const SYSTEM: Role[] = ['JOB'];

/**
 * The vendor's axis of a registration; the sales stage is an axis of its own, from the CRM.
 * A returned referral waits for the partner and then lapses; a waitlisted one moves up when the one before it fails; an
 * accepted one ends with its protection or its deal, unless the partner withdraws it.
 */
export const referralStates = defineStates('Referral', {
  states: [
    'DRAFT',
    'SUBMITTED',
    'UNDER_REVIEW',
    'RETURNED',
    'WAITLISTED',
    'ACCEPTED',
    'CONTESTED',
    'REJECTED',
    'EXPIRED',
    'CLOSED',
    'WITHDRAWN',
  ],
  initial: ['DRAFT'],
  actions: {
    // Which details change in which status is said by referral-editing.rules.ts; the status stays.
    EDIT: {
      from: ['DRAFT', 'RETURNED', 'SUBMITTED', 'UNDER_REVIEW', 'WAITLISTED', 'ACCEPTED'],
      to: 'DRAFT',
      by: PARTNER,
    },
    SUBMIT: { from: ['DRAFT', 'RETURNED'], to: 'SUBMITTED', by: PARTNER },
    START_REVIEW: { from: ['SUBMITTED'], to: 'UNDER_REVIEW', by: REVIEWER },
    ACCEPT: { from: ['SUBMITTED', 'UNDER_REVIEW'], to: 'ACCEPTED', by: [...REVIEWER, ...SYSTEM] },
    RETURN: { from: ['SUBMITTED', 'UNDER_REVIEW'], to: 'RETURNED', by: REVIEWER },
    REJECT: { from: ['SUBMITTED', 'UNDER_REVIEW', 'WAITLISTED'], to: 'REJECTED', by: REVIEWER },
    CLOSE: { from: ['ACCEPTED'], to: 'CLOSED', by: [...REVIEWER, ...SYSTEM] },
    WITHDRAW: {
      from: ['DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'WAITLISTED', 'ACCEPTED'],
      to: 'WITHDRAWN',
      by: PARTNER,
    },
    WAITLIST: { from: ['SUBMITTED', 'UNDER_REVIEW'], to: 'WAITLISTED', by: SYSTEM },
    PROMOTE: { from: ['WAITLISTED'], to: 'SUBMITTED', by: SYSTEM },
    LAPSE: { from: ['RETURNED'], to: 'EXPIRED', by: SYSTEM },
    EXPIRE: { from: ['ACCEPTED'], to: 'EXPIRED', by: SYSTEM },
    RESTORE: { from: ['EXPIRED', 'CLOSED'], to: 'ACCEPTED', by: SYSTEM },
    REOPEN: { from: ['REJECTED'], to: 'UNDER_REVIEW', by: SYSTEM },
    OVERRIDE: { from: ['REJECTED', 'WAITLISTED'], to: 'ACCEPTED', by: SYSTEM },
    CONTEST: { from: ['ACCEPTED'], to: 'CONTESTED', by: SYSTEM },
    SETTLE: { from: ['CONTESTED'], to: 'ACCEPTED', by: SYSTEM },
    CEDE: {
      from: ['SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'WAITLISTED', 'CONTESTED'],
      to: 'CLOSED',
      by: SYSTEM,
    },
  },
});

export type ReferralStatus = (typeof referralStates.states)[number];
export type ReferralAction = keyof typeof referralStates.actions;

/** What nobody asks for: it happens by itself. */
type SystemAction =
  | 'WAITLIST'
  | 'PROMOTE'
  | 'LAPSE'
  | 'EXPIRE'
  | 'RESTORE'
  | 'REOPEN'
  | 'OVERRIDE'
  | 'CONTEST'
  | 'SETTLE'
  | 'CEDE';
export type PersonAction = Exclude<ReferralAction, SystemAction>;
