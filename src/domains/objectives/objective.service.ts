import {
  ForbiddenError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { datesOf, type FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { type FiscalPeriod, fiscalLabelOf, parseFiscalLabel } from '../../kernel/fiscal-period.ts';
import { dayOf } from '../../kernel/time.ts';
import { type Actor, assertAllowed, isAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Objective } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import { type KeyResultsRead, type ReadValues, readKeyResults } from './key-result.service.ts';
import { ObjectiveCycleError, ObjectivePeriodError } from './objective.errors.ts';
import * as repo from './objective.repo.ts';
import {
  CHILDREN_MAX,
  type Days,
  DEPTH_MAX,
  isWithin,
  type KeyResultInput,
  readTeam,
  TEXT_LENGTH_MAX,
  TITLE_LENGTH_MAX,
} from './objective.rules.ts';
import { type ObjectiveAction, type ObjectiveStatus, objectiveActions } from './objective.states.ts';

export type ObjectiveContent = Readonly<{
  title: string;
  description: string | null;
  ownerId: string;
  team: string | null;
  parentId: string | null;
}>;

export type ObjectiveInput = ObjectiveContent &
  Readonly<{
    period: string;
    partnerId: string | null;
    keyResults: readonly KeyResultInput[];
    idempotencyKey: string | null;
  }>;

export type Versioned = Readonly<{ id: string; version: number }>;

/** What the values of KPIs are read by, and the calendar that names periods. */
export type Setting = Readonly<{ calendar: FiscalCalendar; readValues: ReadValues }>;

/**
 * Makes an objective with its key results. Answers its id.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, ObjectiveCycleError, ObjectivePeriodError, IdempotencyConflictError
 */
export async function createObjective(
  tx: Tx,
  actor: Actor,
  setting: Setting,
  { idempotencyKey, ...input }: ObjectiveInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'OBJECTIVES_WRITE');
  return await once(tx, actor, { mutation: 'objectiveCreate', key: idempotencyKey, input }, async () => {
    const period = periodNamed(input.period);
    const { from, until } = datesOf(setting.calendar, period);
    const days = { from: dayOf(from), until: dayOf(until) };
    const content = await readContent(tx, input);
    if (input.partnerId !== null && !(await repo.isPartner(tx, input.partnerId)))
      throw new NotFoundError('partner', 'partnerId');
    if (content.parentId !== null)
      await assertParent(tx, content.parentId, { id: null, partnerId: input.partnerId, ...days });
    const asked: KeyResultsRead = { period, partnerId: input.partnerId, path: 'keyResults.', already: 0 };
    const results = await readKeyResults(tx, setting, asked, input.keyResults);
    const objective = await repo.insertObjective(tx, {
      ...{ ...content, partnerId: input.partnerId, period: fiscalLabelOf(period), createdAt: now },
      ...{ periodFrom: days.from, periodUntil: days.until },
    });
    await repo.insertKeyResults(tx, objective, results);
    await append(tx, actor, 'objective.created', objective, now, { period: objective.period });
    return objective.id;
  });
}

/** @throws InvalidInputError where it is none; `2026-Q3` is read as `FY2026-Q3`. */
export function periodNamed(text: string): FiscalPeriod {
  const parsed = parseFiscalLabel(/^\d{4}/.test(text) ? `FY${text}` : text);
  if (parsed.ok) return parsed.value;
  const message = 'period is a fiscal month, quarter or year, such as FY2026-P04, FY2026-Q3 or FY2026.';
  throw new InvalidInputError([{ field: 'period', code: 'NOT_A_PERIOD', message }]);
}

async function readContent(tx: Tx, input: ObjectiveContent): Promise<ObjectiveContent> {
  const fields = new FieldReader();
  const title = fields.line('title', input.title, TITLE_LENGTH_MAX);
  const description = fields.optionalLines('description', input.description, TEXT_LENGTH_MAX);
  const team = readTeam(fields, input.team);
  if (!(await repo.isAbleStaff(tx, input.ownerId)))
    fields.refuse('ownerId', 'NOT_STAFF', "ownerId is somebody of the vendor's staff who is there.");
  fields.done();
  return { title, description, team, ownerId: input.ownerId, parentId: input.parentId };
}

/**
 * Whether an objective can contribute to another one: not to itself, by at most so many levels, and within its period.
 * The tree is locked, as two moves at a time could make a circle that neither of them sees.
 */
async function assertParent(
  tx: Tx,
  parentId: string,
  child: Days & Readonly<{ id: string | null; partnerId: string | null }>,
): Promise<void> {
  await repo.lockTree(tx);
  const parent = await repo.lockObjective(tx, parentId);
  if (!parent) throw new NotFoundError('objective', 'parentId');
  if (parent.status !== 'OPEN')
    throw new InvalidInputError([
      { field: 'parentId', code: 'NOT_OPEN', message: 'parentId is an objective that is open.' },
    ]);
  if (parent.partnerId !== null && parent.partnerId !== child.partnerId) {
    const message =
      'What contributes to an objective that is agreed with a partner is agreed with that partner.';
    throw new InvalidInputError([{ field: 'parentId', code: 'OTHER_PARTNER', message }]);
  }
  const above = (await repo.ancestorsOf(tx, parentId, DEPTH_MAX)).map(({ id }) => id);
  if (child.id !== null && above.includes(child.id))
    throw new ObjectiveCycleError('An objective cannot contribute to itself, through others either.', above);
  const below = child.id === null ? 1 : await repo.depthBelow(tx, child.id, DEPTH_MAX);
  if (above.length + below > DEPTH_MAX)
    throw new ObjectiveCycleError(
      `Objectives contribute to each other over at most ${DEPTH_MAX} levels.`,
      above,
    );
  const outer = { from: parent.periodFrom, until: parent.periodUntil };
  if (!isWithin(child, outer))
    throw new ObjectivePeriodError(
      `The period lies within ${parent.period}, that of what it contributes to.`,
      outer,
    );
  if ((await repo.childrenOf(tx, parentId)).filter(({ id }) => id !== child.id).length >= CHILDREN_MAX)
    throw new InvalidInputError([
      {
        field: 'parentId',
        code: 'TOO_MANY',
        message: `At most ${CHILDREN_MAX} objectives contribute to one.`,
      },
    ]);
}

export type ObjectiveChange = Versioned & Partial<ObjectiveContent>;

/**
 * Changes what an objective says, who owns it, or what it contributes to. Its period and partner stay.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError, ObjectiveCycleError,
 * ObjectivePeriodError
 */
export async function updateObjective(
  tx: Tx,
  actor: Actor,
  { id, version, ...change }: ObjectiveChange,
  now: Date,
): Promise<void> {
  // The tree first: whoever moves another objective under this one holds it before this one.
  if (change.parentId) await repo.lockTree(tx);
  const before = await lockWritable(tx, actor, { id, version }, 'UPDATE');
  const { title, description, ownerId, team, parentId } = before;
  const content = await readContent(tx, { title, description, ownerId, team, parentId, ...change });
  if (content.parentId !== null && content.parentId !== before.parentId)
    await assertParent(tx, content.parentId, {
      id,
      partnerId: before.partnerId,
      from: before.periodFrom,
      until: before.periodUntil,
    });
  const objective = await repo.updateObjective(tx, before, content);
  await append(tx, actor, 'objective.changed', objective, now, { version: objective.version });
}

/**
 * Ends an objective at its period's end or before: CLOSED with what came of it, or CANCELLED as it is not pursued.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function endObjective(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ status: 'CLOSED' | 'CANCELLED'; note: string | null }>,
  now: Date,
): Promise<void> {
  const { status } = input;
  const before = await lockWritable(tx, actor, input, status === 'CLOSED' ? 'CLOSE' : 'CANCEL');
  const fields = new FieldReader();
  const closingNote = fields.optionalLines('note', input.note, TEXT_LENGTH_MAX);
  fields.done();
  const objective = await repo.updateObjective(tx, before, { status, closedAt: now, closingNote });
  await append(tx, actor, status === 'CLOSED' ? 'objective.closed' : 'objective.cancelled', objective, now);
}

/** Its owner writes it, whatever role they have; others by permission. */
export const mayWrite = (actor: Actor, { ownerId }: Readonly<{ ownerId: string }>): boolean =>
  isAllowed(actor, 'OBJECTIVES_WRITE') ||
  (isAllowed(actor, 'OBJECTIVES_READ') && actor.membership === null && actor.personId === ownerId);

/** An objective that the caller sees. @throws ForbiddenError, NotFoundError */
export async function findSeen(tx: Tx, actor: Actor, id: string, field: string): Promise<Objective> {
  assertAllowed(actor, 'OBJECTIVES_READ');
  const objective = await repo.findObjective(tx, id);
  if (!objective) throw new NotFoundError('objective', field);
  return objective;
}

/** An objective that the caller sees and may write. @throws ForbiddenError, NotFoundError */
export async function findWritable(tx: Tx, actor: Actor, id: string): Promise<Objective> {
  const objective = await findSeen(tx, actor, id, 'id');
  if (!mayWrite(actor, objective)) throw new ForbiddenError('Its owner and partner operations write it.');
  return objective;
}

/** @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError */
export async function lockWritable(
  tx: Tx,
  actor: Actor,
  { id, version }: Readonly<{ id: string; version: number | null }>,
  action: ObjectiveAction,
): Promise<Objective> {
  const objective = await repo.lockObjective(tx, id);
  if (!objective) throw new NotFoundError('objective', 'id');
  // Asked again under the lock, as the owner may have changed meanwhile.
  if (!mayWrite(actor, objective)) throw new ForbiddenError('Its owner and partner operations write it.');
  if (version !== null && objective.version !== version) throw new StaleVersionError(objective.version);
  const allowed = objectiveActions(objective.status as ObjectiveStatus, true);
  if (!allowed.includes(action)) throw new InvalidStateError(action, objective.status, allowed);
  return objective;
}

const append = (
  tx: Tx,
  actor: Actor,
  type: string,
  objective: Objective,
  occurredAt: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [
    {
      ...{
        type,
        subjectType: 'Objective',
        subjectId: objective.id,
        partnerId: objective.partnerId,
        occurredAt,
        data,
      },
      partnerVisible: objective.partnerId !== null,
    },
  ]);
