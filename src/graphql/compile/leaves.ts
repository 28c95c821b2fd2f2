import { type GraphQLOutputType, getNamedType, isEnumType, isListType, isNonNullType } from 'graphql';
import type { Column } from './data-model.ts';
import { uncompilable } from './uncompilable.ts';

/** An instant as `toISOString` writes it; the session's time zone is UTC. */
const instant = (expression: string) => `to_char(${expression}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A column as the type of its field writes it. */
export function leaf(type: GraphQLOutputType, column: Column, expression: string): string {
  const isList = isListType(isNonNullType(type) ? type.ofType : type);
  if (isList !== column.isList) uncompilable('a list where the column is none, or the reverse');
  const written = writtenAs(getNamedType(type).name, column, expression) ?? asItIs(type, column, expression);
  return isNonNullType(type) && !column.isRequired ? present(written) : written;
}

/** What must be there and is not ends the statement, and the ordinary way says what is wrong. */
export const present = (expression: string) => `portal_present(${expression})`;

function writtenAs(type: string, column: Column, expression: string): string | undefined {
  if (type === 'DateTime' && column.native === 'Timestamptz') return instant(expression);
  if (type === 'Date' && column.native === 'Date') return expression;
  if (type === 'Decimal' && column.type === 'Decimal') return `trim_scale(${expression})::text`;
  return undefined;
}

const TEXT_TYPES = ['String', 'CurrencyCode', 'CountryCode', 'TimeZone', 'Decimal'];
const SAME: Readonly<Record<string, string>> = { Int: 'Int', Boolean: 'Boolean' };

function asItIs(type: GraphQLOutputType, column: Column, expression: string): string {
  const named = getNamedType(type);
  const isText =
    TEXT_TYPES.includes(named.name) ||
    (isEnumType(named) && named.getValues().every(({ name, value }) => name === value));
  if ((isText && column.type === 'String') || SAME[named.name] === column.type) return expression;
  return uncompilable(`${column.type} as ${named.name}`);
}

export { instant };
