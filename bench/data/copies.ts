import { type Client, escapeIdentifier } from 'pg';

/** What belongs to partners, people and customers, and what refers to it; the rest, such as products and programs, all share. */
const COPIED_TABLES = `
  WITH RECURSIVE copied AS (
    SELECT c.oid FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND (c.relname IN ('partner', 'person', 'customer')
      OR EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'partner_id' AND NOT a.attisdropped))
    UNION
    SELECT f.conrelid FROM pg_constraint AS f JOIN copied ON f.confrelid = copied.oid WHERE f.contype = 'f'
  )
  SELECT oid::int AS oid, oid::regclass::text AS name FROM copied ORDER BY name`;

/** Who asked for a run of a job is no partner's business. */
const LEFT_OUT = new Set(['job_run']);

/**
 * Ids go with the row that they name, so those of what is shared stay. Where no foreign key says it, values do: none of
 * `bench_shared` is ever found in a column that names something copied.
 */
const COLUMNS = `
  SELECT a.attname AS name, a.atttypid::regtype::text AS type,
    EXISTS (SELECT FROM pg_constraint AS f WHERE f.contype = 'f' AND f.conrelid = a.attrelid AND a.attnum = ANY (f.conkey)
      AND f.confrelid <> ALL ($2::oid[])) AS "namesShared",
    ARRAY(SELECT i.indexrelid::int FROM pg_index AS i WHERE i.indrelid = a.attrelid AND i.indisunique
      AND a.attnum = ANY (i.indkey::int2[])) AS "uniqueIn"
  FROM pg_attribute AS a
  WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum`;

/** What is made anew, as that is quicker than to keep it up: indexes, and keys that no foreign key refers to. */
const INDEXES = `
  SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS drop, pg_get_indexdef(i.indexrelid) AS create FROM pg_index AS i
  WHERE i.indrelid = $1 AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)
  UNION ALL
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
  FROM pg_constraint AS c
  WHERE c.conrelid = $1 AND c.contype IN ('p', 'u') AND NOT EXISTS (
    SELECT FROM pg_constraint AS f WHERE f.contype = 'f' AND f.conindid = c.conindid)`;

const PAGE_BYTES = 8_192;
/** So many that few rows of a copy lie on one page more than the original's. */
const PAGES_AT_ONCE = 32;

/** So many, the first of them named by `step`, the next by twice that: of what was copied already, each copy is another. */
export type Copies = Readonly<{ count: number; step: number }>;

type Table = Readonly<{ oid: number; name: string }>;
type Column = Readonly<{ name: string; type: string; namesShared: boolean; uniqueIn: readonly number[] }>;

/** The row's id in each copy: never its own nor another copy's, as each adds another number to the first of its digits. */
const idTextOf = (text: string) =>
  `lpad(to_hex((('x' || left(${text}, 4))::bit(16)::int + copy) % 65536), 4, '0') || substr(${text}, 5)`;
/** The id of a row in one of its copies. */
export const copiedId = (id: string, copy: number): string =>
  ((Number.parseInt(id.slice(0, 4), 16) + copy) % 65_536).toString(16).padStart(4, '0') + id.slice(4);

const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/**
 * So many copies of everybody's data, each with ids and names of its own, and for the rest equal: as dense as before, and
 * indistinguishable from it for who may see one copy only. They are written some pages of the original at a time: what was
 * written at once lies together, on as many pages, and what one partner wrote over time lies apart.
 * Triggers and foreign keys are not asked, as they have said yes to the original; indexes are made anew. Answers how many
 * rows there are of what was copied.
 */
export async function copyPartners(
  client: Client,
  copies: Copies,
  log: (line: string) => void,
): Promise<number> {
  const { rows } = await client.query<Table>(COPIED_TABLES);
  const tables = rows.filter(({ name }) => !LEFT_OUT.has(name));
  await client.query(`SET session_replication_role = 'replica'`);
  await client.query(`SET maintenance_work_mem = '1GB'`);
  await listShared(client, tables);
  let total = 0;
  for (const table of tables) {
    const count = await copyTable(client, table, tables, copies);
    if (count > 0) log(`  ${table.name}: ${count}`);
    total += count;
  }
  await client.query(`SET session_replication_role = 'origin'`);
  return total;
}

/** Ids of everything that is not copied, which is little. */
async function listShared(client: Client, copied: readonly Table[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.oid <> ALL ($1::oid[]) AND a.attname = 'id'
       AND a.atttypid = 'uuid'::regtype`,
    [copied.map(({ oid }) => oid)],
  );
  const all = rows.map(({ name }) => `SELECT id FROM ${name}`).join(' UNION ALL ');
  await client.query('DROP TABLE IF EXISTS bench_shared');
  await client.query(`CREATE TEMP TABLE bench_shared AS ${all}`);
}

async function copyTable(
  client: Client,
  { oid, name }: Table,
  tables: readonly Table[],
  copies: Copies,
): Promise<number> {
  const counted = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`);
  const { count } = counted.rows[0]!;
  if (count === 0) return 0;
  const { rows: columns } = await client.query<Column>(COLUMNS, [oid, tables.map((table) => table.oid)]);
  const moved = new Set<string>();
  for (const column of columns) if (await isMoved(client, name, column)) moved.add(column.name);
  const values = columns.map((column) => valueInCopy(column, moved, columns));
  const names = columns.map((column) => escapeIdentifier(column.name)).join(', ');
  const { rows: indexes } = await client.query<{ drop: string; create: string }>(INDEXES, [oid]);
  for (const { drop } of indexes) await client.query(drop);
  // OFFSET 0 keeps the planner from putting the loops in another order.
  await client.query(
    `INSERT INTO ${name} (${names}) SELECT ${values.join(', ')}
     FROM (SELECT page, copy FROM generate_series(0, pg_relation_size($2::oid::regclass) / ${PAGE_BYTES} - 1, ${PAGES_AT_ONCE}) AS page
       CROSS JOIN generate_series($1::int, $1::int * $3::int, $1::int) AS copy ORDER BY page, copy OFFSET 0) AS written
     CROSS JOIN LATERAL (SELECT * FROM ${name} WHERE ctid >= format('(%s,0)', page)::tid AND ctid < format('(%s,0)', page + ${PAGES_AT_ONCE})::tid
       OFFSET 0) AS original`,
    [copies.step, oid, copies.count],
  );
  for (const { create } of indexes) await client.query(create);
  return count * (copies.count + 1);
}

async function isMoved(client: Client, table: string, { name, type, namesShared }: Column): Promise<boolean> {
  if (type !== 'uuid' || namesShared) return false;
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM ${table} AS t JOIN bench_shared AS shared ON shared.id = t.${escapeIdentifier(name)}) AS found`,
  );
  return !rows[0]!.found;
}

/** The last text of a unique key without an id of the copy's own tells the copies apart. */
function valueInCopy(column: Column, moved: ReadonlySet<string>, columns: readonly Column[]): string {
  const own = `original.${escapeIdentifier(column.name)}`;
  if (moved.has(column.name)) return `(${idTextOf(`${own}::text`)})::uuid`;
  if (column.name === 'scope_key')
    return `CASE WHEN ${own} ~ '${UUID}' THEN ${idTextOf(own)} ELSE ${own} END`;
  const tellsApart = column.uniqueIn.some((index) => {
    const within = columns.filter(({ uniqueIn }) => uniqueIn.includes(index));
    const told = within.some(({ name }) => moved.has(name) || name === 'scope_key');
    return !told && within.findLast(({ type }) => type === 'text')?.name === column.name;
  });
  return tellsApart ? `${own} || '-' || copy` : own;
}
