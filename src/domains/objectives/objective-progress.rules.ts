import { decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import {
  compareFractions,
  type Fraction,
  fractionDifference,
  fractionFrom,
  fractionProduct,
  fractionQuotient,
  fractionSum,
  largerOf,
  ONE,
  roundedFraction,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';

/** Digits after the point of a share, from 0 to 1. */
const SHARE_DIGITS = 4;

/** Decimal texts: from where to where a KPI should get, and how much it counts among the others. */
export type KeyResultTerms = Readonly<{ baseline: string; target: string; weight: string }>;

/** The share of the way that is gone, before it is rounded: bounded to 0 and 1, and as it is. */
export type Share = Readonly<{ bounded: Fraction; unbounded: Fraction }>;

/** (value - baseline) / (target - baseline), whichever way it goes; null where the KPI has no value. */
export function shareOf(
  { baseline, target }: Pick<KeyResultTerms, 'baseline' | 'target'>,
  value: string | null,
): Share | null {
  if (value === null) return null;
  const [from, to, at] = [baseline, target, value].map((text) => fractionFrom(decimalOf(text))) as [
    Fraction,
    Fraction,
    Fraction,
  ];
  const unbounded = fractionQuotient(fractionDifference(at, from), fractionDifference(to, from));
  return { unbounded, bounded: smallerOf(largerOf(unbounded, ZERO), ONE) };
}

/** Rounded to four digits; what is not all there is never told as 1. */
export function shareText(share: Fraction): string {
  const text = formatDecimal(roundedFraction(share, SHARE_DIGITS));
  return text === '1' && compareFractions(share, ONE) < 0 ? '0.9999' : text;
}

/** What counts towards an objective. A share that cannot be told counts for nothing until it can. */
export type Counted = Readonly<{ share: Fraction | null; weight: string }>;

/**
 * The mean of the bounded shares by their weights; null where nothing counts. What has no value yet counts as not begun, so
 * that an objective does not look finished by what is easy to measure.
 */
export function weightedMean(parts: readonly Counted[]): Fraction | null {
  if (parts.length === 0) return null;
  const weightOf = ({ weight }: Counted) => fractionFrom(decimalOf(weight));
  const total = parts.reduce((sum, part) => fractionSum(sum, weightOf(part)), ZERO);
  const gone = parts.reduce(
    (sum, part) => fractionSum(sum, fractionProduct(part.share ?? ZERO, weightOf(part))),
    ZERO,
  );
  return fractionQuotient(gone, total);
}

/** An objective in a tree, with the shares of its key results. */
export type ObjectiveNode = Readonly<{ id: string; parentId: string | null; results: readonly Counted[] }>;

/**
 * The progress of objectives: the weighted mean of their key results, and of each objective that contributes to them, which
 * counts as one key result of weight 1. Null where there is nothing to count, which then does not count above either.
 */
export function progressById(nodes: readonly ObjectiveNode[]): ReadonlyMap<string, Fraction | null> {
  const childrenOf = Map.groupBy(nodes, ({ parentId }) => parentId);
  const known = new Map<string, Fraction | null>();
  const progressOf = (node: ObjectiveNode): Fraction | null => {
    const told = known.get(node.id);
    if (told !== undefined) return told;
    const children = (childrenOf.get(node.id) ?? []).flatMap((child) => {
      const share = progressOf(child);
      return share === null ? [] : [{ share, weight: '1' }];
    });
    const progress = weightedMean([...node.results, ...children]);
    known.set(node.id, progress);
    return progress;
  };
  for (const node of nodes) progressOf(node);
  return known;
}
