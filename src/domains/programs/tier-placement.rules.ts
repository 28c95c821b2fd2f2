import { addDays } from '../../kernel/days.ts';
import { baseTierOf, sameTierIn, type TierFacts } from './program-tier.rules.ts';

export type PlacementCause = 'REVIEW' | 'BY_HAND';

/** How far from today a placement by hand may take effect. */
export const PLACEMENT_DAYS_MAX = 366;

/** What says in which tier a partner is. */
export const TIER_BASES = ['PLACEMENT', 'BASE_TIER', 'NONE'] as const;
export type TierBasis = (typeof TIER_BASES)[number];

export type TierFinding<Tier> = Readonly<{ basis: TierBasis; tier: Tier | null }>;

/**
 * The tier in a version of a partner that was placed in a tier of this or another version, or in none yet. Where nothing
 * of the version matches the placement, it is as if there were none.
 */
export function tierFound<Tier extends TierFacts>(
  tiers: readonly Tier[],
  placed: Readonly<{ code: string; rank: number }> | null,
): TierFinding<Tier> {
  const tier = placed && sameTierIn(tiers, placed);
  if (tier) return { basis: 'PLACEMENT', tier };
  const base = baseTierOf(tiers);
  return base ? { basis: 'BASE_TIER', tier: base } : { basis: 'NONE', tier: null };
}

export const dayText = (day: Date): string => day.toISOString().slice(0, 10);

/** From and to which day a placement by hand can take effect, both included. */
export function placementDays(today: Date, versionFrom: Date): Readonly<{ first: Date; last: Date }> {
  const earliest = addDays(today, -PLACEMENT_DAYS_MAX);
  return {
    first: versionFrom > earliest ? versionFrom : earliest,
    last: addDays(today, PLACEMENT_DAYS_MAX),
  };
}
