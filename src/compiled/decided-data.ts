import type { AnswerContext } from './answer.ts';
import { calendarAssumed, isAsAssumed } from './assumed-calendar.ts';
import { askingOf, computingOf, isCalendarAsked, unlessRefused } from './computed.ts';
import { finished } from './finish.ts';
import type { Answered } from './run-statement.ts';
import type { ReadyOperation, Statement } from './statement.ts';
import type { Variables } from './variables.ts';

/** How often a statement is made at most, as the calendar can have changed since it was read last. */
const ATTEMPTS_MAX = 2;

/** The data of an operation in which rules have a say; null where only the ordinary way can answer. */
export async function decidedData(
  { operation, statementFor }: ReadyOperation,
  variables: Variables,
  { actor, now, pool }: Pick<AnswerContext, 'actor' | 'now' | 'pool'>,
  read: (statement: Statement) => Promise<Answered | null>,
): Promise<string | null> {
  const asksCalendar = isCalendarAsked(operation, variables);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const asking = askingOf(actor, now, asksCalendar ? calendarAssumed(pool) : null);
    const computing = computingOf(operation, variables, asking);
    const statement = computing && statementFor(variables, { actor, now, computing, asksCalendar });
    const answered = statement && (await read(statement));
    if (!answered) return null;
    const { data, calendar } = answered;
    if (calendar !== undefined && !isAsAssumed(pool, calendar)) continue;
    return unlessRefused(() => finished(data, operation, { actor, now, asking, computing }));
  }
  return null;
}
