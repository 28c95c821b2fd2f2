import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = resolve(import.meta.dirname, '../../../src');

const STATIC = /^(?:import|export) (?!type\b)(?:[^'";]*? from )?['"]([^'"]+)['"]/gm;

/** What is loaded with a file, packages included: its imports that are not for types alone, and theirs. */
function loadedWith(path: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  for (const [, specifier] of readFileSync(path, 'utf8').matchAll(STATIC)) {
    if (!specifier!.startsWith('.')) loaded.add(specifier!);
    else if (specifier!.endsWith('.ts')) loadedWith(join(dirname(path), specifier!), loaded);
  }
  return loaded;
}

const HEAVY =
  /^(graphql|graphql-yoga|@pothos\/|@prisma\/|@graphql-yoga\/)|generated\/client|\/src\/graphql\//;
const heavy = (path: string) => [...loadedWith(join(SOURCES, path))].filter((one) => HEAVY.test(one));

it.each(['compiled/answer.ts', 'entry/portal.ts'])('%s loads neither GraphQL nor Prisma', (path) => {
  expect(loadedWith(join(SOURCES, path)).size).toBeGreaterThan(10);
  expect(heavy(path)).toEqual([]);
});

it('would notice them: the ordinary way loads both', () => {
  const found = heavy('entry/ordinary-way.ts').join(' ');
  expect(found).toContain('@prisma/');
  expect(found).toContain('graphql-yoga');
});
