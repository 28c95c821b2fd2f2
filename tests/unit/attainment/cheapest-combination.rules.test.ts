import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Choice,
  cheapestCombination,
} from '../../../src/domains/attainment/cheapest-combination.rules.ts';
import { decimalOf } from '../../../src/kernel/decimal.ts';
import {
  compareFractions,
  type Fraction,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionSum,
  isAtLeast,
  ZERO,
} from '../../../src/kernel/fraction.ts';

const number = (text: string): Fraction => fractionFrom(decimalOf(text));

const choice = (points: string, effort: string, [min, max]: [string, string], isWhole = true): Choice => ({
  ...{ pointsPerUnit: number(points), effortPerUnit: number(effort) },
  ...{ unitsMin: number(min), unitsMax: number(max), isWhole },
});

const told = (choices: readonly Choice[], needed: string) => {
  const found = cheapestCombination(choices, number(needed));
  return (
    found && {
      units: found.units.map(({ numerator, denominator }) => `${numerator}/${denominator}`),
      effort: found.effort,
    }
  );
};

describe('the cheapest combination', () => {
  it.each([
    {
      _case: 'nothing needed',
      choices: [choice('1', '1', ['0', '9'])],
      needed: '0',
      units: ['0/1'],
      effort: '0',
    },
    {
      _case: 'a floor, though the points are there',
      choices: [choice('1', '2', ['3', '9'])],
      needed: '-5',
      units: ['3/1'],
      effort: '6',
    },
    {
      // By the price per point alone it would be two of the first, for 10.
      _case: 'one of the dearer points, where the cheaper ones come in large units',
      choices: [choice('10', '5', ['0', '9']), choice('4', '3', ['0', '9'])],
      needed: '14',
      units: ['1/1', '1/1'],
      effort: '8',
    },
    {
      _case: 'parts, where parts can be had',
      choices: [choice('10', '5', ['0', '9']), choice('4', '3', ['0', '9'], false)],
      needed: '11',
      units: ['1/1', '1/4'],
      effort: '5.75',
    },
    {
      _case: 'no more of anything than there is to have',
      choices: [choice('10', '1', ['0', '1']), choice('1', '1', ['0', '9'])],
      needed: '13',
      units: ['1/1', '3/1'],
      effort: '4',
    },
  ])('$_case', ({ choices, needed, units, effort }) => {
    expect(told(choices, needed)).toEqual({ units, effort: number(effort) });
  });

  it('is none where all there is makes too little', () => {
    expect(cheapestCombination([choice('2', '1', ['0', '2'])], number('5'))).toBeNull();
    expect(cheapestCombination([], number('1'))).toBeNull();
  });
});

const whole = (min: number, max: number) =>
  fc.integer({ min, max }).map((value) => fractionOf(BigInt(value)));

const aChoice: fc.Arbitrary<Choice> = fc
  .record({
    pointsPerUnit: fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 4 })),
    effort: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3 })),
    unitsMin: fc.integer({ min: 0, max: 1 }),
    room: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ pointsPerUnit: [p, q], effort: [e, f], unitsMin, room }) => ({
    pointsPerUnit: fractionOf(BigInt(p), BigInt(q)),
    effortPerUnit: fractionOf(BigInt(e), BigInt(f)),
    unitsMin: fractionOf(BigInt(unitsMin)),
    unitsMax: fractionOf(BigInt(unitsMin + room)),
    isWhole: true,
  }));

const total = (choices: readonly Choice[], units: readonly bigint[], of: (one: Choice) => Fraction) =>
  choices.reduce((sum, one, at) => fractionSum(sum, fractionProduct(of(one), fractionOf(units[at]!))), ZERO);

/** Every combination there is, the least effort of those that make the points; null where none does. */
function leastByTrying(choices: readonly Choice[], needed: Fraction): Fraction | null {
  let all: bigint[][] = [[]];
  for (const { unitsMin, unitsMax } of choices) {
    const counts: bigint[] = [];
    for (let count = unitsMin.numerator; count <= unitsMax.numerator; count += 1n) counts.push(count);
    all = all.flatMap((units) => counts.map((count) => [...units, count]));
  }
  const enough = all.filter((units) =>
    isAtLeast(
      total(choices, units, (one) => one.pointsPerUnit),
      needed,
    ),
  );
  const efforts = enough.map((units) => total(choices, units, (one) => one.effortPerUnit));
  return efforts.reduce<Fraction | null>(
    (least, one) => (least === null || compareFractions(one, least) < 0 ? one : least),
    null,
  );
}

it('takes as little effort as trying everything finds', () => {
  fc.assert(
    fc.property(fc.array(aChoice, { maxLength: 5 }), whole(-3, 30), (choices, needed) => {
      const found = cheapestCombination(choices, needed);
      expect(found?.effort ?? null).toEqual(leastByTrying(choices, needed));
      if (!found) return;
      const units = found.units.map(({ numerator }) => numerator);
      expect(
        isAtLeast(
          total(choices, units, (one) => one.pointsPerUnit),
          needed,
        ),
      ).toBe(true);
      expect(total(choices, units, (one) => one.effortPerUnit)).toEqual(found.effort);
      expect(found.isProven).toBe(true);
      for (const [at, one] of choices.entries())
        expect(units[at]! >= one.unitsMin.numerator && units[at]! <= one.unitsMax.numerator).toBe(true);
    }),
    { numRuns: 300 },
  );
});
