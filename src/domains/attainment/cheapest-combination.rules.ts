import {
  compareFractions,
  type Fraction,
  fractionCeiling,
  fractionDifference,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionQuotient,
  fractionSum,
  isAtLeast,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';

/** Something of which more units make points, up to a maximum. */
export type Choice = Readonly<{
  pointsPerUnit: Fraction;
  effortPerUnit: Fraction;
  /** What is needed of it anyway. */
  unitsMin: Fraction;
  unitsMax: Fraction;
  /** Whether only whole units can be had; the bounds are whole then. */
  isWhole: boolean;
}>;

export type Combination = Readonly<{
  /** For each choice, in their order. */
  units: readonly Fraction[];
  effort: Fraction;
  /** False where the search was given up, so that there may be a cheaper one. */
  isProven: boolean;
}>;

type Bounds = Readonly<{ min: readonly Fraction[]; max: readonly Fraction[] }>;
type Relaxed = Readonly<{ units: readonly Fraction[]; effort: Fraction; split: number | null }>;

/** Far more than programs ask for; what needs more is answered by the best that was found. */
const NODES_MAX = 20_000;

const sumOf = (values: readonly Fraction[]): Fraction => values.reduce(fractionSum, ZERO);

const effortOf = (choices: readonly Choice[], units: readonly Fraction[]): Fraction =>
  sumOf(choices.map(({ effortPerUnit }, place) => fractionProduct(effortPerUnit, units[place]!)));

/**
 * The units of least total effort that make the points needed; null where not even all of them do. Branch and bound: what
 * may be had in parts is bought at the best points for its effort, at most one choice is then split, and if that is one of
 * whole units, it gets either fewer or more.
 */
export function cheapestCombination(choices: readonly Choice[], pointsNeeded: Fraction): Combination | null {
  const byValue = choices
    .map((_, place) => place)
    .filter((place) => choices[place]!.pointsPerUnit.numerator > 0n)
    .sort((a, b) => compareFractions(pricePerPoint(choices[a]!), pricePerPoint(choices[b]!)) || a - b);
  const grain = commonEffort(choices);
  let best: Relaxed | null = null;
  let nodes = 0;
  const open: Bounds[] = [
    { min: choices.map(({ unitsMin }) => unitsMin), max: choices.map(({ unitsMax }) => unitsMax) },
  ];
  for (let bounds = open.pop(); bounds && nodes < NODES_MAX; bounds = open.pop(), nodes += 1) {
    const relaxed = relaxedOf(choices, byValue, bounds, pointsNeeded);
    if (!relaxed || (best && isAtLeast(leastOf(relaxed.effort, grain), best.effort))) continue;
    const { split } = relaxed;
    if (split === null) best = relaxed;
    else open.push(...branchesOf(bounds, split, relaxed.units[split]!));
  }
  if (!best) return nodes < NODES_MAX ? null : giveUp(choices, byValue, pointsNeeded);
  return { units: best.units, effort: best.effort, isProven: nodes < NODES_MAX };
}

const pricePerPoint = ({ effortPerUnit, pointsPerUnit }: Choice): Fraction =>
  fractionQuotient(effortPerUnit, pointsPerUnit);

/** The cheapest where parts can be had: at the best price per point first. Null where the bounds leave too little. */
function relaxedOf(
  choices: readonly Choice[],
  byValue: readonly number[],
  { min, max }: Bounds,
  pointsNeeded: Fraction,
): Relaxed | null {
  const units = [...min];
  const had = sumOf(choices.map(({ pointsPerUnit }, place) => fractionProduct(pointsPerUnit, min[place]!)));
  let missing = fractionDifference(pointsNeeded, had);
  let split: number | null = null;
  for (const place of byValue) {
    if (missing.numerator <= 0n) break;
    const { pointsPerUnit, isWhole } = choices[place]!;
    const room = fractionDifference(max[place]!, min[place]!);
    const taken = smallerOf(room, fractionQuotient(missing, pointsPerUnit));
    units[place] = fractionSum(min[place]!, taken);
    missing = fractionDifference(missing, fractionProduct(taken, pointsPerUnit));
    if (isWhole && units[place]!.denominator !== 1n) split = place;
  }
  return missing.numerator > 0n ? null : { units, effort: effortOf(choices, units), split };
}

/** What is pushed last is looked at first: rounded up it is a combination at once, which bounds all others. */
function branchesOf({ min, max }: Bounds, place: number, units: Fraction): Bounds[] {
  const up = fractionFrom(fractionCeiling(units, 0));
  const down = fractionDifference(up, fractionOf(1n));
  return [
    { min, max: max.with(place, down) },
    { min: min.with(place, up), max },
  ];
}

/** Where everything comes in whole units, every total effort is a multiple of this; null elsewhere. */
function commonEffort(choices: readonly Choice[]): Fraction | null {
  if (choices.length === 0 || choices.some(({ isWhole }) => !isWhole)) return null;
  const [first, ...others] = choices.map(({ effortPerUnit }) => effortPerUnit);
  return others.reduce(commonDivisorOf, first!);
}

function commonDivisorOf(a: Fraction, b: Fraction): Fraction {
  const denominator = a.denominator * b.denominator;
  let [larger, smaller] = [a.numerator * b.denominator, b.numerator * a.denominator];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return fractionOf(larger, denominator);
}

const leastOf = (effort: Fraction, grain: Fraction | null): Fraction =>
  grain === null
    ? effort
    : fractionProduct(fractionFrom(fractionCeiling(fractionQuotient(effort, grain), 0)), grain);

/** The parts rounded up, where the search found nothing in time. */
function giveUp(
  choices: readonly Choice[],
  byValue: readonly number[],
  pointsNeeded: Fraction,
): Combination | null {
  const bounds = {
    min: choices.map(({ unitsMin }) => unitsMin),
    max: choices.map(({ unitsMax }) => unitsMax),
  };
  const relaxed = relaxedOf(choices, byValue, bounds, pointsNeeded);
  if (!relaxed) return null;
  const units = relaxed.units.map((one, place) =>
    choices[place]!.isWhole ? fractionFrom(fractionCeiling(one, 0)) : one,
  );
  return { units, effort: effortOf(choices, units), isProven: false };
}
