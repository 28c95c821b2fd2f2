import { Prisma } from './generated/client/client.ts';

/**
 * What SQL is given by name. The same queries run at once with values, or are compiled with the names alone, to be run
 * with the values of later requests, or of a row that the statement is at.
 */
export type Terms<Name extends string = string> = Readonly<{
  value(name: Name): unknown;
  /** SQL that depends on which of a few values a term has; none where it has another. */
  chosen(name: Name, cases: Readonly<Record<string, Prisma.Sql>>): Prisma.Sql;
}>;

/** A query, said once for whoever runs it and for whoever has it within a statement. */
export type Query<Name extends string = string> = (terms: Terms<Name>) => Prisma.Sql;

/** Queries by the names that a rule knows their rows by. */
export type Queries = Readonly<Record<string, Query>>;

/**
 * Rows as JSON of the database writes them: days are text, so are instants, and so has to be cast what is too large or
 * too exact for a number.
 */
export type Rows = Readonly<Record<string, readonly object[]>>;

/** Terms with values. Days and instants are given as text, which a cast of either reads. */
export const termsOf = (values: Readonly<Record<string, unknown>>): Terms => ({
  value: (name) => {
    const value = values[name];
    return value instanceof Date ? value.toISOString() : value;
  },
  chosen: (name, cases) => cases[String(values[name])] ?? Prisma.empty,
});

/** Runs queries with values, all by one statement. */
export async function rowsOf(
  tx: Readonly<{ $queryRaw(sql: Prisma.Sql): Promise<unknown> }>,
  queries: Queries,
  values: Readonly<Record<string, unknown>>,
): Promise<Rows> {
  const terms = termsOf(values);
  const columns = Object.entries(queries).map(
    ([name, query]) =>
      Prisma.sql`array_to_json(ARRAY(SELECT row_to_json(row) FROM (${query(terms)}) AS row)) AS ${Prisma.raw(`"${name}"`)}`,
  );
  const [rows] = (await tx.$queryRaw(Prisma.sql`SELECT ${Prisma.join(columns)}`)) as readonly [Rows];
  return rows;
}

class Term {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

class Choices {
  readonly name: string;
  readonly cases: Readonly<Record<string, Prisma.Sql>>;
  constructor(name: string, cases: Readonly<Record<string, Prisma.Sql>>) {
    this.name = name;
    this.cases = cases;
  }
}

/** A piece of a query whose values are not known yet: text, a term's name, or a choice between such pieces. */
export type Piece =
  | string
  | Readonly<{ term: string }>
  | Readonly<{ choice: string; cases: Readonly<Record<string, readonly Piece[]>> }>;

/** A query with the names of its terms in place of their values. */
export const piecesOf = (query: Query): readonly Piece[] =>
  piecesIn(
    query({
      value: (name) => new Term(name),
      chosen: (name, cases) => Prisma.sql`${new Choices(name, cases)}`,
    }),
  );

const piecesIn = ({ strings, values }: Prisma.Sql): readonly Piece[] =>
  strings.flatMap((text, place) => (place < values.length ? [text, pieceOf(values[place])] : [text]));

function pieceOf(value: unknown): Piece {
  if (value instanceof Term) return { term: value.name };
  if (!(value instanceof Choices)) return constantOf(value);
  const cases = Object.entries(value.cases).map(([is, sql]) => [is, piecesIn(sql)] as const);
  return { choice: value.name, cases: Object.fromEntries(cases) };
}

/** What a query says itself is written into its text. */
function constantOf(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  throw new RangeError('A query is given its values by name.');
}
