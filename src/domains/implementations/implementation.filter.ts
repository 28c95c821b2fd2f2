import { anyOf, idsFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  status?: readonly string[] | null;
  partnerIds?: readonly { id: string }[] | null;
}>;

/** @throws GraphQLError where a list of the filter is too long. */
export const implementationWhere = (filter: Filter | null | undefined): Prisma.ImplementationWhereInput => ({
  status: anyOf('status', filter?.status),
  partnerId: idsFilter('partnerIds', filter?.partnerIds),
});
