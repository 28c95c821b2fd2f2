import type {
  ExplanationStep,
  PartnerEvaluation,
  RequirementEvaluation,
  TierEvaluation,
} from '../attainment/attainment.rules.ts';

/**
 * What a review was decided by, kept with it: plain JSON of ids, codes and numbers. The single facts are left out, as
 * they are many and the attainment as of the same instant lists them again.
 */
export type StoredReview = Readonly<{ evaluations: readonly StoredEvaluation[] }>;

export type StoredEvaluation = Readonly<{
  period: string;
  /** Days as `YYYY-MM-DD`, half-open. */
  from: string;
  until: string;
  asOf: string;
  versionId: string;
  attainedTierCode: string | null;
  tiers: readonly StoredTier[];
}>;

export type StoredTier = Readonly<
  Pick<TierEvaluation, 'tierId' | 'code' | 'rank' | 'mode' | 'isMet' | 'score' | 'scoreNeeded' | 'status'>
> &
  Readonly<{ requirements: readonly StoredRequirement[] }>;

export type StoredRequirement = Readonly<
  Pick<
    RequirementEvaluation,
    | 'requirementId'
    | 'code'
    | 'metric'
    | 'level'
    | 'actual'
    | 'target'
    | 'percent'
    | 'gap'
    | 'status'
    | 'waiverId'
    | 'points'
  >
> &
  Readonly<{
    from: string;
    until: string;
    steps: readonly ExplanationStep[];
    countedTotal: number;
    excludedTotal: number;
    excludedByReason: Readonly<Record<string, number>>;
  }>;

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

const storedRequirement = ({ explain, window, ...requirement }: RequirementEvaluation): StoredRequirement => {
  const { steps, countedTotal, excludedTotal, excludedByReason } = explain();
  const { requirementId, code, metric, level, actual, target, percent, gap, status, waiverId, points } =
    requirement;
  return {
    ...{ requirementId, code, metric, level, actual, target, percent, gap, status, waiverId, points },
    ...{ from: dayText(window.from), until: dayText(window.until) },
    ...{ steps, countedTotal, excludedTotal, excludedByReason },
  };
};

/** Of an evaluation, what decided: the tiers from the one that was attained to the one after the present. */
export function storedEvaluation(evaluation: PartnerEvaluation): StoredEvaluation {
  const rankOf = (id: string | null) => evaluation.tiers.find(({ tierId }) => tierId === id)?.rank ?? null;
  const attainedRank = rankOf(evaluation.attainedTierId);
  const ranks = [attainedRank, evaluation.tierRank, rankOf(evaluation.nextTierId)].filter(
    (rank) => rank !== null,
  );
  const [least, most] = [Math.min(...ranks), Math.max(...ranks)];
  return {
    period: evaluation.period.label,
    from: dayText(evaluation.period.from),
    until: dayText(evaluation.period.until),
    asOf: evaluation.asOf.toISOString(),
    versionId: evaluation.versionId,
    attainedTierCode:
      evaluation.tiers.find(({ tierId }) => tierId === evaluation.attainedTierId)?.code ?? null,
    tiers: evaluation.tiers
      .filter(({ rank }) => rank >= least && rank <= most)
      .map(({ tierId, code, rank, mode, isMet, score, scoreNeeded, status, requirements }) => ({
        ...{ tierId, code, rank, mode, isMet, score, scoreNeeded, status },
        requirements: requirements.map(storedRequirement),
      })),
  };
}
