import type { InvalidField } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Statement } from '../../platform/database/execute-all.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { hashOf } from '../../platform/database/idempotency.ts';
import { recordset } from '../../platform/database/recordset.ts';

/** So many rows are written together; one transaction writes one batch. */
export const SYNC_ROWS_MAX = 1_000;

/** IMPORTED is history from files; CRM is what the CRM's service account reports as it happens. */
export type SyncOrigin = 'IMPORTED' | 'CRM';

export type SyncRequest<Row> = Readonly<{
  /** The source system's code; external ids are unique within it. */
  system: string;
  origin: SyncOrigin;
  /** At most `SYNC_ROWS_MAX`. */
  rows: readonly Row[];
}>;

/** REJECTED rows changed nothing; UNCHANGED ones hold what was loaded before, and nothing was written. */
export type SyncOutcome = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED';

/** One for each row, in the order of the rows. */
export type SyncResult = Readonly<{
  externalId: string;
  outcome: SyncOutcome;
  errors: readonly InvalidField[];
  /** The customer, product, membership or opportunity that the row is; null where it was rejected. */
  targetId: string | null;
}>;

export type SourceEntity =
  | 'ACCOUNT'
  | 'PRODUCT'
  | 'PARTNER'
  | 'PERSON'
  | 'MANAGER'
  | 'ASSIGNMENT'
  | 'OPPORTUNITY';

/** What a row says, under the names of the columns it is written to. Its hash tells whether it says anything new. */
export type SourceRow = Readonly<{ external_id: string }> & Readonly<Record<string, unknown>>;

/** A row with what is known of its external id. */
export type Candidate<Row extends SourceRow = SourceRow> = Readonly<{
  row: Row;
  /** What the row was loaded as before; null where it is new. */
  targetId: string | null;
  /** For what will be created, so that all of a batch's statements know all ids from the start. */
  freshId: string;
  isUnchanged: boolean;
}>;

/**
 * Lets one batch of a system be written at a time, by imports and by the API alike: each sees what the one before wrote.
 * The lock ends with the transaction, so nobody who is killed holds it.
 */
export const lockSystem = (tx: Tx, system: string) =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`crm ${system}`}, 0))::text`;

/** Compares rows with what was loaded last, in one statement. The external ids must differ. */
export async function candidatesOf<Row extends SourceRow>(
  tx: Tx,
  system: string,
  entity: SourceEntity,
  rows: readonly Row[],
): Promise<Candidate<Row>[]> {
  if (rows.length > SYNC_ROWS_MAX) throw new RangeError(`At most ${SYNC_ROWS_MAX} rows in a batch.`);
  const known = await tx.$queryRaw<
    { external_id: string; target_id: string | null; hash: string | null; fresh_id: string }[]
  >`
    SELECT r.external_id, s.target_id::text, encode(s.row_hash, 'hex') AS hash, uuidv7()::text AS fresh_id
    FROM ${recordset(rows, { text: ['external_id'] })}
    LEFT JOIN source_record AS s
      ON s.system = ${system} AND s.entity = ${entity} AND s.external_id = r.external_id`;
  const byId = new Map(known.map((found) => [found.external_id, found]));
  return rows.map((row) => {
    const found = byId.get(row.external_id)!;
    return {
      ...{ row, targetId: found.target_id, freshId: found.fresh_id },
      // A row that is new is hashed only when it is written, while the database is at work.
      isUnchanged: found.hash !== null && found.hash === hashTextOf(row),
    };
  });
}

const hashTextOf = (row: SourceRow): string => Buffer.from(hashOf(row)).toString('hex');

/** A row that is written, with the id that it has or gets. */
export type Written<Row extends SourceRow = SourceRow> = Candidate<Row> &
  Readonly<{ id: string; isNew: boolean }>;

/** Notes what was loaded as what, so that loading it again changes nothing. */
export async function rememberSources(
  tx: Tx,
  ...remembered: Parameters<typeof sourcesRemembered>
): Promise<void> {
  await tx.$executeRaw(sourcesRemembered(...remembered));
}

/** The statement that notes it, for who has others to run with it. */
export function sourcesRemembered(
  system: string,
  entity: SourceEntity,
  written: readonly Written[],
  now: Date,
): Statement {
  const records = written.map(({ row, id }) => ({
    ...{ external_id: row.external_id, target_id: id },
    hash: hashTextOf(row),
  }));
  return Prisma.sql`
    INSERT INTO source_record (system, entity, external_id, target_id, row_hash, loaded_at)
    SELECT ${system}, ${entity}, r.external_id, r.target_id, decode(r.hash, 'hex'), ${now.toISOString()}::timestamptz
    FROM ${recordset(records, { uuid: ['target_id'], text: ['external_id', 'hash'] })}
    ON CONFLICT (system, entity, external_id)
      DO UPDATE SET target_id = excluded.target_id, row_hash = excluded.row_hash, loaded_at = excluded.loaded_at`;
}

/** The ids of an entity's external ids, as far as they were loaded. */
export async function loadedIdsOf(
  tx: Tx,
  system: string,
  entity: SourceEntity,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ external_id: string; target_id: string }[]>`
    SELECT external_id, target_id::text FROM source_record
    WHERE system = ${system} AND entity = ${entity} AND external_id = ANY (${externalIds})`;
  return new Map(rows.map(({ external_id, target_id }) => [external_id, target_id]));
}

/** The first row of each external id, and the places of those that repeat one. */
export function withoutRepeats<Row extends Readonly<{ externalId: string }>>(rows: readonly Row[]) {
  const seen = new Set<string>();
  const repeats = new Set<Row>();
  for (const row of rows) {
    if (seen.has(row.externalId)) repeats.add(row);
    seen.add(row.externalId);
  }
  return { firsts: rows.filter((row) => !repeats.has(row)), repeats };
}

export const REPEATED: InvalidField = {
  field: 'externalId',
  code: 'DUPLICATE_ID',
  message: 'externalId stands in this request already; the first row of it counts.',
};

export const rejection = (externalId: string, errors: readonly InvalidField[]): SyncResult => ({
  externalId,
  outcome: 'REJECTED',
  errors,
  targetId: null,
});

export const outcomeOf = ({ row, isUnchanged, targetId }: Candidate, written?: Written): SyncResult => ({
  externalId: row.external_id,
  outcome: isUnchanged ? 'UNCHANGED' : written?.isNew ? 'CREATED' : 'UPDATED',
  errors: [],
  targetId: written?.id ?? targetId,
});

/** Events of history say so. */
export const eventVerb = (origin: SyncOrigin): string => (origin === 'IMPORTED' ? 'imported' : 'created');

type LoadedEntity = Readonly<{ id: string; change: 'CREATED' | 'UPDATED' | null }>;

/** By external id: the id, and whether it was created or changed just now. */
export type Loaded = ReadonlyMap<string, LoadedEntity>;

export function loadedOf(candidates: readonly Candidate[], written: readonly Written[]): Loaded {
  const loaded = new Map<string, LoadedEntity>();
  for (const { row, targetId } of candidates) loaded.set(row.external_id, { id: targetId!, change: null });
  for (const { row, id, isNew } of written)
    loaded.set(row.external_id, { id, change: isNew ? 'CREATED' : 'UPDATED' });
  return loaded;
}
