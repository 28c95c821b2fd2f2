import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { isUuid } from '../kernel/ids.ts';
import { PARTNERS_GUESSED } from '../platform/database/planner.ts';
import type { Scope } from '../platform/database/session.ts';
import { builder } from './builder.ts';
import type { RequestContext } from './context.ts';
import { badInput } from './request-errors.ts';

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 100;
/** A count stops here, so that asking for one stays cheap; beyond, it answers this number. */
export const COUNT_MAX = 100_000;

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which way a list runs.',
  values: {
    ASC: { description: 'Smallest, earliest or first in the alphabet first.' },
    DESC: { description: 'The reverse.' },
  },
});

const NUMBER_MAX = 2 ** 31 - 1;

/** How a cursor's text becomes a column's value again; undefined where it is none. Numbers are whole, of 32 bits. */
const READS = {
  text: (text: string) => text,
  instant: (text: string) => {
    const instant = new Date(text);
    return Number.isNaN(instant.getTime()) ? undefined : instant;
  },
  id: (text: string) => (isUuid(text) ? text : undefined),
  number: (text: string) =>
    /^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= NUMBER_MAX ? Number(text) : undefined,
} as const;

/** A column that a list can be ordered by. It is never null: the id settles ties. */
export type OrderColumn = Readonly<{ column: string; type: keyof typeof READS }>;

type Cursor = Readonly<{ name: string; value: string; id: string }>;

const encodeCursor = ({ name, value, id }: Cursor) =>
  Buffer.from(JSON.stringify([name, value, id])).toString('base64url');

function decodeCursor(text: string, name: string, { type }: OrderColumn): Cursor {
  try {
    const [cursorName, value, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const fits = typeof value === 'string' && READS[type](value) !== undefined;
    if (cursorName === name && fits && typeof id === 'string' && isUuid(id) && !value.includes('\0'))
      return { name, value, id };
  } catch {
    // Falls through to the refusal: the reason does not help whoever sent it.
  }
  throw badInput(
    'The cursor is not one of this list in this order. Take it from the pageInfo of an earlier page.',
  );
}

export type PageArguments = Readonly<{ first?: number | null; after?: string | null }>;

/** @throws GraphQLError where the page is larger than a page can be. */
export function pageSizeOf({ first }: PageArguments): number {
  const size = first ?? PAGE_SIZE_DEFAULT;
  if (size < 1 || size > PAGE_SIZE_MAX) throw badInput(`first is between 1 and ${PAGE_SIZE_MAX}.`);
  return size;
}

/** The paging arguments of every list. */
export const pageArguments = builder.args((t) => ({
  first: t.int({
    description: `How many at most: 1 to ${PAGE_SIZE_MAX}; ${PAGE_SIZE_DEFAULT} where left out.`,
  }),
  after: t.string({
    description: 'Continues after this cursor, taken from an earlier page in the same order.',
  }),
}));

/** A list costs as much as the page that it may answer; a larger one is refused by its resolver, which says so. */
export const pageComplexity = (args: PageArguments) => ({
  field: 5,
  multiplier: Math.min(Math.max(args.first ?? PAGE_SIZE_DEFAULT, 1), PAGE_SIZE_MAX),
});

type Row = Record<string, unknown>;

type Delegate = Readonly<{
  findMany(query: object): Promise<Row[]>;
  count(query: object): Promise<number>;
}>;

export type Page = Readonly<{
  edges: { cursor: string; node: never }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  totalCount: () => Promise<number>;
}>;

/**
 * One page of a list in one statement, or two for several partners. The cursor holds the order's value and the id and is compared as a row,
 * so a page is right even when the row that the cursor came from is gone.
 * @throws GraphQLError for a bad cursor or page size.
 */
export async function resolvePage(
  context: RequestContext,
  info: GraphQLResolveInfo,
  list: Readonly<{
    model: string;
    typeName: string;
    args: PageArguments;
    where: object;
    /** The columns that row security compares with the caller's partners and memberships, where it does. */
    own?: OwnColumns;
    order: Readonly<{ name: string; column: OrderColumn; direction: 'ASC' | 'DESC' }>;
  }>,
): Promise<Page> {
  const { args, order } = list;
  const where = list.own ? { AND: [list.where, ownRows(context.actor.scope, list.own)] } : list.where;
  const size = pageSizeOf(args);
  const { column } = order.column;
  const delegate = (context.db as unknown as Record<string, Delegate>)[list.model];
  if (!delegate) throw new RangeError(`There is no model ${list.model}`);
  const selection = queryFromInfo({
    context,
    info,
    typeName: list.typeName,
    paths: [['nodes'], ['edges', 'node']],
    select: { id: true, [column]: true },
  });
  const direction = order.direction === 'ASC' ? 'asc' : 'desc';
  const query = {
    where: args.after
      ? { AND: [where, afterCursor(decodeCursor(args.after, order.name, order.column), order)] }
      : where,
    orderBy: [{ [column]: direction }, { id: direction }],
    take: size + 1,
  };
  const rows = isSortedFirst(context.actor.scope, list.own)
    ? await selectedInOrder(delegate, selection, await delegate.findMany({ ...query, select: { id: true } }))
    : await delegate.findMany({ ...selection, ...query });
  const edges = rows.slice(0, size).map((row) => {
    const value = row[column];
    const text = value instanceof Date ? value.toISOString() : String(value);
    return {
      cursor: encodeCursor({ name: order.name, value: text, id: String(row.id) }),
      node: row as never,
    };
  });
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: Boolean(args.after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => delegate.count({ where: list.where, take: COUNT_MAX }),
  };
}

export type OwnColumns = Readonly<{ partner: string; member?: string }>;

/**
 * Row security restricts a list to these anyway. Said again as values, the planner knows how few they are and reads
 * only theirs, where it would else walk through everybody's rows in the hope of meeting one of them. From so many on
 * as it guesses by itself, it guesses well enough, and would take a restriction said twice for a rarer one.
 */
function ownRows({ role, partnerIds, membershipIds }: Scope, own: OwnColumns): object {
  if (partnerIds.length === 0 || partnerIds.length >= PARTNERS_GUESSED) return {};
  const partner = { [own.partner]: { in: [...partnerIds] } };
  return own.member && role === 'portal_member'
    ? { ...partner, [own.member]: { in: [...membershipIds] } }
    : partner;
}

/** No index has the rows of several partners in order, and what is joined before sorting is joined for all of them. */
const isSortedFirst = ({ partnerIds }: Scope, own: OwnColumns | undefined) =>
  own !== undefined && partnerIds.length > 1 && partnerIds.length < PARTNERS_GUESSED;

async function selectedInOrder(delegate: Delegate, selection: object, page: readonly Row[]): Promise<Row[]> {
  const ids = page.map(({ id }) => id);
  const rows = await delegate.findMany({ ...selection, where: { id: { in: ids } } });
  const rowOf = new Map(rows.map((row) => [row.id, row] as const));
  return ids.map((id) => rowOf.get(id)).filter((row) => row !== undefined);
}

/** `(column, id) > (value, id)`, said so that the index on the pair bounds the scan. */
function afterCursor(cursor: Cursor, order: Readonly<{ column: OrderColumn; direction: 'ASC' | 'DESC' }>) {
  const { column, type } = order.column;
  const value = READS[type](cursor.value);
  const beyond = order.direction === 'ASC' ? 'gt' : 'lt';
  return {
    [column]: { [`${beyond}e`]: value },
    OR: [{ [column]: { [beyond]: value } }, { id: { [beyond]: cursor.id } }],
  };
}

/** The field that every list has: a count is made only where it is asked for. */
export const totalCountField = {
  description: `How many there are in all with this filter, counted only when asked for; at most ${COUNT_MAX}.`,
} as const;
