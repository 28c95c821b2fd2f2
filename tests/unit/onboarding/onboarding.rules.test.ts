import { describe, expect, it } from 'vitest';
import {
  type ChecklistStepInput,
  dueOnOf,
  isOverdue,
  readSteps,
} from '../../../src/domains/onboarding/onboarding.rules.ts';
import { onboardingStates } from '../../../src/domains/onboarding/onboarding.states.ts';
import { parseBusinessHours } from '../../../src/kernel/business-calendar.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const hours = [{ opens: '09:00', closes: '17:00' }];
const parsed = parseBusinessHours({
  timeZone: 'Europe/Berlin',
  weekly: { MONDAY: hours, TUESDAY: hours, WEDNESDAY: hours, THURSDAY: hours, FRIDAY: hours },
  holidays: ['2026-12-25'],
});
if (!parsed.ok) throw new Error(parsed.reason);
const calendar = parsed.value;

const STEP: ChecklistStepInput = {
  ...{ code: 'NDA', title: ' Sign  it ', dueBusinessDays: 5 },
  ...{ completion: 'AGREEMENT_ACCEPTED', completionCode: 'NDA' },
};

function read(...steps: ChecklistStepInput[]) {
  const fields = new FieldReader();
  const read = readSteps(fields, steps);
  return { read, refused: fields.invalid.map(({ field, code }) => `${field} ${code}`) };
}

describe('the steps of a checklist', () => {
  it('are read in their order', () => {
    const { read: steps, refused } = read(STEP, {
      ...STEP,
      code: 'HAND',
      completion: 'BY_HAND',
      completionCode: null,
    });
    expect(refused).toEqual([]);
    expect(steps).toEqual([
      { ...STEP, title: 'Sign it' },
      { ...STEP, title: 'Sign it', code: 'HAND', completion: 'BY_HAND', completionCode: null },
    ]);
  });

  it.each([
    ['a code that is none', [{ ...STEP, code: 'nda' }], ['steps.0.code NOT_A_CODE']],
    ['the same code twice', [STEP, STEP], ['steps.1.code DUPLICATE']],
    ['no title', [{ ...STEP, title: ' ' }], ['steps.0.title REQUIRED']],
    ['days before the start', [{ ...STEP, dueBusinessDays: -1 }], ['steps.0.dueBusinessDays OUT_OF_RANGE']],
    ['too many days', [{ ...STEP, dueBusinessDays: 251 }], ['steps.0.dueBusinessDays OUT_OF_RANGE']],
    [
      'a template that is none',
      [{ ...STEP, completionCode: 'the nda' }],
      ['steps.0.completionCode NOT_A_CODE'],
    ],
    [
      'a template where none belongs',
      [{ ...STEP, completion: 'REFERRAL_SUBMITTED' }],
      ['steps.0.completionCode NOT_NEEDED'],
    ],
    [
      'too many of them',
      Array.from({ length: 41 }, (_, place) => ({ ...STEP, code: `S_${place}` })),
      ['steps TOO_MANY'],
    ],
  ] as [string, ChecklistStepInput[], string[]][])('refuse %s', (_case, steps, refused) => {
    expect(read(...steps).refused).toEqual(refused);
  });
});

it.each([
  ['2026-12-21', 0, '2026-12-21'],
  ['2026-12-21', 1, '2026-12-22'],
  ['2026-12-24', 1, '2026-12-28'],
  ['2026-12-19', 1, '2026-12-21'],
  ['2028-02-25', 2, '2028-02-29'],
])('what begins on %s and may take %i business days is due on %s', (from, days, due) => {
  expect(dueOnOf(calendar, day(from), days)).toEqual(day(due));
});

it.each([
  ['on its day', '2026-06-15', null, 'OPEN', false],
  ['the day after', '2026-06-14', null, 'OPEN', true],
  ['the day after, but completed', '2026-06-14', new Date(), 'OPEN', false],
  ['the day after, but cancelled', '2026-06-14', null, 'CANCELLED', false],
] as const)('is late: %s', (_case, dueOn, completedAt, status, late) => {
  expect(isOverdue({ dueOn: day(dueOn), completedAt }, status, day('2026-06-15'))).toBe(late);
});

it('only an open onboarding moves, and partners move nothing', () => {
  expect(onboardingStates.actionsFrom('OPEN', ['CHANNEL_MANAGER'])).toEqual([
    'COMPLETE_STEP',
    'COMPLETE',
    'CANCEL',
  ]);
  expect(onboardingStates.actionsFrom('OPEN', ['PARTNER_ADMIN', 'FINANCE'])).toEqual([]);
  for (const ended of ['COMPLETED', 'CANCELLED'] as const)
    expect(onboardingStates.actionsFrom(ended, ['ADMIN', 'JOB'])).toEqual([]);
});
