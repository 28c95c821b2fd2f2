import { RULES, type RuleName } from '../compiled/finishing-rules.ts';
import { readRows, type SqlColumn, type SqlRows } from '../platform/database/sql-rows.ts';
import { type About, declared, type Given, type ReadBy, type RowsAbout } from './columns.ts';
import type { RequestContext } from './context.ts';
import { loadedRow } from './row-loader.ts';
import { vendorDay } from './vendor-day.ts';

type Values = Readonly<Record<string, unknown>>;

/** The vendor's calendar day of the request. */
export const TODAY: Given = {
  as: 'date',
  read: (_row, _args, context) => vendorDay(context),
  sql: ({ today }) => today,
};

/** A day that an argument names; the vendor's today where it names none. */
export const dayOfArgument = (name: string): Given => ({
  as: 'date',
  read: (_row, args: Values, context) => args[name] ?? vendorDay(context),
  sql: (row) => {
    const day = row.argument(name, { as: 'day' }, 'date');
    return day === null ? row.today : `coalesce(${day}, ${row.today})`;
  },
});

const readEach = async (
  about: About,
  row: Values,
  args: Values,
  context: RequestContext,
): Promise<Values> => {
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(about))
    values[name] =
      typeof given === 'string' ? row[given] : await given.read(row as never, args as never, context);
  return values;
};

const shared = new WeakMap<RequestContext, Map<SqlRows, Promise<object[]>>>();

/** What is about nothing is the same for all rows of a request, and read once. */
function readShared(rows: SqlRows, context: RequestContext): Promise<object[]> {
  const known = shared.get(context) ?? new Map<SqlRows, Promise<object[]>>();
  shared.set(context, known);
  const read = known.get(rows) ?? readRows(context.db, rows, {});
  known.set(rows, read);
  return read;
}

async function readAbout({ rows, about }: RowsAbout, row: Values, args: Values, context: RequestContext) {
  if (Object.keys(about).length === 0) return await readShared(rows, context);
  return await readRows(context.db, rows, await readEach(about, row, args, context));
}

/** The columns of the row that something is about. */
const columnsOf = (about: About) =>
  Object.fromEntries(
    Object.values(about).flatMap((given) => (typeof given === 'string' ? [[given, true]] : [])),
  );

/** A query and what it is about: columns of the row by their names, arguments, the day. */
export const about = <Columns extends Readonly<Record<string, SqlColumn>>, Names extends string>(
  rows: SqlRows<Columns, Names>,
  what: Readonly<Record<Names, Given | string>>,
): RowsAbout => ({ rows: rows as unknown as SqlRows, about: what });

/** The rows of a query as what a field of a row answers. */
export const rowsOfQuery = <Row>(query: RowsAbout) => ({
  select: columnsOf(query.about) as Record<never, never>,
  extensions: declared({ is: 'rows', ...query }),
  resolve: (row: object, args: object, context: RequestContext) =>
    readAbout(query, row as Values, args as Values, context) as Promise<Row[]>,
});

/** The one row of a query as what a field of a row answers; null where it has none. */
export const rowOfQuery = <Row>(query: RowsAbout) => {
  const { resolve, ...all } = rowsOfQuery<Row>(query);
  return {
    ...all,
    resolve: async (row: object, args: object, context: RequestContext): Promise<Row | null> =>
      (await resolve(row, args, context))[0] ?? null,
  };
};

type More = Readonly<{
  with?: About;
  rows?: Readonly<Record<string, RowsAbout>>;
  /** Who may read all of them; everybody else is answered by the resolver. */
  readBy?: ReadBy;
}>;

/**
 * What a rule answers that is given what the field selects, more values, and rows of queries. The resolver asks the same
 * rule as the way without GraphQL does, so that both are one.
 */
export const finishedBy = <Name extends RuleName, const Selection extends object>(
  rule: Name,
  select: Selection,
  { with: given = {}, rows = {}, readBy }: More = {},
) => ({
  select: Object.assign({}, ...Object.values(rows).map((one) => columnsOf(one.about)), select) as Selection,
  extensions: declared({ is: 'finished', rule, with: given, rows, ...(readBy && { readBy }) }),
  resolve: async (
    row: object,
    args: object,
    context: RequestContext,
  ): Promise<ReturnType<(typeof RULES)[Name]>> => {
    const inputs: Record<string, unknown> = { ...row };
    Object.assign(inputs, await readEach(given, row as Values, args as Values, context));
    for (const [name, query] of Object.entries(rows))
      inputs[name] = await readAbout(query, row as Values, args as Values, context);
    return RULES[rule](inputs as never, context) as ReturnType<(typeof RULES)[Name]>;
  },
});

/** Of what a rule answers, the row that a property names; null where it names none. Those of a list are read at once. */
export const rowBy = (key: string, model: string, among: Readonly<{ rows: string; column: string }>) => ({
  extensions: declared({ is: 'row by', key, model, among }),
  resolve: async (query: object, parent: object, _args: object, context: RequestContext) => {
    const id = (parent as Values)[key];
    return (typeof id === 'string' ? await loadedRow(context, { model, id, query }) : null) as never;
  },
});
