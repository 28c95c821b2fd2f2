import { builder } from '../../graphql/builder.ts';
import type { PARTNER_ROLES, STAFF_ROLES } from '../../kernel/roles.ts';
import type { InvitationStatus } from './invitation.rules.ts';
import type { PersonKind } from './person.rules.ts';

export const PartnerRoleType = builder.enumType('PartnerRole', {
  description: 'What somebody is at a partner; a part of `Role`.',
  values: {
    PARTNER_ADMIN: { description: "Manages the partner's people and sees all of its referrals." },
    PARTNER_MEMBER: { description: 'Works with own referrals, unless the admin widened that.' },
  } satisfies Record<(typeof PARTNER_ROLES)[number], object>,
});

export const StaffRoleType = builder.enumType('StaffRole', {
  description: 'What somebody is at the vendor; a part of `Role`.',
  values: {
    CHANNEL_MANAGER: { description: 'Looks after a portfolio of partners, and sees those.' },
    PARTNER_OPERATIONS: { description: 'Runs the partner program.' },
    SALES_OPERATIONS: { description: 'Ratifies orders.' },
    FINANCE: { description: 'Closes periods and pays.' },
    EXECUTIVE: { description: 'Reads.' },
    ADMIN: { description: 'Manages settings, people and access.' },
    SERVICE: { description: 'A system account; for systems only.' },
  } satisfies Record<(typeof STAFF_ROLES)[number], object>,
});

export const PersonKindType = builder.enumType('PersonKind', {
  description: 'Whether somebody is a person or a system.',
  values: {
    HUMAN: { description: 'A person.' },
    SERVICE: { description: 'A system, such as the CRM.' },
  } satisfies Record<PersonKind, object>,
});

export const InvitationStatusType = builder.enumType('InvitationStatus', {
  description: 'What became of an invitation.',
  values: {
    OPEN: { description: 'Waits to be accepted.' },
    ACCEPTED: { description: 'Was accepted; it opens nothing any more.' },
    REVOKED: { description: 'Was taken back.' },
    EXPIRED: { description: 'Was not accepted within its 14 days.' },
  } satisfies Record<InvitationStatus, object>,
});
