import { describe, expect, it } from 'vitest';
import type {
  RequirementInput,
  RequirementKind,
} from '../../../src/domains/certifications/certification-requirement.rules.ts';
import {
  type GroupInput,
  readVersionContent,
  shortestDaysOf,
  type VersionContentInput,
} from '../../../src/domains/certifications/certification-version.rules.ts';
import type { InvalidField } from '../../../src/kernel/errors.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

/** Everything that each kind takes, and so what the others refuse. */
const OF_KIND: Readonly<Record<RequirementKind, Partial<RequirementInput>>> = {
  COURSE: { externalCode: 'course-1' },
  EXAM: { externalCode: 'exam-1', passMarkPercent: '80', attemptsMax: 3, coolDownDays: 7 },
  PRACTICUM: { externalCode: 'practicum-1' },
  IMPLEMENTATION: {},
  AGREEMENT: { templateId: 'template-1' },
};

const _OPTIONAL = ['attemptsMax', 'coolDownDays'];

const aRequirement = (
  kind: RequirementKind = 'COURSE',
  more: Partial<RequirementInput> = {},
): RequirementInput => ({
  ...{ code: kind, kind, title: `A ${kind}` },
  ...OF_KIND[kind],
  ...more,
});

const aGroup = (more: Partial<GroupInput> = {}): GroupInput => ({
  ...{ title: 'Group', mode: 'ALL', requirements: [aRequirement()] },
  ...more,
});

const courses = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    aRequirement('COURSE', { code: `C${from + index}`, externalCode: `course-${from + index}` }),
  );

const contentWith = (more: Partial<VersionContentInput> = {}): VersionContentInput => ({
  ...{ validityMonths: 12, renewalWindowDays: 90, leaverGraceDays: 30, groups: [aGroup()] },
  ...more,
});

function refusalsOf(input: VersionContentInput): string[] {
  const fields = new FieldReader();
  readVersionContent(fields, 'content', input);
  return fields.invalid.map(({ field, code }: InvalidField) => `${field.replace(/^content\.?/, '')} ${code}`);
}

const _refusalsOfOne = (requirement: RequirementInput): string[] =>
  refusalsOf(contentWith({ groups: [aGroup({ requirements: [requirement] })] })).map((said) =>
    said.replace('groups.0.requirements.0.', ''),
  );

describe('what a version asks for', () => {
  it('is read as it is given, with nothing made up', () => {
    const fields = new FieldReader();
    const groups = [
      aGroup({
        title: ' Both  of ',
        requirements: [aRequirement('EXAM', { isBridge: true }), aRequirement('COURSE')],
      }),
      aGroup({
        mode: 'N_OF',
        needed: 1,
        requirements: [aRequirement('IMPLEMENTATION'), aRequirement('AGREEMENT')],
      }),
    ];
    const read = readVersionContent(fields, 'content', contentWith({ groups, prerequisiteIds: ['a', 'b'] }));
    expect(fields.invalid).toEqual([]);
    const none = {
      externalCode: null,
      passMarkPercent: null,
      attemptsMax: null,
      coolDownDays: null,
      templateId: null,
    };
    expect(read).toEqual({
      ...{ validityMonths: 12, renewalWindowDays: 90, leaverGraceDays: 30, prerequisiteIds: ['a', 'b'] },
      groups: [
        {
          ...{ title: 'Both of', mode: 'ALL', needed: null },
          requirements: [
            { ...none, ...OF_KIND.EXAM, code: 'EXAM', kind: 'EXAM', title: 'A EXAM', isBridge: true },
            {
              ...none,
              ...OF_KIND.COURSE,
              code: 'COURSE',
              kind: 'COURSE',
              title: 'A COURSE',
              isBridge: false,
            },
          ],
        },
        {
          ...{ title: 'Group', mode: 'N_OF', needed: 1 },
          requirements: [
            {
              ...none,
              code: 'IMPLEMENTATION',
              kind: 'IMPLEMENTATION',
              title: 'A IMPLEMENTATION',
              isBridge: false,
            },
            {
              ...none,
              ...OF_KIND.AGREEMENT,
              code: 'AGREEMENT',
              kind: 'AGREEMENT',
              title: 'A AGREEMENT',
              isBridge: false,
            },
          ],
        },
      ],
    });
  });

  it.each<{ _case: string; more: Partial<VersionContentInput>; said: string[] }>([
    { _case: 'no group yet', more: { groups: [] }, said: [] },
    { _case: 'no end, nothing to renew', more: { validityMonths: null, renewalWindowDays: 0 }, said: [] },
    {
      _case: 'no end, but a renewal',
      more: { validityMonths: null },
      said: ['renewalWindowDays NOT_NEEDED'],
    },
    {
      _case: 'no month',
      more: { validityMonths: 0, renewalWindowDays: 0 },
      said: ['validityMonths OUT_OF_RANGE'],
    },
    { _case: '20 years', more: { validityMonths: 240 }, said: [] },
    { _case: 'more than 20 years', more: { validityMonths: 241 }, said: ['validityMonths OUT_OF_RANGE'] },
    { _case: 'the whole year to renew', more: { renewalWindowDays: 365 }, said: [] },
    {
      _case: 'a day more than a year',
      more: { renewalWindowDays: 366 },
      said: ['renewalWindowDays LONGER_THAN_VALIDITY'],
    },
    { _case: 'a February to renew', more: { validityMonths: 1, renewalWindowDays: 28 }, said: [] },
    {
      _case: 'more than a February',
      more: { validityMonths: 1, renewalWindowDays: 29 },
      said: ['renewalWindowDays LONGER_THAN_VALIDITY'],
    },
    {
      _case: 'days that are none',
      more: { validityMonths: 240, renewalWindowDays: 1_096, leaverGraceDays: -1 },
      said: ['renewalWindowDays OUT_OF_RANGE', 'leaverGraceDays OUT_OF_RANGE'],
    },
    { _case: 'a year of grace', more: { leaverGraceDays: 365 }, said: [] },
    {
      _case: 'more than a year of grace',
      more: { leaverGraceDays: 366 },
      said: ['leaverGraceDays OUT_OF_RANGE'],
    },
    {
      _case: '10 prerequisites',
      more: { prerequisiteIds: Array.from({ length: 10 }, (_, index) => `p${index}`) },
      said: [],
    },
    {
      _case: '11 prerequisites',
      more: { prerequisiteIds: Array.from({ length: 11 }, (_, index) => `p${index}`) },
      said: ['prerequisiteIds TOO_MANY'],
    },
    {
      _case: 'a prerequisite twice',
      more: { prerequisiteIds: ['a', 'b', 'a'] },
      said: ['prerequisiteIds DUPLICATE'],
    },
    {
      _case: '10 groups of 5',
      more: {
        groups: Array.from({ length: 10 }, (_, index) => aGroup({ requirements: courses(5, index * 5) })),
      },
      said: [],
    },
    {
      _case: '11 groups',
      more: { groups: Array.from({ length: 11 }, (_, index) => aGroup({ requirements: courses(1, index) })) },
      said: ['groups TOO_MANY'],
    },
    {
      _case: '51 requirements',
      more: { groups: [aGroup({ requirements: courses(26) }), aGroup({ requirements: courses(25, 26) })] },
      said: ['groups TOO_MANY'],
    },
  ])('$_case', ({ more, said }) => {
    expect(refusalsOf(contentWith(more))).toEqual(said);
  });

  it.each<{ _case: string; group: Partial<GroupInput>; said: string[] }>([
    { _case: 'a group of nothing', group: { requirements: [] }, said: ['groups.0.requirements REQUIRED'] },
    { _case: 'a group without a name', group: { title: ' ' }, said: ['groups.0.title REQUIRED'] },
    { _case: 'all, but of so many', group: { needed: 1 }, said: ['groups.0.needed NOT_NEEDED'] },
    { _case: 'any, but of so many', group: { mode: 'ANY', needed: 1 }, said: ['groups.0.needed NOT_NEEDED'] },
    { _case: 'so many, but how many', group: { mode: 'N_OF' }, said: ['groups.0.needed REQUIRED'] },
    { _case: 'none of one', group: { mode: 'N_OF', needed: 0 }, said: ['groups.0.needed OUT_OF_RANGE'] },
    { _case: 'two of one', group: { mode: 'N_OF', needed: 2 }, said: ['groups.0.needed OUT_OF_RANGE'] },
    { _case: 'three of three', group: { mode: 'N_OF', needed: 3, requirements: courses(3) }, said: [] },
  ])('$_case', ({ group, said }) => {
    expect(refusalsOf(contentWith({ groups: [aGroup(group)] }))).toEqual(said);
  });

  it.each<{ _case: string; second: RequirementInput; said: string[] }>([
    {
      _case: 'a code twice',
      second: aRequirement('EXAM', { code: 'COURSE' }),
      said: ['groups.1.requirements.0.code DUPLICATE'],
    },
    {
      _case: 'a course twice',
      second: aRequirement('COURSE', { code: 'OTHER' }),
      said: ['groups.1.requirements.0.externalCode DUPLICATE'],
    },
    {
      _case: 'a course and an exam of one name',
      second: aRequirement('EXAM', { externalCode: 'course-1' }),
      said: [],
    },
  ])('tells $_case across groups', ({ second, said }) => {
    expect(refusalsOf(contentWith({ groups: [aGroup(), aGroup({ requirements: [second] })] }))).toEqual(said);
  });

  it.each([
    [1, 28],
    [2, 59],
    [3, 89],
    [12, 365],
    [48, 1_461],
  ])('%i months are at least %i days', (months, days) => {
    expect(shortestDaysOf(months)).toBe(days);
  });
});
