import { fail, finish, ORDERS_MAX, takeQueued } from '../domains/plans/simulation.service.ts';
import { isOutage } from '../platform/database/outage.ts';
import type { LongWork } from '../platform/jobs/jobs.ts';
import { simulateCommissions, storedLineOf } from './simulate-commissions.ts';

const SIMULATIONS_MAX = 20;

/**
 * Works out queued simulations, one at a time, each in one snapshot and one transaction, which writes nothing but the
 * simulation itself: killed anywhere it is as if it had not begun. One that fails is said to, and the next has its turn.
 */
export async function runQueuedSimulations({ snapshot, transaction, asOf, log }: LongWork): Promise<number> {
  let written = 0;
  for (let count = 0; count < SIMULATIONS_MAX; count += 1) {
    let taken: string | null = null;
    try {
      const lineCount = await snapshot(async (tx) => {
        const simulation = await takeQueued(tx);
        taken = simulation?.id ?? null;
        if (!simulation) return null;
        const question = { ...simulation, partnerId: null, ordersMax: ORDERS_MAX.job };
        const lines = await simulateCommissions(tx, question, asOf);
        await finish(tx, simulation.id, lines.map(storedLineOf), { startedAt: asOf, finishedAt: asOf });
        return lines.length;
      });
      if (lineCount === null) break;
      log(`simulated ${lineCount} lines`);
      written += lineCount;
    } catch (error) {
      const id = taken;
      // Where the database was away, nothing is said of the simulation, which the next run takes again.
      if (id === null || isOutage(error)) throw error;
      const name = error instanceof Error ? error.name : 'unknown';
      await transaction((tx) => fail(tx, id, name, asOf));
      log(`a simulation failed: ${name}`);
    }
  }
  return written;
}
