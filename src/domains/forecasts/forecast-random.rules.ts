/** Uniform numbers from 0 to below 1, the same from the same seed in any process: xoshiro128** seeded by splitmix32. */
export type Random = () => number;

/** A whole number from 0 to below 2^31 from a text, by FNV-1a with a final mix. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  return mixed(hash) >>> 1;
}

function mixed(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const split = () => {
    state = (state + 0x9e3779b9) | 0;
    return mixed(state) | 0;
  };
  let a = split();
  let b = split();
  let c = split();
  let d = split();
  return () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return (result >>> 0) / 4294967296;
  };
}

/** A standard normal number, by Box and Muller. */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A positive number of mean 1 whose variance is about the square of the spread. */
export const shock = (random: Random, spread: number): number => {
  const variance = Math.log(1 + spread * spread);
  return Math.exp(Math.sqrt(variance) * normal(random) - variance / 2);
};

/** A gamma number of the shape and scale 1, by Marsaglia and Tsang. @throws RangeError where the shape is below 1 */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) throw new RangeError('The shape of a gamma number is at least 1 here.');
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

const POISSON_BY_PRODUCT_MAX = 30;

/** A Poisson count; beyond a mean of thirty by the normal one of the same mean and variance, rounded. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > POISSON_BY_PRODUCT_MAX) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count += 1;
  }
  return count;
}
