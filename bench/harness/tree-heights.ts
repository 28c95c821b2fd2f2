import type { Client } from 'pg';
import type { Heights } from './growth-contest.ts';

/** As the page that describes each B-tree says, where searches begin. */
export async function heightsOf(superuser: Client): Promise<Heights> {
  await superuser.query('CHECKPOINT');
  const { rows } = await superuser.query<{ name: string; height: number }>(
    `SELECT c.relname AS name, get_byte(pg_read_binary_file(pg_relation_filepath(c.oid), 44, 1), 0) AS height
     FROM pg_class AS c JOIN pg_am ON pg_am.oid = c.relam AND pg_am.amname = 'btree'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'i'`,
  );
  return new Map(rows.map(({ name, height }) => [name, height]));
}
