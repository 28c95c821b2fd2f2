import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { projectFolder } from './bundle.ts';

/** What functions read from beside their code, by its path in the project: `migrate` applies the first, `graphql` compiles by the last. */
const DATA_FILES = [
  'prisma/migrations/*/migration.sql',
  'node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm',
  'prisma/schema/*.prisma',
];

/** The same content makes the same bytes, whenever it was packaged: nothing is deployed that did not change. */
const ALWAYS_THEN = new Date('2000-01-01T00:00:00');

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

/** One archive with the code of all functions: they share most of it, and each loads only its own. */
export function zipFunctions(folder: string, archive: string): void {
  const files: Zippable = {};
  const add = (path: string, file: string) => {
    files[path] = [new Uint8Array(readFileSync(file)), { mtime: ALWAYS_THEN }];
  };
  for (const file of filesBelow(folder).sort()) add(file.slice(folder.length + 1), file);
  for (const path of DATA_FILES.flatMap((pattern) => globSync(pattern, { cwd: projectFolder })).sort())
    add(path, join(projectFolder, path));
  writeFileSync(archive, zipSync(files, { level: 6 }));
}
