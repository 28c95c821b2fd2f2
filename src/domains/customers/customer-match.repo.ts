import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { FoundRecord } from './customer-finding.rules.ts';
import { type IdentityKey, identityKeyParts } from './customer-identity.rules.ts';
import type { MatchParty } from './customer-match.rules.ts';

/** Names less alike than this cannot reach the score from which a person should look. */
const NAME_SIMILARITY_MIN = '0.35';
const RECORDS_BY_KEY_MAX = 100;
const RECORDS_BY_NAME_MAX = 50;

type Row = Readonly<{
  record_id: string;
  customer_id: string;
  name_key: string;
  country_code: string | null;
  name_similarity: number;
  keys: IdentityKey[];
}>;

/**
 * The records that share a strong key, those of the same name, and those whose names are alike; each way by an index of
 * its own. A name of which no key is left is like no other, and would be sought in all of them. Equal names are asked for apart, as a name may have no trigrams: where the server's LC_CTYPE is C, letters
 * beyond ASCII have none.
 */
export function recordsQuery({ keys, nameKey }: MatchParty): Prisma.Sql {
  const parts = keys.map(identityKeyParts);
  const kinds = parts.map(({ kind }) => kind);
  const values = parts.map(({ value }) => value);
  return Prisma.sql`
    WITH found AS (
      (SELECT customer_key.customer_id AS id FROM unnest(${kinds}::text[], ${values}::text[]) AS wanted (kind, value)
        JOIN customer_key USING (kind, value) ORDER BY id LIMIT ${RECORDS_BY_KEY_MAX})
      UNION
      (SELECT id FROM customer WHERE name_key = ${nameKey} ORDER BY id LIMIT ${RECORDS_BY_NAME_MAX})
      UNION
      (SELECT id FROM customer WHERE ${nameKey}::text <> '' AND name_key % ${nameKey}
        ORDER BY similarity(name_key, ${nameKey}) DESC, id LIMIT ${RECORDS_BY_NAME_MAX})
    )
    SELECT customer.id::text AS record_id, customer.canonical_id::text AS customer_id, customer.name_key,
      customer.country_code, CASE WHEN customer.name_key = ${nameKey} THEN 1
        ELSE similarity(customer.name_key, ${nameKey}) END::float8 AS name_similarity,
      ARRAY(SELECT kind || ':' || value FROM customer_key WHERE customer_key.customer_id = customer.id) AS keys
    FROM found JOIN customer ON customer.id = found.id`;
}

/** The operator's threshold is a setting, which ends with the transaction. */
export const limitSimilarity = (tx: Tx) =>
  tx.$queryRaw`SELECT set_config('pg_trgm.similarity_threshold', ${NAME_SIMILARITY_MIN}, true)`;

export async function findRecords(tx: Tx, party: MatchParty): Promise<FoundRecord[]> {
  await limitSimilarity(tx);
  const rows = await tx.$queryRaw<Row[]>(recordsQuery(party));
  return rows.map((row) => ({
    recordId: row.record_id,
    customerId: row.customer_id,
    nameKey: row.name_key,
    countryCode: row.country_code,
    nameSimilarity: row.name_similarity,
    keys: row.keys,
  }));
}
