import { addDays } from '../../kernel/days.ts';
import type { Role } from '../../kernel/roles.ts';
import { type StatementAction, type StatementStatus, statementStates } from './statement.states.ts';

/** How many statements one call approves or issues at most; what is left is the next call's. */
export const STATEMENTS_AT_ONCE_MAX = 2_000;

/** A CSV file or page has at most so many lines: more would not fit into an answer. */
export const DOCUMENT_LINES_MAX = 10_000;

/** From this day on silence has accepted what is issued today. */
export const acceptsOn = (today: Date, acceptanceDays: number): Date => addDays(today, acceptanceDays);

/** Whether somebody acts for the partner that a statement is for: those of its master account only look. */
export const isOwn = (ownPartnerId: string | null, partnerId: string): boolean =>
  ownPartnerId === null || ownPartnerId === partnerId;

export type ActionAvailability = Readonly<{
  action: StatementAction;
  available: boolean;
  blockedBecause: string | null;
}>;

export const STILL_CLOSING = 'The month is still being closed; approve it once it is.';

/** What somebody can do with a statement now, and why not. */
export const statementActionsAvailable = (
  statement: Readonly<{ status: StatementStatus; partnerId: string; periodStatus: string }>,
  roles: readonly Role[],
  ownPartnerId: string | null,
): ActionAvailability[] =>
  isOwn(ownPartnerId, statement.partnerId)
    ? statementStates.actionsFrom(statement.status, roles).map((action) => {
        const blockedBecause =
          action === 'APPROVE' && statement.periodStatus !== 'CLOSED' ? STILL_CLOSING : null;
        return { action, available: blockedBecause === null, blockedBecause };
      })
    : [];
