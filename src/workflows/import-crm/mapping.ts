import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';
import { BILLING_KINDS, CHARGES } from '../../domains/billing/billing-spread.rules.ts';
import { RESULT_OUTCOMES } from '../../domains/certifications/enrolment-progress.rules.ts';
import { IMPLEMENTATION_SOURCE, STAFF_SOURCE } from '../../domains/certifications/result-rows.rules.ts';
import { ORDER_TYPES } from '../../domains/orders/order-types.rules.ts';
import { type CurrencyCode, isCurrencyCode } from '../../kernel/currency.ts';
import { isDateFormat, isTimeZone } from './dates.ts';
import { FIELDS, type FieldDefinition, type Policy, type StagePolicy } from './fields.ts';
import { ImportFileError } from './issues.ts';
import { PERCENT_WRITINGS, type PercentWriting } from './numbers.ts';
import { FILE_KINDS, type FileKind, LEARNING_KINDS, PARTNER_TYPES, STAGES } from './rows.ts';

const MAPPING_BYTES_MAX = 1_048_576;

const POLICIES = ['IGNORE', 'WARN', 'REJECT'] as const;
const policy = z.enum(POLICIES);
const stagePolicy = z.strictObject({
  ...Object.fromEntries(STAGES.map((stage) => [stage, policy.optional()])),
  otherwise: policy,
});

const dateFormat = z.string().refine(isDateFormat, {
  error: 'Write "ISO", or a pattern of YYYY, MM, DD and perhaps HH, mm, ss, each once: "DD/MM/YYYY".',
});
const timeZone = z.string().refine(isTimeZone, { error: 'Write an IANA time zone such as "Europe/Berlin".' });
const currency = z
  .string()
  .refine(isCurrencyCode, { error: 'Write an ISO 4217 code in capitals, such as "USD".' });
const separator = z.string().max(1);

/** What every field's entry may say. */
const COMMON = {
  column: z.string().min(1).optional(),
  constant: z.string().min(1).optional(),
  trim: z.boolean().default(true),
  values: z.record(z.string(), z.string().nullable()).default({}),
  nullWords: z.array(z.string()).optional(),
  whenInvalid: z.enum(['WARN', 'REJECT']).optional(),
};

const NUMBER = {
  decimalSeparator: separator.min(1).optional(),
  thousandsSeparator: separator.optional(),
  multiplyBy: z.int().min(1).max(1_000_000_000).optional(),
};

const PERCENTAGE = {
  writtenAs: z.enum(PERCENT_WRITINGS).optional(),
  decimalSeparator: separator.min(1).optional(),
  multiplyBy: z.int().min(1).max(1_000).optional(),
};

const BY_KIND: Partial<Record<FieldDefinition['kind'], z.ZodRawShape>> = {
  DATE: { format: dateFormat.optional(), timeZone: timeZone.optional() },
  AMOUNT: NUMBER,
  DECIMAL: NUMBER,
  INTEGER: NUMBER,
  PERCENT: PERCENTAGE,
  DISCOUNT: PERCENTAGE,
};

/** Where a field comes from and how it is read. */
export type FieldMapping = Readonly<{
  column?: string;
  constant?: string;
  trim: boolean;
  values: Readonly<Record<string, string | null>>;
  nullWords?: readonly string[];
  whenMissing?: Policy | StagePolicy;
  whenInvalid?: 'WARN' | 'REJECT';
  whenUnknown?: 'WARN' | 'REJECT';
  format?: string;
  timeZone?: string;
  decimalSeparator?: string;
  thousandsSeparator?: string;
  multiplyBy?: number;
  writtenAs?: PercentWriting;
}>;

export type FileMapping = Readonly<{
  file: string;
  delimiter: string;
  ignoreColumns: readonly string[];
  /** Of learning alone: whether whoever has a result is enrolled in what asks for it. */
  enrol?: boolean;
  fields: Readonly<Record<string, FieldMapping>>;
}>;

export type Mapping = Readonly<{
  version: 1;
  /** The source system's code: external ids are unique within it. */
  system: string;
  currency: CurrencyCode;
  nullWords: readonly string[];
  dates: Readonly<{ format: string; timeZone: string }>;
  numbers: Readonly<{ decimalSeparator: string; thousandsSeparator: string }>;
  files: Readonly<Partial<Record<FileKind, FileMapping>>>;
}>;

/** A bare text is short for the column of that name. */
function fieldSchema(definition: FieldDefinition, kind: FileKind) {
  const missing = kind === 'opportunities' ? z.union([policy, stagePolicy], { error: WHEN_MISSING }) : policy;
  const shape = {
    ...COMMON,
    // A row without what identifies it cannot be loaded, so there is nothing to choose.
    ...(definition.isRequired ? {} : { whenMissing: missing.optional() }),
    ...(definition.reference ? { whenUnknown: z.enum(['WARN', 'REJECT']).optional() } : {}),
    ...BY_KIND[definition.kind],
  };
  const entry = z.strictObject(shape).superRefine((field, context) => {
    if ((field.column === undefined) === (field.constant === undefined))
      context.addIssue({ code: 'custom', message: 'Name either a "column" of the file or a "constant".' });
    for (const [word, value] of Object.entries(field.values))
      if (!isPossible(definition, value))
        context.addIssue({
          code: 'custom',
          path: ['values', word],
          message: `"${value}" is none of ${wordsOf(definition)!.join(', ')}.`,
        });
  });
  const described = z.preprocess((value) => (typeof value === 'string' ? { column: value } : value), entry);
  return definition.isRequired ? described : described.optional();
}

const WHEN_MISSING =
  'Write "IGNORE", "WARN" or "REJECT", or choose by stage: {"WON": "REJECT", "otherwise": "IGNORE"}.';

const WORDS: Readonly<Partial<Record<FieldDefinition['kind'], readonly string[]>>> = {
  STAGE: STAGES,
  PARTNER_TYPE: PARTNER_TYPES,
  LEARNING_KIND: LEARNING_KINDS,
  OUTCOME: RESULT_OUTCOMES,
  BILLING_KIND: BILLING_KINDS,
  CHARGE: CHARGES,
  ORDER_TYPE: ORDER_TYPES,
  FLAG: ['YES', 'NO'],
};

const wordsOf = ({ kind }: FieldDefinition): readonly string[] | null => WORDS[kind] ?? null;

const isPossible = (definition: FieldDefinition, value: string | null): boolean =>
  value === null || (wordsOf(definition)?.includes(value) ?? true);

const fileSchema = (kind: FileKind) =>
  z.strictObject({
    // A name and no path, so that a mapping cannot reach outside the folder that it is used on.
    file: z.string().regex(/^(?!\.{1,2}$)[^/\\]{1,200}$/, {
      error: 'Write the name of a file in the folder, without a path.',
    }),
    delimiter: z.enum([',', ';', '\t', '|']).default(','),
    ignoreColumns: z.array(z.string()).default([]),
    ...(kind === 'learning' ? { enrol: z.boolean().default(false) } : {}),
    fields: z.strictObject(
      Object.fromEntries(
        Object.entries(FIELDS[kind]).map(([name, definition]) => [name, fieldSchema(definition, kind)]),
      ),
    ),
  });

/** Whatever has these sources, staff has seen in the portal. */
const RESERVED_SYSTEMS = [STAFF_SOURCE, IMPLEMENTATION_SOURCE];

const mappingSchema = z.strictObject({
  version: z.literal(1),
  system: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,39}$/, { error: 'Write a code in capitals, such as "SALES_CRM".' })
    .refine((system) => !RESERVED_SYSTEMS.includes(system), {
      error: `${RESERVED_SYSTEMS.join(' and ')} are what the portal itself says. Name the system of the files.`,
    }),
  currency: currency.default('USD'),
  nullWords: z.array(z.string()).default([]),
  dates: z
    .strictObject({ format: dateFormat.default('ISO'), timeZone: timeZone.default('UTC') })
    .prefault({}),
  numbers: z
    .strictObject({
      decimalSeparator: separator.min(1).default('.'),
      thousandsSeparator: separator.default(''),
    })
    .prefault({}),
  files: z
    .strictObject({
      accounts: fileSchema('accounts').optional(),
      partners: fileSchema('partners').optional(),
      products: fileSchema('products').optional(),
      opportunities: fileSchema('opportunities').optional(),
      learning: fileSchema('learning').optional(),
      orders: fileSchema('orders').optional(),
      billing: fileSchema('billing').optional(),
    })
    .refine((files) => FILE_KINDS.some((kind) => files[kind]), {
      error: `Name at least one of ${FILE_KINDS.join(', ')}.`,
    }),
});

export type MappingProblem = Readonly<{ path: string; message: string }>;

/** Checks a mapping as it was parsed from JSON; every problem is listed with the path at which it stands. */
export function mappingOf(
  json: unknown,
): Readonly<{ ok: true; value: Mapping }> | Readonly<{ ok: false; problems: readonly MappingProblem[] }> {
  const parsed = mappingSchema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data as Mapping };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      path: issue.path.length === 0 ? '(the mapping)' : issue.path.join('.'),
      message: messageOf(issue),
    })),
  };
}

/** Says which names are possible where one is unknown, since a slip in spelling is the usual reason. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeysAt(issue.path);
    return `Unknown: ${issue.keys.join(', ')}.${known.length > 0 ? ` Possible here: ${known.join(', ')}.` : ''}`;
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'This is missing.';
  return issue.message;
}

function knownKeysAt(path: readonly PropertyKey[]): string[] {
  const [first, kind, part] = path;
  if (path.length === 0) return Object.keys(mappingSchema.shape);
  if (first === 'files' && path.length === 1) return [...FILE_KINDS];
  if (first !== 'files') return [];
  const fields = FIELDS[kind as FileKind];
  if (path.length === 2)
    return ['file', 'delimiter', 'ignoreColumns', 'fields', ...(kind === 'learning' ? ['enrol'] : [])];
  if (part === 'fields' && path.length === 3) return Object.keys(fields);
  const definition = fields[String(path[3])];
  if (definition === undefined || path.length > 4) return [];
  return [...Object.keys(COMMON), 'whenMissing', ...Object.keys(BY_KIND[definition.kind] ?? {})];
}

/** @throws ImportFileError where the file cannot be read, is no JSON or is no mapping; all problems are named. */
export async function readMapping(path: string): Promise<Mapping> {
  const file = basename(path);
  const json = parsedJson(await textOf(path, file), file);
  const mapping = mappingOf(json);
  if (mapping.ok) return mapping.value;
  const lines = mapping.problems.map((problem) => `  ${problem.path}: ${problem.message}`);
  throw new ImportFileError('MAPPING_INVALID', file, `The mapping cannot be used:\n${lines.join('\n')}`);
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAPPING_BYTES_MAX)
      throw new ImportFileError(
        'MAPPING_INVALID',
        file,
        `The mapping is larger than ${MAPPING_BYTES_MAX} bytes.`,
      );
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ImportFileError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ImportFileError('FILE_UNREADABLE', file, `The mapping cannot be read (${reason}).`);
  }
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ImportFileError(
      'MAPPING_INVALID',
      file,
      `The mapping is no JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}
