import { globalIdOf } from '../kernel/ids.ts';
import type { Projection, ToldAs } from './compiled-operation.ts';

/** What is asked of what a rule answered. */
export function told(value: unknown, select: Projection | null): unknown {
  if (select === null || value === null || value === undefined) return value ?? null;
  if (Array.isArray(value)) return value.map((item) => told(item, select));
  return Object.fromEntries(
    Object.entries(select).map(([key, one]) => {
      if ('is' in one) return [key, one.is];
      const property = (value as Readonly<Record<string, unknown>>)[one.of];
      return [key, one.as ? toldAs(property, one.as) : told(property, one.select)];
    }),
  );
}

function toldAs(value: unknown, as: ToldAs): unknown {
  if (value === null || value === undefined) return null;
  if (as !== 'Date') return globalIdOf(as.id, value as string);
  return (value as Date).toISOString().slice(0, 10);
}
