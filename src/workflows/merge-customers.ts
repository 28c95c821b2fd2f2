import {
  type MergeInput,
  mergeCustomers,
  type UnmergeInput,
  unmergeCustomers,
} from '../domains/customers/customer-merge.service.ts';
import { contestsOfMerge } from '../domains/engagement/contest-decision.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { CustomerMerge } from '../platform/database/generated/client/client.ts';
import { recheckCustomer } from './contest-referrals.ts';
import { restoreParties } from './settle-contest.ts';

/**
 * Merges two customers; accepted referrals of different partners that turn out to be about one customer are contested.
 * @throws what `mergeCustomers` throws
 */
export async function mergeCustomersAndContest(
  tx: Tx,
  actor: Actor,
  input: MergeInput,
  now: Date,
): Promise<string> {
  const mergeId = await mergeCustomers(tx, actor, input, now);
  await recheckCustomer(tx, input.survivor.id, now, mergeId);
  return mergeId;
}

/**
 * Undoes a merge, and with it every contest that it made, decided or not: status, claims and credits are what they were.
 * Whatever still collides without the merge is contested anew.
 * @throws what `unmergeCustomers` throws
 */
export async function unmergeCustomersAndRestore(
  tx: Tx,
  actor: Actor,
  input: UnmergeInput,
  now: Date,
): Promise<CustomerMerge> {
  const merge = await unmergeCustomers(tx, actor, input, now);
  for (const id of await contestsOfMerge(tx, merge.id)) await restoreParties(tx, id, now);
  for (const customerId of [merge.survivorId, merge.mergedId]) await recheckCustomer(tx, customerId, now);
  return merge;
}
