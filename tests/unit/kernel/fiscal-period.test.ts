import { describe, expect, it } from 'vitest';
import {
  FISCAL_YEAR_MAX,
  FISCAL_YEAR_MIN,
  fiscalLabelOf,
  fiscalPeriod,
  fiscalPeriodAfter,
  fiscalPeriodContaining,
  fiscalPeriodsWithin,
  nextFiscalPeriod,
  parseFiscalLabel,
  previousFiscalPeriod,
} from '../../../src/kernel/fiscal-period.ts';

const periodOf = (label: string) => {
  const result = parseFiscalLabel(label);
  if (!result.ok) throw new Error(`${label}: ${result.reason}`);
  return result.value;
};

describe('labels', () => {
  it.each([
    { label: 'FY2026', period: { grain: 'YEAR', year: 2026, ordinal: 1 } },
    { label: 'FY2026-Q3', period: { grain: 'QUARTER', year: 2026, ordinal: 3 } },
    { label: 'FY2026-P07', period: { grain: 'MONTH', year: 2026, ordinal: 7 } },
    { label: 'FY2026-P12', period: { grain: 'MONTH', year: 2026, ordinal: 12 } },
    { label: 'FY1899', period: { grain: 'YEAR', year: 1899, ordinal: 1 } },
    { label: 'FY3000-Q4', period: { grain: 'QUARTER', year: 3000, ordinal: 4 } },
  ] as const)('reads and writes $label', ({ label, period }) => {
    expect(parseFiscalLabel(label)).toEqual({ ok: true, value: period });
    expect(fiscalLabelOf(period)).toBe(label);
  });

  it.each([
    '2026',
    'FY26',
    'fy2026',
    'FY2026-Q0',
    'FY2026-Q5',
    'FY2026-P0',
    'FY2026-P7',
    'FY2026-P00',
    'FY2026-P13',
    'FY2026-Q1-P01',
    'FY1898',
    'FY3001',
    'FY2026\n',
    '',
  ])('refuses %j', (label) => {
    expect(parseFiscalLabel(label)).toEqual({ ok: false, reason: 'NOT_A_FISCAL_PERIOD' });
  });
});

describe('neighbours', () => {
  it.each([
    { label: 'FY2026', next: 'FY2027' },
    { label: 'FY2026-Q3', next: 'FY2026-Q4' },
    { label: 'FY2026-Q4', next: 'FY2027-Q1' },
    { label: 'FY2026-P11', next: 'FY2026-P12' },
    { label: 'FY2026-P12', next: 'FY2027-P01' },
  ])('$next follows $label', ({ label, next }) => {
    expect(nextFiscalPeriod(periodOf(label))).toEqual(periodOf(next));
    expect(previousFiscalPeriod(periodOf(next))).toEqual(periodOf(label));
  });

  it.each([
    { label: 'FY2026-P03', count: -4, reached: 'FY2025-P11' },
    { label: 'FY2026-P03', count: 0, reached: 'FY2026-P03' },
    { label: 'FY2026-Q2', count: 10, reached: 'FY2028-Q4' },
    { label: 'FY2026-Q2', count: -10, reached: 'FY2023-Q4' },
  ])('$count after $label is $reached', ({ label, count, reached }) => {
    expect(fiscalPeriodAfter(periodOf(label), count)).toEqual(periodOf(reached));
  });

  it('throws beyond the years that have labels', () => {
    expect(() => nextFiscalPeriod(fiscalPeriod('MONTH', FISCAL_YEAR_MAX, 12))).toThrow(RangeError);
    expect(() => previousFiscalPeriod(fiscalPeriod('YEAR', FISCAL_YEAR_MIN))).toThrow(RangeError);
    expect(() => fiscalPeriod('QUARTER', 2026, 5)).toThrow(RangeError);
    expect(() => fiscalPeriod('YEAR', 2026, 2)).toThrow(RangeError);
    expect(() => fiscalPeriod('MONTH', 2026.5, 1)).toThrow(RangeError);
  });
});

describe('parts and wholes', () => {
  it.each([
    { label: 'FY2026-P01', quarter: 'FY2026-Q1' },
    { label: 'FY2026-P03', quarter: 'FY2026-Q1' },
    { label: 'FY2026-P04', quarter: 'FY2026-Q2' },
    { label: 'FY2026-P12', quarter: 'FY2026-Q4' },
    { label: 'FY2026-Q2', quarter: 'FY2026-Q2' },
  ])('$label is part of $quarter', ({ label, quarter }) => {
    expect(fiscalPeriodContaining(periodOf(label), 'QUARTER')).toEqual(periodOf(quarter));
    expect(fiscalPeriodContaining(periodOf(label), 'YEAR')).toEqual(periodOf('FY2026'));
  });

  it('lists the parts in order', () => {
    const labelsWithin = (label: string, grain: 'QUARTER' | 'MONTH') =>
      fiscalPeriodsWithin(periodOf(label), grain).map(fiscalLabelOf);
    expect(labelsWithin('FY2026-Q3', 'MONTH')).toEqual(['FY2026-P07', 'FY2026-P08', 'FY2026-P09']);
    expect(labelsWithin('FY2026', 'QUARTER')).toEqual(['FY2026-Q1', 'FY2026-Q2', 'FY2026-Q3', 'FY2026-Q4']);
    expect(labelsWithin('FY2026', 'MONTH')).toHaveLength(12);
  });

  it('refuses the wrong direction', () => {
    expect(() => fiscalPeriodContaining(periodOf('FY2026'), 'MONTH')).toThrow(RangeError);
    expect(() => fiscalPeriodsWithin(periodOf('FY2026-P01'), 'YEAR')).toThrow(RangeError);
  });
});
