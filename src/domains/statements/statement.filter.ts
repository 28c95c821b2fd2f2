import { anyOf, idsFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  status?: readonly string[] | null;
  partnerIds?: readonly { id: string }[] | null;
  period?: string | null;
  currency?: string | null;
}>;

/** @throws GraphQLError where a list of the filter is too long. */
export const statementWhere = (filter: Filter | null | undefined): Prisma.StatementWhereInput => ({
  status: anyOf('status', filter?.status),
  partnerId: idsFilter('partnerIds', filter?.partnerIds),
  period: plain(filter?.period),
  currency: filter?.currency ?? undefined,
});

/** PostgreSQL has no null character, so no label has it; a text that has matches nothing. */
const plain = (text: string | null | undefined): string | undefined =>
  text == null ? undefined : text.replaceAll('\0', ' ');
