import { anyOf, idsFilter, textFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  status?: readonly string[] | null;
  salesStage?: readonly string[] | null;
  partnerIds?: readonly { id: string }[] | null;
  text?: string | null;
  createdFrom?: Date | null;
  createdBefore?: Date | null;
  statusSinceBefore?: Date | null;
}>;

/** @throws GraphQLError where a list or a text of the filter is too long. */
export const referralWhere = (filter: Filter | null | undefined): Prisma.ReferralWhereInput => ({
  status: anyOf('status', filter?.status),
  salesStage: anyOf('salesStage', filter?.salesStage),
  partnerId: idsFilter('partnerIds', filter?.partnerIds),
  customerName: textFilter(filter?.text),
  createdAt: { gte: filter?.createdFrom ?? undefined, lt: filter?.createdBefore ?? undefined },
  statusSince: { lt: filter?.statusSinceBefore ?? undefined },
});
