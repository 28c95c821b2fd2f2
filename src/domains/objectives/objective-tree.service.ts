import type { Tx } from '../../platform/database/client.ts';
import * as repo from './objective.repo.ts';
import { DEPTH_MAX } from './objective.rules.ts';

/** Objectives with all that contribute to them and their key results. It sees what the transaction may see. */
export const treesOf = (tx: Tx, ids: readonly string[]): Promise<repo.TreeRow[]> =>
  repo.treesOf(tx, ids, DEPTH_MAX);
