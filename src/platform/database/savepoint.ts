import type { Tx } from './client.ts';

/**
 * Runs a step of a longer transaction so that its failure undoes the step alone, with the locks that it took. Answers what
 * failed, or null. Where not even the undoing succeeds, as when the connection is gone, it throws.
 */
export async function inSavepoint(tx: Tx, step: () => Promise<unknown>): Promise<Error | null> {
  await tx.$executeRaw`SAVEPOINT step`;
  try {
    await step();
    await tx.$executeRaw`RELEASE SAVEPOINT step`;
    return null;
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT step`;
    return error instanceof Error ? error : new Error('unknown');
  }
}
