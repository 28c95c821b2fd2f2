import { type AfterDue, dueEarnings } from '../domains/accruals/accrual.service.ts';
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
 * Books what time alone made due as of an instant: the end of a hold, a milestone, a day that a fact was dated ahead to. Only
 * what was known by that instant counts; what became known later makes its earning due again on that day. A batch is a transaction of its own; where it fails, its earnings are tried one by one, and one that fails is undone alone,
 * said, and left for the next run. What is booked leaves the list, so that
 * doing it again finds nothing. Answers how many
 * entries were booked.
 */
export async function accrueCommissions(
  transaction: InTransaction,
  asOf: Date,
  log: (line: string) => void,
): Promise<number> {
  let [booked, looked] = [0, 0];
  let after: AfterDue | null = null;
  while (looked < RUN_EARNINGS_MAX) {
    const from: AfterDue | null = after;
    const batch: Batch | null = await transaction((tx) => accrueBatch(tx, asOf, from, log));
    if (batch === null) break;
    booked += batch.booked;
    looked += batch.looked;
    after = batch.last;
    log(`  looked at ${looked} earnings, booked ${booked} entries`);
  }
  return booked;
}

type Batch = Readonly<{ booked: number; looked: number; last: AfterDue }>;

async function accrueBatch(
  tx: Tx,
  asOf: Date,
  after: AfterDue | null,
  log: (line: string) => void,
): Promise<Batch | null> {
  await tx.$queryRaw`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`;
  const { timeZone } = await fiscalCalendarFrom(tx);
  const rows = await dueEarnings(tx, { day: dayIn(timeZone, asOf), knownBy: asOf }, after, BATCH_EARNINGS);
  const last = rows.at(-1);
  if (!last) return null;
  const due = rows.map(({ id }) => id);
  let booked = 0;
  const book = (earningIds: readonly string[]) =>
    inSavepoint(tx, async () => {
      const { posted } = await bookEarnings(
        tx,
        { earningIds },
        { now: asOf, knownBy: asOf, cause: { type: 'Job', id: null } },
      );
      booked += posted;
    });
  if (await book(due))
    for (const id of due) {
      const failure = await book([id]);
      if (!failure) continue;
      log(`  earning ${id} failed and is left for the next run: ${failure.name}`);
    }
  return { booked, looked: due.length, last };
}
