/** A cell: text that people wrote, or a value of the portal's own making. */
export type CsvCell = Readonly<{ text: string; isWritten: boolean }> | null;

const NEEDS_QUOTES = /[",\r\n]/;
/** What spreadsheets take for a formula, also where a tab or a break comes first. */
const FORMULA = /^[\t\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers, below zero as well. */
function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  const text = cell.isWritten && FORMULA.test(cell.text) ? `'${cell.text}` : cell.text;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A record of RFC 4180, with its line break. */
export const csvRecord = (cells: readonly CsvCell[]): string => `${cells.map(cellText).join(',')}\r\n`;

export const CSV_BYTE_ORDER_MARK = '\ufeff';
