import fc from 'fast-check';

/** What random histories are made of. */

export const number = (max: number) => fc.integer({ min: 0, max: max - 1 });

/** Any hour of two years, and those around midnights, ends of months and the days on which the clocks change. */
export const instant = fc.oneof(
  fc
    .integer({ min: 0, max: 2 * 365 * 24 })
    .map((hours) => new Date(Date.UTC(2025, 0, 2) + hours * 3_600_000)),
  fc
    .constantFrom(
      ...[
        '2025-03-09T04:59:59.999Z',
        '2025-03-09T05:00:00Z',
        '2025-03-10T03:59:59.999Z',
        '2025-03-10T04:00:00Z',
      ],
      ...[
        '2025-11-02T03:59:59.999Z',
        '2025-11-02T04:00:00Z',
        '2025-11-03T04:59:59.999Z',
        '2025-11-03T05:00:00Z',
      ],
      ...[
        '2025-04-01T03:59:59.999Z',
        '2025-04-01T04:00:00Z',
        '2026-01-01T04:59:59.999Z',
        '2026-01-01T05:00:00Z',
      ],
    )
    .map((text) => new Date(text)),
);

export const day = fc
  .integer({ min: 0, max: 500 })
  .map((days) => new Date(Date.UTC(2025, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));

/** One of these as often as it is named. */
export const oneOf = <const Code extends string | null>(...codes: readonly Code[]): fc.Arbitrary<Code> =>
  fc.constantFrom(...codes);

export const always = <const Text extends string>(text: Text): fc.Arbitrary<Text> => fc.constant(text);
