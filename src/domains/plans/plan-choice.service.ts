import { plainDateOf } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import * as repo from './plan-choice.repo.ts';
import { type PlanVersionContent, planVersionContentOf } from './plan-version-content.rules.ts';

/** Which partner earns on which day, and its tiers by the program's id; null is no tier of a program that it takes part in. */
export type PlanQuestion = Readonly<{
  partnerId: string;
  on: Date;
  tiersByProgram: ReadonlyMap<string, string | null>;
}>;

/**
 * The plan version that a partner earns by: its own plan first, else that of its tier in a program, else that of the program
 * as a whole; of that plan the version that is in force on the day. Null where there is none.
 */
export async function planVersionFor(tx: Tx, question: PlanQuestion): Promise<PlanVersionContent | null> {
  const [version] = await planVersionsFor(tx, [question]);
  return version ?? null;
}

/** As `planVersionFor`, for any number of questions by two statements; answers in their order. */
export async function planVersionsFor(
  tx: Tx,
  questions: readonly PlanQuestion[],
): Promise<(PlanVersionContent | null)[]> {
  const asked = questions.map(({ partnerId, on, tiersByProgram }) => ({
    partnerId,
    on: plainDateOf(on).toString(),
    tiers: [...tiersByProgram].map(([programId, tierCode]) => ({ programId, tierCode })),
  }));
  const ids = await repo.chosenVersions(tx, asked);
  const contents = await planVersionsById(
    tx,
    ids.flatMap((id) => id ?? []),
  );
  return ids.map((id) => (id === null ? null : (contents.get(id) ?? null)));
}

/** Versions by their ids, drafts too; those that do not exist or are hidden are left out. */
export async function planVersionsById(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PlanVersionContent>> {
  const versions = await repo.versionsWithRules(tx, [...new Set(ids)]);
  return new Map(versions.map((version) => [version.id, planVersionContentOf(version)]));
}
