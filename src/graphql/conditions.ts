import type { Reading } from '../compiled/compiled-operation.ts';
import { anyOf, idsFilter, textFilter } from './filters.ts';
import type { FilterParts } from './list.ts';

/**
 * A condition of a filter, said once for both ways: as Prisma's, and as SQL on the column, where `value` stands for the
 * parameter. One value of several is compared instead of looked for, so that an index on it keeps the order of a list.
 */
export type Condition = Readonly<{
  column: string;
  prisma(name: string, value: never): object;
  reads: Reading;
  sql(column: string, value: string): string;
  sqlOfOne?(column: string, value: string): string;
}>;

export type Conditions = Readonly<Record<string, Condition>>;

export const isAnyOf = (column: string): Condition => ({
  column,
  prisma: (name, values: readonly string[]) => ({ [column]: anyOf(name, values) }),
  reads: { as: 'texts' },
  sql: (expression, value) => `${expression} = ANY (${value}::text[])`,
  sqlOfOne: (expression, value) => `${expression} = ${value}`,
});

export const isOneOfIds = (column: string, ...types: string[]): Condition => ({
  column,
  prisma: (name, ids: readonly { id: string }[]) => ({ [column]: idsFilter(name, ids) }),
  reads: { as: 'ids', types },
  sql: (expression, value) => `${expression} = ANY (${value}::uuid[])`,
  sqlOfOne: (expression, value) => `${expression} = ${value}::uuid`,
});

export const holdsText = (column: string): Condition => ({
  column,
  prisma: (_name, text: string) => ({ [column]: textFilter(text) }),
  reads: { as: 'pattern' },
  sql: (expression, value) => `${expression} ILIKE ${value}`,
});

/** Exactly this text, as typed; a blank one does not restrict. */
export const isText = (column: string): Condition => ({
  column,
  prisma: (_name, text: string) => (text && textFilter(text) ? { [column]: { equals: text } } : {}),
  reads: { as: 'text' },
  sql: (expression, value) => `${expression} = ${value}`,
});

export const isSince = (column: string): Condition => ({
  column,
  prisma: (_name, instant: Date) => ({ [column]: { gte: instant } }),
  reads: { as: 'instant' },
  sql: (expression, value) => `${expression} >= ${value}::timestamptz`,
});

export const isBefore = (column: string): Condition => ({
  column,
  prisma: (_name, instant: Date) => ({ [column]: { lt: instant } }),
  reads: { as: 'instant' },
  sql: (expression, value) => `${expression} < ${value}::timestamptz`,
});

/** True: where the column is null. False: where it is not. */
export const isMissing = (column: string): Condition => ({
  column,
  prisma: (_name, isAsked: boolean) => ({ [column]: isAsked ? null : { not: null } }),
  reads: { as: 'boolean' },
  sql: (expression, value) => `(${expression} IS NULL) = ${value}`,
});

/** Prisma's condition for a filter; what is left out or null does not restrict. */
export const whereOf = (conditions: Conditions, filter: FilterParts | null | undefined): object[] =>
  Object.entries(conditions).flatMap(([name, condition]) => {
    const value = filter?.[name];
    return value == null ? [] : [condition.prisma(name, value as never)];
  });
