import { expect, it, vi } from 'vitest';
import type { CompiledOperation } from '../../../src/compiled/compiled-operation.ts';
import { learnedOperations } from '../../../src/compiled/learned-operations.ts';
import { ANONYMOUS } from '../../../src/platform/auth/actor.ts';

const operation = (name: string): CompiledOperation => ({
  ...{
    name,
    logHash: '',
    permissions: [],
    permissionsIf: {},
    notAs: [],
    variables: {},
    parameters: {},
    decisions: {},
    finishes: [],
  },
  ...{ computed: {} },
  sql: [`SELECT '${name}'`],
});

const taught = (max: number) => {
  const compile = vi.fn((document: string) => (document.startsWith('mutation') ? null : operation(document)));
  const learned = learnedOperations(max);
  const comes = (document: string, times = 1) => {
    for (let count = 0; count < times; count += 1) learned.answered(document, compile);
  };
  const knows = (document: string) => learned.byDocument(document)?.operation.name ?? null;
  return { learned, compile, comes, knows };
};

it('compiles what comes for the second time, once', () => {
  const { compile, comes, knows } = taught(10);
  comes('a');
  expect([knows('a'), compile.mock.calls.length]).toEqual([null, 0]);
  comes('a', 5);
  expect([knows('a'), compile.mock.calls.length]).toEqual(['a', 1]);
});

it('tries what cannot be compiled no second time', () => {
  const { compile, comes, knows } = taught(10);
  comes('mutation', 9);
  expect([knows('mutation'), compile.mock.calls.length]).toEqual([null, 1]);
});

it('forgets what was not used for the longest', () => {
  const { comes, knows } = taught(2);
  for (const document of ['a', 'b']) comes(document, 2);
  expect(knows('a')).toBe('a');
  comes('c', 2);
  expect(['a', 'b', 'c'].map(knows)).toEqual(['a', null, 'c']);
});

it('knows none where none are to be known', () => {
  const { compile, comes, knows } = taught(0);
  comes('a', 3);
  expect([knows('a'), compile.mock.calls.length]).toEqual([null, 0]);
});

it('has a bounded number of texts prepared, however many documents come', () => {
  const { learned, comes } = taught(10);
  const named = Array.from({ length: 400 }, (_, at) => {
    comes(`d${at}`, 2);
    return (
      learned
        .byDocument(`d${at}`)!
        .statementFor({}, { actor: ANONYMOUS, now: new Date(0), computing: {}, asksCalendar: false })!
        .name !== undefined
    );
  });
  expect(named.filter(Boolean)).toHaveLength(300);
  expect(named.slice(0, 300).every(Boolean)).toBe(true);
});
