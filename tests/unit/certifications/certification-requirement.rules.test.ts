import { describe, expect, it } from 'vitest';
import {
  REQUIREMENT_KINDS,
  type RequirementInput,
  type RequirementKind,
  readCode,
} from '../../../src/domains/certifications/certification-requirement.rules.ts';
import {
  type GroupInput,
  readVersionContent,
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

const OPTIONAL = ['attemptsMax', 'coolDownDays'];

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

const contentWith = (more: Partial<VersionContentInput> = {}): VersionContentInput => ({
  ...{ validityMonths: 12, renewalWindowDays: 90, leaverGraceDays: 30, groups: [aGroup()] },
  ...more,
});

function refusalsOf(input: VersionContentInput): string[] {
  const fields = new FieldReader();
  readVersionContent(fields, 'content', input);
  return fields.invalid.map(({ field, code }: InvalidField) => `${field.replace(/^content\.?/, '')} ${code}`);
}

const refusalsOfOne = (requirement: RequirementInput): string[] =>
  refusalsOf(contentWith({ groups: [aGroup({ requirements: [requirement] })] })).map((said) =>
    said.replace('groups.0.requirements.0.', ''),
  );

describe('a requirement', () => {
  it('takes each kind of requirement with its own fields, and refuses those of the others', () => {
    const all = Object.keys({ ...OF_KIND.EXAM, ...OF_KIND.AGREEMENT }) as (keyof RequirementInput)[];
    const everything = { ...OF_KIND.EXAM, ...OF_KIND.AGREEMENT };
    for (const kind of REQUIREMENT_KINDS) {
      expect(refusalsOfOne(aRequirement(kind)), kind).toEqual([]);
      const own = Object.keys(OF_KIND[kind]);
      const foreign = all.filter((field) => !own.includes(field));
      expect(refusalsOfOne(aRequirement(kind, everything)).sort(), kind).toEqual(
        foreign.map((field) => `${field} NOT_OF_THIS_KIND`).sort(),
      );
      const bare = { code: 'BARE', kind, title: 'Bare' };
      const required = own.filter((field) => !OPTIONAL.includes(field));
      expect(refusalsOfOne(bare), kind).toEqual(required.map((field) => `${field} REQUIRED`));
    }
  });

  it.each([
    ['1', true],
    ['80', true],
    ['72.25', true],
    ['100', true],
    ['100.01', false],
    ['700', false],
    ['0.8', false],
    ['0', false],
    ['-5', false],
    ['66.667', false],
    ['eighty', false],
  ])('a pass mark of %s percent: %s', (passMarkPercent, isTaken) => {
    expect(refusalsOfOne(aRequirement('EXAM', { passMarkPercent }))).toEqual(
      isTaken ? [] : ['passMarkPercent NOT_A_PERCENTAGE'],
    );
  });

  it.each([
    [{ attemptsMax: 1, coolDownDays: 0 }, []],
    [{ attemptsMax: 100, coolDownDays: 365 }, []],
    [{ attemptsMax: 0 }, ['attemptsMax OUT_OF_RANGE']],
    [{ attemptsMax: 101, coolDownDays: 366 }, ['attemptsMax OUT_OF_RANGE', 'coolDownDays OUT_OF_RANGE']],
    [{ attemptsMax: null, coolDownDays: null }, []],
  ])('attempts at an exam: %o', (more, said) => {
    expect(refusalsOfOne(aRequirement('EXAM', more))).toEqual(said);
  });

  it.each([
    ['A', true],
    ['SALES_PRO-2', true],
    [`A${'B'.repeat(39)}`, true],
    [`A${'B'.repeat(40)}`, false],
    ['', false],
    ['sales', false],
    ['1A', false],
    ['A B', false],
    ['Ä', false],
  ])('the code %j: %s', (code, isTaken) => {
    const fields = new FieldReader();
    expect(readCode(fields, 'code', code)).toBe(isTaken ? code : '');
    expect(fields.invalid).toHaveLength(isTaken ? 0 : 1);
  });
});
