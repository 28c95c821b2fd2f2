import type { InvalidField } from '../../kernel/errors.ts';
import { type Issue, type IssueCode, issueAt, type Severity } from './issues.ts';
import type { RowResult } from './load-rows.ts';
import type { FileMapping } from './mapping.ts';
import type { ImportReport } from './report.ts';
import type { MappedRecord } from './values.ts';

type Context = Readonly<{ report: ImportReport; file: string; fields: FileMapping['fields'] }>;

/** Tells the report what became of each row of a batch: `results` are those of the rows that could be read. */
export async function settleBatch(
  context: Context,
  batch: readonly MappedRecord<object>[],
  results: readonly RowResult[],
): Promise<void> {
  const { report, file } = context;
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const pending = [...results];
  for (const record of batch) {
    const result = record.row === null ? null : pending.shift()!;
    await report.rowRead(file, result === null ? record : settled(context, record, result));
    if (result?.outcome === 'CREATED') counts.created += 1;
    if (result?.outcome === 'UPDATED') counts.updated += 1;
    if (result?.outcome === 'UNCHANGED') counts.unchanged += 1;
  }
  report.rowsLoaded(file, counts);
}

function settled(
  { file, fields }: Context,
  record: MappedRecord<object>,
  { outcome, errors, warnings = [] }: RowResult,
): MappedRecord<object> {
  const issueOf = (severity: Severity) => (found: InvalidField) => {
    const place = { file, line: record.line, column: fields[found.field]?.column ?? null };
    return issueAt(place, severity, findingOf(found, record.row!));
  };
  const allWarnings = [...record.warnings, ...warnings.map(issueOf('WARNING'))];
  if (outcome !== 'REJECTED') return { ...record, warnings: allWarnings } as MappedRecord<object>;
  return { line: record.line, row: null, warnings: allWarnings, errors: errors.map(issueOf('ERROR')) };
}

const CODES: Readonly<Record<string, IssueCode>> = {
  ABOVE_COLLECTED: 'ABOVE_COLLECTED',
  ABOVE_INVOICED: 'ABOVE_INVOICED',
  ABOVE_OPEN: 'ABOVE_OPEN',
  AFTER_AWARD: 'AFTER_AWARD',
  AMOUNT_TOO_LARGE: 'NUMBER_OUT_OF_RANGE',
  BILLED_ALREADY: 'BILLED_ALREADY',
  CONTENT_DIFFERS: 'OTHER_CONTENT',
  CURRENCY_DIFFERS: 'CURRENCY_DIFFERS',
  DUPLICATE_ID: 'DUPLICATE_ID',
  IN_THE_FUTURE: 'DATE_IN_FUTURE',
  ITSELF: 'UNKNOWN_REFERENCE',
  NEGATIVE: 'NEGATIVE_NUMBER',
  NOT_AN_EMAIL: 'INVALID_EMAIL',
  NOT_FOUND: 'UNKNOWN_REFERENCE',
  NOT_APPLICABLE: 'VALUE_UNUSED',
  NOT_EDITABLE: 'NOT_EDITABLE',
  NOT_FOR_NEW: 'VALUE_UNUSED',
  NOT_DEALT_IN: 'CURRENCY_NOT_DEALT_IN',
  PARENT_CYCLE: 'PARENT_CYCLE',
  EMAIL_TAKEN: 'EMAIL_TAKEN',
  NOT_PLAIN: 'INVALID_ID',
  NOT_POSITIVE: 'NUMBER_OUT_OF_RANGE',
  ORDER_REJECTED: 'ORDER_REJECTED',
  OTHER_CONTENT: 'OTHER_CONTENT',
  OUT_OF_RANGE: 'NUMBER_OUT_OF_RANGE',
  OVER_ALLOCATED: 'OVER_ALLOCATED',
  PAID_TWICE: 'PAID_TWICE',
  REQUIRED: 'MISSING_VALUE',
  TOO_LONG: 'TEXT_TOO_LONG',
  TOO_MANY: 'TOO_MANY_LINES',
  TOO_MANY_FRACTION_DIGITS: 'NUMBER_TOO_PRECISE',
  UNKNOWN_CODE: 'UNKNOWN_CODE',
  UNKNOWN_CURRENCY: 'UNKNOWN_CURRENCY',
  UNKNOWN_PRODUCT: 'UNKNOWN_REFERENCE',
  UNKNOWN_PERSON: 'UNKNOWN_PERSON',
  CREDITED_TO_ANOTHER_PARTNER: 'CREDITED_TO_ANOTHER_PARTNER',
};

function findingOf(
  { field, code, message }: InvalidField,
  row: object,
): Pick<Issue, 'code' | 'value' | 'message' | 'howToFix'> {
  const known = CODES[code];
  if (!known) throw new RangeError(`A row of a file cannot be refused for ${code}.`);
  const value: unknown = (row as Record<string, unknown>)[field];
  return {
    code: known,
    value: textOf(value),
    message: `${field}: ${message}`,
    howToFix: 'docs/import.md says more about this code.',
  };
}

/** A date stands in a row as its day with the instant that it means. */
function textOf(value: unknown): string {
  if (value == null) return '';
  return typeof value === 'object' && 'at' in value && value.at instanceof Date
    ? value.at.toISOString()
    : String(value);
}
