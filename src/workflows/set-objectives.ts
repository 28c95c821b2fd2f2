import { readScope } from '../domains/kpis/kpi-access.service.ts';
import type { KpiScope } from '../domains/kpis/kpi-scope.rules.ts';
import {
  addCheckIn,
  type CheckInInput,
  objectiveIdOf,
  removeKeyResult,
  type SetInput,
  setKeyResult,
} from '../domains/objectives/key-result.service.ts';
import {
  createObjective,
  endObjective,
  findSeen,
  findWritable,
  type ObjectiveChange,
  type ObjectiveInput,
  type Setting,
  updateObjective,
} from '../domains/objectives/objective.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { InvalidInputError } from '../kernel/errors.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { asJob } from '../platform/database/session.ts';
import { kpiReadings } from './kpi-readings.ts';

async function settingOf(tx: Tx, now: Date): Promise<Setting> {
  return {
    calendar: await fiscalCalendarFrom(tx),
    readValues: async (reader, measures) =>
      (await kpiReadings(reader, measures, now)).map((reading) => reading?.value ?? null),
  };
}

/** Makes an objective, whose baselines are read from the KPIs. @throws what `createObjective` and `readScope` throw */
export async function makeObjective(tx: Tx, actor: Actor, input: ObjectiveInput, now: Date): Promise<string> {
  assertAllowed(actor, 'OBJECTIVES_WRITE');
  await assertScopes(
    tx,
    actor,
    input.keyResults.map(({ scope }) => scope),
  );
  return await createObjective(tx, actor, await settingOf(tx, now), input, now);
}

async function assertScopes(tx: Tx, actor: Actor, scopes: readonly KpiScope[]): Promise<void> {
  for (const scope of scopes) await readScope(tx, actor, scope);
}

/**
 * Objectives are the vendor's to write: an owner, who may be a channel manager, is found to be allowed to with what they see,
 * and then it is written, by figures of whatever the key result is about.
 */
async function asWriter<T>(tx: Tx, actor: Actor, objectiveId: string, step: () => Promise<T>): Promise<T> {
  await findWritable(tx, actor, objectiveId);
  return await asJob(tx, actor.scope, step);
}

/** @throws what `updateObjective` throws */
export async function changeObjective(
  tx: Tx,
  actor: Actor,
  input: ObjectiveChange,
  now: Date,
): Promise<void> {
  if (input.parentId) await findSeen(tx, actor, input.parentId, 'parentId');
  await asWriter(tx, actor, input.id, () => updateObjective(tx, actor, input, now));
}

/** @throws what `endObjective` throws */
export const finishObjective = (
  tx: Tx,
  actor: Actor,
  input: Parameters<typeof endObjective>[2],
  now: Date,
): Promise<void> => asWriter(tx, actor, input.id, () => endObjective(tx, actor, input, now));

/** @throws InvalidInputError where a new one lacks what it cannot do without */
function assertNewIsWhole({ kpi, target }: Readonly<{ kpi?: string | null; target?: string | null }>): void {
  const missing = Object.entries({ kpi, target }).filter(([, value]) => value == null);
  if (missing.length > 0)
    throw new InvalidInputError(
      missing.map(([field]) => ({
        field,
        code: 'REQUIRED',
        message: `${field} is required of a new key result.`,
      })),
    );
}

/** @throws what `assertNewIsWhole`, `setKeyResult` and `readScope` throw */
export async function putKeyResult(tx: Tx, actor: Actor, input: SetInput, now: Date): Promise<string> {
  await findWritable(tx, actor, input.objectiveId);
  if (input.id === null) assertNewIsWhole(input);
  if (input.scope) await readScope(tx, actor, input.scope);
  const setting = await settingOf(tx, now);
  return await asWriter(tx, actor, input.objectiveId, () => setKeyResult(tx, actor, setting, input, now));
}

/** Answers the id of the objective. @throws what `removeKeyResult` throws */
export async function dropKeyResult(
  tx: Tx,
  actor: Actor,
  { id, version }: Readonly<{ id: string; version: number }>,
  now: Date,
): Promise<string> {
  const objectiveId = await objectiveIdOf(tx, actor, id, 'id');
  await asWriter(tx, actor, objectiveId, () => removeKeyResult(tx, actor, { objectiveId, id, version }, now));
  return objectiveId;
}

/** Answers the id of the check-in. @throws what `addCheckIn` throws */
export async function checkIn(
  tx: Tx,
  actor: Actor,
  input: Omit<CheckInInput, 'objectiveId'>,
  now: Date,
): Promise<string> {
  const objectiveId = await objectiveIdOf(tx, actor, input.keyResultId, 'keyResultId');
  const setting = await settingOf(tx, now);
  return await asWriter(tx, actor, objectiveId, () =>
    addCheckIn(tx, actor, setting, { ...input, objectiveId }, now),
  );
}
