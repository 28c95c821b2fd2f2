import { anyOf, idsFilter, textFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  status?: readonly string[] | null;
  regionIds?: readonly { id: string }[] | null;
  text?: string | null;
}>;

export const partnerWhere = (filter: Filter | null | undefined): Prisma.PartnerWhereInput => ({
  status: anyOf('status', filter?.status),
  regionId: idsFilter('regionIds', filter?.regionIds),
  name: textFilter(filter?.text),
});
