import type { Tx } from '../../platform/database/client.ts';
import * as facts from './enrolment-facts.repo.ts';
import {
  inOrder,
  type JudgedResult,
  progressOf,
  type ResultFacts,
  requirementsOn,
} from './enrolment-progress.rules.ts';
import { awardBefore, countsFromOf } from './enrolment-settlement.rules.ts';

export type Attempt = ResultFacts & Pick<JudgedResult, 'requirementId' | 'because'>;

/**
 * What somebody did that is about what they are enrolled in, each with whether it counts, in the order in which it
 * happened. For who has found the enrolment; the transaction sees what the vendor sees.
 */
export async function attemptsOf(
  tx: Tx,
  { id, personId }: Readonly<{ id: string; personId: string }>,
): Promise<Attempt[]> {
  const enrolments = await facts.enrolmentsOf(tx, [personId]);
  const enrolment = enrolments.find((one) => one.id === id);
  if (!enrolment) return [];
  const [version] = await facts.versionTermsOf(tx, [enrolment.versionId]);
  const before = awardBefore(enrolment, await facts.awardsOf(tx, [personId]));
  const countsFrom = countsFromOf(enrolment, before, await facts.timeZoneOf(tx));
  const results = await facts.resultsOf(tx, [personId]);
  const judged = requirementsOn(enrolment.path, version!.requirements).flatMap(
    (terms) => progressOf(terms, results, countsFrom).judged,
  );
  const judgedBy = Map.groupBy(judged, ({ resultId }) => resultId);
  return inOrder(results).flatMap((result) =>
    (judgedBy.get(result.id) ?? []).map(({ requirementId, because }) => ({
      ...result,
      requirementId,
      because,
    })),
  );
}
