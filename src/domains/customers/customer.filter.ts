import { idsFilter, textFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  text?: string | null;
  parentIds?: readonly { id: string }[] | null;
  merged?: boolean | null;
  survivesMerge?: boolean | null;
}>;

const inForce = { undoneAt: null };

/** `some` where it is wanted, `none` where it is not, and nothing where it does not matter. */
const existence = (wanted: boolean | null | undefined) =>
  wanted == null ? undefined : wanted ? { some: inForce } : { none: inForce };

/** @throws GraphQLError where a list or a text of the filter is too long. */
export const customerWhere = (filter: Filter | null | undefined): Prisma.CustomerWhereInput => ({
  name: textFilter(filter?.text),
  parentId: idsFilter('parentIds', filter?.parentIds),
  mergedIn: existence(filter?.merged),
  survivorOf: existence(filter?.survivesMerge),
});
