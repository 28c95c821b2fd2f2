import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Issue } from '../../../src/workflows/import-crm/issues.ts';
import { startReport, summaryText } from '../../../src/workflows/import-crm/report.ts';

const anIssue = (changes: Partial<Issue> = {}): Issue => ({
  severity: 'WARNING',
  code: 'MISSING_VALUE',
  file: 'deals.csv',
  line: 2,
  column: 'account',
  value: '',
  message: 'accountExternalId: there is no value.',
  howToFix: 'Fill it in.',
  ...changes,
});

const good = (line: number, warnings: readonly Issue[] = []) => ({
  line,
  row: {},
  warnings,
  errors: [] as const,
});
const bad = (line: number, error: Issue) => ({ line, row: null, warnings: [], errors: [error] });

describe('the report of an import', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portal-report-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const start = (name: string, shownMax = 20) => {
    const printed: string[] = [];
    let now = 0;
    const issuesFile = join(folder, name);
    const report = startReport({
      issuesFile,
      shownMax,
      print: (line) => printed.push(line),
      clock: () => now,
    });
    const pass = (milliseconds: number) => {
      now += milliseconds;
    };
    return { report, printed, pass, issuesFile };
  };

  it('counts what became of every row, shows some of each kind of issue and writes down all', async () => {
    const { report, issuesFile } = start('all.csv');
    await report.startFile('deals.csv', [anIssue({ code: 'UNKNOWN_COLUMN', line: 1, column: 'x' })]);
    for (let line = 2; line < 7; line += 1)
      await report.rowRead('deals.csv', good(line, [anIssue({ line })]));
    const error = anIssue({
      severity: 'ERROR',
      code: 'INVALID_DATE',
      line: 7,
      column: 'opened',
      value: '=1+1,"x"',
    });
    await report.rowRead('deals.csv', bad(7, error));
    const late = good(8, [anIssue({ line: 8 })]);
    await report.rowRead('deals.csv', late);
    await report.rowRead('deals.csv', good(9));
    report.rowsLoaded('deals.csv', { created: 3, updated: 1, unchanged: 2 });
    await report.rowRejected(
      'deals.csv',
      late,
      anIssue({ severity: 'ERROR', code: 'DUPLICATE_ID', line: 8 }),
    );
    await report.startFile('empty.csv', []);

    const summary = await report.finish();
    expect(summary.files).toEqual([
      {
        file: 'deals.csv',
        rowsRead: 8,
        created: 3,
        updated: 1,
        unchanged: 2,
        rejected: 2,
        loadedWithWarnings: 5,
      },
      {
        file: 'empty.csv',
        rowsRead: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        rejected: 0,
        loadedWithWarnings: 0,
      },
    ]);
    expect(summary.groups.map(({ severity, code, count }) => [severity, code, count])).toEqual([
      ['ERROR', 'INVALID_DATE', 1],
      ['ERROR', 'DUPLICATE_ID', 1],
      ['WARNING', 'MISSING_VALUE', 6],
      ['WARNING', 'UNKNOWN_COLUMN', 1],
    ]);
    expect(summary.shownIssues.map(({ line }) => line)).toEqual([7, 8, 2, 3, 4, 1]);

    const lines = (await readFile(issuesFile, 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 9);
    expect(lines[0]).toBe('severity,code,file,line,column,value,message,how_to_fix');
    expect(lines).toContain(
      `ERROR,INVALID_DATE,deals.csv,7,opened,"'=1+1,""x""",accountExternalId: there is no value.,Fill it in.`,
    );
    expect(summaryText({ ...summary, issuesFile: 'issues.csv' })).toBe(
      [
        'file       rows  created  updated  unchanged  rejected  loaded with warnings',
        'deals.csv     8        3        1          2         2                     5',
        'empty.csv     0        0        0          0         0                     0',
        '',
        'Issues:',
        '  ERROR INVALID_DATE      1  in deals.csv, column opened',
        '  ERROR DUPLICATE_ID      1  in deals.csv, column account',
        '  WARNING MISSING_VALUE   6  in deals.csv, column account',
        '  WARNING UNKNOWN_COLUMN  1  in deals.csv, column x',
        '',
        'Examples:',
        '  ERROR deals.csv line 7, column opened: accountExternalId: there is no value. It says "=1+1,\\"x\\"". Fill it in.',
        '  ERROR deals.csv line 8, column account: accountExternalId: there is no value. It says "". Fill it in.',
        '  WARNING deals.csv line 2, column account: accountExternalId: there is no value. It says "". Fill it in.',
        '  WARNING deals.csv line 3, column account: accountExternalId: there is no value. It says "". Fill it in.',
        '  WARNING deals.csv line 4, column account: accountExternalId: there is no value. It says "". Fill it in.',
        '  WARNING deals.csv line 1, column x: accountExternalId: there is no value. It says "". Fill it in.',
        '',
        'All 9 are in issues.csv',
      ].join('\n'),
    );
  });

  it('says so where nothing is wrong', async () => {
    const { report } = start('none.csv');
    await report.rowRead('deals.csv', good(2));
    report.rowsLoaded('deals.csv', { created: 0, updated: 0, unchanged: 1 });
    expect(summaryText(await report.finish())).toMatch(/unchanged .*\ndeals\.csv .*\n\nNo issues\.$/);
  });

  it('shows no more than it was told to', async () => {
    const { report } = start('few.csv', 1);
    await report.rowRead('deals.csv', bad(2, anIssue({ severity: 'ERROR' })));
    await report.rowRead('deals.csv', bad(3, anIssue({ severity: 'ERROR', line: 3 })));
    expect((await report.finish()).shownIssues.map(({ line }) => line)).toEqual([2]);
  });

  it('fails where a row is not accounted for', async () => {
    const { report } = start('lost.csv');
    await report.rowRead('deals.csv', good(2));
    await expect(report.finish()).rejects.toThrow('deals.csv: 1 rows were read, but 0 are accounted for.');
  });

  it('prints progress every other second', async () => {
    const { report, printed, pass } = start('progress.csv');
    for (let line = 2; line < 8; line += 1) {
      pass(800);
      await report.rowRead('deals.csv', good(line));
    }
    report.rowsLoaded('deals.csv', { created: 6, updated: 0, unchanged: 0 });
    await report.finish();
    expect(printed).toEqual(['deals.csv: 3 rows read, 0 rejected', 'deals.csv: 6 rows read, 0 rejected']);
  });

  it('fails where the issues cannot be written', async () => {
    const { report } = start('no-such-folder/issues.csv');
    await expect(report.finish()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
