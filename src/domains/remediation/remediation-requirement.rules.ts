type Tier = Readonly<{
  tierId: string;
  rank: number;
  requirements: readonly Readonly<{ code: string; percent: string }>[];
}>;

/**
 * How many percent of a requirement are there: of what the partner's own tier asks, or else of what the lowest tier does that
 * asks it. Null where none asks it.
 */
export function requirementPercent(
  { tiers, tierId }: Readonly<{ tiers: readonly Tier[]; tierId: string | null }>,
  code: string,
): string | null {
  const asking = tiers.flatMap((tier) => {
    const requirement = tier.requirements.find((each) => each.code === code);
    return requirement ? [{ ...tier, percent: requirement.percent }] : [];
  });
  const own = asking.find((tier) => tier.tierId === tierId);
  const lowest = asking.toSorted((a, b) => a.rank - b.rank)[0];
  return (own ?? lowest)?.percent ?? null;
}
