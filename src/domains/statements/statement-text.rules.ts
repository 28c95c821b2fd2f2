import { currencyCodeOf } from '../../kernel/currency.ts';
import { formatAmount } from '../../kernel/money.ts';

/** What a statement says of itself: only what never changes once it is issued. */
export type StatementHeader = Readonly<{
  partnerId: string;
  /** The partner's name when it was drafted. */
  addressee: string;
  currency: string;
  period: string;
  openingMinor: bigint;
  closingMinor: bigint;
  sha256: string;
  issuedAt: Date | null;
}>;

export type StatementTextLine = Readonly<{
  id: string;
  effectiveOn: Date;
  kind: string;
  orderNumber: string | null;
  productCode: string | null;
  statementMinor: bigint;
  explanation: unknown;
}>;

/** Both sides of a line that a dispute brought about: what was said, and what was decided. */
export type Sides = Readonly<{
  outcome: string;
  statedMinor: bigint | null;
  claimedMinor: bigint | null;
  grantedMinor: bigint;
}>;

const minorOf = (value: unknown): bigint | null =>
  typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? BigInt(value) : null;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;

/** What the explanation of an adjustment sets side by side; null of every other line. */
export function sidesOf(explanation: unknown): Sides | null {
  const decision = recordOf(recordOf(explanation)?.decision);
  const grantedMinor = minorOf(decision?.grantedMinor);
  if (!decision || grantedMinor === null) return null;
  return {
    outcome: String(decision.outcome),
    statedMinor: minorOf(decision.statedMinor),
    claimedMinor: minorOf(decision.claimedMinor),
    grantedMinor,
  };
}

export type Contest = Sides & Readonly<{ currency: string }>;

/** Both sides of a line, in its currency; null of a line that no dispute brought about. */
export function contestOf({
  explanation,
  currency,
}: Readonly<{ explanation: unknown; currency: string }>): Contest | null {
  const sides = sidesOf(explanation);
  return sides && { ...sides, currency };
}

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

/** Spreadsheets run what begins like a formula, so such a text is marked as text. */
const asText = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const CSV_COLUMNS = [
  ...['row', 'entry', 'effective_on', 'kind', 'order_number', 'product', 'amount', 'currency'],
  ...['dispute_outcome', 'dispute_stated', 'dispute_claimed', 'dispute_granted'],
] as const;

/** The statement as CSV of RFC 4180: the opening balance, every line in the order in which it was hashed, the closing one. */
export function csvOf(header: StatementHeader, lines: readonly StatementTextLine[]): string {
  const amount = amountIn(header.currency);
  const balance = (row: string, minor: bigint) =>
    rowOf({ row, effective_on: '', amount: amount(minor), currency: header.currency });
  const rows = lines.map((line) => {
    const sides = sidesOf(line.explanation);
    return rowOf({
      row: 'LINE',
      entry: line.id,
      effective_on: dayText(line.effectiveOn),
      kind: line.kind,
      order_number: asText(line.orderNumber ?? ''),
      product: asText(line.productCode ?? ''),
      amount: amount(line.statementMinor),
      currency: header.currency,
      dispute_outcome: sides?.outcome ?? '',
      dispute_stated: sides?.statedMinor == null ? '' : amount(sides.statedMinor),
      dispute_claimed: sides?.claimedMinor == null ? '' : amount(sides.claimedMinor),
      dispute_granted: sides ? amount(sides.grantedMinor) : '',
    });
  });
  const all = [
    CSV_COLUMNS.join(','),
    balance('OPENING', header.openingMinor),
    ...rows,
    balance('CLOSING', header.closingMinor),
  ];
  return `${all.join('\r\n')}\r\n`;
}

const rowOf = (cells: Partial<Record<(typeof CSV_COLUMNS)[number], string>>): string =>
  CSV_COLUMNS.map((column) => cell(cells[column] ?? '')).join(',');

const amountIn = (currency: string) => {
  const code = currencyCodeOf(currency);
  return (amountMinor: bigint): string => formatAmount({ amountMinor, currency: code });
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

const STYLE =
  'body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid #ccc;vertical-align:top}' +
  '.amount{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}thead{display:table-header-group}' +
  'tr{break-inside:avoid}code{word-break:break-all}@media print{body{margin:0;max-width:none}}';

/** The statement as a page to print: HTML without script, without anything from elsewhere. */
export function pageOf(header: StatementHeader, lines: readonly StatementTextLine[]): string {
  const amount = amountIn(header.currency);
  const title = `Statement ${header.period} in ${header.currency}`;
  const issued = header.issuedAt ? `Issued at ${header.issuedAt.toISOString()}` : 'Draft';
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    `<p>${escaped(header.addressee)}<br>Partner ${escaped(header.partnerId)}<br>${escaped(issued)}</p>`,
    `<table><thead><tr><th>Day</th><th>What</th><th>Order</th><th>Product</th><th class="amount">${escaped(header.currency)}</th></tr></thead><tbody>`,
    balanceRow('Opening balance', amount(header.openingMinor)),
    ...lines.map((line) => lineRow(line, amount)),
    balanceRow('Closing balance', amount(header.closingMinor)),
    '</tbody></table>',
    `<p>SHA-256 <code>${escaped(header.sha256)}</code></p>`,
    '</body></html>',
    '',
  ].join('\n');
}

const balanceRow = (name: string, amount: string): string =>
  `<tr><th colspan="4">${name}</th><th class="amount">${amount}</th></tr>`;

function lineRow(line: StatementTextLine, amount: (amountMinor: bigint) => string): string {
  const sides = sidesOf(line.explanation);
  const said = sides?.statedMinor == null ? '' : `Said: ${amount(sides.statedMinor)}. `;
  const claimed = sides?.claimedMinor == null ? '' : `Claimed: ${amount(sides.claimedMinor)}. `;
  const because = sides
    ? `<br><small>${said}${claimed}Decided: ${escaped(sides.outcome)}, ${amount(sides.grantedMinor)}.</small>`
    : '';
  const cells = [dayText(line.effectiveOn), line.kind, line.orderNumber ?? '', line.productCode ?? ''].map(
    escaped,
  );
  return `<tr><td>${cells[0]}</td><td>${cells[1]}${because}</td><td>${cells[2]}</td><td>${cells[3]}</td><td class="amount">${amount(line.statementMinor)}</td></tr>`;
}
