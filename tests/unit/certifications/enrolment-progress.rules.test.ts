import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awardDaysOf } from '../../../src/domains/certifications/award-days.rules.ts';
import {
  completionOf,
  progressOf,
  type RequirementTerms,
  type ResultFacts,
} from '../../../src/domains/certifications/enrolment-progress.rules.ts';

const EXAM: RequirementTerms = {
  ...{ id: 'exam', groupId: 'g', kind: 'EXAM', externalCode: 'E-1', passMarkBps: 7_000 },
  ...{ attemptsMax: 3, coolDownDays: 14, templateId: null, isBridge: false },
};

const attempt = (day: string, percent: number, sourceId = day): ResultFacts => ({
  ...{ id: sourceId, source: 'LMS', sourceId, kind: 'EXAM', externalCode: 'E-1' },
  outcome: percent >= 70 ? 'PASSED' : 'FAILED',
  scoreBps: percent * 100,
  happenedAt: new Date(`${day}T12:00:00Z`),
});

describe('progress with an exam of three attempts, two weeks apart', () => {
  it.each([
    { _case: 'none', results: [], status: 'OPEN', attempts: 0, by: null },
    {
      _case: 'passed at once',
      results: [attempt('2026-01-01', 70)],
      status: 'FULFILLED',
      attempts: 1,
      by: '2026-01-01',
    },
    {
      ...{
        _case: 'passed within the cool-down, which does not count',
        status: 'OPEN',
        attempts: 1,
        by: '2026-01-01',
      },
      results: [attempt('2026-01-01', 69), attempt('2026-01-14', 90)],
    },
    {
      ...{ _case: 'passed on the first day after it', status: 'FULFILLED', attempts: 2, by: '2026-01-15' },
      results: [attempt('2026-01-01', 69), attempt('2026-01-15', 90)],
    },
    {
      ...{
        _case: 'failed three times, and passed too late',
        status: 'EXHAUSTED',
        attempts: 3,
        by: '2026-03-01',
      },
      results: [
        ...[attempt('2026-01-01', 10), attempt('2026-02-01', 20), attempt('2026-03-01', 30)],
        attempt('2026-04-01', 90),
      ],
    },
    {
      ...{ _case: 'the first that passes stands', status: 'FULFILLED', attempts: 1, by: '2026-01-01' },
      results: [attempt('2026-01-01', 80), attempt('2026-02-01', 20)],
    },
  ])('$_case', ({ results, status, attempts, by }) => {
    const { progress } = progressOf(EXAM, results, null);
    expect([progress.status, progress.attempts, progress.resultId]).toEqual([status, attempts, by]);
  });

  it('counts nothing from before the award that is renewed', () => {
    const results = [attempt('2026-01-01', 90), attempt('2026-06-01', 80)];
    const { progress, judged } = progressOf(EXAM, results, new Date('2026-03-01T00:00:00Z'));
    expect(progress).toMatchObject({ status: 'FULFILLED', attempts: 1, resultId: '2026-06-01' });
    expect(judged.map(({ because }) => because)).toEqual(['TOO_EARLY', null]);
  });
});

const history = fc.uniqueArray(
  fc.record({
    day: fc.integer({ min: 1, max: 28 }),
    month: fc.integer({ min: 1, max: 9 }),
    percent: fc.integer({ min: 0, max: 100 }),
  }),
  { maxLength: 12, selector: ({ day, month }) => `${month}-${day}` },
);

const made = ({ day, month, percent }: { day: number; month: number; percent: number }) =>
  attempt(`2026-0${month}-${String(day).padStart(2, '0')}`, percent);

describe('the order in which results arrive', () => {
  it('decides nothing, and neither does their number', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (rows, random) => {
        const results = rows.map(made);
        const shuffled = results
          .map((result) => [random.next().value as number, result] as const)
          .sort(([a], [b]) => a - b)
          .map(([, result]) => result);
        expect(progressOf(EXAM, shuffled, null)).toEqual(progressOf(EXAM, results, null));
      }),
    );
  });

  it('never counts more attempts than allowed, nor two within a cool-down', () => {
    fc.assert(
      fc.property(history, (rows) => {
        const results = rows.map(made);
        const { judged } = progressOf(EXAM, results, null);
        const counted = results.filter(({ id }) =>
          judged.some((each) => each.resultId === id && !each.because),
        );
        const days = counted.map(({ happenedAt }) => happenedAt.getTime() / 86_400_000).sort((a, b) => a - b);
        expect(counted.length).toBeLessThanOrEqual(3);
        for (const [place, day] of days.entries())
          if (place > 0) expect(day - days[place - 1]!).toBeGreaterThanOrEqual(14);
      }),
    );
  });
});

describe('groups', () => {
  const terms = (id: string, groupId: string): RequirementTerms => ({
    ...EXAM,
    ...{
      id,
      groupId,
      kind: 'COURSE',
      externalCode: id,
      passMarkBps: null,
      attemptsMax: null,
      coolDownDays: null,
    },
  });
  const requirements = [
    terms('a', 'all'),
    terms('b', 'all'),
    terms('c', 'some'),
    terms('d', 'some'),
    terms('e', 'some'),
  ];
  const groups = [
    { id: 'all', mode: 'ALL', needed: null },
    { id: 'some', mode: 'N_OF', needed: 2 },
  ];
  const course = (code: string, day: string): ResultFacts => ({
    ...attempt(day, 100, code),
    ...{ kind: 'COURSE', externalCode: code, outcome: 'COMPLETED', scoreBps: null },
  });

  it.each([
    { _case: 'one of all is missing', done: ['a 2026-01-01', 'c 2026-01-02', 'd 2026-01-03'], on: null },
    { _case: 'one of two is missing', done: ['a 2026-01-01', 'b 2026-01-02', 'c 2026-01-03'], on: null },
    {
      ...{ _case: 'complete with the second of the three', on: '2026-02-01' },
      done: ['a 2026-01-01', 'b 2026-01-02', 'c 2026-03-01', 'd 2026-01-03', 'e 2026-02-01'],
    },
  ])('$_case', ({ done, on }) => {
    const results = done.map((text) => course(text.slice(0, 1), text.slice(2)));
    const progress = new Map(requirements.map((each) => [each.id, progressOf(each, results, null).progress]));
    const completedAt = completionOf('FULL', { groups, requirements }, progress);
    expect(completedAt?.toISOString().slice(0, 10) ?? null).toBe(on);
  });
});

const day = (text: string) => new Date(`${text}T00:00:00Z`);

describe('the days of an award', () => {
  it.each([
    {
      _case: 'twelve months',
      on: '2026-03-10',
      months: 12,
      renewed: null,
      days: ['2026-03-10', '2027-03-10'],
    },
    {
      _case: 'from a leap day nobody loses a day',
      on: '2024-02-29',
      months: 12,
      renewed: null,
      days: ['2024-02-29', '2025-03-01'],
    },
    {
      _case: 'to a leap day',
      on: '2024-02-29',
      months: 48,
      renewed: null,
      days: ['2024-02-29', '2028-02-29'],
    },
    {
      _case: 'a month that lacks the day',
      on: '2026-08-31',
      months: 6,
      renewed: null,
      days: ['2026-08-31', '2027-03-01'],
    },
    { _case: 'without an end', on: '2026-03-10', months: null, renewed: null, days: ['2026-03-10', null] },
    {
      _case: 'renewed early, from the old end',
      on: '2026-01-09',
      months: 12,
      renewed: '2026-03-10',
      days: ['2026-03-10', '2027-03-10'],
    },
    {
      _case: 'renewed on the day of the end',
      on: '2026-03-10',
      months: 12,
      renewed: '2026-03-10',
      days: ['2026-03-10', '2027-03-10'],
    },
    {
      _case: 'renewed late, from the day',
      on: '2026-04-02',
      months: 12,
      renewed: '2026-03-10',
      days: ['2026-04-02', '2027-04-02'],
    },
  ])('$_case', ({ on, months, renewed, days }) => {
    const before = renewed ? { endsOn: day(renewed), renewalWindowDays: 90 } : null;
    const { validFrom, endsOn } = awardDaysOf(day(on), months, before);
    expect([validFrom, endsOn]).toEqual([day(days[0]!), days[1] ? day(days[1]) : null]);
  });
});
