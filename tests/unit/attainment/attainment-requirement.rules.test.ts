import { describe, expect, it } from 'vitest';
import { percentOf } from '../../../src/domains/attainment/attainment-requirement.rules.ts';
import { decimalOf } from '../../../src/kernel/decimal.ts';
import { fractionFrom } from '../../../src/kernel/fraction.ts';
import { aGroup, aLapse, aRequirement, things } from '../../support/attainment-rules.ts';

describe('the percent of the target', () => {
  it.each([
    ['1', '3', '33.33'],
    ['2', '3', '66.67'],
    ['3', '3', '100'],
    // Rounded it would be 100, and it is not reached.
    ['9999.99', '10000', '99.99'],
    ['49', '3', '999.99'],
    ['-5', '3', '0'],
    ['0', '0', '100'],
  ])('%s of %s is %s', (actual, target, percent) => {
    expect(percentOf(fractionFrom(decimalOf(actual)), fractionFrom(decimalOf(target)))).toBe(percent);
  });
});

describe('the target of a partner that joined within the window', () => {
  const asked = { threshold: '10', isProRated: true };
  it.each([
    { joinedOn: '2026-01-01', target: '10' },
    // 89 of 90 days: 9.89.
    { joinedOn: '2026-01-02', target: '10' },
    // 45 of 90 days.
    { joinedOn: '2026-02-15', target: '5' },
    // 44 of 90 days: 4.89, and nobody wins a part of a deal.
    { joinedOn: '2026-02-16', target: '5' },
    // The last day: 0.11.
    { joinedOn: '2026-03-31', target: '1' },
    { joinedOn: '2026-04-01', target: '10' },
  ])('$joinedOn is $target', ({ joinedOn, target }) => {
    expect(aRequirement(asked, { joinedOn }).target).toBe(target);
  });

  it('is rounded to the minor unit in money, and whole where it is not asked pro rata', () => {
    const revenue = { metric: 'REVENUE_WON', threshold: '10000.01' } as const;
    // 10,000.01 x 44 / 90 = 4,888.8937...
    expect(aRequirement({ ...revenue, isProRated: true }, { joinedOn: '2026-02-16' }).target).toBe('4888.89');
    expect(aRequirement(revenue, { joinedOn: '2026-02-16' }).target).toBe('10000.01');
  });

  it('is projected by the days since', () => {
    // 3 deals in the 15 days from 31 January to 14 February, 60 in all until the end.
    const evaluated = aRequirement({ ...asked, groups: [things(3)] }, { joinedOn: '2026-01-31' });
    expect(evaluated).toMatchObject({ target: '7', projection: '12', status: 'ON_TRACK' });
  });
});

const stock = { metric: 'CERTIFIED_PEOPLE', windowKind: 'POINT_IN_TIME', threshold: '3' } as const;
const ended = { asOf: '2026-05-01T12:00:00Z' };
const waived = (validTo: string) => ({ waivers: [{ requirementCode: 'T1-0', validTo }] });

describe('how a requirement stands', () => {
  // 14 February is the 45th of 90 days, so a run rate doubles what there is.
  it.each([
    { _case: 'reached', data: { threshold: '3', groups: [things(3)] }, status: 'MET', projection: '6' },
    { _case: 'expected', data: { threshold: '6', groups: [things(3)] }, status: 'ON_TRACK', projection: '6' },
    {
      _case: 'not expected',
      data: { threshold: '7', groups: [things(3)] },
      status: 'AT_RISK',
      projection: '6',
    },
    {
      _case: 'about to lapse',
      data: { ...stock, groups: [things(3, 2)] },
      status: 'AT_RISK',
      projection: '2',
    },
    {
      _case: 'about to lapse, with one to spare',
      data: { ...stock, groups: [things(4, 3)] },
      status: 'MET',
      projection: '3',
    },
    {
      _case: 'beginning before the end',
      data: { ...stock, groups: [things(2), aGroup({ reason: 'NOT_YET_VALID', countAtEnd: 1 })] },
      ...{ status: 'ON_TRACK', projection: '3' },
    },
    {
      _case: 'a ratio that stays',
      data: {
        metric: 'SATISFACTION' as const,
        threshold: '4.5',
        groups: [aGroup({ count: 3, value: '13' })],
      },
      ...{ status: 'AT_RISK', projection: '4.333333' },
    },
    {
      _case: 'ended and reached',
      data: { threshold: '3', groups: [things(3)] },
      more: ended,
      status: 'MET',
      projection: null,
    },
    {
      _case: 'ended without',
      data: { threshold: '4', groups: [things(3)] },
      more: ended,
      status: 'MISSED',
      projection: null,
    },
    { _case: 'waived', data: { threshold: '7' }, more: waived('2026-02-20'), status: 'MET', projection: '0' },
    {
      _case: 'ended and waived',
      data: { threshold: '7' },
      more: { ...ended, ...waived('2026-04-01') },
      status: 'MET',
      projection: null,
    },
  ])('$_case: $status', ({ data, more = {}, status, projection }) => {
    const { explain, ...evaluated } = aRequirement(data, more);
    expect(evaluated).toMatchObject({ status, projection });
    expect(explain().steps.at(-1)).toEqual({ code: 'STATUS', inputs: {}, result: status });
  });

  it('compares exactly, though it is told to six digits', () => {
    const mean = (threshold: string, groups = [aGroup({ count: 3, value: '13' })]) =>
      aRequirement({ metric: 'SATISFACTION', threshold, groups }, ended).status;
    expect([mean('4.333333'), mean('4.333334')]).toEqual(['MET', 'MISSED']);
  });
});

describe('projections', () => {
  const trailing = { windowKind: 'TRAILING_MONTHS', windowMonths: 3, threshold: '9' } as const;

  it('count what is still within the window at the end, and as much a day as in it', () => {
    // From 15 November to 14 February are 92 days, and 45 are to come: 2 + 6 x 45 / 92.
    const evaluated = aRequirement({
      ...trailing,
      ...{
        metric: 'REFERRALS_SUBMITTED',
        groups: [things(6, 2)],
        lapses: [aLapse('2026-03-02', 3), aLapse('2026-03-10', 1)],
      },
    });
    expect(evaluated).toMatchObject({ projection: '4.934783', projectionMethod: 'RUN_RATE' });
    expect(evaluated.lapsesOn).toEqual(new Date('2026-03-02T00:00:00Z'));
  });

  it('weigh open deals by stage, and go by the run rate where there are none', () => {
    const open = (stage: string, count: number) =>
      aGroup({ reason: 'NOT_WON', stage, count, value: String(count) });
    const groups = [things(3), open('PROPOSAL', 3), open('COMMITTED', 1), open('UNKNOWN', 5)];
    expect(aRequirement({ threshold: '9', groups })).toMatchObject({
      projection: '5.4',
      projectionMethod: 'PIPELINE',
    });
    expect(aRequirement({ threshold: '9', groups: [things(3)] })).toMatchObject({
      ...{ projection: '6', projectionMethod: 'RUN_RATE' },
    });
    const revenue = [
      aGroup({ unit: 'EUR', value: '10000' }),
      aGroup({ unit: 'USD', value: '3333', denominator: 3 }),
      aGroup({ reason: 'NOT_WON', stage: 'COMMITTED', unit: 'USD', value: '1001' }),
    ];
    // 100 + 33.33 / 3 x 0.9 = 109.999, and 10.01 x 0.9 x 0.9 = 8.1081 are expected of the rounded 110.00.
    expect(aRequirement({ metric: 'REVENUE_WON', threshold: '500', groups: revenue })).toMatchObject({
      ...{ actual: '110', projection: '118.11', gap: '390', percent: '22' },
    });
  });

  it('of a year go to the end of the period that is reviewed', () => {
    // 45 days of the year have passed, and 90 when the quarter ends.
    const year = { windowKind: 'FISCAL_YEAR', threshold: '5', groups: [things(3)] } as const;
    expect(aRequirement({ ...year, metric: 'REFERRALS_SUBMITTED', groups: [things(3)] }).projection).toBe(
      '6',
    );
  });
});

describe('metrics of yes or no', () => {
  const documents = { metric: 'DOCUMENTS_IN_FORCE', windowKind: 'POINT_IN_TIME', threshold: '1' } as const;
  it.each([
    { _case: 'nothing required', groups: [], actual: '1', status: 'MET' },
    { _case: 'all held', groups: [things(2)], actual: '1', status: 'MET' },
    {
      _case: 'one missing',
      groups: [things(2), aGroup({ reason: 'NOT_IN_FORCE', countAtEnd: 0 })],
      actual: '0',
      status: 'AT_RISK',
    },
    {
      _case: 'one that will begin',
      groups: [things(2), aGroup({ reason: 'NOT_IN_FORCE' })],
      actual: '0',
      status: 'ON_TRACK',
    },
    { _case: 'one that lapses', groups: [things(2, 1)], actual: '1', status: 'AT_RISK' },
    {
      _case: 'one required later, and not there',
      groups: [things(2), aGroup({ reason: 'NOT_YET_REQUIRED', value: '0', countAtEnd: 0 })],
      ...{ actual: '1', status: 'AT_RISK' },
    },
  ])('$_case: $actual', ({ groups, actual, status }) => {
    expect(aRequirement({ ...documents, groups })).toMatchObject({ actual, status });
  });
});
