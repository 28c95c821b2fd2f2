import { identityKeyParts } from '../../domains/customers/customer-identity.rules.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Statement } from '../../platform/database/execute-all.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import type { WrittenAccount } from './accounts.ts';

/** Writers of parents queue here, as those of the customer master do: two of them could close a cycle that neither sees. */
export const lockHierarchy = (tx: Tx) =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('customer hierarchy', 0))::text`;

/** The customers that carry these accounts' keys, by the account's id. */
export async function accountsByKey(
  tx: Tx,
  system: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const values = externalIds.map((id) => `${system}:${id}`);
  const rows = await tx.$queryRaw<{ value: string; customer_id: string }[]>`
    SELECT value, customer_id::text FROM customer_key WHERE kind = 'CRM_ACCOUNT' AND value = ANY (${values})`;
  return new Map(rows.map(({ value, customer_id }) => [value.slice(system.length + 1), customer_id]));
}

/** Longer chains of parents than this are no companies. */
const HIERARCHY_DEPTH_MAX = 100;

/** Those of the accounts that would be their own ancestors, given what these rows and the database say of parents. */
export async function accountsThatCycle(
  tx: Tx,
  accounts: readonly Pick<WrittenAccount, 'id' | 'parentId'>[],
): Promise<Set<string>> {
  const edges = accounts.map(({ id, parentId }) => ({ id, parent_id: parentId }));
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE stated AS MATERIALIZED (
      SELECT id, parent_id FROM ${recordset(edges, { uuid: ['id', 'parent_id'] })}
      WHERE parent_id IS NOT NULL
    ), ancestor AS (
      SELECT id AS start, parent_id AS id, 1 AS depth FROM stated
      UNION ALL
      SELECT ancestor.start, COALESCE(stated.parent_id, customer.parent_id), ancestor.depth + 1
      FROM ancestor
      LEFT JOIN stated ON stated.id = ancestor.id
      LEFT JOIN customer ON customer.id = ancestor.id
      WHERE ancestor.id <> ancestor.start AND ancestor.depth < ${HIERARCHY_DEPTH_MAX}
        AND COALESCE(stated.parent_id, customer.parent_id) IS NOT NULL
    )
    SELECT DISTINCT start::text AS id FROM ancestor WHERE id = start`;
  return new Set(rows.map(({ id }) => id));
}

/** The statements that write them. Parents and children go in together: their keys are checked when the statement is done. */
export function* accountsWritten(accounts: readonly WrittenAccount[], now: Date): Generator<Statement> {
  const rows = accounts.map(({ id, parentId, row }) => ({ ...row, id, parent_id: parentId }));
  yield Prisma.sql`
    INSERT INTO customer (id, canonical_id, name, name_key, parent_id, sector, location, country_code, address_line, city,
      postal_code, year_established, employees, annual_revenue_minor, currency, created_at, updated_at)
    SELECT r.id, r.id, r.name, r.name_key, r.parent_id, r.sector, r.location, r.country_code, r.address_line, r.city,
      r.postal_code, r.year_established, r.employees, r.annual_revenue_minor, r.currency, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    FROM ${recordset(rows, {
      uuid: ['id', 'parent_id'],
      text: [
        'name',
        'name_key',
        'sector',
        'location',
        'country_code',
        'address_line',
        'city',
        'postal_code',
        'currency',
      ],
      integer: ['year_established', 'employees'],
      bigint: ['annual_revenue_minor'],
    })}
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, name_key = excluded.name_key,
      parent_id = COALESCE(excluded.parent_id, customer.parent_id),
      sector = COALESCE(excluded.sector, customer.sector),
      location = COALESCE(excluded.location, customer.location),
      country_code = COALESCE(excluded.country_code, customer.country_code),
      address_line = COALESCE(excluded.address_line, customer.address_line),
      city = COALESCE(excluded.city, customer.city),
      postal_code = COALESCE(excluded.postal_code, customer.postal_code),
      year_established = COALESCE(excluded.year_established, customer.year_established),
      employees = COALESCE(excluded.employees, customer.employees),
      annual_revenue_minor = COALESCE(excluded.annual_revenue_minor, customer.annual_revenue_minor),
      currency = COALESCE(excluded.currency, customer.currency),
      version = customer.version + 1, updated_at = excluded.updated_at`;
  const keys = accounts.flatMap(({ id, row }) =>
    row.keys.map((key) => ({ customer_id: id, ...identityKeyParts(key) })),
  );
  yield Prisma.sql`
    INSERT INTO customer_key (customer_id, kind, value)
    SELECT r.customer_id, r.kind, r.value
    FROM ${recordset(keys, { uuid: ['customer_id'], text: ['kind', 'value'] })}
    ON CONFLICT DO NOTHING`;
}
