import type { Tx } from '../../platform/database/client.ts';
import type { Customer, CustomerMerge } from '../../platform/database/generated/client/client.ts';

/**
 * Locks what the customers count as, in the order of ids, and answers the customers as they are under those locks.
 * Whoever changes what a customer counts as holds the lock of its root, so nobody else can until this one ends.
 * A root can itself be merged while one waits for it. Then the locks are given back before the new roots are locked,
 * since whoever holds one lock and waits for a lower one can end in a deadlock.
 */
export async function lockRoots(tx: Tx, ids: readonly string[]): Promise<Customer[]> {
  const read = () => tx.customer.findMany({ where: { id: { in: [...ids] } } });
  for (let before = await read(); ; ) {
    const roots = [...new Set(before.map(({ canonicalId }) => canonicalId))];
    await tx.$executeRaw`SAVEPOINT roots`;
    await tx.$queryRaw`
      SELECT 1 FROM customer WHERE id = ANY (${roots}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
    const after = await read();
    if (after.every(({ canonicalId }) => roots.includes(canonicalId))) return after;
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT roots`;
    before = after;
  }
}

export const findMerge = (tx: Tx, id: string): Promise<CustomerMerge | null> =>
  tx.customerMerge.findUnique({ where: { id } });

export const insertMerge = (
  tx: Tx,
  data: Parameters<Tx['customerMerge']['create']>[0]['data'],
): Promise<CustomerMerge> => tx.customerMerge.create({ data });

export const endMerge = (
  tx: Tx,
  id: string,
  data: Pick<CustomerMerge, 'undoneAt' | 'undoneById' | 'undoReason'>,
): Promise<CustomerMerge> => tx.customerMerge.update({ where: { id }, data });

/** The customer and all that was merged into it, directly or over others, count as the root from now on. */
export const countAs = (tx: Tx, customerId: string, rootId: string): Promise<number> =>
  tx.$executeRaw`
    WITH RECURSIVE member AS (
      SELECT ${customerId}::uuid AS id
      UNION
      SELECT customer_merge.merged_id FROM customer_merge
      JOIN member ON customer_merge.survivor_id = member.id WHERE customer_merge.undone_at IS NULL
    ) UPDATE customer SET canonical_id = ${rootId}::uuid FROM member WHERE customer.id = member.id`;
