import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type Issue, shortened } from './issues.ts';
import type { MappedRecord } from './values.ts';

/** Every row that was read ends in exactly one of created, updated, unchanged and rejected. */
export type FileTally = Readonly<{
  file: string;
  rowsRead: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** How many of the rows that were loaded have a warning. */
  loadedWithWarnings: number;
}>;

export type Loaded = Readonly<{ created: number; updated: number; unchanged: number }>;

/** Issues of one kind: how many, and the first few of them. */
export type IssueGroup = Readonly<
  Pick<Issue, 'severity' | 'code' | 'file' | 'column'> & { count: number; examples: readonly Issue[] }
>;

export type ImportSummary = Readonly<{
  files: readonly FileTally[];
  /** Errors before warnings, the frequent ones first. */
  groups: readonly IssueGroup[];
  /** Some of each group, so that one kind of warning does not hide the only error. */
  shownIssues: readonly Issue[];
  issuesFile: string;
}>;

export type ReportOptions = Readonly<{
  /** Where all issues are written, as CSV; an older file is replaced. */
  issuesFile: string;
  /** So many issues are shown in full at the end of the run. */
  shownMax: number;
  print(line: string): void;
  /** Milliseconds that only ever grow. */
  clock(): number;
}>;

const EXAMPLES_OF_A_GROUP_MAX = 3;
const PROGRESS_EVERY_MILLISECONDS = 2_000;

type OpenGroup = Omit<IssueGroup, 'count' | 'examples'> & { count: number; examples: Issue[] };
type OpenTally = { -readonly [Key in keyof FileTally]: FileTally[Key] };

/** Counts what becomes of every row and writes down every issue, while the import runs. */
export function startReport({ issuesFile, shownMax, print, clock }: ReportOptions) {
  const tallies = new Map<string, OpenTally>();
  const groups = new Map<string, OpenGroup>();
  const issues = issueWriter(issuesFile);
  let printedAt = clock();

  const tallyOf = (file: string): OpenTally => {
    const tally = tallies.get(file) ?? emptyTally(file);
    tallies.set(file, tally);
    return tally;
  };
  const note = async (issue: Issue) => {
    const key = [issue.severity, issue.code, issue.file, issue.column].join('\n');
    const { severity, code, file, column } = issue;
    const group: OpenGroup = groups.get(key) ?? { severity, code, file, column, count: 0, examples: [] };
    group.count += 1;
    if (group.examples.length < EXAMPLES_OF_A_GROUP_MAX) group.examples.push(issue);
    groups.set(key, group);
    await issues.write(issue);
  };
  const progress = (tally: OpenTally) => {
    if (clock() - printedAt < PROGRESS_EVERY_MILLISECONDS) return;
    printedAt = clock();
    print(`${tally.file}: ${count(tally.rowsRead)} rows read, ${count(tally.rejected)} rejected`);
  };

  return {
    /** Names a file even if it turns out to have no rows, with the issues of its header. */
    async startFile(file: string, headerIssues: readonly Issue[]) {
      tallyOf(file);
      for (const issue of headerIssues) await note(issue);
    },
    /** Once for every row, before it is loaded. */
    async rowRead(file: string, record: MappedRecord<unknown>) {
      const tally = tallyOf(file);
      tally.rowsRead += 1;
      if (record.row === null) tally.rejected += 1;
      else if (record.warnings.length > 0) tally.loadedWithWarnings += 1;
      for (const issue of [...record.errors, ...record.warnings]) await note(issue);
      progress(tally);
    },
    /** After a batch was written. */
    rowsLoaded(file: string, { created, updated, unchanged }: Loaded) {
      const tally = tallyOf(file);
      tally.created += created;
      tally.updated += updated;
      tally.unchanged += unchanged;
    },
    /** For a row that could be read but turned out not to be loadable. */
    async rowRejected(file: string, record: MappedRecord<unknown>, error: Issue) {
      const tally = tallyOf(file);
      tally.rejected += 1;
      if (record.warnings.length > 0) tally.loadedWithWarnings -= 1;
      await note(error);
    },
    /** @throws RangeError where the counts do not add up, which is a fault of the import. */
    async finish(): Promise<ImportSummary> {
      await issues.close();
      for (const tally of tallies.values()) assertAddsUp(tally);
      const sorted = [...groups.values()].sort(
        (a, b) => a.severity.localeCompare(b.severity) || b.count - a.count,
      );
      const shownIssues = sorted.flatMap(({ examples }) => examples).slice(0, shownMax);
      return { files: [...tallies.values()], groups: sorted, shownIssues, issuesFile };
    },
  };
}

export type ImportReport = ReturnType<typeof startReport>;

const emptyTally = (file: string): OpenTally => ({
  file,
  rowsRead: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  loadedWithWarnings: 0,
});

function assertAddsUp({ file, rowsRead, created, updated, unchanged, rejected }: FileTally) {
  const settled = created + updated + unchanged + rejected;
  if (settled !== rowsRead)
    throw new RangeError(`${file}: ${rowsRead} rows were read, but ${settled} are accounted for.`);
}

const HEADINGS = [
  'file',
  'rows',
  'created',
  'updated',
  'unchanged',
  'rejected',
  'loaded with warnings',
] as const;

/** What a person reads at the end of a run. */
export function summaryText({ files, groups, shownIssues, issuesFile }: ImportSummary): string {
  const rows = files.map((tally) => [
    tally.file,
    count(tally.rowsRead),
    count(tally.created),
    count(tally.updated),
    count(tally.unchanged),
    count(tally.rejected),
    count(tally.loadedWithWarnings),
  ]);
  const lines = tableLines([[...HEADINGS], ...rows]);
  if (groups.length === 0) return [...lines, '', 'No issues.'].join('\n');
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const groupRows = groups.map((group) => [
    `${group.severity} ${group.code}`,
    count(group.count),
    `in ${group.file}${group.column === null ? '' : `, column ${shortened(group.column, 40)}`}`,
  ]);
  return [
    ...lines,
    '',
    'Issues:',
    ...tableLines(groupRows, 1).map((line) => `  ${line}`),
    '',
    'Examples:',
    ...shownIssues.map((issue) => `  ${issueLine(issue)}`),
    '',
    total === 1 ? `It is in ${issuesFile}` : `All ${count(total)} are in ${issuesFile}`,
  ].join('\n');
}

/** One issue in one line: where, what it is, what stands there, and what to do. */
export function issueLine({ severity, file, line, column, value, message, howToFix }: Issue): string {
  const place = `${file} line ${line}${column === null ? '' : `, column ${shortened(column, 40)}`}`;
  return `${severity} ${place}: ${message} It says ${JSON.stringify(value)}. ${howToFix}`;
}

const count = (value: number): string => value.toLocaleString('en-US');

/** The first column to the left, and of the others so many to the right as hold numbers. */
function tableLines(
  rows: readonly (readonly string[])[],
  numericColumns = Number.POSITIVE_INFINITY,
): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index > 0 && index <= numericColumns ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

const ISSUE_COLUMNS = [
  'severity',
  'code',
  'file',
  'line',
  'column',
  'value',
  'message',
  'how_to_fix',
] as const;

function issueWriter(path: string) {
  const stream: WriteStream = createWriteStream(path, { flags: 'w', mode: 0o600 });
  // A failure shows at the next write or at the close; unheard, it would end the process.
  let failure: Error | null = null;
  stream.on('error', (error) => {
    failure = error;
  });
  const writeRow = async (cells: readonly (string | number)[]) => {
    if (failure) throw failure;
    const isRoomLeft = stream.write(`${cells.map(csvCell).join(',')}\r\n`);
    if (!isRoomLeft) await once(stream, 'drain');
  };
  const header = writeRow(ISSUE_COLUMNS);
  return {
    write: async ({ severity, code, file, line, column, value, message, howToFix }: Issue) => {
      await header;
      await writeRow([severity, code, file, line, column ?? '', value, message, howToFix]);
    },
    close: async () => {
      await header;
      stream.end();
      await finished(stream);
    },
  };
}

/** Text that a spreadsheet would run as a formula is shown as text: the value comes from somebody else's file. */
function csvCell(cell: string | number): string {
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
