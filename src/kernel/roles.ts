/** Roles of the vendor's own people and systems. */
export const STAFF_ROLES = [
  'CHANNEL_MANAGER',
  'PARTNER_OPERATIONS',
  'SALES_OPERATIONS',
  'FINANCE',
  'EXECUTIVE',
  'ADMIN',
  'SERVICE',
] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Roles of a partner's people. */
export const PARTNER_ROLES = ['PARTNER_ADMIN', 'PARTNER_MEMBER'] as const;
export type PartnerRole = (typeof PARTNER_ROLES)[number];

/** JOB is the scheduler; nobody signs in as it. */
export type Role = StaffRole | PartnerRole | 'JOB';

export const ROLE_NAMES = [...PARTNER_ROLES, ...STAFF_ROLES] as const;
