import { ForbiddenError, InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import { readCommissionSettings } from './commission-settings.repo.ts';
import * as repo from './statement.repo.ts';
import { acceptsOn, isOwn, STATEMENTS_AT_ONCE_MAX, STILL_CLOSING } from './statement.rules.ts';
import { type StatementAction, type StatementStatus, statementStates } from './statement.states.ts';
import * as texts from './statement-text.repo.ts';

export const { readTextLines } = texts;

type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Approves a draft of a month that is closed. Somebody answers for it: the job cannot.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function approveStatement(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  const by = somebody(actor);
  const statement = await lockFor(tx, actor, input, 'APPROVE');
  if (statement.fiscalMonth.status !== 'CLOSED')
    throw new InvalidStateError('APPROVE', statement.status, [], STILL_CLOSING);
  await tell(tx, actor, 'statement.approved', await repo.approveAll(tx, [input.id], by, now), now);
}

/**
 * Issues an approved statement: from now on the partner reads it and nothing of it changes.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function issueStatement(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  somebody(actor);
  await lockFor(tx, actor, input, 'ISSUE');
  await issue(tx, actor, [input.id], now);
}

/**
 * Accepts a statement for the partner that it is for.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function acceptStatement(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  assertAllowed(actor, 'STATEMENTS_ACCEPT');
  const { partnerId } = await lockFor(tx, actor, input, 'ACCEPT');
  const { membership } = actor;
  if (!membership || !isOwn(membership.partnerId, partnerId))
    throw new ForbiddenError('Only the people of the partner that a statement is for accept it.');
  const accepted = await repo.acceptAll(tx, [input.id], membership.id, now);
  await tell(tx, actor, 'statement.accepted', accepted, now, { bySilence: false });
}

/** How many statements a call moved, and how many of the month could be moved by the next. */
export type BulkOutcome = Readonly<{ period: string; changedCount: number; remainingCount: number }>;

/**
 * Approves the drafts of a closed month, at most STATEMENTS_AT_ONCE_MAX; called again it goes on, and then changes nothing.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where the month is not closed
 */
export async function approveStatements(
  tx: Tx,
  actor: Actor,
  period: string,
  now: Date,
): Promise<BulkOutcome> {
  const by = somebody(actor);
  await assertClosed(tx, period);
  const ids = await repo.lockOfPeriod(tx, period, 'DRAFT', STATEMENTS_AT_ONCE_MAX);
  const moved = await repo.approveAll(tx, ids, by, now);
  await tell(tx, actor, 'statement.approved', moved, now);
  return await outcomeOf(tx, period, 'DRAFT', moved.length);
}

/**
 * Issues the approved statements of a closed month, at most STATEMENTS_AT_ONCE_MAX.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where the month is not closed
 */
export async function issueStatements(tx: Tx, actor: Actor, period: string, now: Date): Promise<BulkOutcome> {
  somebody(actor);
  await assertClosed(tx, period);
  const ids = await repo.lockOfPeriod(tx, period, 'APPROVED', STATEMENTS_AT_ONCE_MAX);
  return await outcomeOf(tx, period, 'APPROVED', await issue(tx, actor, ids, now));
}

/**
 * Accepts what nobody objected to in time, as of an instant. Answers how many, at most `limit`.
 * @throws ForbiddenError
 */
export async function acceptSilent(tx: Tx, actor: Actor, asOf: Date, limit: number): Promise<number> {
  assertAllowed(actor, 'PERIODS_CLOSE');
  const ids = await repo.lockSilent(tx, await repo.vendorDayOf(tx, asOf), limit);
  const accepted = await repo.acceptAll(tx, ids, null, asOf);
  await tell(tx, actor, 'statement.accepted', accepted, asOf, { bySilence: true });
  return accepted.length;
}

async function issue(tx: Tx, actor: Actor, ids: readonly string[], now: Date): Promise<number> {
  const { acceptanceDays } = await readCommissionSettings(tx);
  const day = acceptsOn(await repo.vendorDayOf(tx, now), acceptanceDays);
  const issued = await repo.issueAll(tx, ids, day, now);
  await tell(tx, actor, 'statement.issued', issued, now, { acceptsOn: day.toISOString().slice(0, 10) });
  return issued.length;
}

/** @throws ForbiddenError where it is no person who asks, or one who may not. */
function somebody(actor: Actor): string {
  assertAllowed(actor, 'STATEMENTS_APPROVE');
  if (actor.personId === null) throw new ForbiddenError('A person answers for statements.');
  return actor.personId;
}

async function assertClosed(tx: Tx, period: string): Promise<void> {
  const status = await repo.periodStatusOf(tx, period);
  if (status === null) throw new NotFoundError('commission period', 'period');
  if (status !== 'CLOSED')
    throw new InvalidStateError('APPROVE', status, [], 'close the month first, by commissionPeriodClose.');
}

const outcomeOf = async (
  tx: Tx,
  period: string,
  status: StatementStatus,
  changedCount: number,
): Promise<BulkOutcome> => ({
  ...{ period, changedCount },
  remainingCount: await repo.countOfPeriod(tx, period, status),
});

async function lockFor(
  tx: Tx,
  actor: Actor,
  { id, version }: Versioned,
  action: StatementAction,
): Promise<repo.LockedStatement> {
  const statement = await repo.lockStatement(tx, id);
  if (!statement) throw new NotFoundError('statement', 'id');
  if (statement.version !== version) throw new StaleVersionError(statement.version);
  const status = statement.status as StatementStatus;
  if (!statementStates.isAllowed(status, action, actor.roles))
    throw new InvalidStateError(action, status, statementStates.actionsFrom(status, actor.roles));
  return statement;
}

/** What happens before a statement is issued is the vendor's own. */
const tell = (
  tx: Tx,
  actor: Actor,
  type: string,
  moved: readonly repo.Moved[],
  occurredAt: Date,
  data: EventData = {},
) =>
  appendEvents(
    tx,
    actor,
    moved.map(({ id, partnerId, period, currency }) => ({
      ...{ type, subjectType: 'Statement', subjectId: id, partnerId, occurredAt },
      partnerVisible: type !== 'statement.approved',
      data: { period, currency, ...data },
    })),
  );
