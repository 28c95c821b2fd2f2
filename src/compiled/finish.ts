import type { Asking } from '../kernel/computed-rule.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { CompiledOperation } from './compiled-operation.ts';
import { type ComputingByKey, computedValue } from './computed.ts';
import { RULES } from './finishing-rules.ts';
import { told } from './projection.ts';

export type Asked = Readonly<{ actor: Actor; now: Date }>;

type Json = Record<string, unknown>;

type Finished = Pick<CompiledOperation, 'finishes' | 'computed'>;

export const isFinished = ({ finishes, computed }: Finished): boolean =>
  finishes.length === 0 && Object.keys(computed).length === 0;

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
  for (const [key, field] of Object.entries(computed)) {
    const given = computing[key]?.given;
    if (given) data[key] = told(computedValue(field, data[key], given, asking), field.select);
  }
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
