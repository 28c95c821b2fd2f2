import { isOneOfIds } from '../../graphql/conditions.ts';
import { anyOf } from '../../graphql/filters.ts';
import { addDays } from '../../kernel/days.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';
import { type AwardStatus, EXPIRING_DAYS } from './award-days.rules.ts';

type StatusFilter = Readonly<{ status?: readonly AwardStatus[] | null; on?: Date | null }>;

/** What a list of awards can be narrowed to, beside the status on a day. */
export const AWARD_CONDITIONS = {
  programIds: isOneOfIds('programId', 'CertificationProgram'),
  partnerIds: isOneOfIds('partnerId', 'Partner'),
  membershipIds: isOneOfIds('membershipId', 'Membership'),
} as const;

const NOT_RENEWED = { OR: [{ renewedBy: { is: null } }, { renewedBy: { revokedAt: { not: null } } }] };

/** What `awardStatusOn` says, as a condition of the database. */
function inStatus(status: AwardStatus, on: Date, today: Date): Prisma.CertificationAwardWhereInput {
  const notRevoked =
    on >= today ? { revokedAt: null } : { OR: [{ revokedAt: null }, { endsOn: { gt: on } }] };
  const expiringUntil = addDays(on, EXPIRING_DAYS);
  switch (status) {
    case 'REVOKED':
      return { revokedAt: { not: null }, ...(on < today && { endsOn: { lte: on } }) };
    case 'EXPIRED':
      return { revokedAt: null, endsOn: { lte: on } };
    case 'PENDING':
      return { AND: [notRevoked, { validFrom: { gt: on } }] };
    case 'EXPIRING':
      return {
        AND: [notRevoked, NOT_RENEWED, { validFrom: { lte: on }, endsOn: { gt: on, lte: expiringUntil } }],
      };
    case 'VALID':
      return {
        AND: [
          notRevoked,
          { validFrom: { lte: on } },
          {
            OR: [
              { endsOn: null },
              { endsOn: { gt: expiringUntil } },
              { endsOn: { gt: on }, renewedBy: { revokedAt: null } },
            ],
          },
        ],
      };
  }
}

/** @throws GraphQLError where there are too many statuses. */
export function awardStatusWhere(filter: StatusFilter, today: Date): Prisma.CertificationAwardWhereInput {
  const statuses = anyOf('status', filter.status)?.in;
  const on = filter.on ?? today;
  return statuses ? { OR: statuses.map((status) => inStatus(status, on, today)) } : {};
}
