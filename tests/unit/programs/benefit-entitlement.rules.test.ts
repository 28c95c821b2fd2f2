import { describe, expect, it } from 'vitest';
import {
  type Entitlement,
  entitlementChanges,
  entitlementStatusOf,
  entitlementsOf,
  type PlacedBenefits,
} from '../../../src/domains/programs/benefit-entitlement.rules.ts';
import { baseTierOf, sameTierIn } from '../../../src/domains/programs/program-tier.rules.ts';
import { readWaiverDays, waiverStatusOf } from '../../../src/domains/programs/requirement-waiver.rules.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const TODAY = day('2026-06-15');
const BENEFITS = {
  SILVER: [{ id: 'silver-support', code: 'SUPPORT', dueDays: 5 }],
  GOLD: [
    { id: 'gold-support', code: 'SUPPORT', dueDays: 5 },
    { id: 'gold-funds', code: 'FUNDS', dueDays: 30 },
  ],
  NONE: [],
} as const;

let booked = 0;
const placed = (id: string, tier: keyof typeof BENEFITS, effectiveOn: string): PlacedBenefits => {
  booked += 1;
  return { id, effectiveOn: day(effectiveOn), bookedAt: new Date(booked), benefits: BENEFITS[tier] };
};

const shown = (rows: readonly Entitlement[]) =>
  rows.map(({ placementId, benefitId, dueOn, endedOn, provisionedAt }) =>
    [
      `${placementId} ${benefitId}`,
      `due ${dueOn.toISOString().slice(5, 10)}`,
      `until ${endedOn?.toISOString().slice(5, 10) ?? '-'}`,
      provisionedAt ? 'has it' : 'owed',
    ].join(', '),
  );

const provisioned = (row: Entitlement): Entitlement => ({
  ...{ ...row, provisionedAt: TODAY, provisionedById: 'somebody', reference: 'B-1' },
});

describe('what a partner is entitled to', () => {
  it('is what its tier gives, from each placement until the next', () => {
    const rows = entitlementsOf(
      [placed('a', 'SILVER', '2026-03-01'), placed('b', 'GOLD', '2026-06-01')],
      [],
      TODAY,
    );
    expect(shown(rows)).toEqual([
      'a silver-support, due 03-06, until 06-01, owed',
      'b gold-support, due 06-06, until -, owed',
      'b gold-funds, due 07-01, until -, owed',
    ]);
  });

  it('is carried where the former tier gave it and it was provisioned, and not over a tier that did not give it', () => {
    const a = placed('a', 'SILVER', '2026-03-01');
    const existing = entitlementsOf([a], [], TODAY).map(provisioned);
    expect(shown(entitlementsOf([a, placed('b', 'GOLD', '2026-06-01')], existing, TODAY))).toEqual([
      'a silver-support, due 03-06, until 06-01, has it',
      'b gold-support, due 06-06, until -, has it',
      'b gold-funds, due 07-01, until -, owed',
    ]);
    const gap = [a, placed('n', 'NONE', '2026-04-01'), placed('b', 'GOLD', '2026-06-01')];
    expect(shown(entitlementsOf(gap, existing, TODAY))[1]).toBe('b gold-support, due 06-06, until -, owed');
  });

  it('follows a placement that is booked between two others', () => {
    const [a, c] = [placed('a', 'SILVER', '2026-03-01'), placed('c', 'GOLD', '2026-09-01')];
    const existing = entitlementsOf([a, c], [], TODAY);
    const b = placed('b', 'NONE', '2026-06-15');
    const planned = entitlementsOf([a, c, b], existing, TODAY);
    expect(shown(planned)[0]).toBe('a silver-support, due 03-06, until 06-15, owed');
    const { added, changed } = entitlementChanges(planned, existing);
    expect([added.length, shown(changed)]).toEqual([0, ['a silver-support, due 03-06, until 06-15, owed']]);
  });

  it('of a placement that another one replaces on its day ends before it began, and what was given of it is kept', () => {
    const [a, b] = [placed('a', 'SILVER', '2026-06-15'), placed('b', 'GOLD', '2026-06-15')];
    const existing = entitlementsOf([a], [], TODAY).map(provisioned);
    expect(shown(entitlementsOf([a, b], existing, TODAY))).toEqual([
      'a silver-support, due 06-20, until 06-15, has it',
      'b gold-support, due 06-20, until -, has it',
      'b gold-funds, due 07-15, until -, owed',
    ]);
    const [x, y] = [placed('x', 'SILVER', '2026-09-01'), placed('y', 'NONE', '2026-09-01')];
    const later = entitlementsOf([x], [], TODAY);
    const [gone] = entitlementsOf([x, y], later, TODAY);
    expect(shown([gone!])).toEqual(['x silver-support, due 09-06, until 06-15, owed']);
    expect(entitlementStatusOf(gone!, TODAY)).toBe('ENDED');
    // Said again on a later day, it stays as it was.
    expect(entitlementsOf([x, y], [gone!], day('2026-07-01'))).toEqual([gone]);
  });

  it('is the same whatever the order in which placements are read', () => {
    const all = [
      placed('a', 'SILVER', '2026-03-01'),
      placed('b', 'NONE', '2026-03-01'),
      placed('c', 'GOLD', '2026-05-01'),
    ];
    const planned = entitlementsOf(all, [], TODAY);
    expect(entitlementsOf([...all].reverse(), [], TODAY)).toEqual(planned);
    expect(entitlementChanges(entitlementsOf(all, planned, TODAY), planned)).toEqual({
      added: [],
      changed: [],
    });
  });

  it.each([
    ['2026-06-15', null, null, 'PENDING'],
    ['2026-06-14', null, null, 'OVERDUE'],
    ['2026-06-14', null, TODAY, 'PROVISIONED'],
    ['2026-06-14', '2026-06-15', TODAY, 'ENDED'],
    ['2026-06-14', '2026-06-16', null, 'OVERDUE'],
  ])('due %s, until %s, provisioned %s: %s', (dueOn, endedOn, provisionedAt, status) => {
    const days = { dueOn: day(dueOn), endedOn: endedOn ? day(endedOn) : null, provisionedAt };
    expect(entitlementStatusOf(days, TODAY)).toBe(status);
  });
});

describe('a tier', () => {
  const tiers = [
    { code: 'A', rank: 1, requirementCount: 1 },
    { code: 'B', rank: 2, requirementCount: 0 },
    { code: 'C', rank: 4, requirementCount: 0 },
  ];
  it('is the base where it is the lowest that asks for nothing', () => {
    expect(baseTierOf(tiers)?.code).toBe('B');
    expect(baseTierOf([...tiers].reverse())?.code).toBe('B');
    expect(baseTierOf(tiers.slice(0, 1))).toBeNull();
  });

  it.each([
    ['A', 3, 'A'],
    ['X', 3, 'B'],
    ['X', 4, 'C'],
    ['X', 9, 'C'],
    ['X', 0, null],
  ])('%s of rank %i is %s in another version', (code, rank, expected) => {
    expect(sameTierIn(tiers, { code, rank })?.code ?? null).toBe(expected);
  });
});

describe('a waiver', () => {
  it.each([
    ['2026-04-01', '2026-06-16', []],
    ['2026-03-31', '2026-06-16', ['validFrom OUT_OF_RANGE']],
    ['2027-06-16', '2027-07-01', []],
    ['2027-06-17', '2027-07-01', ['validFrom OUT_OF_RANGE']],
    ['2026-06-15', '2026-06-15', ['validTo NOT_AFTER_START']],
    ['2026-04-01', '2026-06-15', ['validTo IN_THE_PAST']],
    ['2026-06-15', '2028-06-15', []],
    ['2026-06-15', '2028-06-16', ['validTo TOO_LONG']],
    [null, '2026-03-01', ['validTo NOT_AFTER_START']],
  ])('from %s to %s', (validFrom, validTo, expected) => {
    const fields = new FieldReader();
    const input = { validFrom: validFrom ? day(validFrom) : null, validTo: day(validTo) };
    readWaiverDays(fields, input, { earliest: day('2026-04-01'), today: TODAY });
    expect(fields.invalid.map(({ field, code }) => `${field} ${code}`)).toEqual(expected);
  });

  it.each([
    ['2026-06-16', '2026-07-01', null, 'SCHEDULED'],
    ['2026-06-15', '2026-06-16', null, 'IN_FORCE'],
    ['2026-06-01', '2026-06-15', null, 'ENDED'],
    ['2026-06-01', '2026-07-01', TODAY, 'REVOKED'],
  ])('from %s to %s, revoked %s: %s', (validFrom, validTo, revokedAt, status) => {
    expect(waiverStatusOf({ validFrom: day(validFrom), validTo: day(validTo), revokedAt }, TODAY)).toBe(
      status,
    );
  });
});
