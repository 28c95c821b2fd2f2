import fc from 'fast-check';
import type { Happened } from './kpi-happenings.ts';
import type { Told } from './kpi-histories.ts';

const number = (max: number) => fc.integer({ min: 0, max: max - 1 });
/** Any hour of two years, and those around midnights, ends of months and the days on which the clocks change. */
const instant = fc.oneof(
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
const day = fc
  .integer({ min: 0, max: 500 })
  .map((days) => new Date(Date.UTC(2025, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
const verb = fc.constantFrom(
  ...[
    'submitted',
    'submitted',
    'accepted',
    'rejected',
    'returned',
    'waitlisted',
    'contested',
    'withdrawn',
    'reopened',
  ],
);
const stage = fc.constantFrom('PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'WON', 'WON', 'LOST');
const SEED = 20_261_127;

/** Between two steps of disputes, which happen in the order in which they are told. */
const DISPUTE_HOURS = 37;

const oneAfterTheOther = (steps: readonly Extract<Happened, { what: 'DISPUTE' }>[], batch: number) =>
  steps.map((step, place): Happened => {
    const hours = (10 * batch + place) * DISPUTE_HOURS;
    return { ...step, at: new Date(Date.UTC(2025, 1, 1) + hours * 3_600_000 + Number(step.at)) };
  });

/** Reviews, commissions and people, in any order: what cannot be is told as well, and changes nothing. */
const happenings = (subjects: number): fc.Arbitrary<Happened> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constant('REVIEW' as const),
        order: number(subjects),
        action: fc.constantFrom(
          'SUBMIT' as const,
          'SUBMIT' as const,
          'RETURN' as const,
          'RATIFY' as const,
          'REJECT' as const,
        ),
        at: instant,
      }),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({
          what: fc.constant('ENTRY' as const),
          order: number(subjects),
          kind: fc.constantFrom(
            'ACCRUAL' as const,
            'ACCRUAL' as const,
            'REVERSAL' as const,
            'CLAWBACK' as const,
          ),
          amountMinor: fc.integer({ min: 1, max: 900 }),
          day,
        })
        .map((entry) => ({
          ...{ ...entry, on: `2025-0${1 + entry.order}-15` },
          amountMinor: entry.kind === 'ACCRUAL' ? 2_000 + entry.amountMinor : entry.amountMinor,
        })),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant('MEMBER' as const),
        member: number(4),
        step: fc.constantFrom('JOIN' as const, 'JOIN' as const, 'LEAVE' as const),
        at: instant,
      }),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({
          what: fc.constant('AWARD' as const),
          member: number(4),
          award: number(6),
          on: day,
          days: fc.nat(400),
        })
        .map(({ on, days, ...award }) => ({
          ...award,
          on,
          until: new Date(Date.parse(on) + days * 86_400_000).toISOString().slice(0, 10),
        })),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('REVOKE' as const), award: number(6), day }) },
  );

/** What happens to so many referrals, deals and orders, in batches between which is rolled up; always the same. */
export function storiesOf(subjects: number) {
  const happening: fc.Arbitrary<Told> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        what: fc.constant('REFERRAL' as const),
        referral: number(subjects),
        type: verb.map((one) => `referral.${one}`),
        at: instant,
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        what: fc.constant('DEAL' as const),
        deal: number(subjects),
        stage,
        amountMinor: fc.option(fc.integer({ min: 1, max: 5_000_000 })),
        at: instant,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        what: fc.constant('ORDER' as const),
        order: number(subjects),
        customer: number(4),
        monthlyMinor: fc.integer({ min: 1, max: 90_000 }),
        day: fc.constant('2025-02-01'),
        until: fc.option(day),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ what: fc.constant('MERGE' as const), customer: number(4), into: number(4) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant('TIER' as const), partner: number(3), tier: number(2), day }),
    },
  );
  const disputes = fc.array(
    fc.record({
      what: fc.constant('DISPUTE' as const),
      dispute: number(3),
      step: fc.constantFrom(
        'OPEN' as const,
        'OPEN' as const,
        'DECIDE' as const,
        'APPEAL' as const,
        'WITHDRAW' as const,
      ),
      at: fc.integer({ min: 1, max: 60 * DISPUTE_HOURS - 1 }).map((minutes) => new Date(minutes * 60_000)),
    }),
    { minLength: 2, maxLength: 6 },
  );
  const story = fc.record({
    happened: fc.array(fc.tuple(fc.array(happenings(subjects), { minLength: 6, maxLength: 16 }), disputes), {
      minLength: 4,
      maxLength: 4,
    }),
    batches: fc.array(fc.array(happening, { minLength: 4, maxLength: 14 }), { minLength: 3, maxLength: 4 }),
    managers: fc.array(fc.record({ partner: number(3), manager: number(2) }), { minLength: 3, maxLength: 3 }),
    way: fc.constantFrom('ONCE', 'TWICE_AT_ONCE', 'KILLED'),
    killedAt: fc.integer({ min: 1, max: 4 }),
  });
  return fc.sample(story, { numRuns: 3, seed: SEED }).map(({ happened, ...told }) => ({
    ...told,
    happened: happened.map(([others, steps], batch) => [...others, ...oneAfterTheOther(steps, batch)]),
  }));
}
