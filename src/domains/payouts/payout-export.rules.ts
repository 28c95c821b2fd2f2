/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell of a CSV file: quoted, and harmless to whoever opens the file in a spreadsheet. */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

export type ExportRow = Readonly<{
  reference: string;
  status: string;
  partnerName: string;
  holder: string;
  countryCode: string;
  iban: string;
  accountNumber: string;
  routingNumber: string;
  amount: string;
  currency: string;
}>;

const COLUMNS = [
  'reference',
  'status',
  'partnerName',
  'holder',
  'countryCode',
  'iban',
  'accountNumber',
  'routingNumber',
  'amount',
  'currency',
] as const satisfies (keyof ExportRow)[];

/** As RFC 4180 has it, with a line of names first. */
export const payoutCsv = (rows: readonly ExportRow[]): string =>
  [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))]
    .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
    .join('');
