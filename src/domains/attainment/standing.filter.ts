import { is, isAnyOf, isFlag, isId, isOneOfIds } from '../../graphql/conditions.ts';
import { only } from '../../graphql/filters.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { parseFiscalLabel } from '../../kernel/fiscal-period.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Rung = Readonly<{ versionId: string; rank: number }>;

/** What a list of standings can be narrowed to, beside the tiers. */
export const STANDING_CONDITIONS = {
  programId: isId('programId', 'PartnerProgram'),
  status: isAnyOf('status'),
  movement: is('movement'),
  isAtRisk: isFlag('isAtRisk'),
  partnerIds: isOneOfIds('partnerId', 'Partner'),
} as const;

/** By their version and rank instead of their ids, as the list is ordered by ranks: so they bound what is read of it. */
export function inTiers(tiers: readonly Rung[]): Prisma.PartnerStandingWhereInput {
  const byVersion = [...Map.groupBy(tiers, ({ versionId }) => versionId)].map(([versionId, rungs]) => ({
    versionId,
    tierRank: only(rungs.map(({ rank }) => rank)),
  }));
  return byVersion.length === 1 ? byVersion[0]! : { OR: byVersion };
}

/** @throws GraphQLError where the label names no fiscal period. */
export function periodFilter(label: string | null | undefined): string | undefined {
  if (label == null) return undefined;
  if (!parseFiscalLabel(label).ok) throw badInput('period is a fiscal period such as FY2026 or FY2026-Q3.');
  return label;
}
