import type { SqlClient } from '../../platform/database/sql-transaction.ts';
import type { CountedUse } from '../../platform/usage/usage-buffer.ts';

/** Adds to the counts of the vendor's days, in one order, so that two processes that write at once never lock each other out. */
export const addUses = async (client: SqlClient, uses: readonly CountedUse[]): Promise<void> => {
  const rows = JSON.stringify(
    uses.map(({ personId, partnerId, operation, at, count }) => ({
      ...{ person_id: personId, partner_id: partnerId, operation, at: at.toISOString(), count },
    })),
  );
  const text = `
    INSERT INTO portal_usage (day, person_id, partner_id, operation, count)
    SELECT (r.at AT TIME ZONE s.time_zone)::date AS day, r.person_id, r.partner_id, r.operation, sum(r.count)
    FROM vendor_settings AS s,
      jsonb_to_recordset($1::jsonb) AS r(person_id uuid, partner_id uuid, operation text, at timestamptz, count int)
    GROUP BY day, r.person_id, r.partner_id, r.operation
    ORDER BY day, r.person_id, r.partner_id, r.operation
    ON CONFLICT (day, person_id, operation, partner_id) DO UPDATE SET count = portal_usage.count + EXCLUDED.count`;
  await client.query(text, [rows]);
};
