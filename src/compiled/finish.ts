import type { Asking } from '../kernel/computed-rule.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { type CompiledOperation, type Revival, ROWS } from './compiled-operation.ts';
import { type ComputingByKey, computedValue } from './computed.ts';
import { type FinishingRule, RULES } from './finishing-rules.ts';
import { type RowsNamed, told } from './projection.ts';

export type Asked = Readonly<{ actor: Actor; now: Date }>;

type Json = Record<string, unknown>;

type Finished = Pick<CompiledOperation, 'finishes' | 'computed'>;

/**
 * Finishes the places of an answer that rules in TypeScript decide, out of what the statement brought for them.
 * @throws Refusal
 */
export function finished(
  text: string,
  { finishes, computed }: Finished,
  { asking, computing, ...asked }: Asked & Readonly<{ asking: Asking; computing: ComputingByKey }>,
): string {
  const data = JSON.parse(text) as Json;
  for (const { path, rule, inputs, select } of finishes) {
    const decide = (RULES as Readonly<Record<string, FinishingRule>>)[rule];
    if (!decide) throw new RangeError(`There is no rule ${rule}`);
    finishAt(data, path, 0, (brought) => {
      const { [ROWS]: rows, ...own } = brought as Json;
      return told(decide(revived(own, inputs) as never, asked), select, rows as RowsNamed);
    });
  }
  // After the rows that they may name, so that these are finished by then.
  for (const [key, field] of Object.entries(computed)) {
    const given = computing[key]?.given;
    if (!given) continue;
    const { [ROWS]: rows, ...own } = data[key] as Json;
    data[key] = told(computedValue(field, own, given, asking), field.select, rows as RowsNamed);
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

const REVIVED = {
  date: (text: string) => new Date(text),
  bigint: BigInt,
  /** As much of a decimal as rules ask for. */
  decimal: (text: string) => ({ toFixed: () => text }),
};

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
