import { resolve } from 'node:path';
import { type PersistedFile, persistedOperations } from '../../src/entry/commands/schema.ts';

/**
 * The operations of the benchmark, compiled as the front end's are.
 * @throws RangeError where one is not, as its figures would be those of another way
 */
export async function benchOperations(): Promise<PersistedFile> {
  const persisted = await persistedOperations(resolve(import.meta.dirname, '../operations'));
  const ordinary = Object.entries(persisted.ordinary).map(
    ([name, reasons]) => `${name}: ${reasons.join(' ')}`,
  );
  if (ordinary.length > 0) throw new RangeError(`Not compiled: ${ordinary.join('; ')}`);
  return persisted;
}
