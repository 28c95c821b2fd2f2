import { anyOf, idsFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  status?: readonly string[] | null;
  kind?: readonly string[] | null;
  partnerIds?: readonly { id: string }[] | null;
  statementIds?: readonly { id: string }[] | null;
}>;

/** @throws GraphQLError where a list of the filter is too long. */
export const disputeWhere = (filter: Filter | null | undefined): Prisma.DisputeWhereInput => ({
  status: anyOf('status', filter?.status),
  kind: anyOf('kind', filter?.kind),
  partnerId: idsFilter('partnerIds', filter?.partnerIds),
  statementId: idsFilter('statementIds', filter?.statementIds),
});
