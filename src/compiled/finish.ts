import type { CurrencyCode } from '../kernel/currency.ts';
import { formatAmount } from '../kernel/money.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { type Finish, type Projection, type Revival, ROWS, type Told } from './compiled-operation.ts';
import { type FinishingRule, RULES } from './finishing-rules.ts';

export type Asked = Readonly<{ actor: Actor; now: Date }>;

type Json = Record<string, unknown>;

/** Finishes the places of an answer that rules in TypeScript decide, out of what the statement brought for them. */
export function finished(text: string, finishes: readonly Finish[], asked: Asked): string {
  const data = JSON.parse(text) as Json;
  for (const { path, rule, inputs, select } of finishes) {
    const decide = (RULES as Readonly<Record<string, FinishingRule>>)[rule];
    if (!decide) throw new RangeError(`There is no rule ${rule}`);
    finishAt(data, path, 0, (brought) => {
      const { [ROWS]: rows, ...own } = brought as Json;
      const answer = decide(revived(own, inputs) as never, asked);
      return told(answer, select, rows as Rows | undefined);
    });
  }
  return JSON.stringify(data);
}

function finishAt(
  at: unknown,
  path: readonly string[],
  depth: number,
  finish: (inputs: unknown) => unknown,
): void {
  if (at === null || at === undefined) return;
  const name = path[depth]!;
  if (name === '*') {
    for (const item of Object.values(at)) finishAt(item, path, depth + 1, finish);
    return;
  }
  const object = at as Json;
  if (depth === path.length - 1) object[name] = finish(object[name]);
  else finishAt(object[name], path, depth + 1, finish);
}

const REVIVED = { date: (text: string) => new Date(text), bigint: BigInt };

/** Values as Prisma answers them, so that a rule need not know where they came from. */
function revived(value: unknown, revival: Revival): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => revived(item, revival));
  const object = value as Json;
  for (const [name, as] of Object.entries(revival)) {
    const property = object[name];
    if (property === null || property === undefined) continue;
    object[name] = typeof as === 'string' ? REVIVED[as](property as string) : revived(property, as);
  }
  return object;
}

/** The rows that an answer may name, by the place that names them and by their ids. */
type Rows = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

/** What is asked of what a rule answered. */
function told(value: unknown, select: Projection | null, rows: Rows | undefined): unknown {
  if (select === null || value === null || value === undefined) return value ?? null;
  if (Array.isArray(value)) return value.map((item) => told(item, select, rows));
  return Object.fromEntries(
    Object.entries(select).map(([key, what]) => [key, toldOf(value as Json, what, rows)]),
  );
}

function toldOf(value: Json, what: Told, rows: Rows | undefined): unknown {
  if ('rowBy' in what) return rows?.[what.among]?.[value[what.rowBy] as string] ?? null;
  if ('amount' in what) {
    const [amountMinor, currency] = [value[what.amount], value[what.currency]];
    if ('select' in what)
      return amountMinor == null || currency == null ? null : told(value, what.select, rows);
    return formatAmount({ amountMinor: amountMinor as bigint, currency: currency as CurrencyCode });
  }
  const property = value[what.of];
  if (!(property instanceof Date)) return told(property, what.select, rows);
  const text = property.toISOString();
  return what.as === 'Date' ? text.slice(0, 10) : text;
}
