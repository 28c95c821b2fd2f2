import { describe, expect, it } from 'vitest';
import { placedTierOf, versionInForce } from '../../../src/domains/attainment/attainment-placement.rules.ts';
import type { TierTerms } from '../../../src/domains/attainment/attainment-plan.rules.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const noon = (text: string) => new Date(`${text}T12:00:00Z`);

const tier = (code: string, rank: number, isBase = false): TierTerms => ({
  ...{ id: code, code, name: code, rank, mode: 'ALL', scoreNeeded: null },
  requirements: isBase ? [] : [{} as TierTerms['requirements'][number]],
});

const TIERS = [tier('BASE', 1, true), tier('SILVER', 2), tier('GOLD', 3)];

let place = 0;
const placement = (tierCode: string, effectiveOn: string, bookedOn = effectiveOn, tierRank = 2) => {
  place += 1;
  return { id: `${place}`, tierCode, tierRank, effectiveOn: day(effectiveOn), bookedAt: noon(bookedOn) };
};

const placed = (placements: ReturnType<typeof placement>[], tiers = TIERS) => {
  const { tier: found, since } = placedTierOf(placements, tiers);
  return [found?.code ?? null, since?.toISOString().slice(0, 10) ?? null];
};

describe('the tier that a partner is in', () => {
  it('is the base tier without a placement, and none where every tier asks something', () => {
    expect(placed([])).toEqual(['BASE', null]);
    expect(placed([], [tier('SILVER', 1)])).toEqual([null, null]);
  });

  it('is that of the latest day, and of several on one day that booked last', () => {
    expect(placed([placement('SILVER', '2026-02-01'), placement('GOLD', '2026-01-01')])).toEqual([
      'SILVER',
      '2026-02-01',
    ]);
    expect(
      placed([
        placement('GOLD', '2026-01-01', '2026-01-03'),
        placement('SILVER', '2026-01-01', '2026-01-02'),
      ]),
    ).toEqual(['GOLD', '2026-01-01']);
  });

  it('has lasted since it was last another one', () => {
    const placements = [
      placement('SILVER', '2025-01-01'),
      placement('GOLD', '2025-06-01'),
      // Corrected before it mattered.
      placement('BASE', '2026-01-01', '2026-01-01'),
      placement('GOLD', '2026-01-01', '2026-01-02'),
      placement('GOLD', '2026-02-01'),
    ];
    expect(placed(placements)).toEqual(['GOLD', '2025-06-01']);
  });

  it('is found in another version by its code, else by its rank', () => {
    const placements = [placement('SILVER', '2026-01-01', '2026-01-01', 2)];
    expect(placed(placements, [tier('BASE', 1, true), tier('BRONZE', 2), tier('SILVER', 3)])[0]).toBe(
      'SILVER',
    );
    expect(placed(placements, [tier('BASE', 1, true), tier('GOLD', 3)])[0]).toBe('BASE');
    expect(placed(placements, [tier('GOLD', 3)])[0]).toBeNull();
  });
});

describe('the version in force', () => {
  const version = (id: string, from: string, to: string | null, publishedOn: string | null) => ({
    ...{ id, validFrom: day(from), validTo: to ? day(to) : null },
    publishedAt: publishedOn ? noon(publishedOn) : null,
  });
  const versions = [
    version('1', '2025-01-01', '2026-01-01', '2024-12-01'),
    version('2', '2026-01-01', '2026-07-01', '2025-11-01'),
    version('3', '2026-07-01', null, '2026-05-01'),
    version('draft', '2020-01-01', null, null),
  ];
  it.each([
    ['2024-12-31', '2026-08-01', null],
    ['2025-12-31', '2026-08-01', '1'],
    ['2026-01-01', '2026-08-01', '2'],
    ['2026-07-01', '2026-08-01', '3'],
    // What was published later was not known, nor that it would end the version before.
    ['2026-07-01', '2026-04-01', '2'],
    ['2026-07-01', '2025-10-01', '1'],
    ['2025-02-01', '2024-11-01', null],
  ])('on %s as known on %s is %s', (on, asOf, id) => {
    expect(versionInForce(versions, day(on), noon(asOf))?.id ?? null).toBe(id);
  });

  it('is none after the last has ended', () => {
    const ended = [version('1', '2025-01-01', '2026-01-01', '2024-12-01')];
    expect(versionInForce(ended, day('2026-01-01'), noon('2026-02-01'))).toBeNull();
  });
});
