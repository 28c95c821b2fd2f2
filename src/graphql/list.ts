import type { ObjectParam, OutputType } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '../platform/auth/actor.ts';
import { builder } from './builder.ts';
import type { RowInSql } from './columns.ts';
import { asksDay, type Conditions, whereOf } from './conditions.ts';
import {
  type OrderColumn,
  OrderDirection,
  type OwnColumns,
  type Page,
  type PageArguments,
  resolvePage,
  totalCountField,
} from './connection.ts';
import type { RequestContext } from './context.ts';
import { vendorDay } from './vendor-day.ts';

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never;

/** The page type of a list: edges, nodes, page info, and a count that is made only where it is asked for. */
export const connectionOf = <Type extends OutputType<Types> & ObjectParam<Types>>(
  type: Type,
  name: string,
  what: Readonly<{ one: string; many: string }>,
) =>
  builder.connectionObject(
    {
      type,
      name: `${name}Connection`,
      description: `A page of ${what.many}.`,
      fields: (t) => ({
        totalCount: t.int({ ...totalCountField, resolve: (page) => (page as unknown as Page).totalCount() }),
      }),
    },
    { name: `${name}Edge`, description: `${what.one} in a page.` },
  );

/** How a list can run, from the columns that it may be ordered by; each is never null, and the id settles ties. */
export function orderOf<
  const Columns extends Readonly<Record<string, OrderColumn & { description: string }>>,
>(name: string, many: string, columns: Columns) {
  const by = builder.enumType(`${name}OrderBy`, {
    description: `What ${many} can be ordered by.`,
    values: Object.fromEntries(
      Object.entries(columns).map(([key, { description }]) => [key, { description }]),
    ) as { [Key in keyof Columns]: { description: string } },
  });
  return builder.inputType(`${name}Order`, {
    description: `How a list of ${many} runs; the id settles ties.`,
    fields: (t) => ({
      by: t.field({ type: by, required: true, description: 'By what.' }),
      direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
    }),
  });
}

export type FilterParts = Readonly<Record<string, unknown>>;

type Direction = 'ASC' | 'DESC';

/** A list of a table's rows, said once: its resolver reads it through Prisma, and a compiled operation in SQL. */
export type ListDeclaration = Readonly<{
  model: string;
  typeName: string;
  /** What holds for each of its rows, in constants of Prisma's. */
  where?: Readonly<Record<string, unknown>>;
  /** Columns of the row above that its rows share, by the names of both sides. */
  of?: readonly string[];
  /** The column that holds whose it is, where each person has rows of their own. */
  person?: string;
  own?: OwnColumns;
  /** The argument that names the row above; the list is null where that row does not exist or is hidden, alike. */
  under?: Readonly<{ argument: string; model: string; type: string; column: string }>;
  conditions?: Conditions;
  /** Parts of the filter that only the ordinary way knows, as what they ask depends on more than one of them. */
  ordinary?: Readonly<{
    parts: readonly string[];
    where(filter: FilterParts, context: RequestContext): object | Promise<object>;
    /** What the same asks for where none of these parts is given. */
    sql?(row: RowInSql): string;
  }>;
  /** What holds on the vendor's today, for each of its rows. */
  onDay?: Readonly<{ where(today: Date): object; sql(row: RowInSql): string }>;
  orders: Readonly<Record<string, OrderColumn>>;
  initial: Readonly<{ by: string; direction: Direction }>;
}>;

type ListArguments = PageArguments &
  Readonly<{ filter?: object | null; orderBy?: Readonly<{ by: string; direction: Direction }> | null }>;

/** Row security says whose rows they are anyway; said again as a value, the planner knows how few they are. */
const personsOwn = ({ person }: ListDeclaration, { personId }: Actor) =>
  person === undefined ? {} : { [person]: personId ?? undefined };

const valuesOf = (row: object, names: readonly string[] = []) =>
  Object.fromEntries(names.map((name) => [name, (row as Readonly<Record<string, unknown>>)[name]]));

type Finder = Readonly<{ findUnique(query: object): Promise<object | null> }>;

/** The condition that the rows are of the row that an argument names; null where nobody sees that row. */
async function rowAbove(
  { argument, model, column }: NonNullable<ListDeclaration['under']>,
  args: object,
  { db }: RequestContext,
): Promise<object | null> {
  const { id } = (args as Readonly<Record<string, { id: string }>>)[argument]!;
  const finder = (db as unknown as Record<string, Finder>)[model]!;
  return (await finder.findUnique({ where: { id }, select: { id: true } })) && { [column]: id };
}

/** The day is read only where something asks for it. */
async function conditionsOf(
  { conditions = {}, onDay }: ListDeclaration,
  filter: FilterParts,
  context: RequestContext,
): Promise<object[]> {
  const today = onDay || asksDay(conditions, filter) ? await vendorDay(context) : context.now;
  return [...whereOf(conditions, filter, today), ...(onDay ? [onDay.where(today)] : [])];
}

/** What a root field, or a field of a row, needs to be such a list. Its resolver and its extensions are of one making. */
export const listField = (list: ListDeclaration) => ({
  extensions: { compiledList: list },
  resolve: async (row: object, args: ListArguments, context: RequestContext, info: GraphQLResolveInfo) => {
    const { by, direction } = args.orderBy ?? list.initial;
    const filter = (args.filter ?? {}) as FilterParts;
    const conditions = await conditionsOf(list, filter, context);
    if (list.ordinary) conditions.push(await list.ordinary.where(filter, context));
    const above = list.under && (await rowAbove(list.under, args, context));
    if (above === null) return null as never;
    return (await resolvePage(context, info, {
      ...{ model: list.model, typeName: list.typeName, args, ...(list.own && { own: list.own }) },
      where: {
        ...personsOwn(list, context.actor),
        ...list.where,
        ...valuesOf(row ?? {}, list.of),
        ...above,
        AND: conditions,
      },
      order: { name: by, column: list.orders[by]!, direction },
    })) as never;
  },
});

/** A count for each value of a column, zeros included, in the order of the values. */
export type CountsDeclaration = Readonly<{
  model: string;
  /** Which column is counted by, and which field of the answer says its value. */
  by: string;
  values: readonly string[];
  conditions: Conditions;
  own: OwnColumns;
}>;

export const countsField = (counts: CountsDeclaration) => ({
  extensions: { compiledCounts: counts },
  resolve: async (
    _root: object,
    { filter }: Readonly<{ filter?: object | null }>,
    { db, now }: RequestContext,
  ) => {
    const { by, model } = counts;
    const { [by]: _ignored, ...others } = (filter ?? {}) as FilterParts;
    const delegate = (db as unknown as Record<string, { groupBy(query: object): Promise<Group[]> }>)[model]!;
    const where = { AND: whereOf(counts.conditions, others, now) };
    const groups = await delegate.groupBy({ by: [by], where, _count: { _all: true } });
    return counts.values.map((value) => ({
      [by]: value,
      count: groups.find((group) => group[by] === value)?._count._all ?? 0,
    })) as never;
  },
});

type Group = Readonly<Record<string, unknown> & { _count: { _all: number } }>;
