import { InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { datesOf, type FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { type FiscalPeriod, previousFiscalPeriod } from '../../kernel/fiscal-period.ts';
import { dayOf } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { KeyResult, Objective } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import type { KpiScope } from '../kpis/kpi-scope.rules.ts';
import * as repo from './objective.repo.ts';
import {
  type Direction,
  KEY_RESULTS_MAX,
  type KeyResultContent,
  type KeyResultInput,
  readConfidence,
  readMeasure,
  readWay,
  TEXT_LENGTH_MAX,
} from './objective.rules.ts';
import { lockWritable, periodNamed, type Setting } from './objective.service.ts';

/** What is measured, in which days; `until` does not belong to them. */
export type Measure = Readonly<{
  kpi: string;
  scope: KpiScope;
  currency: string | null;
  from: Date;
  until: Date;
}>;

/** Reads the values of KPIs, each null where it has none. */
export type ReadValues = (tx: Tx, measures: readonly Measure[]) => Promise<(string | null)[]>;

export type KeyResultsRead = Readonly<{
  period: FiscalPeriod;
  partnerId: string | null;
  /** How the fields of one are named: `keyResults.`, or nothing where there is one alone. */
  path: string;
  /** How many there are already. */
  already: number;
}>;

/** Reads key results, with the value of the period before as the baseline where none is given. @throws InvalidInputError */
export async function readKeyResults(
  tx: Tx,
  setting: Readonly<{ calendar: FiscalCalendar; readValues: ReadValues }>,
  { period, partnerId, path, already }: KeyResultsRead,
  inputs: readonly KeyResultInput[],
): Promise<KeyResultContent[]> {
  const fields = new FieldReader();
  if (already + inputs.length > KEY_RESULTS_MAX)
    fields.refuse('keyResults', 'TOO_MANY', `An objective has at most ${KEY_RESULTS_MAX} key results.`);
  const pathOf = (place: number) => (path === '' ? '' : `${path}${place}.`);
  inputs.forEach((input, place) => {
    readMeasure(fields, pathOf(place), input, partnerId);
  });
  fields.done();
  const { from, until } = datesOf(setting.calendar, previousFiscalPeriod(period));
  const before = await setting.readValues(
    tx,
    inputs.map(({ kpi, scope, currency }) => ({
      kpi,
      scope,
      currency,
      from: dayOf(from),
      until: dayOf(until),
    })),
  );
  const results = inputs.map((input, place) => readWay(fields, pathOf(place), input, before[place] ?? null));
  fields.done();
  return results;
}

export type SetInput = Partial<KeyResultInput> &
  Readonly<{ objectiveId: string; id: string | null; version: number | null; idempotencyKey: string | null }>;

/**
 * Adds a key result to an objective, or changes one. Answers its id.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError, IdempotencyConflictError
 */
export async function setKeyResult(
  tx: Tx,
  actor: Actor,
  setting: Setting,
  { idempotencyKey, ...input }: SetInput,
  now: Date,
): Promise<string> {
  return await once(tx, actor, { mutation: 'keyResultSet', key: idempotencyKey, input }, async () => {
    const objective = await lockWritable(tx, actor, { id: input.objectiveId, version: null }, 'UPDATE');
    const known = input.id === null ? null : await findOf(tx, objective, input.id, input.version);
    const given = { ...(known ? inputOf(known) : NOTHING), ...input };
    const asked = {
      ...{ period: periodNamed(objective.period), partnerId: objective.partnerId, path: '' },
      already: known ? 0 : await repo.countKeyResults(tx, objective.id),
    };
    const [content] = await readKeyResults(tx, setting, asked, [given]);
    if (known) await repo.updateKeyResult(tx, known.id, content!);
    const id = known?.id ?? (await repo.insertKeyResults(tx, objective, [content!]))[0]!;
    await append(tx, actor, 'key_result.set', objective, id, now, {
      kpi: content!.kpi,
      target: content!.target,
    });
    return id;
  });
}

const NOTHING: KeyResultInput = {
  ...{ kpi: '', scope: { kind: 'ALL', key: '' }, currency: null, baseline: null, target: '' },
  ...{ direction: null, weight: null },
};

const inputOf = (known: KeyResult): KeyResultInput => ({
  ...{ kpi: known.kpi, currency: known.currency, direction: known.direction as Direction },
  scope: { kind: known.scopeKind as 'ALL', key: known.scopeKey },
  ...{ baseline: known.baseline.toFixed(), target: known.target.toFixed(), weight: known.weight.toFixed() },
});

/** @throws NotFoundError, StaleVersionError */
async function findOf(tx: Tx, objective: Objective, id: string, version: number | null): Promise<KeyResult> {
  const found = await repo.findKeyResult(tx, id);
  if (!found || found.objectiveId !== objective.id) throw new NotFoundError('key result', 'id');
  if (found.version !== version) throw new StaleVersionError(found.version);
  return found;
}

/** Whose key result it is, of one that the caller sees. @throws ForbiddenError, NotFoundError */
export async function objectiveIdOf(tx: Tx, actor: Actor, id: string, field: string): Promise<string> {
  assertAllowed(actor, 'OBJECTIVES_READ');
  const found = await repo.findKeyResult(tx, id);
  if (!found) throw new NotFoundError('key result', field);
  return found.objectiveId;
}

export type Removed = Readonly<{ objectiveId: string; id: string; version: number }>;

/**
 * Takes a key result away that nobody has checked in on; what was told of one stays.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function removeKeyResult(tx: Tx, actor: Actor, input: Removed, now: Date): Promise<void> {
  const objective = await lockWritable(tx, actor, { id: input.objectiveId, version: null }, 'UPDATE');
  const known = await findOf(tx, objective, input.id, input.version);
  if (await repo.hasCheckIns(tx, known.id))
    throw new InvalidStateError(
      'REMOVE',
      'CHECKED_IN',
      ['SET'],
      'somebody has checked in on it. Change it instead.',
    );
  await repo.deleteKeyResult(tx, known.id);
  await append(tx, actor, 'key_result.removed', objective, known.id, now, { kpi: known.kpi });
}

export type CheckInInput = Readonly<{
  objectiveId: string;
  keyResultId: string;
  confidence: string;
  note: string | null;
  idempotencyKey: string | null;
}>;

/**
 * Notes how a key result stands, by the value that its KPI has now, and how sure somebody is of reaching it. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidStateError, InvalidInputError, IdempotencyConflictError
 */
export async function addCheckIn(
  tx: Tx,
  actor: Actor,
  { readValues }: Setting,
  { idempotencyKey, ...input }: CheckInInput,
  now: Date,
): Promise<string> {
  return await once(tx, actor, { mutation: 'checkInAdd', key: idempotencyKey, input }, async () => {
    const objective = await lockWritable(tx, actor, { id: input.objectiveId, version: null }, 'CHECK_IN');
    const result = await repo.findKeyResult(tx, input.keyResultId);
    if (!result || result.objectiveId !== objective.id) throw new NotFoundError('key result', 'keyResultId');
    const fields = new FieldReader();
    const confidence = readConfidence(fields, input.confidence);
    const note = fields.optionalLines('note', input.note, TEXT_LENGTH_MAX);
    fields.done();
    const { kpi, scope, currency } = inputOf(result);
    const days = { from: objective.periodFrom, until: objective.periodUntil };
    const [value] = await readValues(tx, [{ kpi, scope, currency, ...days }]);
    const made = await repo.insertCheckIn(tx, {
      ...{ keyResultId: result.id, confidence, note, value: value ?? null },
      ...{ madeById: actor.personId!, madeAt: now },
    });
    await append(tx, actor, 'check_in.made', objective, result.id, now, {
      checkInId: made.id,
      confidence,
      value: value ?? null,
    });
    return made.id;
  });
}

/** Check-ins are the staff's own. */
const append = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id: objectiveId, partnerId }: Objective,
  subjectId: string,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'KeyResult', subjectId, partnerId, occurredAt, data: { objectiveId, ...data } },
      partnerVisible: partnerId !== null && type !== 'check_in.made',
    },
  ]);
