import { compareDecimals, decimalOf, parseDecimal } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';

export const REQUIREMENT_KINDS = ['COURSE', 'EXAM', 'PRACTICUM', 'IMPLEMENTATION', 'AGREEMENT'] as const;
export type RequirementKind = (typeof REQUIREMENT_KINDS)[number];

export const TITLE_LENGTH_MAX = 200;
export const EXTERNAL_CODE_LENGTH_MAX = 200;
export const ATTEMPTS_MAX = 100;
export const COOL_DOWN_DAYS_MAX = 365;

const CODE = /^[A-Z][A-Z0-9_-]{0,39}$/;
const PASS_MARK_PERCENT_MIN = decimalOf('1');
const PASS_MARK_PERCENT_MAX = decimalOf('100');
const PASS_MARK_DIGITS_MAX = 2;

export type RequirementInput = Readonly<{
  code: string;
  kind: RequirementKind;
  title: string;
  externalCode?: string | null;
  /** A decimal as text: 80 is 80 percent. */
  passMarkPercent?: string | null;
  attemptsMax?: number | null;
  coolDownDays?: number | null;
  templateId?: string | null;
  isBridge?: boolean | null;
}>;

export type RequirementContent = Readonly<{
  code: string;
  kind: RequirementKind;
  title: string;
  externalCode: string | null;
  passMarkPercent: string | null;
  attemptsMax: number | null;
  coolDownDays: number | null;
  templateId: string | null;
  isBridge: boolean;
}>;

type KindField = 'externalCode' | 'passMarkPercent' | 'attemptsMax' | 'coolDownDays' | 'templateId';

type Fit = 'REQUIRED' | 'OPTIONAL';

/** Which fields go with which kind, as the database demands too; what is not listed is refused. */
const FIELDS: Readonly<Record<RequirementKind, Readonly<Partial<Record<KindField, Fit>>>>> = {
  COURSE: { externalCode: 'REQUIRED' },
  EXAM: {
    externalCode: 'REQUIRED',
    passMarkPercent: 'REQUIRED',
    attemptsMax: 'OPTIONAL',
    coolDownDays: 'OPTIONAL',
  },
  PRACTICUM: { externalCode: 'REQUIRED' },
  IMPLEMENTATION: {},
  AGREEMENT: { templateId: 'REQUIRED' },
};

const KIND_FIELDS = ['externalCode', 'passMarkPercent', 'attemptsMax', 'coolDownDays', 'templateId'] as const;

/** Reads a code such as `SALES_PRO`; empty text where it was refused. */
export function readCode(fields: FieldReader, field: string, text: string): string {
  if (CODE.test(text)) return text;
  fields.refuse(
    field,
    'NOT_A_CODE',
    `${field} is 1 to 40 capitals, digits, hyphens and underscores that begin with a capital, such as SALES_PRO.`,
  );
  return '';
}

/** Reads a whole number within its bounds; what is out of them is refused. */
export function readWhole(
  fields: FieldReader,
  field: string,
  value: number,
  [least, most]: readonly [number, number],
): number {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    fields.refuse(field, 'OUT_OF_RANGE', `${field} is a whole number from ${least} to ${most}.`);
  return value;
}

/** Reads one requirement; `path` is where it stands in the input. Refuses into `fields`. */
export function readRequirement(
  fields: FieldReader,
  path: string,
  input: RequirementInput,
): RequirementContent {
  const code = readCode(fields, `${path}.code`, input.code);
  const title = fields.line(`${path}.title`, input.title, TITLE_LENGTH_MAX);
  const given = (field: KindField): boolean =>
    input[field] != null && goesWithKind(fields, path, input, field);
  for (const field of KIND_FIELDS)
    if (FIELDS[input.kind][field] === 'REQUIRED' && input[field] == null)
      fields.refuse(
        `${path}.${field}`,
        'REQUIRED',
        `${path}.${field} is required of a requirement of kind ${input.kind}.`,
      );
  return {
    ...{ code, title, kind: input.kind, isBridge: input.isBridge ?? false },
    externalCode: given('externalCode')
      ? fields.foreignId(`${path}.externalCode`, input.externalCode, EXTERNAL_CODE_LENGTH_MAX)
      : null,
    passMarkPercent: given('passMarkPercent')
      ? readPassMark(fields, `${path}.passMarkPercent`, input.passMarkPercent!)
      : null,
    attemptsMax: given('attemptsMax')
      ? readWhole(fields, `${path}.attemptsMax`, input.attemptsMax!, [1, ATTEMPTS_MAX])
      : null,
    coolDownDays: given('coolDownDays')
      ? readWhole(fields, `${path}.coolDownDays`, input.coolDownDays!, [0, COOL_DOWN_DAYS_MAX])
      : null,
    templateId: given('templateId') ? input.templateId! : null,
  };
}

function goesWithKind(fields: FieldReader, path: string, { kind }: RequirementInput, field: KindField) {
  if (FIELDS[kind][field]) return true;
  const kinds = REQUIREMENT_KINDS.filter((one) => FIELDS[one][field]).join(', ');
  fields.refuse(
    `${path}.${field}`,
    'NOT_OF_THIS_KIND',
    `${path}.${field} goes with ${kinds}, not with ${kind}: leave it out.`,
  );
  return false;
}

/** Below 1 it is a fraction that was meant as a percentage: 0.8 for 80. */
function readPassMark(fields: FieldReader, field: string, text: string): string | null {
  const parsed = parseDecimal(text);
  if (
    parsed.ok &&
    parsed.value.scale <= PASS_MARK_DIGITS_MAX &&
    compareDecimals(parsed.value, PASS_MARK_PERCENT_MIN) >= 0 &&
    compareDecimals(parsed.value, PASS_MARK_PERCENT_MAX) <= 0
  )
    return text;
  fields.refuse(
    field,
    'NOT_A_PERCENTAGE',
    `${field} is a percentage from 1 to 100 with at most two digits after the point: 80 for 80 percent.`,
  );
  return null;
}

/** Refuses requirements of one version that share a code, or that one and the same result would fulfil. */
export function refuseRepeated(
  fields: FieldReader,
  all: readonly Readonly<{ path: string; requirement: RequirementContent }>[],
): void {
  const seen = new Map<string, string>();
  const once = (field: string, key: string) => {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, field);
    else fields.refuse(field, 'DUPLICATE', `${field} repeats ${first}.`);
  };
  for (const { path, requirement } of all) {
    const { code, kind, externalCode, templateId } = requirement;
    if (code !== '') once(`${path}.code`, `code ${code}`);
    if (externalCode) once(`${path}.externalCode`, `${kind} ${externalCode}`);
    if (templateId) once(`${path}.templateId`, `template ${templateId}`);
  }
}
