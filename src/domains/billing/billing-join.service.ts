import type { Tx } from '../../platform/database/client.ts';
import * as repo from './billing-join.repo.ts';

/**
 * Joins facts of billing that came before their order, or whose order could not be told, to it; what is in doubt stays open.
 * To be called once an order is ratified, and before facts are read that may have come first. Calling it again changes
 * nothing. Answers what it joined. For whoever has authorized, as staff or as a job.
 */
export const joinFacts = (
  tx: Tx,
  scope: repo.JoinScope,
): Promise<Readonly<{ factId: string; orderId: string }>[]> => repo.joinFacts(tx, scope);
