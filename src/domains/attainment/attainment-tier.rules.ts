import {
  type Fraction,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionQuotient,
  fractionSum,
  isAtLeast,
  ONE,
  roundedFraction,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';
import type { TierEvaluation } from './attainment.rules.ts';
import { fractionOfText, type TierTerms, textOf } from './attainment-plan.rules.ts';
import { type Standing, statusOf } from './attainment-requirement.rules.ts';

export type TierStanding = Readonly<{
  terms: TierTerms;
  evaluation: TierEvaluation;
  standings: readonly Standing[];
  isMetAtEnd: boolean;
}>;

const sumOf = (points: readonly (Fraction | null)[]): Fraction =>
  points.reduce<Fraction>((sum, one) => (one ? fractionSum(sum, one) : sum), ZERO);

/** Whether a floor is reached by an amount; a waiver reaches it too. */
const isAboveFloor = ({ terms }: Standing, amount: Fraction, isWaived: boolean): boolean =>
  terms.floor === null || isWaived || isAtLeast(amount, fractionOfText(terms.floor));

/** A tier that asks nothing is met by everybody who takes part. */
function isTierMet(
  { mode, scoreNeeded }: TierTerms,
  standings: readonly Standing[],
  at: Readonly<{
    isMet(one: Standing): boolean;
    points(one: Standing): Fraction | null;
    isAboveFloor(one: Standing): boolean;
  }>,
): boolean {
  if (standings.length === 0) return true;
  if (mode === 'ALL') return standings.every(at.isMet);
  if (mode === 'ANY') return standings.some(at.isMet);
  const score = sumOf(standings.map(at.points));
  return isAtLeast(score, fractionOfText(scoreNeeded ?? '0')) && standings.every(at.isAboveFloor);
}

const HUNDRED = fractionOf(100n);

/** How much of what it asks is there: of ALL the mean, of ANY the best, of SCORE the part of the score; 100 only when it is met. */
function tierPercentOf(
  terms: TierTerms,
  standings: readonly Standing[],
  score: Fraction | null,
  isMet: boolean,
): string {
  if (isMet) return '100';
  const parts = standings.map(({ isMet: isOneMet, actual, target }) =>
    isOneMet || target.numerator <= 0n
      ? ONE
      : smallerOf(ONE, largerThanZero(fractionQuotient(actual, target))),
  );
  const total = sumOf(parts);
  const part =
    terms.mode === 'SCORE'
      ? smallerOf(ONE, fractionQuotient(score ?? ZERO, fractionOfText(terms.scoreNeeded ?? '1')))
      : terms.mode === 'ANY'
        ? parts.reduce((best, one) => (isAtLeast(one, best) ? one : best), ZERO)
        : fractionQuotient(total, fractionOf(BigInt(parts.length)));
  const percent = fractionFrom(roundedFraction(fractionProduct(part, HUNDRED), 2));
  return textOf(smallerOf(percent, fractionOf(9_999n, 100n)), 2);
}

const largerThanZero = (value: Fraction): Fraction => (isAtLeast(value, ZERO) ? value : ZERO);

/** How a tier stands by its requirements, now and as projected to the period's end. */
export function tierStandingOf(
  terms: TierTerms,
  standings: readonly Standing[],
  isProvisional: boolean,
): TierStanding {
  const isMet = isTierMet(terms, standings, {
    isMet: (one) => one.isMet,
    points: (one) => one.points,
    isAboveFloor: (one) => isAboveFloor(one, one.actual, one.evaluation.waiverId !== null),
  });
  const isMetAtEnd = isTierMet(terms, standings, {
    isMet: (one) => one.isMetAtEnd,
    points: (one) => one.pointsAtEnd,
    isAboveFloor: (one) => isAboveFloor(one, one.projected, one.isWaivedAtEnd),
  });
  const score = terms.mode === 'SCORE' ? sumOf(standings.map(({ points }) => points)) : null;
  return {
    terms,
    standings,
    isMetAtEnd,
    evaluation: {
      tierId: terms.id,
      code: terms.code,
      rank: terms.rank,
      mode: terms.mode,
      isMet,
      score: score && textOf(score),
      scoreNeeded: terms.scoreNeeded,
      status: statusOf(isProvisional, isMet, isMetAtEnd),
      percent: tierPercentOf(terms, standings, score, isMet),
      requirements: standings.map(({ evaluation }) => evaluation),
    },
  };
}
