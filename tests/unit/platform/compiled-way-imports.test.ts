import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = resolve(import.meta.dirname, '../../../src');

const STATIC = /^(?:import|export) (?!type\b)(?:[^'";]*? from )?['"]([^'"]+)['"]/gm;

const written = (path: string) => readFileSync(path, 'utf8');

/** What is loaded with a file, packages included: its imports that are not for types alone, and theirs. */
function loadedWith(path: string, read = written, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  for (const [, specifier] of read(path).matchAll(STATIC)) {
    if (!specifier!.startsWith('.')) loaded.add(specifier!);
    else if (specifier!.endsWith('.ts')) loadedWith(join(dirname(path), specifier!), read, loaded);
  }
  return loaded;
}

/** Half of what weighs is a package that somebody imported for one function of it. */
const HEAVY =
  /^(graphql|graphql-yoga|@pothos\/.*|@prisma\/.*|@graphql-yoga\/.*|temporal-polyfill|zod)$|generated\/client|\/src\/graphql\//;
const heavy = (path: string, read?: typeof written) =>
  [...loadedWith(join(SOURCES, path), read)].filter((one) => HEAVY.test(one));

it.each(['compiled/answer.ts', 'entry/portal.ts', 'entry/lambda/graphql.ts'])(
  '%s loads neither GraphQL nor Prisma',
  (path) => {
    expect(loadedWith(join(SOURCES, path)).size).toBeGreaterThan(10);
    expect(heavy(path)).toEqual([]);
  },
);

it('would notice them: the ordinary way loads both', () => {
  const found = heavy('entry/ordinary-way.ts').join(' ');
  expect(found).toContain('@prisma/');
  expect(found).toContain('graphql-yoga');
});

it.each([
  ['platform/database/client.ts', `import { PrismaClient } from './generated/client/client.ts';`],
  ['platform/database/sql-transaction.ts', `import { isOutOfTime } from './session.ts';`],
  ['domains/adoption/usage.service.ts', `import { Prisma } from '@prisma/client';`],
  ['compiled/reading.ts', `import { parseDate } from '../kernel/time.ts';`],
  ['platform/http/shell.ts', `import { GraphQLError } from 'graphql';`],
])('would notice in %s: %s', (path, planted) => {
  const read = (file: string) => `${written(file)}\n${file === join(SOURCES, path) ? planted : ''}`;
  expect(heavy('entry/lambda/graphql.ts', read)).not.toEqual([]);
});
