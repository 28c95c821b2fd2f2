import { anyOf, idsFilter, textFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  status?: readonly string[] | null;
  type?: readonly string[] | null;
  eligibility?: readonly string[] | null;
  partnerIds?: readonly { id: string }[] | null;
  customerIds?: readonly { id: string }[] | null;
  system?: string | null;
  text?: string | null;
}>;

/** @throws GraphQLError where a list or text of the filter is too long. */
export const salesOrderWhere = (filter: Filter | null | undefined): Prisma.SalesOrderWhereInput => ({
  status: anyOf('status', filter?.status),
  type: anyOf('type', filter?.type),
  eligibility: anyOf('eligibility', filter?.eligibility),
  partnerId: idsFilter('partnerIds', filter?.partnerIds),
  customer: filter?.customerIds ? { canonicalId: idsFilter('customerIds', filter.customerIds) } : undefined,
  system: filter?.system ? textFilter(filter.system) && { equals: filter.system } : undefined,
  externalId: textFilter(filter?.text),
});
