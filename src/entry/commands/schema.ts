import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DocumentNode, parse, printSchema, stripIgnoredCharacters, validate } from 'graphql';
import type { Command } from './command.ts';

const schemaFolder = resolve(import.meta.dirname, '../../../schema');

/** The SDL as front ends and reviewers read it. */
export async function emittedSchema(): Promise<string> {
  const { schema } = await import('../../graphql/schema.ts');
  return `${printSchema(schema)}\n`;
}

export type PersistedFile = Readonly<{ operations: Record<string, string>; names: Record<string, string> }>;

/**
 * The front end's operations by the SHA-256 of their text, one operation a file.
 * @throws Error naming the file that the schema does not accept.
 */
export async function persistedOperations(): Promise<PersistedFile> {
  const { schema } = await import('../../graphql/schema.ts');
  const folder = join(schemaFolder, 'operations');
  const operations: Record<string, string> = {};
  const names: Record<string, string> = {};
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    const document = parse(text);
    const problems = validate(schema, document);
    if (problems.length > 0) throw new Error(`${file}: ${problems.map(({ message }) => message).join(' ')}`);
    const name = operationName(file, document);
    const stored = stripIgnoredCharacters(text);
    const hash = createHash('sha256').update(stored).digest('hex');
    operations[hash] = stored;
    names[name] = hash;
  }
  return { operations, names };
}

function operationName(file: string, document: DocumentNode): string {
  const names = document.definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition' ? [definition.name?.value ?? ''] : [],
  );
  if (names.length !== 1 || `${names[0]}.graphql` !== file) {
    throw new Error(`${file}: holds exactly one operation, of the file's name`);
  }
  return names[0]!;
}

export const emitSchema: Command = {
  name: 'emit-schema',
  usage: 'npm run emit-schema',
  summary: 'writes schema/schema.graphql from the code',
  async run(_args, { log }) {
    mkdirSync(schemaFolder, { recursive: true });
    writeFileSync(join(schemaFolder, 'schema.graphql'), await emittedSchema());
    log(
      'Wrote schema/schema.graphql. Review and commit it; then npm run persist checks the operations against it.',
    );
    return 0;
  },
};

export const persist: Command = {
  name: 'persist',
  usage: 'npm run persist',
  summary: 'writes schema/persisted.json from schema/operations/*.graphql',
  async run(_args, { log }) {
    const persisted = await persistedOperations();
    writeFileSync(join(schemaFolder, 'persisted.json'), `${JSON.stringify(persisted, null, 2)}\n`);
    log(
      `Wrote ${Object.keys(persisted.names).length} operations to schema/persisted.json. Review and commit it.`,
    );
    return 0;
  },
};
