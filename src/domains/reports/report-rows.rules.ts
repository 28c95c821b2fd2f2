/** Where a partner stands in a program, as a report tells it. */
export type StandingRow = Readonly<{
  /** Empty on a partner's own page. */
  partner: string;
  program: string;
  tier: string | null;
  status: string;
  isAtRisk: boolean;
  nextTierPercent: string | null;
  requirementsMet: number;
  requirementsTotal: number;
}>;

/** How a partner stands with one requirement of a tier. */
export type RequirementRow = Readonly<{
  program: string;
  tier: string;
  title: string;
  actual: string;
  target: string;
  percent: string;
  status: string;
}>;
