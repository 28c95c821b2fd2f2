import type { Reading } from '../compiled/compiled-operation.ts';
import { parseFiscalLabel } from '../kernel/fiscal-period.ts';
import type { RowInSql } from './columns.ts';
import { anyOf, idsFilter, only, textFilter } from './filters.ts';
import type { FilterParts } from './list.ts';
import { badInput } from './request-errors.ts';

/**
 * A condition of a filter, said once for both ways: as Prisma's, and as SQL on the column, where `value` stands for the
 * parameter. One value of several is compared instead of looked for, so that an index on it keeps the order of a list.
 */
export type Condition = Readonly<{
  column: string;
  /** Another column that it is about. */
  other?: string;
  /** Whether it has to know the vendor's today, which is read only then. */
  asksDay?: true;
  prisma(name: string, value: never, today: Date): object;
  reads: Reading;
  sql(column: string, value: string, other: string, row: RowInSql): string;
  sqlOfOne?(column: string, value: string): string;
}>;

export type Conditions = Readonly<Record<string, Condition>>;

/** @throws GraphQLError where there are more values than `valuesMax`, or 100. */
export const isAnyOf = (column: string, valuesMax?: number): Condition => ({
  column,
  prisma: (name, values: readonly string[]) => ({ [column]: only(anyOf(name, values, valuesMax)!.in) }),
  reads: { as: 'texts', ...(valuesMax !== undefined && { max: valuesMax }) },
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

export const isId = (column: string, ...types: string[]): Condition => ({
  column,
  prisma: (_name, { id }: { id: string }) => ({ [column]: id }),
  reads: { as: 'id', types },
  sql: (expression, value) => `${expression} = ${value}::uuid`,
});

/** Exactly this value. PostgreSQL has no null character, so no text has it; a value that has matches nothing. */
export const is = (column: string): Condition => ({
  column,
  prisma: (_name, value: string) => ({ [column]: value.replaceAll('\0', ' ') }),
  reads: { as: 'exact' },
  sql: (expression, value) => `${expression} = ${value}`,
});

/** This value in one of two columns. */
export const isInEither = (column: string, other: string): Condition => ({
  column,
  other,
  prisma: (_name, value: string) => ({ OR: [{ [column]: value }, { [other]: value }] }),
  reads: { as: 'exact' },
  sql: (expression, value, another) => `${value} IN (${expression}, ${another})`,
});

export const isFlag = (column: string): Condition => ({
  column,
  prisma: (_name, value: boolean) => ({ [column]: value }),
  reads: { as: 'boolean' },
  sql: (expression, value) => `${expression} = ${value}`,
});

/** @throws GraphQLError where the label names no fiscal month. */
export const isFiscalMonth = (column: string): Condition => ({
  column,
  prisma: (name, label: string) => {
    const period = parseFiscalLabel(label);
    if (!period.ok || period.value.grain !== 'MONTH')
      throw badInput(`${name} is a fiscal month such as FY2026-P07.`);
    return { [column]: label };
  },
  reads: { as: 'fiscalMonth' },
  sql: (expression, value) => `${expression} = ${value}`,
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

export const isOnOrAfter = (column: string): Condition => ({
  column,
  prisma: (_name, day: Date) => ({ [column]: { gte: day } }),
  reads: { as: 'day' },
  sql: (expression, value) => `${expression} >= ${value}::date`,
});

export const isBeforeDay = (column: string): Condition => ({
  column,
  prisma: (_name, day: Date) => ({ [column]: { lt: day } }),
  reads: { as: 'day' },
  sql: (expression, value) => `${expression} < ${value}::date`,
});

/** True: where the column is null. False: where it is not. */
export const isMissing = (column: string): Condition => ({
  column,
  prisma: (_name, isAsked: boolean) => ({ [column]: isAsked ? null : { not: null } }),
  reads: { as: 'boolean' },
  sql: (expression, value) => `(${expression} IS NULL) = ${value}`,
});

const isGiven = (filter: FilterParts | null | undefined, name: string) => filter?.[name] != null;

/** Whether a filter holds a condition that has to know the vendor's today. */
export const asksDay = (conditions: Conditions, filter: FilterParts | null | undefined): boolean =>
  Object.entries(conditions).some(([name, condition]) => condition.asksDay && isGiven(filter, name));

/** Prisma's condition for a filter; what is left out or null does not restrict. */
export const whereOf = (
  conditions: Conditions,
  filter: FilterParts | null | undefined,
  today: Date,
): object[] =>
  Object.entries(conditions).flatMap(([name, condition]) =>
    isGiven(filter, name) ? [condition.prisma(name, filter![name] as never, today)] : [],
  );
