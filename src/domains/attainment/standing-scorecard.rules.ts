import type { ComputedRule } from '../../kernel/computed-rule.ts';
import { ATTAINMENT_STATUSES, type AttainmentStatus } from './attainment.rules.ts';

export type StatusCount = Readonly<{ status: AttainmentStatus; partners: number }>;

/** The partners in one tier; in none where it is null. */
export type TierCounts = Readonly<{
  tierId: string | null;
  partners: number;
  byStatus: readonly StatusCount[];
}>;

type Counts = Readonly<{
  period: string | null;
  partners: number;
  movedUp: number;
  movedDown: number;
  atRisk: number;
  promotable: number;
}>;

type Open = Readonly<{ pendingReviews: number; overdueBenefits: number }>;

export type ProgramScorecard = Counts &
  Open &
  Readonly<{ programId: string; oldestAsOf: Date | null; tiers: readonly TierCounts[] }>;

type TierRow = StatusCount & Readonly<{ tierId: string | null }>;

type Rows = Readonly<{
  program: readonly Readonly<{ programId: string }>[];
  counts: readonly [Counts & Readonly<{ oldestAsOf: string | null }>];
  /** Those of the highest tier first. */
  tiers: readonly TierRow[];
  open: readonly [Open];
}>;

/** A program at a glance; null where it is not there, or hidden. */
export const programScorecardRule: ComputedRule<
  Readonly<{ programId: string }>,
  Rows,
  ProgramScorecard | null
> = {
  name: 'programScorecard',
  terms: ({ programId }, { now }) => ({ programId, now: now.toISOString() }),
  value: ({ program: [program], counts: [counts], tiers, open: [open] }) => {
    if (!program) return null;
    const { oldestAsOf } = counts;
    return {
      ...{ ...program, ...counts, ...open },
      oldestAsOf: oldestAsOf === null ? null : new Date(oldestAsOf),
      tiers: [...Map.groupBy(tiers, ({ tierId }) => tierId)].map(tierCounts),
    };
  },
};

const tierCounts = ([tierId, rows]: readonly [string | null, readonly TierRow[]]): TierCounts => ({
  tierId,
  partners: rows.reduce((sum, { partners }) => sum + partners, 0),
  byStatus: ATTAINMENT_STATUSES.map((status) => ({
    status,
    partners: rows.find((row) => row.status === status)?.partners ?? 0,
  })),
});
