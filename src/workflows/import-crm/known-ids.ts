import type { Tx } from '../../platform/database/client.ts';
import type { ReferenceTarget } from './fields.ts';

export type LoadedIds = Readonly<Record<ReferenceTarget, Set<string>>>;

/**
 * The external ids of a system that the portal knows, so that a file may refer to what an earlier import or the portal
 * itself brought. Some hundred bytes each; deals, the many, are not among them.
 */
export async function loadedIds(tx: Tx, system: string): Promise<LoadedIds> {
  const prefix = `${system}:`;
  const rows = await tx.$queryRaw<{ target: ReferenceTarget; external_id: string }[]>`
    SELECT 'accounts' AS target, substr(value, length(${prefix}) + 1) AS external_id FROM customer_key
      WHERE kind = 'CRM_ACCOUNT' AND starts_with(value, ${prefix})
    UNION ALL SELECT 'partners', external_id FROM partner_external_id WHERE system = ${system}
    UNION ALL SELECT 'products', code FROM product
    UNION ALL SELECT CASE entity WHEN 'PRODUCT' THEN 'products' ELSE 'people' END, external_id FROM source_record
      WHERE system = ${system} AND entity IN ('PRODUCT', 'PERSON')`;
  const idsOf = (target: ReferenceTarget) =>
    new Set(rows.filter((row) => row.target === target).map(({ external_id }) => external_id));
  return {
    accounts: idsOf('accounts'),
    partners: idsOf('partners'),
    products: idsOf('products'),
    people: idsOf('people'),
  };
}
