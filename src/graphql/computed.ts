import type { Reading } from '../compiled/compiled-operation.ts';
import { askingOf } from '../compiled/computed.ts';
import type { ComputedRule } from '../kernel/computed-rule.ts';
import type { FiscalCalendar } from '../kernel/fiscal-calendar.ts';
import { type Queries, type Rows, rowsOf } from '../platform/database/queries.ts';
import type { RequestContext } from './context.ts';

/** What a rule is given by an argument, or by a part of one; of its own name where none is said. */
export type GivenBy = Readonly<{ reads: Reading; argument?: string; path?: readonly string[] }>;

/** A root field that a pure rule computes out of the rows of some queries. */
export type ComputedDeclaration = Readonly<{
  is: 'computed';
  rule: string;
  queries: Queries;
  given: Readonly<Record<string, GivenBy>>;
  asksCalendar: boolean;
  onlyFor: OnlyFor;
}>;

/** The properties of a rule's value that ask for a query; where none of them is told, its rows may be left out. */
export type OnlyFor = Readonly<Record<string, readonly string[]>>;

type Declared<Given> = Readonly<{
  queries: Queries;
  given: { readonly [Name in keyof Given]: GivenBy };
  /** How the vendor counts its years and days, where the rule has to know. */
  calendarFrom?: (db: RequestContext['db']) => Promise<FiscalCalendar>;
  /** Queries whose rows only some properties of the value ask for; a statement reads them where one of these is told. */
  onlyFor?: OnlyFor;
}>;

/**
 * What a root field that a rule computes needs. Both ways run the same queries, give their rows to the same rule, and so
 * cannot differ: its resolver now, a compiled operation within its one statement.
 */
export const computed = <Given extends object, Rows_ extends Rows, Value>(
  rule: ComputedRule<Given, Rows_, Value>,
  { queries, given: by, calendarFrom, onlyFor = {} }: Declared<Given>,
) => {
  const read = async (args: object, { actor, now, db }: RequestContext) => {
    const asking = askingOf(actor, now, (await calendarFrom?.(db)) ?? null);
    const given = givenFrom(by, args) as Given;
    const rows = (await rowsOf(db, queries, rule.terms(given, asking))) as Rows_;
    return { rows, given, asking };
  };
  return {
    extensions: {
      compiledRoot: {
        ...{ is: 'computed', rule: rule.name, queries, given: by, asksCalendar: calendarFrom !== undefined },
        onlyFor,
      } satisfies ComputedDeclaration,
    },
    /** What the rule decides by, for a resolver that has to find out more. */
    read,
    resolve: async (_root: unknown, args: object, context: RequestContext): Promise<Value> => {
      const { rows, given, asking } = await read(args, context);
      return rule.value(rows, given, asking);
    },
  };
};

const givenFrom = (given: Readonly<Record<string, GivenBy>>, args: object) =>
  Object.fromEntries(
    Object.entries(given).map(([name, { reads, argument = name, path = [] }]) => [
      name,
      asJson(partOf((args as Readonly<Record<string, unknown>>)[argument], path), reads),
    ]),
  );

const partOf = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((part, name) => (part as Readonly<Record<string, unknown>> | null | undefined)?.[name], value);

/** A value of GraphQL as a variable would have given it. */
function asJson(value: unknown, { as }: Reading): unknown {
  if (value === null || value === undefined) return null;
  if (as === 'id') return (value as Readonly<{ id: string }>).id;
  if (as === 'day') return (value as Date).toISOString().slice(0, 10);
  return as === 'instant' ? (value as Date).toISOString() : value;
}
