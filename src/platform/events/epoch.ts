import type { Tx } from '../database/client.ts';
import { appLogin } from '../database/roles.ts';

/** The app's sessions in this database besides one's own: who may be writing events. */
export async function countAppSessions(tx: Pick<Tx, '$queryRaw'>): Promise<number> {
  const [found] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::integer AS count FROM pg_stat_activity
    WHERE datname = current_database() AND usename = ${appLogin} AND pid <> pg_backend_pid()`;
  return found!.count;
}

/**
 * Begins a new epoch of the event log, and answers its number. A restored cluster counts its transactions from where it
 * likes, so what is written there could stand before what was read already, and nobody would read it. The epoch comes
 * before the transaction in the log's order: what is written from now on stands after everything that there is.
 */
export async function beginEpoch(tx: Pick<Tx, '$queryRaw'>): Promise<number> {
  const [begun] = await tx.$queryRaw<{ epoch: number }[]>`
    UPDATE event_epoch SET epoch = epoch + 1 RETURNING epoch`;
  return begun!.epoch;
}
