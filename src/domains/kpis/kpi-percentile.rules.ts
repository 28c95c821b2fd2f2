import { type Fraction, fractionOf } from '../../kernel/fraction.ts';

const EXACT_BELOW = 128n;
const BUCKETS_PER_DOUBLING = 64n;

/** How many facts have a value within a bucket. */
export type BucketCount = Readonly<{ bucket: number; count: bigint }>;

/** Below 128 each value has a bucket of its own; above, 64 buckets share each doubling, so the middle is off by less than 0.8 %. */
export function bucketMiddle(bucket: number): Fraction {
  const place = BigInt(bucket) - EXACT_BELOW;
  if (place < 0n) return fractionOf(BigInt(bucket));
  const width = 2n ** (place / BUCKETS_PER_DOUBLING + 1n);
  const lowest = (BUCKETS_PER_DOUBLING + (place % BUCKETS_PER_DOUBLING)) * width;
  return fractionOf(2n * lowest + width - 1n, 2n);
}

/** The smallest value that at least so many percent of the facts are at or below; null where there are none. */
export function percentileOf(buckets: readonly BucketCount[], percentile: number): Fraction | null {
  const ordered = [...buckets].sort((a, b) => a.bucket - b.bucket);
  const total = ordered.reduce((sum, { count }) => sum + count, 0n);
  if (total === 0n) return null;
  const wanted = (BigInt(percentile) * total + 99n) / 100n;
  let seen = 0n;
  for (const { bucket, count } of ordered) {
    seen += count;
    if (seen >= wanted) return bucketMiddle(bucket);
  }
  return null;
}
