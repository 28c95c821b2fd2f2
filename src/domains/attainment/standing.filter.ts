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

type Rung = Readonly<{ versionId: string; rank: number }>;

/** `tiers` are the ones that are asked for; null where none are. */
export const standingWhere = (
  filter: StandingFilter,
  tiers: readonly Rung[] | null,
): Prisma.PartnerStandingWhereInput => ({
  programId: filter.programId.id,
  ...(tiers && inTiers(tiers)),
  status: only(anyOf('status', filter.status)),
  movement: filter.movement ?? undefined,
  isAtRisk: filter.isAtRisk ?? undefined,
  partnerId: idsFilter('partnerIds', filter.partnerIds),
});

/** By their version and rank instead of their ids, as the list is ordered by ranks: so they bound what is read of it. */
function inTiers(tiers: readonly Rung[]): Prisma.PartnerStandingWhereInput {
  const byVersion = [...Map.groupBy(tiers, ({ versionId }) => versionId)].map(([versionId, rungs]) => ({
    versionId,
    tierRank: only({ in: rungs.map(({ rank }) => rank) }),
  }));
  return byVersion.length === 1 ? byVersion[0]! : { OR: byVersion };
}

/** One value is compared, not looked for in a list, so that an index on it keeps the order of what follows. */
const only = <T>(condition: Readonly<{ in: T[] }> | undefined): T | { in: T[] } | undefined =>
  condition?.in.length === 1 ? condition.in[0] : condition;

/** @throws GraphQLError where the label names no fiscal period. */
export function periodFilter(label: string | null | undefined): string | undefined {
  if (label == null) return undefined;
  if (!parseFiscalLabel(label).ok) throw badInput('period is a fiscal period such as FY2026 or FY2026-Q3.');
  return label;
}
