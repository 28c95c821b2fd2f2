import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

export default defineConfig({
  // Every package must see one and the same graphql, or its errors are strangers to each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/file-setup.ts'],
    pool: 'forks',
    // A worker builds the schema once for all of its files. Each has a database of its own, and no module keeps state.
    isolate: false,
    restoreMocks: true,
    // Each worker's tests keep a database busy too, so more workers than this only wait for each other.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // All cases of a gate take longer than a sample of them.
    testTimeout: process.env.FULL ? 1_800_000 : 60_000,
    hookTimeout: 180_000,
  },
});
