import { isCurrencyCode } from '../kernel/currency.ts';
import { parseDecimal } from '../kernel/decimal.ts';
import { parseDay, parseInstant } from '../kernel/written-time.ts';
import type { InputType, Variable } from './compiled-operation.ts';

/** Values of variables by name; one that is not given and has no default is not there. */
export type Variables = Readonly<Record<string, unknown>>;

const INT_MAX = 2 ** 31 - 1;

/** What is plainly a value of a scalar. What GraphQL would convert, such as a number for an id, is not. */
const IS_PLAIN: Readonly<Record<string, (value: unknown) => boolean>> = {
  Int: (value) => Number.isInteger(value) && Math.abs(value as number) <= INT_MAX,
  Boolean: (value) => typeof value === 'boolean',
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  DateTime: (value) => typeof value === 'string' && parseInstant(value).ok,
  Date: (value) => typeof value === 'string' && parseDay(value).ok,
  Decimal: (value) => typeof value === 'string' && parseDecimal(value).ok,
  CurrencyCode: (value) => typeof value === 'string' && isCurrencyCode(value),
};

/** A variable that no operation names is ignored, unless it may hold more than any request may. */
const isIgnored = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** The variables of a request, or null where the ordinary way has to say what is wrong with them, or to convert them. */
export function coercedVariables(
  variables: Readonly<Record<string, Variable>>,
  given: Readonly<Record<string, unknown>>,
): Variables | null {
  const others = Object.keys(given).filter((name) => !Object.hasOwn(variables, name));
  if (!others.every((name) => isIgnored(given[name]))) return null;
  // Without a prototype, as a variable may be named like what objects inherit.
  const coerced = Object.create(null) as Record<string, unknown>;
  for (const [name, variable] of Object.entries(variables)) {
    const value = Object.hasOwn(given, name) ? given[name] : variable.default;
    if (value === undefined ? isRequired(variable.type) : !isPlain(variable.type, value)) return null;
    if (value !== undefined) coerced[name] = value;
  }
  return coerced;
}

const isRequired = (type: InputType): boolean => typeof type === 'object' && 'required' in type;

function isPlain(type: InputType, value: unknown): boolean {
  if (typeof type === 'string') return value === null || (IS_PLAIN[type]?.(value) ?? false);
  if ('required' in type) return value !== null && isPlain(type.required, value);
  if (value === null) return true;
  if ('enum' in type) return typeof value === 'string' && type.enum.includes(value);
  if ('list' in type) return Array.isArray(value) && value.every((item) => isPlain(type.list, item));
  return isPlainObject(type.object, value);
}

function isPlainObject(fields: Readonly<Record<string, InputType>>, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (!Object.keys(value).every((name) => Object.hasOwn(fields, name))) return false;
  return Object.entries(fields).every(([name, type]) =>
    Object.hasOwn(value, name) ? isPlain(type, (value as Variables)[name]) : !isRequired(type),
  );
}
