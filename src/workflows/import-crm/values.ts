import type { CurrencyCode } from '../../kernel/currency.ts';
import { completedRow, type PartialRow, type Report } from './completion.ts';
import type { CsvRecord, CsvRow } from './csv.ts';
import { FIELDS, type FieldDefinition, type Policy } from './fields.ts';
import { findingOf } from './findings.ts';
import { ImportFileError, type Issue, issueAt } from './issues.ts';
import type { FieldMapping, FileMapping, Mapping } from './mapping.ts';
import { type ValueReader, valueReaderOf } from './readers.ts';
import type { KnownIds } from './references.ts';
import type { FileKind, MappedRowOf, Stage } from './rows.ts';

/** A line of a file as the loader gets it. Without a row there is at least one error; warnings may stand in either case. */
export type MappedRecord<Row> =
  | Readonly<{ line: number; row: Row; warnings: readonly Issue[]; errors: readonly [] }>
  | Readonly<{
      line: number;
      row: null;
      warnings: readonly Issue[];
      errors: readonly Issue[];
      orderNumber?: string;
    }>;

export type RowReader<Kind extends FileKind> = Readonly<{
  /** Columns that the mapping neither uses nor ignores, as warnings about the header. */
  unknownColumns: readonly Issue[];
  read(record: CsvRecord): MappedRecord<MappedRowOf[Kind]>;
}>;

type Header = Readonly<{ file: string; columns: readonly string[] }>;

/**
 * Prepares a mapping for a file with these columns. The reader remembers the ids of the rows that it let through
 * (some 100 bytes each), so that a second row with the same id is refused.
 * @throws ImportFileError where the mapping needs columns that the file has not.
 */
export function rowReaderOf<Kind extends FileKind>(
  kind: Kind,
  mapping: Mapping,
  header: Header,
  known: KnownIds = {},
): RowReader<Kind> {
  const fileMapping = mapping.files[kind];
  if (!fileMapping) throw new RangeError(`The mapping has no file of ${kind}.`);
  assertColumns(fileMapping, header);
  const cells = cellsOf(kind, fileMapping, mapping, header.columns);
  const lineById = new Map<string, number>();
  const read = ({ line, fields }: CsvRow): MappedRecord<MappedRowOf[Kind]> => {
    const issues: Issue[] = [];
    const report: Report = (name, severity, code, value, detail) => {
      const cell = cells.get(name);
      const place = { file: header.file, line, column: cell?.field.column ?? null };
      if (cell) issues.push(issueAt(place, severity, findingOf(code, value, { ...cell, mapping, detail })));
    };
    const partial = partialRowOf(cells, fields, { mapping, known, report });
    if (hasError(issues)) return rejected(line, issues, kind === 'orders' ? partial.externalId : undefined);
    const row = completedRow(kind, partial, { mapping, known, report });
    // All lines of an order have its number.
    if (kind === 'orders') return { line, row, warnings: issues, errors: [] };
    const id = idOf(row);
    const earlier = lineById.get(id);
    // A system that tells facts repeats what it said: only what contradicts it is wrong, which loading it finds out.
    const severity = kind === 'learning' || kind === 'billing' ? 'WARNING' : 'ERROR';
    if (earlier !== undefined) report('externalId', severity, 'DUPLICATE_ID', id, `line ${earlier}`);
    if (hasError(issues)) return rejected(line, issues);
    lineById.set(id, earlier ?? line);
    return { line, row, warnings: issues, errors: [] };
  };
  return {
    unknownColumns: unknownColumns(fileMapping, header),
    read: (record) => (record.issue === null ? read(record) : rejected(record.line, [record.issue])),
  };
}

const hasError = (issues: readonly Issue[]): boolean => issues.some(({ severity }) => severity === 'ERROR');

/** With the order that the line is of, so that the others of it are not loaded without it. */
const rejected = (line: number, issues: readonly Issue[], orderNumber?: unknown) => ({
  line,
  row: null,
  warnings: issues.filter(({ severity }) => severity === 'WARNING'),
  errors: issues.filter(({ severity }) => severity === 'ERROR'),
  ...(typeof orderNumber === 'string' ? { orderNumber } : {}),
});

/** A partner has a line for each of its people, so theirs is the id that must be unique there. */
const idOf = (row: MappedRowOf[FileKind]): string =>
  'personExternalId' in row && 'nameKey' in row ? row.personExternalId : row.externalId;

type Cell = Readonly<{
  name: string;
  /** Where in the row the value stands; null for a constant. */
  index: number | null;
  definition: FieldDefinition;
  field: FieldMapping;
  nullWords: ReadonlySet<string>;
  read: ValueReader;
}>;

type Surroundings = Readonly<{ mapping: Mapping; known: KnownIds; report: Report }>;

/** In the order of the definitions, because a later field may depend on an earlier one. */
function cellsOf(kind: FileKind, { fields }: FileMapping, mapping: Mapping, columns: readonly string[]) {
  const cells = new Map<string, Cell>();
  for (const [name, definition] of Object.entries(FIELDS[kind])) {
    const field = fields[name];
    if (!field) continue;
    const index = field.column === undefined ? null : columns.indexOf(field.column);
    const nullWords = new Set(['', ...(field.nullWords ?? mapping.nullWords)]);
    cells.set(name, {
      name,
      index,
      definition,
      field,
      nullWords,
      read: valueReaderOf(definition, field, mapping),
    });
  }
  return cells;
}

function partialRowOf(
  cells: ReadonlyMap<string, Cell>,
  fields: readonly string[],
  surroundings: Surroundings,
) {
  const row: Record<string, unknown> = {};
  for (const cell of cells.values()) {
    const text = cell.index === null ? cell.field.constant! : fields[cell.index]!;
    row[cell.name] = cellValue(cell, text, row, surroundings);
  }
  return row;
}

function cellValue(
  cell: Cell,
  text: string,
  row: PartialRow,
  { mapping, known, report }: Surroundings,
): unknown {
  const { name, field, definition } = cell;
  const plain = plainText(text, field);
  if (plain === null || cell.nullWords.has(plain)) {
    const policy = missingPolicy(cell, row.stage as Stage | null | undefined);
    if (policy !== 'IGNORE') report(name, policy === 'REJECT' ? 'ERROR' : 'WARNING', 'MISSING_VALUE', text);
    return null;
  }
  const result = cell.read(plain, (row.currency ?? mapping.currency) as CurrencyCode);
  if (!result.ok) {
    const isWarning = (field.whenInvalid ?? definition.whenInvalid) === 'WARN' && !definition.isRequired;
    report(name, isWarning ? 'WARNING' : 'ERROR', result.reason, text);
    return null;
  }
  const { reference } = definition;
  if (reference === null || (known[reference.to]?.has(plain) ?? true)) return result.value;
  const isWarning = (field.whenUnknown ?? reference.whenUnknown) === 'WARN';
  report(name, isWarning ? 'WARNING' : 'ERROR', 'UNKNOWN_REFERENCE', text);
  return null;
}

/** The value map sees the text as a person does: white space is one space, and none at the ends. */
function plainText(text: string, { trim, values }: FieldMapping): string | null {
  const plain = trim ? text.normalize('NFC').replace(/\s+/g, ' ').trim() : text;
  return Object.hasOwn(values, plain) ? values[plain]! : plain;
}

function missingPolicy({ definition, field }: Cell, stage: Stage | null | undefined): Policy {
  const policy = field.whenMissing ?? definition.whenMissing;
  if (typeof policy === 'string') return policy;
  return (stage && policy[stage]) ?? policy.otherwise;
}

/** One error for all of them, with what the file has, since a wrong delimiter or a wrong file loses every column. */
function assertColumns({ fields }: FileMapping, { file, columns }: Header) {
  const missing = columnsUsed(fields).filter((column) => !columns.includes(column));
  if (missing.length === 0) return;
  throw new ImportFileError(
    'MISSING_COLUMNS',
    file,
    `The mapping names columns that the file has not: ${quoted(missing)}. The file has: ${quoted(columns)}. ` +
      'Correct the mapping (its "column" entries and its "delimiter"), or export the file with these columns.',
  );
}

function unknownColumns({ fields, ignoreColumns }: FileMapping, { file, columns }: Header): Issue[] {
  const known = new Set([...columnsUsed(fields), ...ignoreColumns]);
  return columns
    .filter((column) => !known.has(column))
    .map((column) =>
      issueAt({ file, line: 1, column }, 'WARNING', {
        code: 'UNKNOWN_COLUMN',
        value: column,
        message: 'The mapping does not use this column.',
        howToFix: 'Map it, or list it under "ignoreColumns".',
      }),
    );
}

const columnsUsed = (fields: FileMapping['fields']): string[] => [
  ...new Set(Object.values(fields).flatMap(({ column }) => (column === undefined ? [] : [column]))),
];

const quoted = (columns: readonly string[]): string =>
  columns.map((column) => JSON.stringify(column)).join(', ');
