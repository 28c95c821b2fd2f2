import { describe, expect, it } from 'vitest';
import {
  clearedIn,
  closingOf,
  levelDue,
  levelsBetween,
  type Observed,
  observedBy,
  openingBreaches,
  progressOf,
  stateOf,
  type Terms,
} from '../../../src/domains/remediation/remediation.rules.ts';
import { planActionsAvailable } from '../../../src/domains/remediation/remediation-plan.rules.ts';
import { remediationPlanStates } from '../../../src/domains/remediation/remediation-plan.states.ts';
import { requirementPercent } from '../../../src/domains/remediation/remediation-requirement.rules.ts';

const BELOW: Terms = { breaches: 'BELOW', threshold: '2', clearsAt: '3', breachPeriods: 2, clearPeriods: 2 };
const ABOVE: Terms = { ...BELOW, breaches: 'ABOVE', threshold: '30', clearsAt: '20.5' };
const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** Months of 2026 from January on, each with its value; a dash has none. */
const months = (values: string, terms: Terms = BELOW): Observed[] =>
  observedBy(
    terms,
    values.split(' ').map((value, place) => ({
      period: `FY2026-P${String(place + 1).padStart(2, '0')}`,
      from: new Date(Date.UTC(2026, place, 1)),
      until: new Date(Date.UTC(2026, place + 1, 1)),
      value: value === '-' ? null : value,
    })),
  );

describe('a value', () => {
  it.each([
    ['below the threshold', BELOW, '1.999999', 'BREACH'],
    ['on the threshold', BELOW, '2', 'BETWEEN'],
    ['short of clear', BELOW, '2.99', 'BETWEEN'],
    ['as asked', BELOW, '3', 'CLEAR'],
    ['none', BELOW, null, 'NO_VALUE'],
    ['zero is a value', BELOW, '0', 'BREACH'],
    ['above the threshold', ABOVE, '30.000001', 'BREACH'],
    ['on the upper threshold', ABOVE, '30', 'BETWEEN'],
    ['as low as asked', ABOVE, '20.5', 'CLEAR'],
    ['negative', ABOVE, '-4', 'CLEAR'],
    ['without hysteresis there is nothing between', { ...BELOW, clearsAt: '2' }, '2', 'CLEAR'],
  ] as const)('%s', (_case, terms, value, state) => {
    expect(stateOf(terms, value)).toBe(state);
  });
});

describe('a proposal', () => {
  it.each([
    ['two breaches in a row', '5 1 1', null, ['FY2026-P02', 'FY2026-P03']],
    ['one breach', '5 5 1', null, null],
    ['a breach that is over', '1 1 5', null, null],
    ['between the thresholds interrupts', '1 2.5 1', null, null],
    ['nothing measured interrupts', '1 - 1', null, null],
    ['nothing measured last', '1 1 -', null, null],
    ['fewer periods than asked', '1', null, null],
    ['what a plan answered for', '1 1 1', '2026-03-01', null],
    ['as many after it', '1 1 1', '2026-02-01', ['FY2026-P02', 'FY2026-P03']],
  ] as const)('%s', (_case, values, answered, periods) => {
    const opening = openingBreaches(BELOW, months(values), answered && day(answered));
    expect(opening?.map(({ period }) => period) ?? null).toEqual(periods);
  });
});

describe('what is clear', () => {
  it.each([
    ['two in a row', '3 4', 'FY2026-P02'],
    ['the first two of three', '3 4 5', 'FY2026-P02'],
    ['between interrupts', '3 2.5 3', null],
    ['nothing measured interrupts', '3 - 3', null],
    ['later after an interruption', '3 - 3 3', 'FY2026-P04'],
    ['a breach', '1 1', null],
  ])('%s', (_case, values, period) => {
    expect(clearedIn(BELOW, months(values))?.period ?? null).toBe(period);
  });
});

describe('an open plan', () => {
  const active = (dueOn: string) => ({ status: 'ACTIVE' as const, period: 'FY2026-P02', dueOn: day(dueOn) });
  const proposed = { status: 'PROPOSED' as const, period: 'FY2026-P02', dueOn: null };
  it.each([
    ['runs', '1 1 1', active('2026-06-30'), '2026-04-01', null],
    ['succeeds', '1 1 3 3', active('2026-06-30'), '2026-05-01', 'SUCCEEDED CLEARED FY2026-P04'],
    [
      'succeeds by its last day, looked at late',
      '1 1 3 3',
      active('2026-04-30'),
      '2026-09-01',
      'SUCCEEDED CLEARED FY2026-P04',
    ],
    [
      'is too late a day before the period ends',
      '1 1 3 3',
      active('2026-04-29'),
      '2026-05-01',
      'FAILED DUE_DATE_PASSED FY2026-P03',
    ],
    ['runs on its last day', '1 1 1', active('2026-04-15'), '2026-04-15', null],
    ['fails the day after', '1 1 1', active('2026-04-15'), '2026-04-16', 'FAILED DUE_DATE_PASSED FY2026-P03'],
    ['is not ended by a value between', '1 1 3 2.5', active('2026-06-30'), '2026-05-01', null],
    ['does not count what was clear before', '3 3 1 1', active('2026-06-30'), '2026-05-01', null],
    ['waits as a proposal', '1 1 1 1', proposed, '2026-05-01', null],
    [
      'is withdrawn where all is well again',
      '1 1 3 3',
      proposed,
      '2026-05-01',
      'CANCELLED RECOVERED FY2026-P04',
    ],
    [
      'is withdrawn where its breaches were corrected',
      '4 1 1 1',
      proposed,
      '2026-05-01',
      'CANCELLED CORRECTED null',
    ],
    [
      'is withdrawn where its breaches are gone',
      '- 1 1 1',
      proposed,
      '2026-05-01',
      'CANCELLED CORRECTED null',
    ],
  ] as const)('%s', (_case, values, plan, today, expected) => {
    const closing = closingOf(BELOW, plan, months(values), day(today));
    expect(closing && `${closing.status} ${closing.code} ${closing.last}`).toBe(expected);
  });
});

describe('progress', () => {
  it.each([
    ['not begun', '1', '3', '1', '0', '0'],
    ['a third', '0', '3', '1', '33.33', '33.33'],
    ['there', '1', '3', '3', '100', '100'],
    ['beyond', '1', '3', '4', '100', '150'],
    ['worse', '1', '3', '0', '0', '-50'],
    ['downwards', '40', '20', '35', '25', '25'],
    ['almost there is not there', '0', '1000000', '999999', '99.99', '99.99'],
    ['nowhere to go', '3', '3', '1', '100', '100'],
  ])('%s', (_case, before, target, latest, percent, unclampedPercent) => {
    expect(progressOf({ before, target, latest })).toEqual({ percent, unclampedPercent });
  });
});

describe('being late', () => {
  it.each([
    ['on the day', '2026-03-01', 0],
    ['a day later', '2026-03-02', 1],
    ['a week later', '2026-03-08', 1],
    ['later', '2026-03-09', 2],
  ])('%s', (_case, today, level) => {
    expect(levelDue(day('2026-03-01'), day(today))).toBe(level);
  });

  it('tells each level once, those that were missed too', () => {
    expect([levelsBetween(0, 2), levelsBetween(1, 2), levelsBetween(2, 2), levelsBetween(2, 1)]).toEqual([
      [1, 2],
      [2],
      [],
      [],
    ]);
  });
});

describe('the states', () => {
  it('are reached by staff, partners and the review as the table says', () => {
    const { states, actions, next } = remediationPlanStates;
    const moves = Object.keys(actions).map((action) => [
      action,
      states.filter((state) => next(state, action as keyof typeof actions) !== null).join(' '),
      actions[action as keyof typeof actions].by.join(' '),
    ]);
    const staff = 'CHANNEL_MANAGER PARTNER_OPERATIONS ADMIN';
    expect(moves).toEqual([
      ['ACTIVATE', 'PROPOSED', staff],
      ['ADD_ACTION', 'ACTIVE', staff],
      ['COMPLETE_ACTION', 'ACTIVE', `PARTNER_ADMIN ${staff}`],
      ['SUCCEED', 'ACTIVE', `${staff} JOB`],
      ['FAIL', 'ACTIVE', `${staff} JOB`],
      ['CANCEL', 'PROPOSED ACTIVE', `${staff} JOB`],
    ]);
  });

  it.each([
    ['PROPOSED', 'CHANNEL_MANAGER', 0, ['ACTIVATE', 'CANCEL']],
    ['ACTIVE', 'ADMIN', 1, ['ADD_ACTION', 'COMPLETE_ACTION', 'CLOSE', 'CANCEL']],
    ['ACTIVE', 'PARTNER_ADMIN', 1, ['COMPLETE_ACTION']],
    ['ACTIVE', 'PARTNER_ADMIN', 0, ['COMPLETE_ACTION blocked']],
    ['ACTIVE', 'EXECUTIVE', 1, []],
    ['FAILED', 'ADMIN', 1, []],
  ] as const)('of %s offer %s', (status, role, open, expected) => {
    const offered = planActionsAvailable(status, [role], open);
    expect(offered.map(({ action, available }) => (available ? action : `${action} blocked`))).toEqual(
      expected,
    );
  });
});

describe('a requirement', () => {
  const tiers = [
    { tierId: 'gold', rank: 2, requirements: [{ code: 'DEALS', percent: '40' }] },
    { tierId: 'silver', rank: 1, requirements: [{ code: 'DEALS', percent: '80' }] },
    { tierId: 'base', rank: 0, requirements: [] },
  ];
  it.each([
    ['of the own tier', 'gold', 'DEALS', '40'],
    ['of the lowest that asks it', 'base', 'DEALS', '80'],
    ['of the lowest where there is no tier', null, 'DEALS', '80'],
    ['that nobody asks', 'gold', 'CERTIFIED', null],
  ])('%s', (_case, tierId, code, percent) => {
    expect(requirementPercent({ tiers, tierId }, code)).toBe(percent);
  });
});
