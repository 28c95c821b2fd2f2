const ends: (() => unknown)[] = [];

/**
 * What is to be done once a test file is through. What support files open in a `beforeAll` of a test file is closed by this,
 * as an `afterAll` that is registered within a hook never runs.
 */
export const atFileEnd = (end: () => unknown): void => void ends.push(end);

/** Last opened, first closed. */
export async function endFile(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}
