import { expect, it } from 'vitest';
import { csvRecord } from '../../../src/kernel/csv.ts';

it.each([
  { _case: 'plain', text: 'Acme', isWritten: true, said: 'Acme' },
  { _case: 'quotes, commas and breaks', text: 'a "b", c\r\nd', isWritten: true, said: '"a ""b"", c\r\nd"' },
  { _case: 'a formula', text: '=1+1', isWritten: true, said: "'=1+1" },
  {
    _case: 'a formula with quotes',
    text: '=HYPERLINK("x","y")',
    isWritten: true,
    said: `"'=HYPERLINK(""x"",""y"")"`,
  },
  { _case: 'an at sign', text: '@SUM(A1)', isWritten: true, said: "'@SUM(A1)" },
  { _case: 'a tab before it', text: '\t=1', isWritten: true, said: "'\t=1" },
  { _case: 'a wide equals sign', text: '＝1', isWritten: true, said: "'＝1" },
  { _case: 'a phone number', text: '+49 30', isWritten: true, said: "'+49 30" },
  { _case: 'a number below zero', text: '-12.50', isWritten: false, said: '-12.50' },
  { _case: 'nothing', text: '', isWritten: true, said: '' },
])('$_case', ({ text, isWritten, said }) => {
  expect(csvRecord([{ text, isWritten }, null])).toBe(`${said},\r\n`);
});
