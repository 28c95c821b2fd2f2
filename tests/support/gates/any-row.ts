import { randomUUID } from 'node:crypto';
import { type Client, escapeIdentifier } from 'pg';

type Column = Readonly<{ name: string; type: string }>;

/** What an insert must name: what has to be there and has no default. */
const COLUMNS = `
  SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
  WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    AND (attname = $2 OR attnotnull AND NOT atthasdef)`;

const CHECKS = `
  SELECT conname AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'`;

const VALUES: Readonly<Record<string, string>> = {
  'timestamp with time zone': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  jsonb: '{}',
  boolean: 'false',
  bytea: '\\x00',
};

function madeUp({ name, type }: Column, owner: string): string {
  if (type === 'uuid') return randomUUID();
  if (type.endsWith('[]')) return '{}';
  if (/^(small|big)?int|^integer$|^numeric/.test(type)) return '1';
  return VALUES[type] ?? `${name} of ${owner}`;
}

/**
 * Gives a partner a row in a table of which nothing is known but the catalogue, to see who sees it. It means nothing:
 * keys into other tables lead nowhere, and the table's checks are dropped. For superusers, in a database to be thrown
 * away.
 */
export async function insertAnyRow(
  client: Client,
  table: string,
  own: Readonly<{ key: string; partnerId: string; name: string }>,
): Promise<void> {
  const checks = await client.query<{ name: string }>(CHECKS, [table]);
  for (const { name } of checks.rows) {
    await client.query(`ALTER TABLE ${escapeIdentifier(table)} DROP CONSTRAINT ${escapeIdentifier(name)}`);
  }
  const { rows: columns } = await client.query<Column>(COLUMNS, [table, own.key]);
  const names = columns.map(({ name }) => escapeIdentifier(name));
  const values = columns.map((column) =>
    column.name === own.key ? own.partnerId : madeUp(column, own.name),
  );
  await client.query("SET session_replication_role = 'replica'");
  await client.query(
    `INSERT INTO ${escapeIdentifier(table)} (${names.join(', ')}) VALUES (${values.map((_, at) => `$${at + 1}`).join(', ')})`,
    values,
  );
  await client.query('RESET session_replication_role');
}
