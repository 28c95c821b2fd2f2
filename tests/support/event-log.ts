import type { Portal } from './portal.ts';

const WAIT_MS = 20;

/** Waits until all that was told is handed out: an open write anywhere in the cluster holds the log's horizon back. */
export async function settled(portal: Portal): Promise<void> {
  for (;;) {
    const [log] = await portal.arrange(
      (tx) => tx.$queryRaw<{ isSettled: boolean }[]>`
        SELECT coalesce(max(transaction_id) < pg_snapshot_xmin(pg_current_snapshot()), true) AS "isSettled" FROM event`,
    );
    if (log?.isSettled) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}
