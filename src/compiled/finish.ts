import type { Actor } from '../platform/auth/actor.ts';
import type { Finish, Projection } from './compiled-operation.ts';

export type Asked = Readonly<{ actor: Actor; now: Date }>;

type Json = Record<string, unknown>;

/**
 * Finishes the places of an answer that rules in TypeScript decide, out of what the statement brought for them. Only then
 * are rules loaded, as most of them bring more code than all that answers without them.
 */
export async function finished(text: string, finishes: readonly Finish[], asked: Asked): Promise<string> {
  const { RULES } = await import('./finishing-rules.ts');
  const data = JSON.parse(text) as Json;
  for (const { path, rule, select } of finishes) {
    const decide = RULES[rule];
    if (!decide) throw new RangeError(`There is no rule ${rule}`);
    finishAt(data, path, 0, (inputs) => told(decide(inputs as never, asked), select));
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
    for (const item of at as unknown[]) finishAt(item, path, depth + 1, finish);
    return;
  }
  const object = at as Json;
  if (depth === path.length - 1) object[name] = finish(object[name]);
  else finishAt(object[name], path, depth + 1, finish);
}

/** What is asked of what a rule answered. */
function told(value: unknown, select: Projection | null): unknown {
  if (select === null || value === null || value === undefined) return value ?? null;
  if (Array.isArray(value)) return value.map((item) => told(item, select));
  return Object.fromEntries(
    Object.entries(select).map(([key, { of, select: inner, as }]) => {
      const property = (value as Json)[of];
      return [
        key,
        as === 'Date' && property instanceof Date
          ? property.toISOString().slice(0, 10)
          : told(property, inner),
      ];
    }),
  );
}
