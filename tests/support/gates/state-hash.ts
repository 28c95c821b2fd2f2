import { createHash } from 'node:crypto';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { asSuperuser } from '../database.ts';

/** What a database holds besides what it held before, a line for each row, without what differs from run to run. */
export type State = Readonly<Record<string, readonly string[]>>;

/** A moment of a database, after which rows count as written. */
export type Mark = Readonly<{
  transactionId: string;
  /** What the clock said since then, and ids made since then, are of the run and not of its result. */
  at: Date;
  counts: Readonly<Record<string, number>>;
}>;

/** Runs themselves are counted, and each run is another one. Counters are of use, not of state. */
const UNCOUNTED = ['job_run', '_prisma_migrations'];
/** Where in the log something stands is of the server, which all databases share; how often something was tried, of runs. */
const UNCOUNTED_COLUMNS = ['transaction_id', 'epoch', 'event_id', 'attempts', 'attempt_id'];
/** What is claimed by the clock is claimed for less. */
const CLAIM_MILLISECONDS_MAX = 3_600_000;

const DROPPED = `'{${UNCOUNTED_COLUMNS.join(',')}}'::text[]`;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(\+00:00|\+00|Z)?/g;
/** Of a payout, for the bank. */
const REFERENCE = /\bP[0-9A-F]{16}\b/g;
/** Rows that name each other are told apart by what surrounds them, so far. */
const ROUNDS = 3;

type Row = Readonly<{ table: string; id: string | null; text: string }>;

export const markOf = (superuserUrl: string, at = new Date()): Promise<Mark> =>
  asSuperuser(superuserUrl, async (client) => {
    const { rows } = await client.query('SELECT pg_current_xact_id()::text AS id');
    return { transactionId: rows[0].id, at, counts: await countsOf(client, await tablesOf(client)) };
  });

/**
 * What was written since the mark. The order of rows, ids that were made up, and instants that the clock gave are no part
 * of it: an id is told by what its row says, and so by what the rows say that this one names.
 */
export async function stateSince(superuserUrl: string, mark: Mark): Promise<State> {
  const { rows, counts } = await read(superuserUrl, mark);
  const until = Date.now();
  const isOfTheClock = (text: string) => {
    const at = Date.parse(text.replace(' ', 'T').replace(/(\+00(:00)?|Z)?$/, 'Z'));
    return at >= mark.at.getTime() && at <= until + CLAIM_MILLISECONDS_MAX;
  };
  const timeless = rows.map((row) => ({
    ...row,
    text: row.text
      .replaceAll(REFERENCE, '(reference)')
      .replaceAll(INSTANT, (text) => (isOfTheClock(text) ? '(clock)' : text)),
  }));
  const written = new Set(timeless.flatMap(({ id }) => id ?? []));
  let labels = new Map<string, string>();
  const labelled = (text: string) =>
    text.replaceAll(UUID, (id) => {
      if (written.has(id)) return labels.get(id) ?? '(row)';
      return isMadeUp(id, mark) ? '(id)' : id;
    });
  for (let round = 0; round < ROUNDS; round += 1)
    labels = new Map(
      timeless.flatMap(({ id, table, text }) =>
        id === null ? [] : [[id, `(${shortHash(`${table} ${labelled(text)}`)})`] as const],
      ),
    );
  const linesByTable = Map.groupBy(timeless, ({ table }) => table);
  const state: Record<string, string[]> = {};
  for (const [table, count] of Object.entries(counts)) {
    const lines = (linesByTable.get(table) ?? []).map(({ text }) => labelled(text)).sort();
    const more = count - (mark.counts[table] ?? 0);
    if (lines.length > 0 || more !== 0) state[table] = [...lines, `${more} rows more`];
  }
  return state;
}

/** One text for all that a state holds. */
export const hashOf = (state: State): string =>
  shortHash(JSON.stringify(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1))));

/** All that a database holds, a hash for each table, for comparing it with itself after something that must change nothing. */
export const contentsOf = (superuserUrl: string): Promise<Readonly<Record<string, string>>> =>
  asSuperuser(superuserUrl, async (client) => {
    const tables = await tablesOf(client);
    // As a row's own text is made many times faster than its JSON, which only leaving columns out asks for.
    const textOf = ({ isCountedWhole }: Table) =>
      isCountedWhole ? 't::text' : `(to_jsonb(t) - ${DROPPED})::text`;
    const { rows } = await client.query<{ name: string; hash: string }>(
      tables
        .map(
          (table) =>
            `SELECT ${escapeLiteral(table.name)} AS name,
               count(*) || ' ' || coalesce(md5(string_agg(row, '' ORDER BY row)), '') AS hash
             FROM (SELECT md5(${textOf(table)}) AS row FROM ${escapeIdentifier(table.name)} AS t) AS hashed`,
        )
        .join(' UNION ALL '),
    );
    return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
  });

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Ids are of version 7, which say in their first 48 bits when they were made. */
function isMadeUp(id: string, { at }: Mark): boolean {
  const madeAt = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return id[14] === '7' && madeAt >= at.getTime() && madeAt <= Date.now();
}

type Table = Readonly<{ name: string; hasId: boolean; isCountedWhole: boolean }>;

async function tablesOf(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.relname AS name, 'id' = ANY (a.names) AS "hasId", NOT a.names && $2 AS "isCountedWhole"
     FROM pg_class AS c CROSS JOIN LATERAL (
       SELECT array_agg(attname::text) AS names FROM pg_attribute WHERE attrelid = c.oid
     ) AS a
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1) ORDER BY 1`,
    [UNCOUNTED, UNCOUNTED_COLUMNS],
  );
  return rows;
}

async function countsOf(client: Client, tables: readonly Table[]): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; count: number }>(
    tables
      .map(
        ({ name }) => `SELECT ${escapeLiteral(name)} AS name, count(*)::int FROM ${escapeIdentifier(name)}`,
      )
      .join(' UNION ALL '),
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

const read = (superuserUrl: string, { transactionId }: Mark) =>
  asSuperuser(superuserUrl, async (client) => {
    const tables = await tablesOf(client);
    const { rows } = await client.query<Row>(
      tables
        .map(
          ({ name, hasId }) =>
            `SELECT ${escapeLiteral(name)} AS "table", ${hasId ? 't.id::text' : 'NULL'} AS id,
               (to_jsonb(t) - ${DROPPED}${hasId ? " - 'id'" : ''})::text AS text
             FROM ${escapeIdentifier(name)} AS t WHERE t.xmin::text::bigint > ${BigInt(transactionId)}`,
        )
        .join(' UNION ALL '),
    );
    return { rows, counts: await countsOf(client, tables) };
  });
