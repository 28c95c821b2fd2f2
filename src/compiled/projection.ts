import type { CurrencyCode } from '../kernel/currency.ts';
import { globalIdOf } from '../kernel/ids.ts';
import { formatAmount } from '../kernel/money.ts';
import type { Projection, Told, ToldAs } from './compiled-operation.ts';

/** The rows that an answer may name, by the place that names them and by their ids. */
export type RowsNamed = Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | undefined;

type Values = Readonly<Record<string, unknown>>;

/** What is asked of what a rule answered. */
export function told(value: unknown, select: Projection | null, rows?: RowsNamed): unknown {
  if (select === null || value === null || value === undefined) return value ?? null;
  if (Array.isArray(value)) return value.map((item) => told(item, select, rows));
  const answer: Record<string, unknown> = {};
  for (const key in select) answer[key] = toldOf(value as Values, select[key]!, rows);
  return answer;
}

function toldOf(value: Values, what: Told, rows: RowsNamed): unknown {
  if ('is' in what) return what.is;
  if ('rowBy' in what) return rows?.[what.among]?.[value[what.rowBy] as string] ?? null;
  if ('amount' in what) return amountOf(value, what, rows);
  const property = value[what.of];
  return what.as ? toldAs(property, what.as) : told(property, what.select, rows);
}

function amountOf(value: Values, what: Extract<Told, { amount: string }>, rows: RowsNamed): unknown {
  const [amountMinor, currency] = [value[what.amount], value[what.currency]];
  if (amountMinor == null || currency == null) return null;
  if ('select' in what) return told(value, what.select, rows);
  return formatAmount({ amountMinor: amountMinor as bigint, currency: currency as CurrencyCode });
}

function toldAs(value: unknown, as: ToldAs): unknown {
  if (value === null || value === undefined) return null;
  if (typeof as === 'object') return globalIdOf(as.id, value as string);
  const text = (value as Date).toISOString();
  return as === 'Date' ? text.slice(0, 10) : text;
}
