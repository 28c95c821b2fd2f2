import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { WarehouseColumn, WarehouseTable } from './warehouse-table.rules.ts';

export type WarehouseRow = Readonly<Record<string, unknown>>;

/** Which rows of an APPEND table: by the ids that the database gave them in the order of time. */
export type AppendRange = Readonly<{ after: string | null; until: string }>;

const SELECTED: Partial<Record<WarehouseColumn['type'], (sql: string) => string>> = {
  UUID: (sql) => `${sql}::text`,
  MINOR: (sql) => `${sql}::bigint`,
  COUNT: (sql) => `${sql}::bigint`,
  // Unscaled digits, as a floating-point number would not hold them.
  TOTAL: (sql) => `trunc(${sql})::text`,
  DECIMAL: (sql) => `trunc(${sql} * 1000000)::text`,
};

const selected = ({ name, type, sql }: WarehouseColumn): string =>
  `${SELECTED[type]?.(sql) ?? sql} AS "${name}"`;

/** Ids of version 7 begin with their time; a row that was given another one belongs to the first export of all. */
const within = ({ after, until }: AppendRange): Prisma.Sql =>
  after === null
    ? Prisma.sql`(uuid_extract_version(r.id) IS DISTINCT FROM 7 OR r.id <= ${until}::uuid)`
    : Prisma.sql`(uuid_extract_version(r.id) = 7 AND r.id > ${after}::uuid AND r.id <= ${until}::uuid)`;

/** So many rows after a key, with the key of each; the SQL is the catalogue's own. */
export async function readRows(
  tx: Pick<Tx, '$queryRaw'>,
  { from, key, columns }: WarehouseTable,
  range: AppendRange | null,
  after: readonly unknown[] | null,
  limit: number,
): Promise<WarehouseRow[]> {
  const keys = key.map(([sql]) => sql);
  const next = after
    ? Prisma.sql`(${Prisma.raw(keys.join(', '))}) > (${Prisma.join(
        after.map((value, place) => Prisma.sql`${String(value)}::${Prisma.raw(key[place]![1])}`),
      )})`
    : Prisma.sql`true`;
  const told = [...columns.map(selected), ...keys.map((sql, place) => `${sql}::text AS "key ${place}"`)].join(
    ', ',
  );
  return await tx.$queryRaw<WarehouseRow[]>`
    SELECT ${Prisma.raw(told)} FROM ${Prisma.raw(from)}
    WHERE ${range ? within(range) : Prisma.sql`true`} AND ${next}
    ORDER BY ${Prisma.raw(keys.join(', '))} LIMIT ${limit}`;
}

/** How many rows an APPEND table has until then. */
export async function countRows(
  tx: Pick<Tx, '$queryRaw'>,
  { from }: WarehouseTable,
  until: string,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM ${Prisma.raw(from)} WHERE ${within({ after: null, until })}`;
  return Number(row!.count);
}

/** Now by the database's clock, and the first transaction that is not yet known to have begun. */
export async function present(tx: Pick<Tx, '$queryRaw'>): Promise<{ at: Date; transactionId: bigint }> {
  const [row] = await tx.$queryRaw<{ at: Date; transactionId: string }[]>`
    SELECT clock_timestamp() AS at, pg_snapshot_xmax(pg_current_snapshot())::text AS "transactionId"`;
  return { at: row!.at, transactionId: BigInt(row!.transactionId) };
}
