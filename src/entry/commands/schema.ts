import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type DocumentNode,
  type GraphQLSchema,
  lexicographicSortSchema,
  parse,
  printSchema,
  stripIgnoredCharacters,
  validate,
} from 'graphql';
import type { CompiledOperation, PersistedFile } from '../../compiled/compiled-operation.ts';
import { prismaSchemaIn } from '../../platform/database/prisma-schema.ts';
import type { Command } from './command.ts';

export type { PersistedFile } from '../../compiled/compiled-operation.ts';

const schemaFolder = resolve(import.meta.dirname, '../../../schema');

/** In the order of names, so that what is written does not depend on where the code says something. */
async function sortedSchema(): Promise<GraphQLSchema> {
  const { schema } = await import('../../graphql/schema.ts');
  return lexicographicSortSchema(schema);
}

/** The SDL as front ends and reviewers read it. */
export const emittedSchema = async (): Promise<string> => `${printSchema(await sortedSchema())}\n`;

/**
 * The front end's operations, or those of another folder, by the SHA-256 of their text, one operation a file, and what each is compiled to.
 * @throws Error naming the file that the schema does not accept.
 */
export async function persistedOperations(folder = join(schemaFolder, 'operations')): Promise<PersistedFile> {
  const schema = await sortedSchema();
  const { compileOperation } = await import('../../graphql/compile/compile-operation.ts');
  const { dataModelOf } = await import('../../graphql/compile/data-model.ts');
  const models = dataModelOf(prismaSchemaIn());
  const operations: Record<string, string> = {};
  const names: Record<string, string> = {};
  const compiled: Record<string, CompiledOperation> = {};
  const ordinary: Record<string, readonly string[]> = {};
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
    const outcome = compileOperation(schema, models, stored);
    if ('compiled' in outcome) compiled[hash] = outcome.compiled;
    else ordinary[name] = outcome.reasons;
  }
  return { operations, names, compiled, ordinary };
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
  summary: 'compiles schema/operations/*.graphql into schema/persisted.json',
  async run(_args, { log }) {
    const persisted = await persistedOperations();
    writeFileSync(join(schemaFolder, 'persisted.json'), `${JSON.stringify(persisted, null, 2)}\n`);
    const { names, compiled, ordinary } = persisted;
    for (const [name, reasons] of Object.entries(ordinary))
      log(`${name} takes the ordinary way:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`);
    log(
      `Wrote ${Object.keys(names).length} operations to schema/persisted.json, ${Object.keys(compiled).length} of them compiled. Review and commit it.`,
    );
    return 0;
  },
};
