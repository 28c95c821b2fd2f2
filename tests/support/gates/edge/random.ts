/** Repeatable chance: the same seed makes the same choices. */
export type Chance = Readonly<{
  /** From 0 up to, but not including, this. */
  below(end: number): number;
  oneOf<T>(choices: readonly T[]): T;
  /** Whether something happens that happens in so many of a hundred. */
  percent(probability: number): boolean;
}>;

/** Mulberry32: small, fast, and even enough to choose by. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const below = (end: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end);
  };
  return {
    below,
    oneOf: (choices) => choices[below(choices.length)]!,
    percent: (probability) => below(100) < probability,
  };
}
