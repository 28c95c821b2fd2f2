import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import { appendEvents } from '../../platform/events/events.ts';
import {
  candidatesOf,
  eventVerb,
  lockSystem,
  outcomeOf,
  rememberSources,
  type SyncRequest,
  type SyncResult,
  type Written,
} from './sync.ts';

/** Amounts are in minor units; a currency stands only with an amount. */
export type ProductRow = Readonly<{
  externalId: string;
  name: string;
  family: string | null;
  currency: string | null;
  listPriceMinor: bigint | null;
}>;

/** What is not said to belong to a family belongs to this one. */
const FAMILY_DEFAULT = 'OTHER';

const sourceRowOf = (row: ProductRow) => ({
  external_id: row.externalId,
  name: row.name,
  family: row.family ?? FAMILY_DEFAULT,
  currency: row.currency,
  amount_minor: row.listPriceMinor,
});
type ProductSource = ReturnType<typeof sourceRowOf>;

/**
 * Loads products. One that is loaded for the first time is the catalogue's product of that code, if there is one.
 * A price that is not stated stays as it is.
 * @throws ForbiddenError
 */
export async function upsertProducts(
  tx: Tx,
  actor: Actor,
  { system, origin, rows }: SyncRequest<ProductRow>,
  now: Date,
): Promise<SyncResult[]> {
  assertAllowed(actor, 'CRM_SYNC');
  await lockSystem(tx, system);
  const candidates = await candidatesOf(tx, system, 'PRODUCT', rows.map(sourceRowOf));
  const changed = candidates.filter(({ isUnchanged }) => !isUnchanged);
  if (changed.length === 0) return candidates.map((candidate) => outcomeOf(candidate));
  const byCode = await productIdsByCode(
    tx,
    changed.map(({ row }) => row.external_id),
  );
  const written = changed.map((candidate): Written<ProductSource> => {
    const known = candidate.targetId ?? byCode.get(candidate.row.external_id);
    return { ...candidate, id: known ?? candidate.freshId, isNew: !known };
  });
  await writeProducts(tx, written);
  await rememberSources(tx, system, 'PRODUCT', written, now);
  await appendEvents(
    tx,
    actor,
    written.map(({ id, isNew }) => ({
      type: `product.${isNew ? eventVerb(origin) : 'updated'}`,
      subjectType: 'Product',
      subjectId: id,
      partnerId: null,
      occurredAt: now,
      data: { system },
    })),
  );
  const byId = new Map(written.map((product) => [product.row.external_id, product]));
  return candidates.map((candidate) => outcomeOf(candidate, byId.get(candidate.row.external_id)));
}

async function productIdsByCode(tx: Tx, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ code: string; id: string }[]>`
    SELECT code, id::text FROM product WHERE code = ANY (${codes})`;
  return new Map(rows.map(({ code, id }) => [code, id]));
}

async function writeProducts(tx: Tx, written: readonly Written<ProductSource>[]): Promise<void> {
  const rows = written.map(({ id, row }) => ({ ...row, id }));
  await tx.$executeRaw`
    INSERT INTO product (id, code, name, family)
    SELECT r.id, r.external_id, r.name, r.family
    FROM ${recordset(rows, { uuid: ['id'], text: ['external_id', 'name', 'family'] })}
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, family = excluded.family`;
  await tx.$executeRaw`
    INSERT INTO product_price (product_id, amount_minor, currency)
    SELECT r.id, r.amount_minor, r.currency
    FROM ${recordset(rows, { uuid: ['id'], text: ['currency'], bigint: ['amount_minor'] })}
    WHERE r.amount_minor IS NOT NULL
    ON CONFLICT (product_id) DO UPDATE SET amount_minor = excluded.amount_minor, currency = excluded.currency
      WHERE (product_price.amount_minor, product_price.currency) IS DISTINCT FROM (excluded.amount_minor, excluded.currency)`;
}
