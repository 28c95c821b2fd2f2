import { dueEarnings } from '../domains/accruals/accrual.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { dayIn } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import { inSavepoint } from '../platform/database/savepoint.ts';
import { bookEarnings } from './book-earnings.ts';

const BATCH_EARNINGS = 200;

/** One run looks at so many earnings at most, within the time of its transaction; the next run goes on. */
const RUN_EARNINGS_MAX = 2_000;

/** Nobody who works with an earning right now is waited for longer than that: the next run looks again. */
const LOCK_WAIT = '2s';

/**
 * Books what time alone made due as of an instant: the end of a hold, a milestone, a day that a fact was dated ahead to. A
 * batch is a step of its own within the transaction (a savepoint); where it fails, its earnings are tried one by one, and one
 * that fails is undone alone, said, and left for the next run. What is booked leaves the list, so that doing it again finds
 * nothing. Answers how many entries were booked.
 */
export async function accrueCommissions(tx: Tx, asOf: Date, log: (line: string) => void): Promise<number> {
  await tx.$queryRaw`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`;
  const { timeZone } = await fiscalCalendarFrom(tx);
  const day = dayIn(timeZone, asOf);
  const failedIds: string[] = [];
  let [booked, looked] = [0, 0];
  const book = (earningIds: readonly string[]) =>
    inSavepoint(tx, async () => {
      const { posted } = await bookEarnings(
        tx,
        { earningIds },
        { now: asOf, cause: { type: 'Job', id: null } },
      );
      booked += posted;
    });
  while (looked < RUN_EARNINGS_MAX) {
    const due = (await dueEarnings(tx, day, failedIds, BATCH_EARNINGS)).map(({ id }) => id);
    if (due.length === 0) break;
    looked += due.length;
    if (await book(due))
      for (const id of due) {
        const failure = await book([id]);
        if (failure) {
          failedIds.push(id);
          log(`  earning ${id} failed and is left for the next run: ${failure.name}`);
        }
      }
    log(`  looked at ${looked} earnings, booked ${booked} entries`);
  }
  return booked;
}
