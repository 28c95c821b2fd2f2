import type { Issue } from '../../../src/workflows/import-crm/issues.ts';
import { type Mapping, mappingOf } from '../../../src/workflows/import-crm/mapping.ts';
import type { KnownIds } from '../../../src/workflows/import-crm/references.ts';
import type { FileKind } from '../../../src/workflows/import-crm/rows.ts';
import { rowReaderOf } from '../../../src/workflows/import-crm/values.ts';

/** Reads what comes to its end. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A mapping of one file. */
export function aMapping(
  kind: FileKind,
  fields: Record<string, unknown>,
  general: Record<string, unknown> = {},
): Mapping {
  const mapping = mappingOf({
    version: 1,
    system: 'CRM',
    ...general,
    files: { [kind]: { file: 'data.csv', fields } },
  });
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
  return mapping.value;
}

/** Reads rows given by column, under a mapping. */
export function read<Kind extends FileKind>(
  kind: Kind,
  mapping: Mapping,
  rows: readonly Record<string, string>[],
  known: KnownIds = {},
) {
  const columns = Object.keys(rows[0]!);
  const reader = rowReaderOf(kind, mapping, { file: 'data.csv', columns }, known);
  return rows.map((row, index) => reader.read({ line: index + 2, fields: Object.values(row), issue: null }));
}

/** Where each issue stands, and what it is. */
export const codesOf = (issues: readonly Issue[]) => issues.map(({ column, code }) => `${column}:${code}`);
