import { approveStatements, issueStatements } from '../../domains/statements/statement.service.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Database } from '../../platform/database/client.ts';
import { writeTransaction } from '../../platform/database/session.ts';
import { runJob } from '../../platform/jobs/jobs.ts';
import { commissionAccrual } from '../jobs/commission-accrual.ts';
import { statementClose } from '../jobs/statement-close.ts';

/** How many months schedules and finance are played for; what came before is booked with the first of them. */
const MONTHS = 3;
/** When in the month after it a month is settled. */
const CLOSED_ON_DAY = 3;
/** Finance takes its time: the last month's statements wait for approval. */
const MONTHS_LEFT_TO_APPROVE = 1;

/** Books, closes, approves and issues the last months as if the portal had run all the time, and books until now. */
export async function settleMonths(database: Database, finance: Actor, today: Date): Promise<void> {
  for (let back = MONTHS - 1; back >= 0; back -= 1) {
    const at = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, CLOSED_ON_DAY, 12));
    if (at > today) break;
    for (const job of [commissionAccrual, statementClose]) await runJob(database, job, at, () => undefined);
    if (back >= MONTHS_LEFT_TO_APPROVE) await issueClosed(database, finance, at);
  }
  await runJob(database, commissionAccrual, today, () => undefined);
}

const issueClosed = (database: Database, finance: Actor, at: Date) =>
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
