import type { TierTerms } from './attainment-plan.rules.ts';

/** A placement as it was booked; days are midnights in UTC. */
export type PlacementFact = Readonly<{
  id: string;
  tierCode: string;
  tierRank: number;
  effectiveOn: Date;
  bookedAt: Date;
}>;

export type PlacedTier = Readonly<{ tier: TierTerms | null; since: Date | null }>;

const inOrder = (one: PlacementFact, other: PlacementFact): number =>
  one.effectiveOn.getTime() - other.effectiveOn.getTime() ||
  one.bookedAt.getTime() - other.bookedAt.getTime() ||
  (one.id < other.id ? -1 : 1);

/**
 * The tier that a partner is in by its placements, found in a version by its code; where that is gone, the highest tier
 * that is not above the old rank. Without a placement it is the base tier: the lowest, where that asks nothing.
 */
export function placedTierOf(placements: readonly PlacementFact[], tiers: readonly TierTerms[]): PlacedTier {
  const sorted = [...placements].sort(inOrder);
  // Of several on one day the one booked last counts, so the others never were.
  const effective = sorted.filter(
    (one, place) => sorted[place + 1]?.effectiveOn.getTime() !== one.effectiveOn.getTime(),
  );
  const latest = effective.at(-1);
  if (!latest) return { tier: baseTierOf(tiers), since: null };
  const before = effective.findLastIndex(({ tierCode }) => tierCode !== latest.tierCode);
  const since = effective[before + 1]!.effectiveOn;
  const sameCode = tiers.find(({ code }) => code === latest.tierCode);
  const notAbove = tiers.filter(({ rank }) => rank <= latest.tierRank).sort((a, b) => b.rank - a.rank)[0];
  return { tier: sameCode ?? notAbove ?? null, since };
}

const baseTierOf = (tiers: readonly TierTerms[]): TierTerms | null =>
  [...tiers].sort((a, b) => a.rank - b.rank).find(({ requirements }) => requirements.length === 0) ?? null;

/** A version of a program as it was published; days are midnights in UTC. */
export type VersionFact = Readonly<{
  id: string;
  validFrom: Date | null;
  validTo: Date | null;
  publishedAt: Date | null;
}>;

/**
 * The version in force on a day, as far as it was known at an instant. One that a later publication ended was not known to
 * end before that publication.
 */
export function versionInForce<Version extends VersionFact>(
  versions: readonly Version[],
  day: Date,
  asOf: Date,
): Version | null {
  const known = versions.filter(({ publishedAt }) => publishedAt !== null && publishedAt <= asOf);
  const begun = known.filter(({ validFrom }) => validFrom !== null && validFrom <= day);
  const latest = begun.sort((a, b) => b.validFrom!.getTime() - a.validFrom!.getTime())[0];
  if (!latest) return null;
  if (latest.validTo === null || latest.validTo > day) return latest;
  const isEndedByLater = versions.some(
    ({ publishedAt, validFrom }) =>
      publishedAt !== null && publishedAt > asOf && validFrom?.getTime() === latest.validTo!.getTime(),
  );
  return isEndedByLater ? latest : null;
}
