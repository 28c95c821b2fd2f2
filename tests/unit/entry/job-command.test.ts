import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/entry/commands/command.ts';
import { asOfFrom, outcomeLines } from '../../../src/entry/commands/job.ts';

const NOW = new Date('2026-07-01T10:00:00Z');
const LATER = '2026-07-01T10:00:01Z';

describe('the instant that a job is told', () => {
  it.each([
    ['now, where none is given', undefined, 'production', NOW],
    ['one that has been', '2026-06-01T00:00:00+02:00', 'production', new Date('2026-05-31T22:00:00Z')],
    ['one that is still to come, where things are tried out', LATER, 'development', new Date(LATER)],
  ] as const)('is %s', (_, text, stage, expected) => {
    expect(asOfFrom(text, NOW, stage)).toEqual(expected);
  });

  it.each([
    ['still to come in production', LATER],
    ['no instant', '2026-07-01'],
    ['of a day that the calendar lacks', '2026-02-30T00:00:00Z'],
  ])('is refused where it is %s', (_, text) => {
    expect(() => asOfFrom(text, NOW, 'production')).toThrow(UsageError);
  });
});

it.each([
  ['SKIPPED', 0, 'Skipped: a-job is running already'],
  ['SUCCEEDED', 0, 'Done: 0 rows written.'],
  ['SUCCEEDED', 2, 'Done: 2 rows written.'],
] as const)('says of %s with %d rows what to do next', (status, rowCount, begins) => {
  const [said, next] = outcomeLines('a-job', { status, rowCount });
  expect(said).toContain(begins);
  expect(next).toMatch(/^Next: /);
});
