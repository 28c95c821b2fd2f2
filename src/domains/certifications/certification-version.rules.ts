import { Temporal } from 'temporal-polyfill';
import type { FieldReader } from '../../kernel/fields.ts';
import { epochDayOf } from '../../kernel/time.ts';
import {
  type RequirementContent,
  type RequirementInput,
  readRequirement,
  readWhole,
  refuseRepeated,
  TITLE_LENGTH_MAX,
} from './certification-requirement.rules.ts';

export const GROUP_MODES = ['ALL', 'ANY', 'N_OF'] as const;
export type GroupMode = (typeof GROUP_MODES)[number];

/** Stated limits: a version is read as a whole, and its people are judged by all of it at once. */
export const GROUPS_MAX = 10;
export const REQUIREMENTS_MAX = 50;
export const PREREQUISITES_MAX = 10;
export const VERSIONS_MAX = 100;
export const VALIDITY_MONTHS_MAX = 240;
export const RENEWAL_WINDOW_DAYS_MAX = 1_095;
export const LEAVER_GRACE_DAYS_MAX = 365;

export type GroupInput = Readonly<{
  title: string;
  mode: GroupMode;
  needed?: number | null;
  requirements: readonly RequirementInput[];
}>;

export type VersionContentInput = Readonly<{
  validityMonths?: number | null;
  renewalWindowDays: number;
  leaverGraceDays: number;
  prerequisiteIds?: readonly string[] | null;
  groups: readonly GroupInput[];
}>;

export type GroupContent = Readonly<{
  title: string;
  mode: GroupMode;
  needed: number | null;
  requirements: readonly RequirementContent[];
}>;

export type VersionContent = Readonly<{
  validityMonths: number | null;
  renewalWindowDays: number;
  leaverGraceDays: number;
  prerequisiteIds: readonly string[];
  groups: readonly GroupContent[];
}>;

/** Reads what a version asks for; `path` is where it stands in the input. Refuses into `fields`, everything at once. */
export function readVersionContent(
  fields: FieldReader,
  path: string,
  input: VersionContentInput,
): VersionContent {
  const { groups } = input;
  const count = groups.reduce((sum, { requirements }) => sum + requirements.length, 0);
  if (groups.length > GROUPS_MAX)
    fields.refuse(`${path}.groups`, 'TOO_MANY', `${path}.groups has at most ${GROUPS_MAX} groups.`);
  if (count > REQUIREMENTS_MAX)
    fields.refuse(
      `${path}.groups`,
      'TOO_MANY',
      `${path}.groups has at most ${REQUIREMENTS_MAX} requirements in all.`,
    );
  const terms = readTerms(fields, path, input);
  const prerequisiteIds = readPrerequisites(fields, path, input.prerequisiteIds ?? []);
  // Beyond the limits, what is wrong within would only be more of the same.
  if (groups.length > GROUPS_MAX || count > REQUIREMENTS_MAX)
    return { ...terms, prerequisiteIds, groups: [] };
  const read = groups.map((group, index) => readGroup(fields, `${path}.groups.${index}`, group));
  refuseRepeated(
    fields,
    read.flatMap(({ requirements }, group) =>
      requirements.map((requirement, index) => ({
        path: `${path}.groups.${group}.requirements.${index}`,
        requirement,
      })),
    ),
  );
  return { ...terms, prerequisiteIds, groups: read };
}

function readTerms(fields: FieldReader, path: string, input: VersionContentInput) {
  const { validityMonths = null, renewalWindowDays, leaverGraceDays } = input;
  const refusedBefore = fields.invalid.length;
  if (validityMonths !== null)
    readWhole(fields, `${path}.validityMonths`, validityMonths, [1, VALIDITY_MONTHS_MAX]);
  const window = `${path}.renewalWindowDays`;
  readWhole(fields, window, renewalWindowDays, [0, RENEWAL_WINDOW_DAYS_MAX]);
  const isReadable = fields.invalid.length === refusedBefore;
  if (isReadable && validityMonths === null && renewalWindowDays > 0)
    fields.refuse(
      window,
      'NOT_NEEDED',
      `${window} is 0 where validityMonths is left out: nothing is renewed.`,
    );
  if (isReadable && validityMonths !== null && renewalWindowDays > shortestDaysOf(validityMonths))
    fields.refuse(
      window,
      'LONGER_THAN_VALIDITY',
      `${window} is at most the ${shortestDaysOf(validityMonths)} days that ${validityMonths} months can be.`,
    );
  readWhole(fields, `${path}.leaverGraceDays`, leaverGraceDays, [0, LEAVER_GRACE_DAYS_MAX]);
  return { validityMonths, renewalWindowDays, leaverGraceDays };
}

/** Four years with a leap day among them: whatever the months, the shortest stretch of so many begins in one of these. */
const FIRSTS = Array.from({ length: 48 }, (_, months) =>
  Temporal.PlainDate.from('2024-01-01').add({ months }),
);

/** How many days so many months have at least: a month 28, a year 365. */
export const shortestDaysOf = (months: number): number =>
  Math.min(...FIRSTS.map((first) => epochDayOf(first.add({ months })) - epochDayOf(first)));

function readPrerequisites(fields: FieldReader, path: string, ids: readonly string[]): readonly string[] {
  const field = `${path}.prerequisiteIds`;
  if (ids.length > PREREQUISITES_MAX)
    fields.refuse(field, 'TOO_MANY', `${field} has at most ${PREREQUISITES_MAX} certifications.`);
  if (new Set(ids).size < ids.length)
    fields.refuse(field, 'DUPLICATE', `${field} names a certification twice.`);
  return ids;
}

function readGroup(fields: FieldReader, path: string, group: GroupInput): GroupContent {
  const title = fields.line(`${path}.title`, group.title, TITLE_LENGTH_MAX);
  const { mode, needed = null } = group;
  const count = group.requirements.length;
  if (count === 0)
    fields.refuse(`${path}.requirements`, 'REQUIRED', `${path}.requirements has at least one requirement.`);
  if (mode === 'N_OF' && needed === null)
    fields.refuse(`${path}.needed`, 'REQUIRED', `${path}.needed is required of a group of mode N_OF.`);
  if (mode !== 'N_OF' && needed !== null)
    fields.refuse(
      `${path}.needed`,
      'NOT_NEEDED',
      `${path}.needed goes with N_OF, not with ${mode}: leave it out.`,
    );
  if (mode === 'N_OF' && needed !== null && count > 0)
    readWhole(fields, `${path}.needed`, needed, [1, count]);
  const requirements = group.requirements.map((requirement, index) =>
    readRequirement(fields, `${path}.requirements.${index}`, requirement),
  );
  return { title, mode, needed, requirements };
}
