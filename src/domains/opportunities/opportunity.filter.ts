import { anyOf, idsFilter, textFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Ids = readonly { id: string }[] | null;

type Filter = Readonly<{
  stage?: readonly string[] | null;
  partnerIds?: Ids;
  productIds?: Ids;
  text?: string | null;
  closeFrom?: Date | null;
  closeBefore?: Date | null;
}>;

/** @throws GraphQLError where a list or a text of the filter is too long. */
export const opportunityWhere = (filter: Filter | null | undefined): Prisma.OpportunityWhereInput => ({
  stage: anyOf('stage', filter?.stage),
  partnerId: idsFilter('partnerIds', filter?.partnerIds),
  productId: idsFilter('productIds', filter?.productIds),
  name: textFilter(filter?.text),
  closeOn: { gte: filter?.closeFrom ?? undefined, lt: filter?.closeBefore ?? undefined },
});
