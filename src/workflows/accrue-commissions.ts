import { dueEarnings } from '../domains/accruals/accrual.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { dayIn } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import { inSavepoint } from '../platform/database/savepoint.ts';
import { bookEarnings } from './book-earnings.ts';

const BATCH_EARNINGS = 200;

/** One run looks at so many earnings at most; the next run goes on. */
const RUN_EARNINGS_MAX = 20_000;

/** Nobody who works with an earning right now is waited for longer than that: the next run looks again. */
const LOCK_WAIT = '2s';

type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Books what time alone made due as of an instant: the end of a hold, a milestone, a day that a fact was dated ahead to. A
 * batch is a transaction of its own; where it fails, its earnings are tried one by one, and one that fails is undone alone,
 * said, and left for the next run. What is booked leaves the list, so that doing it again finds nothing. Answers how many
 * entries were booked.
 */
export async function accrueCommissions(
  transaction: InTransaction,
  asOf: Date,
  log: (line: string) => void,
): Promise<number> {
  const failedIds: string[] = [];
  let [booked, looked] = [0, 0];
  while (looked < RUN_EARNINGS_MAX) {
    const batch = await transaction((tx) => accrueBatch(tx, asOf, failedIds, log));
    if (batch === null) break;
    failedIds.push(...batch.failedIds);
    booked += batch.booked;
    looked += batch.looked;
    log(`  looked at ${looked} earnings, booked ${booked} entries`);
  }
  return booked;
}

async function accrueBatch(tx: Tx, asOf: Date, without: readonly string[], log: (line: string) => void) {
  await tx.$queryRaw`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`;
  const { timeZone } = await fiscalCalendarFrom(tx);
  const due = (await dueEarnings(tx, dayIn(timeZone, asOf), without, BATCH_EARNINGS)).map(({ id }) => id);
  if (due.length === 0) return null;
  let booked = 0;
  const book = (earningIds: readonly string[]) =>
    inSavepoint(tx, async () => {
      const { posted } = await bookEarnings(
        tx,
        { earningIds },
        { now: asOf, cause: { type: 'Job', id: null } },
      );
      booked += posted;
    });
  const failedIds: string[] = [];
  if (await book(due))
    for (const id of due) {
      const failure = await book([id]);
      if (!failure) continue;
      failedIds.push(id);
      log(`  earning ${id} failed and is left for the next run: ${failure.name}`);
    }
  return { booked, looked: due.length, failedIds };
}
