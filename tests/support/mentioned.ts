import type { Client } from 'pg';
import { WORDS } from '../../src/domains/people/personal-data.rules.ts';

/** Something of each type, for a row of which only the texts matter. */
const FILLERS: Readonly<Record<string, string>> = {
  ...{
    uuid: 'gen_random_uuid()',
    text: `'X'`,
    'text[]': `'{X}'`,
    jsonb: `'{"a": 1}'`,
    bytea: `'\\x00'`,
    boolean: 'false',
  },
  ...{ integer: '1', smallint: '1', bigint: '1', numeric: '1', date: 'current_date' },
  ...{ 'timestamp with time zone': 'now()' },
};

/** A row where there is none. What its texts may be is left to chance, so that every column can name somebody. */
async function aRowOf(client: Client, table: string): Promise<void> {
  const { rows: checks } = await client.query(
    `SELECT conname AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'`,
    [table],
  );
  for (const { name } of checks) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  if ((await client.query(`SELECT FROM ${table} LIMIT 1`)).rowCount) return;
  const { rows: columns } = await client.query(
    `SELECT attname AS name, atttypid::regtype::text AS type FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND attnotnull AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  const values = columns.map(({ type }) => FILLERS[type]).join(', ');
  await client.query(
    `INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')}) VALUES (${values})`,
  );
}

/** A mention as a column of each type holds it. */
const VALUES: Readonly<Record<string, string>> = {
  text: '$1',
  'text[]': 'ARRAY[$1, $1]',
  jsonb: `jsonb_build_object('said', $1::text, 'counted', 7)`,
};

/** Writes a mention into every column of words of every row, and answers those columns; some tables more get a row as well. */
export async function nameInAllWords(
  client: Client,
  mention: string,
  alsoRowsOf: readonly string[],
): Promise<string[]> {
  for (const table of new Set([...Object.keys(WORDS), ...alsoRowsOf])) await aRowOf(client, table);
  const words = Object.entries(WORDS).flatMap(([table, columns]) => columns.map((column) => [table, column]));
  for (const [table, column] of words) {
    const { rows: types } = await client.query(
      'SELECT atttypid::regtype::text AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2',
      [table, column],
    );
    await client.query(`UPDATE ${table} SET ${column} = ${VALUES[types[0].type]}`, [mention]);
  }
  return words.map((names) => names.join('.'));
}
