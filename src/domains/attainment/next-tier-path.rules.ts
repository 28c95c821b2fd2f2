import {
  compareFractions,
  type Fraction,
  fractionCeiling,
  fractionDifference,
  fractionFrom,
  fractionProduct,
  fractionQuotient,
  fractionSum,
  largerOf,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';
import { dayOf } from '../../kernel/time.ts';
import type { PartnerStanding } from './attainment-evaluation.rules.ts';
import { digitsOf, fractionOfText, type Plan, textOf } from './attainment-plan.rules.ts';
import { pointsOf, type Standing } from './attainment-requirement.rules.ts';
import type { TierStanding } from './attainment-tier.rules.ts';
import { type Choice, cheapestCombination } from './cheapest-combination.rules.ts';
import { METRICS } from './metric-catalogue.rules.ts';

/** What one requirement takes until the period's end. Decimals are in the metric's unit. */
export type RequirementStep = Readonly<{
  standing: Standing;
  /** What is left of it on the last day without anything more. */
  heldAtEnd: string;
  /** What is missing then to meet it in full. */
  missing: string;
  /** How many more units the cheapest way takes; 0 where none. */
  units: string;
  /** Units times what one of them takes. */
  effort: string;
}>;

export type TierPath = Readonly<{
  tier: TierStanding;
  /** Whether there is a way at all; a score can be beyond all its points. */
  isReachable: boolean;
  /** Whether no way of less effort exists; false only where the search for it was given up. */
  isCheapest: boolean;
  effort: string;
  steps: readonly RequirementStep[];
}>;

export type TierRisk = Readonly<{
  tier: TierStanding;
  isAtRisk: boolean;
  missed: readonly Readonly<{ standing: Standing; from: Date }>[];
}>;

export type NextTierPath = Readonly<{ paths: readonly TierPath[]; risk: TierRisk | null }>;

/** What is missing for each tier above the one that a partner is in, and what it may lose. */
export function nextTierPathOf(partner: PartnerStanding): NextTierPath {
  const { evaluation, tiers, plan } = partner;
  const present = tiers.find(({ terms }) => terms.id === evaluation.tierId);
  return {
    paths: tiers.filter(({ terms }) => terms.rank > evaluation.tierRank).map((tier) => pathTo(tier, plan)),
    risk: present ? riskOf(present, partner) : null,
  };
}

/** Things and yes or no come in whole units, all else in any part. */
const isWhole = ({ terms }: Standing): boolean => ['COUNT', 'YES_NO'].includes(METRICS[terms.metric].unit);

/** What is missing at the end for an amount; nothing where a waiver holds until then. */
function missingFor(standing: Standing, amount: Fraction): Fraction {
  if (standing.isWaivedAtEnd) return ZERO;
  const missing = largerOf(ZERO, fractionDifference(amount, standing.atEnd));
  return isWhole(standing) ? fractionFrom(fractionCeiling(missing, 0)) : missing;
}

const missingOf = (standing: Standing): Fraction => missingFor(standing, standing.target);

const effortOf = ({ terms }: Standing, units: Fraction): Fraction =>
  fractionProduct(fractionOfText(terms.effort), units);

type Way = Readonly<{ units: readonly Fraction[]; isReachable: boolean; isCheapest: boolean }>;

function pathTo(tier: TierStanding, plan: Plan): TierPath {
  const { standings } = tier;
  const { units, isReachable, isCheapest } = wayTo(tier);
  const efforts = standings.map((standing, place) => effortOf(standing, units[place]!));
  return {
    ...{ tier, isReachable, isCheapest },
    effort: textOf(efforts.reduce(fractionSum, ZERO)),
    steps: standings.map((standing, place) => {
      const digits = digitsOf(METRICS[standing.terms.metric].unit, plan);
      const upTo = (amount: Fraction) => textOf(fractionFrom(fractionCeiling(amount, digits)), digits);
      return {
        standing,
        heldAtEnd: textOf(standing.atEnd, digits),
        missing: upTo(missingOf(standing)),
        units: upTo(units[place]!),
        effort: textOf(efforts[place]!),
      };
    }),
  };
}

function wayTo({ terms, standings }: TierStanding): Way {
  const whole = { isReachable: true, isCheapest: true };
  if (terms.mode === 'SCORE') return scoreWay(terms.scoreNeeded, standings);
  if (terms.mode === 'ALL' || standings.length === 0) return { ...whole, units: standings.map(missingOf) };
  const efforts = standings.map((standing) => effortOf(standing, missingOf(standing)));
  const least = efforts.reduce((best, one) => smallerOf(best, one));
  const chosen = efforts.findIndex((effort) => compareFractions(effort, least) === 0);
  return { ...whole, units: standings.map((one, place) => (place === chosen ? missingOf(one) : ZERO)) };
}

/** The score that is held at the end, and how much of what makes up for the rest. */
function scoreWay(scoreNeeded: string | null, standings: readonly Standing[]): Way {
  const held = standings.map((standing) => heldPointsOf(standing)).reduce(fractionSum, ZERO);
  const choices = standings.map(choiceOf);
  const needed = fractionDifference(fractionOfText(scoreNeeded ?? '0'), held);
  const found = cheapestCombination(choices, needed);
  if (found) return { units: found.units, isReachable: true, isCheapest: found.isProven };
  return { units: choices.map(({ unitsMax }) => unitsMax), isReachable: false, isCheapest: true };
}

function heldPointsOf({ terms, isWaivedAtEnd, atEnd, target }: Standing): Fraction {
  return pointsOf(terms.points, isWaivedAtEnd ? target : atEnd, target) ?? ZERO;
}

function choiceOf(standing: Standing): Choice {
  const { terms, target } = standing;
  const points = terms.points === null ? ZERO : fractionOfText(terms.points);
  const floor = terms.floor === null ? ZERO : missingFor(standing, fractionOfText(terms.floor));
  return {
    pointsPerUnit: target.numerator > 0n ? fractionQuotient(points, target) : ZERO,
    effortPerUnit: fractionOfText(terms.effort),
    unitsMin: floor,
    unitsMax: largerOf(floor, missingOf(standing)),
    isWhole: isWhole(standing),
  };
}

/** Which requirements of a tier will be missed when the period ends, and from when on by time alone. */
function riskOf(tier: TierStanding, { moment }: PartnerStanding): TierRisk {
  const isLost = moment.isProvisional ? !tier.isMetAtEnd : !tier.evaluation.isMet;
  const missed = tier.standings.filter(({ isMetAtEnd }) => !isMetAtEnd);
  return {
    ...{ tier, isAtRisk: isLost },
    missed: missed.map((standing) => {
      const { missedFrom, isMet, terms } = standing;
      const isMissing = METRICS[terms.metric].kind === 'STOCK' && !isMet;
      const from = missedFrom
        ? new Date(`${missedFrom}T00:00:00Z`)
        : dayOf(isMissing ? moment.day : moment.endDay);
      return { standing, from };
    }),
  };
}
