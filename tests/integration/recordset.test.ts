import { expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database/client.ts';
import { recordset } from '../../src/platform/database/recordset.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { createTestDatabase } from '../support/database.ts';

const LITERALLY = [
  ...['', ' ', 'plain', 'two words', ' padded ', 'a,b', '{}', '{a,"b"}', '"', '\\', '\\"', `it's`, '$1'],
  ...['NULL', 'null', 'Null', 'line\nend', 'tab\t', '\u00a0', 'é', '你好', '🙂', '\u2028', '[1]', 'a;b'],
];

it('gives the database each value as it is, whatever it means in an array', async () => {
  const testDatabase = await createTestDatabase();
  const database = openDatabase({
    url: testDatabase.appUrl,
    poolMax: 1,
    statementMillisecondsMax: 5_000,
    transactionMillisecondsMax: 6_000,
  });
  const given = LITERALLY.map((text, place) => ({
    place,
    text,
    amountMinor: 9_007_199_254_740_993n + BigInt(place),
    day: place % 2 === 0 ? null : '2026-02-28',
    at: new Date(Date.UTC(2026, 0, 1, 12, 0, 0, place)),
    holds: place % 3 === 0,
    alike: [null, 'one', 'one', null, null, 'another'][place % 6],
    data: { text, nested: [text, null, 1.5] },
    absent: null,
  }));
  try {
    const found = await writeTransaction(database, JOB_SCOPE, async (tx) => ({
      rows: await tx.$queryRaw`
        SELECT r.place, r.text, r."amountMinor", r.day::text, r.at, r.holds, r.data, r.alike, r.absent
        FROM ${recordset(given, {
          integer: ['place'],
          text: ['text', 'alike', 'absent'],
          bigint: ['amountMinor'],
          date: ['day'],
          timestamptz: ['at'],
          boolean: ['holds'],
          jsonb: ['data'],
        })} ORDER BY r.place`,
      none: await tx.$queryRaw`SELECT r.text FROM ${recordset(given.slice(0, 0), { text: ['text'] })}`,
    }));
    expect(found).toEqual({ rows: given, none: [] });
  } finally {
    await database.end();
    await testDatabase.drop();
  }
});
