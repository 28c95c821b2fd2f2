import { anyOf, textFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  text?: string | null;
  kind?: string | null;
  active?: boolean | null;
  staffRoles?: readonly string[] | null;
}>;

/** @throws GraphQLError where a list or a text of the filter is too long. */
export function personWhere(filter: Filter | null | undefined, now: Date): Prisma.PersonWhereInput {
  const text = textFilter(filter?.text);
  const role = anyOf('staffRoles', filter?.staffRoles);
  return {
    kind: filter?.kind ?? undefined,
    ...(filter?.active != null && { deactivatedAt: filter.active ? null : { not: null } }),
    ...(role && { staffRoles: { some: { role, OR: [{ validTo: null }, { validTo: { gt: now } }] } } }),
    ...(text && { OR: [{ name: text }, { email: text }] }),
  };
}
