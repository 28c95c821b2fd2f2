/** What can be wrong with a row of a file; docs/import.md says of each what it means and what to do. */
export const ISSUE_CODES = [
  'ABOVE_COLLECTED',
  'ABOVE_INVOICED',
  'ABOVE_OPEN',
  'AFTER_AWARD',
  'BILLED_ALREADY',
  'BROKEN_QUOTES',
  'CREDITED_TO_ANOTHER_PARTNER',
  'CURRENCY_DIFFERS',
  'CURRENCY_NOT_DEALT_IN',
  'DATES_REVERSED',
  'DATE_IN_FUTURE',
  'DUPLICATE_ID',
  'EMAIL_TAKEN',
  'FIELD_TOO_LONG',
  'INVALID_DATE',
  'INVALID_EMAIL',
  'INVALID_ID',
  'INVALID_NAME',
  'INVALID_NUMBER',
  'INVALID_TAX_ID',
  'INVALID_TIME_ZONE',
  'INVALID_UTF8',
  'INVALID_WEB_ADDRESS',
  'LOST_REASON_UNUSED',
  'MISSING_VALUE',
  'NEGATIVE_NUMBER',
  'NOT_EDITABLE',
  'NUL_CHARACTER',
  'NUMBER_OUT_OF_RANGE',
  'NUMBER_TOO_PRECISE',
  'ORDER_REJECTED',
  'OTHER_CONTENT',
  'OVER_ALLOCATED',
  'PAID_TWICE',
  'PARENT_CYCLE',
  'ROWS_DISAGREE',
  'ROW_TOO_LONG',
  'TEXT_TOO_LONG',
  'TOO_MANY_LINES',
  'UNKNOWN_CHARGE',
  'UNKNOWN_CODE',
  'UNKNOWN_COLUMN',
  'UNKNOWN_COUNTRY',
  'UNKNOWN_CURRENCY',
  'UNKNOWN_FLAG',
  'UNKNOWN_KIND',
  'UNKNOWN_OUTCOME',
  'UNKNOWN_PARTNER_TYPE',
  'UNKNOWN_PERSON',
  'UNKNOWN_REFERENCE',
  'UNKNOWN_STAGE',
  'VALUE_UNUSED',
  'WRONG_COLUMN_COUNT',
] as const;

export type IssueCode = (typeof ISSUE_CODES)[number];

/** A WARNING's row is loaded without the value; an ERROR's row is not loaded. */
export type Severity = 'WARNING' | 'ERROR';

export type Issue = Readonly<{
  severity: Severity;
  code: IssueCode;
  file: string;
  /** The line on which the row starts; the header is line 1. */
  line: number;
  /** The file's column, or null where the row as a whole is meant. */
  column: string | null;
  /** As it stands in the file, cut to 80 characters. */
  value: string;
  message: string;
  howToFix: string;
}>;

export const ISSUE_VALUE_LENGTH_MAX = 80;

export type Place = Readonly<{ file: string; line: number; column: string | null }>;
export type Finding = Readonly<{ code: IssueCode; value: string; message: string; howToFix: string }>;

export const issueAt = (place: Place, severity: Severity, finding: Finding): Issue => ({
  ...place,
  ...finding,
  severity,
  value: shortened(finding.value),
});

/** Cut between characters, so that no half of one is left; what would break a line of a report is shown as a space. */
export function shortened(value: string, lengthMax = ISSUE_VALUE_LENGTH_MAX): string {
  const characters = Array.from(value.slice(0, lengthMax * 4).replace(/\p{Cc}+/gu, ' '));
  return characters.length <= lengthMax
    ? characters.join('')
    : `${characters.slice(0, lengthMax - 1).join('')}…`;
}

export type FileProblem =
  | 'FILE_UNREADABLE'
  | 'FILE_EMPTY'
  | 'NOT_UTF8'
  | 'COLUMN_TWICE'
  | 'TOO_MANY_COLUMNS'
  | 'BROKEN_HEADER'
  | 'MISSING_COLUMNS'
  | 'MAPPING_INVALID';

/** A file that cannot be read at all: nothing of it is loaded. The message says what to do. */
export class ImportFileError extends Error {
  readonly code: FileProblem;
  readonly file: string;

  constructor(code: FileProblem, file: string, message: string) {
    super(`${file}: ${message}`);
    this.code = code;
    this.file = file;
  }
}
