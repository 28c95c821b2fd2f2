import { type AfterDue, dueEarnings } from '../domains/accruals/accrual.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { dayIn } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import { inSavepoint } from '../platform/database/savepoint.ts';
import { isOutOfTime } from '../platform/database/session.ts';
import { bookEarnings } from './book-earnings.ts';

/** How many earnings one transaction books. */
export type BatchSizes = Readonly<{ whole: number; careful: number }>;
/**
 * A whole one is as large as an import's, and works for half a second, as long as whoever records something of one of its
 * earnings waits. A careful one has time enough in its transaction to try each earning alone.
 */
const BATCH_SIZES: BatchSizes = { whole: 1_000, careful: 200 };

/** One run looks at so many earnings at most; the next run goes on. */
const RUN_EARNINGS_MAX = 20_000;

/** Nobody who works with an earning right now is waited for longer than that: the next run looks again. */
const LOCK_WAIT = '2s';

type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Books what time alone made due as of an instant: the end of a hold, a milestone, a day that a fact was dated ahead to. Only
 * what was known by that instant counts; what became known later makes its earning due again on that day. A batch is a
 * transaction of its own. Where it fails or is out of time, its earnings are taken in smaller ones; where one of those fails,
 * they are tried one by one, and one that fails is undone alone, said, and left for the next run. What is booked leaves the
 * list, so that doing it again finds nothing. Answers how many entries were booked.
 */
export async function accrueCommissions(
  transaction: InTransaction,
  asOf: Date,
  log: (line: string) => void,
  sizes: BatchSizes = BATCH_SIZES,
): Promise<number> {
  let [booked, looked, carefulUntil] = [0, 0, 0];
  let after: AfterDue | null = null;
  while (looked < RUN_EARNINGS_MAX) {
    const isCareful = looked < carefulUntil;
    const limit = isCareful ? sizes.careful : sizes.whole;
    const asked: Asked = { asOf, after, limit, isCareful };
    const batch = await triedBatch(transaction, asked, log);
    if (batch === 'NOTHING_DUE') break;
    if (batch === 'FAILED') {
      log(`  ${sizes.whole} earnings together failed and are taken ${sizes.careful} at a time`);
      carefulUntil = looked + sizes.whole;
      continue;
    }
    booked += batch.booked;
    looked += batch.looked;
    after = batch.last;
    log(`  looked at ${looked} earnings, booked ${booked} entries`);
  }
  return booked;
}

type Asked = Readonly<{ asOf: Date; after: AfterDue | null; limit: number; isCareful: boolean }>;
type Batch = Readonly<{ booked: number; looked: number; last: AfterDue }>;

/** A whole batch that is out of time was undone like one that failed; a careful one ends the run. */
async function triedBatch(
  transaction: InTransaction,
  asked: Asked,
  log: (line: string) => void,
): Promise<Batch | 'FAILED' | 'NOTHING_DUE'> {
  try {
    return await transaction((tx) => accrueBatch(tx, asked, log));
  } catch (error) {
    if (asked.isCareful || !isOutOfTime(error)) throw error;
    return 'FAILED';
  }
}

async function accrueBatch(
  tx: Tx,
  { asOf, after, limit, isCareful }: Asked,
  log: (line: string) => void,
): Promise<Batch | 'FAILED' | 'NOTHING_DUE'> {
  await tx.$queryRaw`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`;
  const { timeZone } = await fiscalCalendarFrom(tx);
  const rows = await dueEarnings(tx, { day: dayIn(timeZone, asOf), knownBy: asOf }, after, limit);
  const last = rows.at(-1);
  if (!last) return 'NOTHING_DUE';
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
  if (await book(due)) {
    if (!isCareful) return 'FAILED';
    for (const id of due) {
      const failure = await book([id]);
      if (!failure) continue;
      log(`  earning ${id} failed and is left for the next run: ${failure.name}`);
    }
  }
  return { booked, looked: due.length, last };
}
