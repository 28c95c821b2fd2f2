import { approveStatements, issueStatements } from '../../domains/statements/statement.service.ts';
import { addDays } from '../../kernel/days.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Database, Tx } from '../../platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../platform/database/session.ts';
import { runJob } from '../../platform/jobs/jobs.ts';
import { accrueCommissions } from '../accrue-commissions.ts';
import { commissionAccrual } from '../jobs/commission-accrual.ts';
import { statementClose } from '../jobs/statement-close.ts';

/** How many months schedules and finance are played for; what came before is booked with the first of them. */
const MONTHS = 3;
/** When in the month after it a month is settled. */
const CLOSED_ON_DAY = 3;
/** Finance takes its time: the last month's statements wait for approval. */
const MONTHS_LEFT_TO_APPROVE = 1;

/**
 * Books, closes, approves and issues the last months as if the portal had run all the time: what became known on a day is
 * booked at its beginning, when the generated facts were, so that a replay of any day finds it; and books until now.
 */
export async function settleMonths(database: Database, finance: Actor, today: Date): Promise<void> {
  const inMonth = (back: number) =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, CLOSED_ON_DAY));
  const closes = new Map(Array.from({ length: MONTHS }, (_, back) => [inMonth(back).getTime(), back]));
  const transaction = <T>(work: (tx: Tx) => Promise<T>) => writeTransaction(database, JOB_SCOPE, work);
  for (let at = inMonth(MONTHS - 1); at <= today; at = addDays(at, 1)) {
    const back = closes.get(at.getTime());
    // Orders that wait are decided once a month, which takes long; what is decided already is booked day by day.
    if (back === undefined) {
      await accrueCommissions(transaction, at, () => undefined);
      continue;
    }
    for (const job of [commissionAccrual, statementClose]) await runJob(database, job, at, () => undefined);
    if (back >= MONTHS_LEFT_TO_APPROVE) await issueClosed(database, finance, at);
  }
  await runJob(database, commissionAccrual, today, () => undefined);
}

/** Approves and issues what is closed, the earliest month first. */
export const issueClosed = (database: Database, finance: Actor, at: Date) =>
  writeTransaction(database, finance.scope, async (tx) => {
    const closed = await tx.commissionPeriod.findMany({
      where: { status: 'CLOSED' },
      orderBy: { label: 'asc' },
    });
    for (const { label } of closed) {
      await approveStatements(tx, finance, label, at);
      await issueStatements(tx, finance, label, at);
    }
  });
