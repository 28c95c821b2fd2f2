import type { Tx } from '../../platform/database/client.ts';
import { addUpAnew } from './kpi-cells.repo.ts';
import { FIRST_SUBJECT, findForgotten, findSubjects, type SubjectPlace } from './kpi-derivations.repo.ts';
import { readingOf } from './kpi-events.rules.ts';
import { type FactSource, HISTOGRAM_MEASURES } from './kpi-measures.rules.ts';
import { deriveSafely, knowUntil, type RollupSetting, rolledUpBy } from './kpi-rollup.service.ts';
import * as state from './kpi-state.repo.ts';
import { findMissing } from './kpi-touch.repo.ts';

export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LEFT_ASIDE_MAX = 1_000;

export { FIRST_SUBJECT, type SubjectPlace };

/** A part of a rebuild: how many subjects or partners it took, and the last of them, after which the next one begins. */
export type RebuiltPage<Place> = Readonly<{ count: number; last: Place }>;
export type RebuiltSubjects = RebuiltPage<SubjectPlace> &
  Readonly<{
    /** How many facts. */
    changed: number;
    /** Subjects that cannot be derived, whose facts stay as they were. */
    failedIds: readonly string[];
  }>;

/** As of the rebuild's instant, or of a later one by which others have derived facts meanwhile. */
async function lockedSetting(tx: Tx, setting: RollupSetting): Promise<RollupSetting> {
  const asOf = await knowUntil(tx, setting.known.asOf);
  return { ...setting, known: { ...setting.known, asOf } };
}

/**
 * Derives the next subjects of a source from nothing but what is known of them. Whose becomes another partner's meanwhile, be
 * that one taken already, is followed as whatever else is booked since the rebuild began.
 */
export async function rebuildSubjects(
  tx: Tx,
  setting: RollupSetting,
  source: FactSource,
  after: SubjectPlace,
  limit: number,
): Promise<RebuiltSubjects> {
  const known = await lockedSetting(tx, setting);
  const subjects = await findSubjects(tx, source, after, limit);
  const ids = [...new Set(subjects.map(({ id }) => id))];
  const { changed, failed } =
    ids.length > 0 ? await deriveSafely(tx, known, source, ids) : { changed: 0, failed: [] };
  const failedIds = failed.map(({ subjectId }) => subjectId);
  return { count: subjects.length, changed, last: subjects.at(-1) ?? after, failedIds };
}

/** Takes away the facts of subjects that are no more. */
export async function forgetSubjects(
  tx: Tx,
  setting: RollupSetting,
  source: FactSource,
  limit: number,
): Promise<number> {
  const known = await lockedSetting(tx, setting);
  const ids = await findForgotten(tx, source, limit);
  if (ids.length > 0) await deriveSafely(tx, known, source, ids);
  return ids.length;
}

/** Adds up the cells of the next partners from their facts alone, whatever was kept. */
export async function addUpPartners(
  tx: Tx,
  { known }: RollupSetting,
  afterId: string,
  limit: number,
): Promise<RebuiltPage<string>> {
  await state.lockState(tx);
  const ids = await state.findPartners(tx, afterId, limit);
  if (ids.length > 0)
    await addUpAnew(tx, ids, {
      monthStarts: known.monthStarts,
      histogramMeasures: HISTOGRAM_MEASURES,
    });
  return { count: ids.length, last: ids.at(-1) ?? afterId };
}

/**
 * Notes by what all was rebuilt. What had been set aside and can be read by now is in it, so it is resolved.
 */
export async function finishRebuild(
  tx: Tx,
  { known, definition }: RollupSetting,
  failedIds: ReadonlySet<string>,
): Promise<void> {
  const { asOf } = known;
  await rolledUpBy(tx, asOf);
  await state.writeState(tx, { definition, rebuiltAt: asOf });
  let afterId = FIRST_ID;
  for (;;) {
    const left = await state.findLeftAside(tx, afterId, LEFT_ASIDE_MAX);
    const read = left.filter((event) => {
      const reading = readingOf(event);
      return (reading === null || typeof reading === 'object') && !failedIds.has(event.subjectId);
    });
    const resolved: string[] = [];
    for (const [subjectType, events] of Map.groupBy(read, (event) => event.subjectType)) {
      const ids = new Set(events.map(({ subjectId }) => subjectId));
      const missing = await findMissing(tx, subjectType, [...ids]);
      for (const { eventId, subjectId } of events) if (!missing.has(subjectId)) resolved.push(eventId);
    }
    if (resolved.length > 0) await state.resolveAside(tx, resolved, asOf);
    if (left.length < LEFT_ASIDE_MAX) return;
    afterId = left.at(-1)!.eventId;
  }
}
