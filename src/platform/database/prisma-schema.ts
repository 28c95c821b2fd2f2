import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT_FOLDER = fileURLToPath(new URL('../../../prisma/schema', import.meta.url));

/** The text of the Prisma schema, of all files of its folder; of the project's where left out. */
export const prismaSchemaIn = (folder: string = PROJECT_FOLDER): string =>
  readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
