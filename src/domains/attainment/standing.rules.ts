import { baseTierOf, sameTierIn } from '../programs/program-tier.rules.ts';
import type {
  AttainmentStatus,
  PartnerEvaluation,
  RequirementEvaluation,
  TierEvaluation,
} from './attainment.rules.ts';

/** A tier as a placement names it, in whichever version that was. */
export type PlacedTier = Readonly<{ code: string; rank: number }>;

export type Movement = Readonly<{ movement: 'UP' | 'DOWN'; movedOn: Date }>;

/** Where a partner stands, as lists and dashboards read it. */
export type Standing = Readonly<{
  partnerId: string;
  programId: string;
  versionId: string;
  tierId: string | null;
  tierRank: number;
  tierSince: Date | null;
  attainedTierId: string | null;
  nextTierId: string | null;
  status: AttainmentStatus;
  movement: 'UP' | 'DOWN' | null;
  movedOn: Date | null;
  isAtRisk: boolean;
  nextTierPercent: string | null;
  requirementsMet: number;
  requirementsTotal: number;
  period: string;
  periodFrom: Date;
  periodUntil: Date;
  asOf: Date;
}>;

const tierOf = (evaluation: PartnerEvaluation, id: string | null): TierEvaluation | null =>
  evaluation.tiers.find(({ tierId }) => tierId === id) ?? null;

/** What the tier asks that the partner works on: the next one, or its own where there is none. */
const askedOf = (evaluation: PartnerEvaluation): readonly RequirementEvaluation[] =>
  (tierOf(evaluation, evaluation.nextTierId) ?? tierOf(evaluation, evaluation.tierId))?.requirements ?? [];

/**
 * What is kept of an evaluation. `before` is what placed the partner before the period began, null where nothing did.
 * Who is in no tier stands as its next one does.
 */
export function standingOf(evaluation: PartnerEvaluation, before: PlacedTier | null): Standing {
  const { partnerId, programId, versionId, tierId, tierRank, tierSince, period } = evaluation;
  const present = tierOf(evaluation, tierId);
  const next = tierOf(evaluation, evaluation.nextTierId);
  const status = (present ?? next)?.status ?? 'MET';
  const asked = askedOf(evaluation);
  const moved = movementOf(evaluation, before);
  return {
    ...{ partnerId, programId, versionId, tierId, tierRank, tierSince, status },
    attainedTierId: evaluation.attainedTierId,
    nextTierId: evaluation.nextTierId,
    movement: moved?.movement ?? null,
    movedOn: moved?.movedOn ?? null,
    isAtRisk: present !== null && (status === 'AT_RISK' || status === 'MISSED'),
    nextTierPercent: next?.percent ?? null,
    requirementsMet: asked.filter((requirement) => requirement.status === 'MET').length,
    requirementsTotal: asked.length,
    ...{ period: period.label, periodFrom: period.from, periodUntil: period.until, asOf: evaluation.asOf },
  };
}

/** Whether its tier changed within the period; null where it is the same as before. */
function movementOf(evaluation: PartnerEvaluation, before: PlacedTier | null): Movement | null {
  const { tiers, tierRank, tierSince, period } = evaluation;
  const rungs = tiers.map(({ requirements, ...tier }) => ({
    ...tier,
    requirementCount: requirements.length,
  }));
  const rankBefore = (before ? sameTierIn(rungs, before) : baseTierOf(rungs))?.rank ?? 0;
  if (rankBefore === tierRank) return null;
  const movedOn = tierSince && tierSince > period.from ? tierSince : period.from;
  return { movement: tierRank > rankBefore ? 'UP' : 'DOWN', movedOn };
}

const WHOLE_SHARE = 10_000;

/** How much of what is asked was there, as KPIs count it: by what it was asked then, whatever is asked later. */
export type StandingFound = Readonly<{
  partnerId: string;
  programId: string;
  period: string;
  periodFrom: Date;
  periodUntil: Date;
  isAtRisk: boolean;
  requirements: number;
  /** The sum of what is there of each requirement, from 0 to 10,000; what is waived is there. */
  shares: number;
  asOf: Date;
}>;

export function standingFoundBy(evaluation: PartnerEvaluation): StandingFound {
  const { partnerId, programId, period, periodFrom, periodUntil, isAtRisk, asOf } = standingOf(
    evaluation,
    null,
  );
  const asked = askedOf(evaluation);
  const shares = asked.map(({ waiverId, percent }) =>
    waiverId === null ? Math.round(Math.min(Math.max(Number(percent), 0), 100) * 100) : WHOLE_SHARE,
  );
  return {
    ...{ partnerId, programId, period, periodFrom, periodUntil, isAtRisk, asOf },
    ...{ requirements: asked.length, shares: shares.reduce((sum, share) => sum + share, 0) },
  };
}

/** How a partner stands with one requirement, as it is kept for each period. */
export type KeptAttainment = Omit<
  RequirementEvaluation,
  'code' | 'metric' | 'level' | 'window' | 'points' | 'explain'
> &
  Readonly<{
    partnerId: string;
    programId: string;
    versionId: string;
    period: string;
    periodFrom: Date;
    periodUntil: Date;
    asOf: Date;
  }>;

export const attainmentsOf = (evaluation: PartnerEvaluation): KeptAttainment[] =>
  evaluation.tiers.flatMap(({ requirements }) =>
    requirements.map((requirement) => {
      const { code, metric, level, window, points, explain, ...kept } = requirement;
      const { partnerId, programId, versionId, period, asOf } = evaluation;
      return {
        ...kept,
        ...{ partnerId, programId, versionId, asOf },
        ...{ period: period.label, periodFrom: period.from, periodUntil: period.until },
      };
    }),
  );
