import { type FieldNode, type ValueNode, valueFromASTUntyped } from 'graphql';
import type { Source } from '../../compiled/compiled-operation.ts';

/** What a document gives to an argument, or to a part of it; undefined where it gives nothing. */
export function sourceOf(
  node: FieldNode,
  argument: string,
  path: readonly string[] = [],
): Source | undefined {
  const given = node.arguments?.find(({ name }) => name.value === argument)?.value;
  return given && sourceIn(given, path);
}

function sourceIn(value: ValueNode, path: readonly string[]): Source | undefined {
  if (value.kind === 'Variable') return { variable: value.name.value, path };
  const [first, ...rest] = path;
  if (first !== undefined) {
    const part = value.kind === 'ObjectValue' && value.fields.find(({ name }) => name.value === first)?.value;
    return part ? sourceIn(part, rest) : undefined;
  }
  if (value.kind === 'ListValue') return { list: value.values.map((item) => sourceIn(item, [])!) };
  return value.kind === 'NullValue' ? undefined : { value: valueFromASTUntyped(value) };
}

/** The arguments of a field whose values the document itself gives; undefined where a variable has a say. */
export function literalArguments(node: FieldNode): Record<string, unknown> | undefined {
  const entries: [string, unknown][] = [];
  for (const { name, value } of node.arguments ?? []) {
    if (hasVariable(value)) return undefined;
    entries.push([name.value, valueFromASTUntyped(value)]);
  }
  return Object.fromEntries(entries);
}

const hasVariable = (value: ValueNode): boolean => {
  if (value.kind === 'Variable') return true;
  if (value.kind === 'ListValue') return value.values.some(hasVariable);
  return value.kind === 'ObjectValue' && value.fields.some((field) => hasVariable(field.value));
};
