import type { Tx } from '../../platform/database/client.ts';
import type { Customer, CustomerMerge } from '../../platform/database/generated/client/client.ts';

/**
 * Locks what the customers count as, in the order of ids, and answers the customers as they are under those locks.
 * Whoever changes what a customer counts as holds the lock of its root, so nobody else can until this one ends.
 * A root can itself be merged while one waits for its lock; then there is another root to lock.
 */
export async function lockRoots(tx: Tx, ids: readonly string[]): Promise<Customer[]> {
  const locked = new Set<string>();
  for (;;) {
    const customers = await tx.customer.findMany({ where: { id: { in: [...ids] } } });
    const roots = [...new Set(customers.map(({ canonicalId }) => canonicalId))];
    if (roots.every((root) => locked.has(root))) return customers;
    await tx.$queryRaw`
      SELECT 1 FROM customer WHERE id = ANY (${roots}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
    for (const root of roots) locked.add(root);
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
