import { expect, it } from 'vitest';
import { ratePercentOf } from '../../../src/domains/adoption/adoption.rules.ts';
import { type CountedUse, createUsageBuffer } from '../../../src/platform/usage/usage-buffer.ts';

function aBuffer() {
  const state = { now: new Date('2026-06-10T10:00:00Z'), fails: false, failures: 0 };
  const written: CountedUse[][] = [];
  const buffer = createUsageBuffer({
    write: async (uses) => {
      if (state.fails) throw new Error('The database is away.');
      written.push([...uses]);
    },
    onFailure: () => {
      state.failures += 1;
    },
    now: () => state.now,
    waitMillisecondsMax: 15_000,
  });
  const use = (personId: string, operation = 'HomeDashboard') =>
    buffer.count({ personId, partnerId: null, operation, at: state.now });
  const later = (seconds: number) => {
    state.now = new Date(state.now.getTime() + seconds * 1_000);
  };
  const counts = () =>
    written.map((uses) => uses.map((one) => `${one.personId} ${one.operation} ${one.count}`));
  return { buffer, state, use, later, counts };
}

it('writes at once that somebody is there today, and the rest when it has waited', async () => {
  const { buffer, use, later, counts } = aBuffer();
  use('a');
  use('a');
  await buffer.flushIfDue();
  expect(counts()).toEqual([['a HomeDashboard 2']]);
  use('a', 'ReferralList');
  use('a');
  await buffer.flushIfDue();
  later(14);
  await buffer.flushIfDue();
  expect(counts().length).toBe(1);
  later(1);
  await buffer.flushIfDue();
  expect(counts()[1]).toEqual(['a ReferralList 1', 'a HomeDashboard 1']);
  later(24 * 3_600);
  use('a');
  await buffer.flushIfDue();
  expect(counts().length).toBe(3);
});

it('loses nothing where a write fails, and fails nobody', async () => {
  const { buffer, state, use, counts } = aBuffer();
  state.fails = true;
  use('a');
  await buffer.flush();
  use('a');
  expect(state.failures).toBe(1);
  state.fails = false;
  await buffer.flush();
  await buffer.flush();
  expect(counts()).toEqual([['a HomeDashboard 2']]);
});

it.each([
  [0, 0, null],
  [0, 3, '0.0'],
  [1, 3, '33.3'],
  [2, 3, '66.7'],
  [3, 3, '100.0'],
  [1, 2_000, '0.1'],
])('%i of %i users are %s percent', (active, all, rate) => {
  expect(ratePercentOf(active, all)).toBe(rate);
});
