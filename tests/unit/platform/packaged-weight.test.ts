import type { Metafile } from 'esbuild';
import { expect, it } from 'vitest';
import { weightLines, weightProblems, weightsOf } from '../../../src/entry/packaging/weight.ts';

type Output = Metafile['outputs'][string];

const KIBIBYTE = 1_024;

const outputOf = (inputs: Record<string, number>, imports: Output['imports'] = []): Output => ({
  bytes: Object.values(inputs).reduce((sum, bytes) => sum + bytes, 0),
  inputs: Object.fromEntries(
    Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
  ),
  imports,
  exports: [],
});

const now = (path: string) => ({ path, kind: 'import-statement' as const });
const later = (path: string) => ({ path, kind: 'dynamic-import' as const });

/** Two functions, a chunk that both load, one that is loaded late, and whatever is planted. */
const metafileWith = (planted: Record<string, Output> = {}): Metafile => ({
  inputs: {},
  outputs: {
    'out/src/entry/lambda/graphql.mjs': outputOf({ 'src/entry/portal.ts': 10 * KIBIBYTE }, [
      now('out/chunks/shared.mjs'),
      later('out/chunks/ordinary-way.mjs'),
      { path: 'node:fs', kind: 'import-statement', external: true },
    ]),
    'out/src/entry/lambda/forecast.mjs': outputOf({ 'src/workflows/jobs/forecast.ts': KIBIBYTE }, [
      now('out/chunks/shared.mjs'),
      now('out/chunks/prisma.mjs'),
    ]),
    'out/chunks/shared.mjs': outputOf({ '../x/node_modules/pg/lib/index.js': 90 * KIBIBYTE }, [
      now('out/chunks/shared.mjs'),
    ]),
    'out/chunks/prisma.mjs': outputOf({ 'node_modules/@prisma/client/runtime/client.js': 300 * KIBIBYTE }),
    'out/chunks/ordinary-way.mjs': outputOf({ 'node_modules/graphql/index.js': 5_000 * KIBIBYTE }, [
      now('out/chunks/prisma.mjs'),
    ]),
    ...planted,
  },
});

const problemsOf = (planted?: Record<string, Output>) => weightProblems(weightsOf(metafileWith(planted)));

it('counts what is loaded at the start once, and nothing that is loaded later', () => {
  const weights = weightsOf(metafileWith());
  expect(Object.keys(weights)).toEqual(['graphql', 'forecast']);
  expect(weights.graphql).toEqual({
    bytes: 100 * KIBIBYTE,
    parts: { 'src/entry/portal.ts': 10 * KIBIBYTE, pg: 90 * KIBIBYTE },
  });
  expect(weightProblems(weights)).toEqual([]);
  expect(weightLines(weights)).toEqual([
    'graphql starts with 100 KiB of at most 600:',
    '    90 pg',
    '    10 src/entry/portal.ts',
    '     0 others',
  ]);
});

const SHARED = 'out/chunks/shared.mjs';

it.each([
  ['too much', { 'node_modules/zod/index.js': 591 * KIBIBYTE }, ['graphql loads 601 KiB before']],
  [
    'Prisma',
    { 'node_modules/@prisma/client/index.js': 1 },
    ['graphql loads @prisma/client before anything needs it'],
  ],
  [
    'GraphQL in what all share',
    { 'node_modules/graphql/index.js': 1 },
    ['graphql loads graphql before', 'forecast loads graphql before'],
  ],
])('refuses %s', (_what, inputs, said) => {
  expect(problemsOf({ [SHARED]: outputOf(inputs) })).toEqual(
    said.map((text) => expect.stringContaining(text)),
  );
});
