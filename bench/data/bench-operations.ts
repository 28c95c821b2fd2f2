import { resolve } from 'node:path';
import { type PersistedFile, persistedOperations } from '../../src/entry/commands/schema.ts';

/** The operations of the benchmark, compiled as the front end's are. */
export const benchOperations = (): Promise<PersistedFile> =>
  persistedOperations(resolve(import.meta.dirname, '../operations'));
