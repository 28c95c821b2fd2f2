import type { Reading, Revival } from '../compiled/compiled-operation.ts';
import type { Money } from '../kernel/money.ts';
import type { Permission } from '../platform/auth/permissions.ts';
import type { Scope } from '../platform/database/scope.ts';
import type { SqlRows, SqlType } from '../platform/database/sql-rows.ts';
import type { RequestContext } from './context.ts';
import { moneyFrom } from './money-fields.ts';

/**
 * What a field says of itself so that an operation with it can be compiled to SQL. It stands in the field's extensions,
 * made by the same call that makes its selection and its resolver, so that the two ways cannot differ.
 */
export type FieldDeclaration =
  | Readonly<{ is: 'column'; path: readonly string[] }>
  | Readonly<{ is: 'row'; path: readonly string[] }>
  | Readonly<{ is: 'first'; relation: string }>
  | Readonly<{ is: 'same row' }>
  | Readonly<{ is: 'money'; amount: string; currency: string; currencyOf?: string }>
  | Readonly<{ is: 'expression'; sql: (row: RowInSql) => string }>
  /** Rows of a query. */
  | Readonly<{ is: 'rows'; rows: SqlRows; about: About }>
  /** What a rule answers that is given what the field selects, and more. */
  | Readonly<{
      is: 'finished';
      rule: string;
      with: About;
      rows: Readonly<Record<string, RowsAbout>>;
      readBy?: ReadBy;
    }>
  /** Of what a rule answers: the row that one of its properties names, among those that some rows name. */
  | Readonly<{ is: 'row by'; key: string; model: string; among: Readonly<{ rows: string; column: string }> }>
  /** Of what a rule answers: a property that is the id of a row of a type. */
  | Readonly<{ is: 'global id'; type: string; of: string }>;

/** A value that a query or a rule is given: as the resolver reads it, and as an expression of SQL. */
export type Given = Readonly<{
  as?: Revival[string];
  read(row: never, args: never, context: RequestContext): unknown;
  sql(row: RowInSql): string;
}>;

/** A permission that somebody needs, and the roles of the database that may not read it all the same. */
export type ReadBy = Readonly<{ permission: Permission; notAs: readonly Scope['role'][] }>;

/** What a query is about; a name alone is the column of the row. */
export type About = Readonly<Record<string, Given | string>>;

export type RowsAbout = Readonly<{ rows: SqlRows; about: About }>;

/** A row as an expression of SQL meets it. */
export type RowInSql = Readonly<{
  column(name: string): string;
  /** A column of a row that it belongs to. */
  through(relation: string, name: string): string;
  /** An expression of an instant as the API writes it. */
  instant(expression: string): string;
  now: string;
  /** The vendor's calendar day of the request. */
  today: string;
  /** What the field is given as an argument; null where the document gives nothing. */
  argument(name: string, reads: Reading, type: SqlType): string | null;
}>;

export const declared = (declaration: FieldDeclaration) => ({ compiled: declaration });

/** A field that is a column of the row, such as one of a type that Prisma knows as text. */
export const column = <Name extends string>(name: Name) => ({
  as: <Value>() => ({
    select: { [name]: true } as { [Key in Name]: true },
    resolve: (row: { readonly [Key in Name]: unknown }) => row[name] as Value,
    extensions: declared({ is: 'column', path: [name] }),
  }),
});

/** A field that is a property of what a rule answers, such as one of a type that Pothos cannot expose. */
export const property = <Name extends string>(name: Name) => ({
  resolve: <Value>(value: { readonly [Key in Name]: Value }): Value => value[name],
  extensions: declared({ is: 'column', path: [name] }),
});

/** A property that is the id of a row, told as the global id of a type; null where there is none. */
export const idProperty = <Name extends string>(name: Name, type: string) => ({
  resolve: <Id extends string | null>(value: { readonly [Key in Name]: Id }) =>
    (value[name] === null ? null : { type, id: value[name] }) as
      | { type: string; id: string }
      | (null extends Id ? null : never),
  extensions: declared({ is: 'global id', type, of: name }),
});

/** A column of a row that it belongs to; null where there is none, or it is hidden. */
export const columnThrough = <Relation extends string, Name extends string>(
  relation: Relation,
  name: Name,
) => ({
  as: <Value>() => ({
    select: { [relation]: { select: { [name]: true } } } as {
      [Key in Relation]: { select: { [Key in Name]: true } };
    },
    resolve: (row: { readonly [Key in Relation]: { readonly [Key in Name]: unknown } | null }) =>
      (row[relation]?.[name] ?? null) as Value | null,
    extensions: declared({ is: 'column', path: [relation, name] }),
  }),
});

type Amounts<Amount extends string, Currency extends string> = { readonly [Key in Amount]: bigint | null } & {
  readonly [Key in Currency]: string | null;
};

const moneySelection = <Amount extends string, Currency extends string>(
  amount: Amount,
  currency: Currency,
) => ({
  select: { [amount]: true, [currency]: true } as { [Key in Amount | Currency]: true },
  extensions: declared({ is: 'money', amount, currency }),
});

/** Two columns as an amount that is always there. */
export const money = <Amount extends string, Currency extends string>(
  amount: Amount,
  currency: Currency,
) => ({
  ...moneySelection(amount, currency),
  resolve: (row: Amounts<Amount, Currency>): Money => moneyFrom(row[amount], row[currency])!,
});

/** Two columns as an amount; null where there is none. */
export const moneyOrNull = <Amount extends string, Currency extends string>(
  amount: Amount,
  currency: Currency,
) => ({
  ...moneySelection(amount, currency),
  resolve: (row: Amounts<Amount, Currency>): Money | null => moneyFrom(row[amount], row[currency]),
});

/** An amount whose currency is that of a row that it belongs to. */
export const moneyIn = <Amount extends string, Relation extends string, Currency extends string>(
  amount: Amount,
  relation: Relation,
  currency: Currency,
) => ({
  select: { [amount]: true, [relation]: { select: { [currency]: true } } } as {
    [Key in Amount]: true;
  } & { [Key in Relation]: { select: { [Key in Currency]: true } } },
  resolve: (
    row: { readonly [Key in Amount]: bigint } & {
      readonly [Key in Relation]: { readonly [Key in Currency]: string };
    },
  ): Money => moneyFrom(row[amount], row[relation][currency])!,
  extensions: declared({ is: 'money', amount, currency, currencyOf: relation }),
});

/** A text that is always there where there is one to tell, and empty otherwise. */
export const textOrEmpty = <Name extends string>(name: Name) => ({
  select: { [name]: true } as { [Key in Name]: true },
  resolve: (row: { readonly [Key in Name]: string | null }) => row[name] ?? '',
  extensions: declared({ is: 'expression', sql: (row) => `coalesce(${row.column(name)}, '')` }),
});

/** The exact text of a number that is always there, without an exponent. */
export const decimal = <Name extends string>(name: Name) => ({
  select: { [name]: true } as { [Key in Name]: true },
  resolve: (row: { readonly [Key in Name]: Readonly<{ toFixed(): string }> }) => row[name].toFixed(),
  extensions: declared({ is: 'column', path: [name] }),
});

/** The exact text of a number, without an exponent; null where there is none. */
export const decimalOrNull = <Name extends string>(name: Name) => ({
  select: { [name]: true } as { [Key in Name]: true },
  resolve: (row: { readonly [Key in Name]: Readonly<{ toFixed(): string }> | null }) =>
    row[name]?.toFixed() ?? null,
  extensions: declared({ is: 'column', path: [name] }),
});
