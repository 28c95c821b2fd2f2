import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tx } from './client.ts';
import type { Prisma } from './generated/client/client.ts';

/** SQL with its values, to be run. */
export type Statement = Prisma.Sql;

/**
 * Runs statements in their order, and makes each while the database is at work on those before it, instead of letting it
 * wait for the next. So none of them may be made of what another one answers.
 * @throws what the first one that failed throws; those after it change nothing.
 */
export async function executeAll(
  tx: Pick<Tx, '$executeRaw'>,
  statements: Iterable<Statement> | AsyncIterable<Statement>,
): Promise<void> {
  const answers: Promise<number>[] = [];
  try {
    for await (const statement of statements) {
      const answer = tx.$executeRaw(statement);
      // Asks Prisma to send it. A failure is told below, and not as a rejection of which nobody knows while another is made.
      answer.catch(() => undefined);
      answers.push(answer);
      // It leaves, and answers are heard, only when nothing else is done.
      await nextTurn();
    }
  } finally {
    // After one that failed, whatever else is asked of the transaction fails too, and says nothing of why.
    await Promise.all(answers);
  }
}
