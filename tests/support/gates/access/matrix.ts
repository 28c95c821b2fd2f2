import { PARTNER_ROLES, STAFF_ROLES } from '../../../../src/kernel/roles.ts';

/** Whoever can ask: nobody in particular, somebody whom the portal does not know, and one with each role. */
export const COLUMNS = ['ANONYMOUS', 'STRANGER', ...PARTNER_ROLES, ...STAFF_ROLES] as const;
export type Column = (typeof COLUMNS)[number];

/** Who may, by what it is about; and for types, the fields that share a row. */
export type Row = Readonly<{ may: ReadonlySet<Column>; fields?: readonly string[] }>;
export type Matrix = ReadonlyMap<string, Row>;

const MAY = '+';
const MAY_NOT = '-';

const lineOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** As a table of Markdown, to be read and reviewed. */
export function tableOf(what: string, matrix: Matrix): string {
  const hasFields = [...matrix.values()].some(({ fields }) => fields);
  const head = [what, ...COLUMNS, ...(hasFields ? ['fields'] : [])];
  const rows = [...matrix]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { may, fields }]) =>
      lineOf([
        name,
        ...COLUMNS.map((column) => (may.has(column) ? MAY : MAY_NOT)),
        ...(fields ? [fields.join(' ')] : []),
      ]),
    );
  return `${[lineOf(head), lineOf(head.map(() => '---')), ...rows].join('\n')}\n`;
}

/**
 * Reads such a table.
 * @throws Error where a cell says neither, a column is missing, or a row is there twice
 */
export function matrixOf(table: string): Matrix {
  const [head = [], , ...rows] = table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  if (COLUMNS.some((column, at) => head[at + 1] !== column))
    throw new Error('The columns are not the roles.');
  const matrix = new Map<string, Row>();
  for (const [name = '', ...cells] of rows) {
    const said = cells.slice(0, COLUMNS.length);
    if (matrix.has(name)) throw new Error(`${name} is there twice.`);
    if (said.some((cell) => cell !== MAY && cell !== MAY_NOT)) throw new Error(`${name} leaves a cell open.`);
    const fields = cells[COLUMNS.length]?.split(' ');
    matrix.set(name, {
      may: new Set(COLUMNS.filter((_, at) => said[at] === MAY)),
      ...(fields && { fields }),
    });
  }
  return matrix;
}

/** Where what is differs from what the policy says, a line each. */
export function differencesOf(policy: Matrix, actual: Matrix): string[] {
  const unlisted = [...actual.keys()]
    .filter((name) => !policy.has(name))
    .map((name) => `${name} is not listed`);
  const vanished = [...policy.keys()].filter((name) => !actual.has(name)).map((name) => `${name} is gone`);
  const differing = [...policy].flatMap(([name, row]) => {
    const is = actual.get(name);
    if (!is) return [];
    const cells = COLUMNS.filter((column) => row.may.has(column) !== is.may.has(column)).map(
      (column) => `${name}: ${column} ${is.may.has(column) ? 'may' : 'may not'}, against the policy`,
    );
    const fields = new Set(row.fields).symmetricDifference(new Set(is.fields));
    return [
      ...cells,
      ...[...fields].map(
        (field) => `${name}: ${field} is ${row.fields?.includes(field) ? 'gone' : 'not listed'}`,
      ),
    ];
  });
  return [...unlisted, ...vanished, ...differing];
}
