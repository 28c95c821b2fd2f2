import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { parseFiscalLabel } from '../../kernel/fiscal-period.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Id = Readonly<{ id: string }>;

export type StandingFilter = Readonly<{
  programId: Id;
  tierIds?: readonly Id[] | null;
  status?: readonly string[] | null;
  movement?: string | null;
  isAtRisk?: boolean | null;
  partnerIds?: readonly Id[] | null;
}>;

/** `ranks` are those of the tiers, by which the list is ordered: said again, they bound what is read. */
export const standingWhere = (
  filter: StandingFilter,
  ranks: readonly number[] | null,
): Prisma.PartnerStandingWhereInput => ({
  programId: filter.programId.id,
  tierId: idsFilter('tierIds', filter.tierIds),
  ...(ranks && { tierRank: ranks.length === 1 ? ranks[0]! : { in: [...ranks] } }),
  status: only(anyOf('status', filter.status)),
  movement: filter.movement ?? undefined,
  isAtRisk: filter.isAtRisk ?? undefined,
  partnerId: idsFilter('partnerIds', filter.partnerIds),
});

/** One value is compared, not looked for in a list, so that an index on it keeps the order of what follows. */
const only = <T>(condition: Readonly<{ in: T[] }> | undefined): T | { in: T[] } | undefined =>
  condition?.in.length === 1 ? condition.in[0] : condition;

/** @throws GraphQLError where the label names no fiscal period. */
export function periodFilter(label: string | null | undefined): string | undefined {
  if (label == null) return undefined;
  if (!parseFiscalLabel(label).ok) throw badInput('period is a fiscal period such as FY2026 or FY2026-Q3.');
  return label;
}
