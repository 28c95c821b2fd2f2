import type { Column, Model } from './data-model.ts';
import { uncompilable } from './uncompilable.ts';

export const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name) ? name : `"${name}"`;

/** Words that PostgreSQL keeps for itself and that tables or columns of ours have as names. */
const RESERVED = new Set([
  'order',
  'user',
  'group',
  'to',
  'from',
  'on',
  'end',
  'default',
  'references',
  'desc',
  'asc',
  'limit',
  'check',
]);

export function columnOf(model: Model, name: string): Column {
  const field = model.fields[name];
  return field?.kind === 'column' ? field : uncompilable(`${model.name}.${name} is no column`);
}

export const columnIn = (alias: string, model: Model, name: string): string =>
  `${alias}.${quoted(columnOf(model, name).column)}`;

const literal = (value: unknown): string => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return uncompilable('a condition on a value that is no literal');
};

/** The conditions of Prisma that a declaration states as constants. */
export function conditionsIn(
  alias: string,
  model: Model,
  where: Readonly<Record<string, unknown>> = {},
): string[] {
  return Object.entries(where).flatMap(([name, condition]) => {
    if (condition === undefined) return [];
    return [conditionOn(columnIn(alias, model, name), condition)];
  });
}

function conditionOn(column: string, condition: unknown): string {
  if (condition === null) return `${column} IS NULL`;
  if (typeof condition !== 'object') return `${column} = ${literal(condition)}`;
  const [[operator, value] = [], ...others] = Object.entries(condition);
  if (others.length > 0) uncompilable('several conditions on one column');
  if (operator === 'in') return `${column} IN (${(value as unknown[]).map(literal).join(', ')})`;
  if (operator === 'not') return value === null ? `${column} IS NOT NULL` : `${column} <> ${literal(value)}`;
  return uncompilable(`the condition ${operator}`);
}

type Order = Readonly<Record<string, unknown>>;

/** `ORDER BY` as a declaration says it to Prisma. */
export function orderIn(
  alias: string,
  model: Model,
  orderBy: Order | readonly Order[] | undefined,
): string | null {
  const orders = orderBy === undefined ? [] : Array.isArray(orderBy) ? orderBy : [orderBy];
  const terms = orders.flatMap((order) =>
    Object.entries(order as Order).map(([name, direction]) => {
      if (direction !== 'asc' && direction !== 'desc') return uncompilable(`an order by ${name}`);
      // Both count what is null as the largest.
      return `${columnIn(alias, model, name)}${direction === 'desc' ? ' DESC' : ''}`;
    }),
  );
  return terms.length === 0 ? null : terms.join(', ');
}
