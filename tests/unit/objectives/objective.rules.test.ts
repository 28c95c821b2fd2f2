import { describe, expect, it } from 'vitest';
import {
  type KeyResultInput,
  readConfidence,
  readMeasure,
  readWay,
} from '../../../src/domains/objectives/objective.rules.ts';
import { objectiveActions } from '../../../src/domains/objectives/objective.states.ts';
import {
  type ObjectiveNode,
  progressById,
  shareOf,
  shareText,
  weightedMean,
} from '../../../src/domains/objectives/objective-progress.rules.ts';
import { rollUpOf } from '../../../src/domains/objectives/objective-roll-up.rules.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

const PARTNER = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';

const aResult = (more: Partial<KeyResultInput> = {}): KeyResultInput => ({
  ...{
    kpi: 'REFERRALS_SUBMITTED',
    scope: { kind: 'ALL', key: '' },
    currency: null,
    baseline: null,
    target: '10',
  },
  ...{ direction: null, weight: null, ...more },
});

const textOf = (value: ReturnType<typeof shareOf>) =>
  value && [shareText(value.bounded), shareText(value.unbounded)];

describe('a share', () => {
  it.each([
    ['a third', '0', '3', '1', ['0.3333', '0.3333']],
    ['there', '2', '10', '10', ['1', '1']],
    ['beyond', '2', '10', '12', ['1', '1.25']],
    ['worse', '2', '10', '0', ['0', '-0.25']],
    ['downwards', '40.5', '20.5', '35.5', ['0.25', '0.25']],
    ['below what was wanted downwards', '40', '20', '10', ['1', '1.5']],
    ['almost there is not there', '0', '100000', '99999', ['0.9999', '0.9999']],
    ['without a value', '0', '3', null, null],
  ] as const)('%s', (_case, baseline, target, value, shares) => {
    expect(textOf(shareOf({ baseline, target }, value))).toEqual(shares);
  });
});

const share = (text: string) => shareOf({ baseline: '0', target: '1' }, text)!.bounded;

describe('the progress of objectives', () => {
  it.each([
    ['nothing to count', [], null],
    [
      'alike',
      [
        ['0.5', '1'],
        ['1', '1'],
      ],
      '0.75',
    ],
    [
      'by weight',
      [
        ['0.5', '3'],
        ['1', '1'],
      ],
      '0.625',
    ],
    [
      'without a value counts as not begun',
      [
        [null, '1'],
        ['1', '1'],
      ],
      '0.5',
    ],
  ] as const)('is a weighted mean: %s', (_case, parts, mean) => {
    const counted = parts.map(([value, weight]) => ({ share: value === null ? null : share(value), weight }));
    const result = weightedMean(counted);
    expect(result && shareText(result)).toBe(mean);
  });

  it('counts what contributes as one key result, and leaves out what tells nothing', () => {
    const node = (id: string, parentId: string | null, ...values: string[]): ObjectiveNode => ({
      ...{ id, parentId, results: values.map((value) => ({ share: share(value), weight: '1' })) },
    });
    const nodes = [
      node('top', null, '0'),
      node('a', 'top', '1', '0.5'),
      node('b', 'top'),
      node('c', 'a', '0'),
    ];
    const told = [...progressById(nodes)].map(([id, value]) => [id, value && shareText(value)]);
    expect(Object.fromEntries(told)).toEqual({ top: '0.25', a: '0.5', b: null, c: '0' });
  });

  it('rolls up to the team, each objective once', () => {
    const objective = (id: string, parentId: string | null, team: string | null, value: string | null) => ({
      ...{ id, parentId, team, status: 'OPEN', ownerId: id, owner: { name: id } },
      ...{
        progress: value === null ? null : share(value),
        confidences: value === null ? [] : [value, '0.25'],
      },
    });
    const all = [
      ...[
        objective('a', null, 'EMEA', '1'),
        objective('b', 'a', 'EMEA', '0'),
        objective('c', 'x', 'EMEA', '0.5'),
      ],
      objective('d', null, null, null),
    ];
    const told = rollUpOf(all, 'TEAM').map(({ progress, ...row }) => ({
      ...row,
      progress: progress && shareText(progress),
    }));
    expect(told).toEqual([
      { team: null, owner: null, objectives: 1, open: 1, confidence: null, progress: null },
      { team: 'EMEA', owner: null, objectives: 3, open: 3, confidence: '0.38', progress: '0.75' },
    ]);
    expect(rollUpOf(all, 'OWNER').map(({ owner, team }) => [owner?.name, team])).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => [name, null]),
    );
  });
});

describe('a key result', () => {
  const refusedBy = (read: (fields: FieldReader) => void) => {
    const fields = new FieldReader();
    read(fields);
    return fields.invalid.map(({ field, code }) => `${field} ${code}`);
  };

  it.each([
    ['as it is', {}, null, []],
    ['unknown', { kpi: 'NOPE' }, null, ['kpi UNKNOWN_KPI']],
    ['an amount without a currency', { kpi: 'REVENUE_WON' }, null, ['currency REQUIRED']],
    ['a count in a currency', { currency: 'EUR' }, null, ['currency NOT_ASKED']],
    ['no such scope', { scope: { kind: 'PARTNER', key: 'x' } }, null, ['scope NOT_A_SCOPE']],
    ['agreed, of everybody', {}, PARTNER, ['scope NOT_THE_PARTNER']],
    [
      'agreed, of another one',
      { scope: { kind: 'PARTNER', key: OTHER } },
      PARTNER,
      ['scope NOT_THE_PARTNER'],
    ],
    ['agreed', { scope: { kind: 'PARTNER', key: PARTNER } }, PARTNER, []],
    [
      'agreed, by what partners do not see',
      { kpi: 'SLA_MET_RATE', scope: { kind: 'PARTNER', key: PARTNER } },
      PARTNER,
      ['kpi NOT_SHOWN_TO_PARTNERS'],
    ],
  ] as const)('%s', (_case, more, partnerId, refused) => {
    expect(refusedBy((fields) => readMeasure(fields, '', aResult(more), partnerId))).toEqual(refused);
  });

  it.each([
    ['by what it was before', {}, '4', [], '4 10 UP 1'],
    ['by what is given', { baseline: '5', weight: '2.5' }, '4', [], '5 10 UP 2.5'],
    [
      'as is good for the KPI',
      { kpi: 'DECISION_TIME_MEDIAN', baseline: '90', target: '60' },
      null,
      [],
      '90 60 DOWN 1',
    ],
    ['against what is good for it', { baseline: '20', direction: 'DOWN' }, null, [], '20 10 DOWN 1'],
    ['without anything before', {}, null, ['baseline REQUIRED'], null],
    ['that goes nowhere', { baseline: '10' }, null, ['target WRONG_SIDE'], null],
    ['the wrong way', {}, '12', ['target WRONG_SIDE'], null],
    ['that counts for nothing', { weight: '0' }, '4', ['weight OUT_OF_RANGE'], null],
    ['of too many digits', { target: '10.1234567' }, '4', ['target TOO_MANY_DIGITS'], null],
  ] as const)('has a way to go %s', (_case, more, before, refused, read) => {
    const fields = new FieldReader();
    const content = readWay(fields, '', aResult(more), before);
    expect(fields.invalid.map(({ field, code }) => `${field} ${code}`)).toEqual(refused);
    if (read)
      expect(`${content.baseline} ${content.target} ${content.direction} ${content.weight}`).toBe(read);
  });

  it.each([
    ['0', true],
    ['0.55', true],
    ['1', true],
    ['1.00', true],
    ['1.01', false],
    ['-0.1', false],
    ['0.555', false],
  ])('is checked in on with a confidence of %s: %s', (confidence, isRead) => {
    expect(refusedBy((fields) => readConfidence(fields, confidence)).length === 0).toBe(isRead);
  });
});

describe('the states', () => {
  it('end once', () => {
    expect(objectiveActions('OPEN', true)).toEqual(['UPDATE', 'CHECK_IN', 'CLOSE', 'CANCEL']);
    expect([
      objectiveActions('OPEN', false),
      objectiveActions('CLOSED', true),
      objectiveActions('CANCELLED', true),
    ]).toEqual([[], [], []]);
  });
});
