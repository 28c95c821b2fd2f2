import { anyOf, idsFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';
import { addDays } from '../agreements/agreement.rules.ts';
import { type AwardStatus, EXPIRING_DAYS } from './award-days.rules.ts';

type Filter = Readonly<{
  status?: readonly AwardStatus[] | null;
  programIds?: readonly { id: string }[] | null;
  partnerIds?: readonly { id: string }[] | null;
  membershipIds?: readonly { id: string }[] | null;
  on?: Date | null;
}>;

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

/** @throws GraphQLError where a list of the filter is too long. */
export function awardWhere(
  filter: Filter | null | undefined,
  today: Date,
): Prisma.CertificationAwardWhereInput {
  const statuses = anyOf('status', filter?.status)?.in;
  const on = filter?.on ?? today;
  return {
    programId: idsFilter('programIds', filter?.programIds),
    partnerId: idsFilter('partnerIds', filter?.partnerIds),
    membershipId: idsFilter('membershipIds', filter?.membershipIds),
    ...(statuses && { OR: statuses.map((status) => inStatus(status, on, today)) }),
  };
}
