import { DAY_MILLISECONDS } from '../../kernel/days.ts';

/** What a learning system, a file or staff can say that somebody did. */
export const RESULT_KINDS = ['COURSE', 'EXAM', 'PRACTICUM', 'IMPLEMENTATION'] as const;
export type ResultKind = (typeof RESULT_KINDS)[number];

export const RESULT_OUTCOMES = ['COMPLETED', 'PASSED', 'FAILED'] as const;
export type ResultOutcome = (typeof RESULT_OUTCOMES)[number];

export const ENROLMENT_PATHS = ['FULL', 'BRIDGE', 'RENEWAL'] as const;
export type EnrolmentPath = (typeof ENROLMENT_PATHS)[number];

/** One basis point is a hundredth of a percent, so that marks compare as whole numbers. */
export type RequirementTerms = Readonly<{
  id: string;
  groupId: string;
  kind: string;
  externalCode: string | null;
  passMarkBps: number | null;
  attemptsMax: number | null;
  coolDownDays: number | null;
  templateId: string | null;
  isBridge: boolean;
}>;

export type GroupTerms = Readonly<{ id: string; mode: string; needed: number | null }>;

export type ResultFacts = Readonly<{
  id: string;
  source: string;
  sourceId: string;
  kind: string;
  externalCode: string;
  outcome: string;
  scoreBps: number | null;
  happenedAt: Date;
}>;

/** Why a result that is about a requirement changes nothing. */
export type NotCountedBecause =
  /** It was made before this enrolment counts anything, as before the award that is renewed. */
  'TOO_EARLY' | 'COOL_DOWN' | 'ATTEMPTS_EXHAUSTED' | 'FULFILLED_BEFORE';

export type ProgressStatus = 'OPEN' | 'FULFILLED' | 'EXHAUSTED';

export type RequirementProgress = Readonly<{
  requirementId: string;
  status: ProgressStatus;
  /** How many attempts counted. */
  attempts: number;
  bestBps: number | null;
  fulfilledAt: Date | null;
  /** From when on an attempt counts again after the last failed one; it may have passed. */
  nextAttemptAt: Date | null;
  /** The result that fulfilled it, or else the last that counted. */
  resultId: string | null;
}>;

export type JudgedResult = Readonly<{
  resultId: string;
  requirementId: string;
  because: NotCountedBecause | null;
}>;

/** An implementation that was led and signed off fulfils every requirement of one, whatever its code. */
export const isAbout = (
  { kind, externalCode }: Pick<RequirementTerms, 'kind' | 'externalCode'>,
  result: Pick<ResultFacts, 'kind' | 'externalCode'>,
): boolean => kind === result.kind && (kind === 'IMPLEMENTATION' || externalCode === result.externalCode);

/** In the order in which they happened; the source settles ties, as what it said arrives in any order. */
export const inOrder = (results: readonly ResultFacts[]): ResultFacts[] =>
  [...results].sort(
    (a, b) =>
      a.happenedAt.getTime() - b.happenedAt.getTime() ||
      compare(a.source, b.source) ||
      compare(a.sourceId, b.sourceId),
  );

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const untouched = (requirementId: string): RequirementProgress => ({
  requirementId,
  status: 'OPEN',
  attempts: 0,
  bestBps: null,
  fulfilledAt: null,
  nextAttemptAt: null,
  resultId: null,
});

/** An exam is passed by its mark; that its source calls it failed, as for cheating, outweighs the mark. */
function isFulfilling({ kind, passMarkBps }: RequirementTerms, { outcome, scoreBps }: ResultFacts): boolean {
  if (outcome === 'FAILED') return false;
  return kind !== 'EXAM' || (scoreBps !== null && scoreBps >= (passMarkBps ?? 0));
}

function reasonAgainst(
  terms: RequirementTerms,
  before: RequirementProgress,
  { happenedAt }: ResultFacts,
  countsFrom: Date | null,
): NotCountedBecause | null {
  if (countsFrom && happenedAt < countsFrom) return 'TOO_EARLY';
  if (before.status === 'FULFILLED') return 'FULFILLED_BEFORE';
  if (terms.attemptsMax !== null && before.attempts >= terms.attemptsMax) return 'ATTEMPTS_EXHAUSTED';
  return before.nextAttemptAt && happenedAt < before.nextAttemptAt ? 'COOL_DOWN' : null;
}

/** How it stands after one more attempt that counts. */
function afterAttempt(
  terms: RequirementTerms,
  before: RequirementProgress,
  result: ResultFacts,
): RequirementProgress {
  const attempts = before.attempts + 1;
  const bestBps = maxOf(before.bestBps, result.scoreBps);
  const counted = { requirementId: terms.id, attempts, bestBps, resultId: result.id };
  if (isFulfilling(terms, result))
    return { ...counted, status: 'FULFILLED', fulfilledAt: result.happenedAt, nextAttemptAt: null };
  const isExhausted = terms.attemptsMax !== null && attempts >= terms.attemptsMax;
  const waitMilliseconds = isExhausted ? 0 : (terms.coolDownDays ?? 0) * DAY_MILLISECONDS;
  return {
    ...counted,
    status: isExhausted ? 'EXHAUSTED' : 'OPEN',
    fulfilledAt: null,
    nextAttemptAt: waitMilliseconds > 0 ? new Date(result.happenedAt.getTime() + waitMilliseconds) : null,
  };
}

const maxOf = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);

/**
 * How somebody stands with a requirement by everything they did, whatever the order in which it arrived: in the order
 * in which it happened, what was done within the cool-down after a failed attempt or beyond the attempts allowed does
 * not count, and the first that counts and passes fulfils it.
 */
export function progressOf(
  terms: RequirementTerms,
  results: readonly ResultFacts[],
  countsFrom: Date | null,
): Readonly<{ progress: RequirementProgress; judged: readonly JudgedResult[] }> {
  let progress = untouched(terms.id);
  const judged: JudgedResult[] = [];
  for (const result of inOrder(results.filter((each) => isAbout(terms, each)))) {
    const because = reasonAgainst(terms, progress, result, countsFrom);
    judged.push({ resultId: result.id, requirementId: terms.id, because });
    if (!because) progress = afterAttempt(terms, progress, result);
  }
  return { progress, judged };
}

/** An agreement fulfils while it is in force for whom the person works for. */
export const agreementProgressOf = (terms: RequirementTerms, since: Date | null): RequirementProgress => ({
  ...untouched(terms.id),
  status: since ? 'FULFILLED' : 'OPEN',
  fulfilledAt: since,
});

/** What somebody on a path has to do: all of it, or only what is new to those certified on the version before. */
export const requirementsOn = <Terms extends Readonly<{ isBridge: boolean }>>(
  path: string,
  requirements: readonly Terms[],
): readonly Terms[] => (path === 'BRIDGE' ? requirements.filter(({ isBridge }) => isBridge) : requirements);

/** How many of so many requirements a group needs. */
export function neededOf({ mode, needed }: Pick<GroupTerms, 'mode' | 'needed'>, count: number): number {
  if (mode === 'ALL') return count;
  return mode === 'ANY' ? 1 : (needed ?? count);
}

type VersionRequirements = Readonly<{
  groups: readonly GroupTerms[];
  requirements: readonly RequirementTerms[];
}>;

/** Each bundle of requirements of a path, with how many of it are needed. A path needs every bundle. */
export function bundlesOf(
  path: string,
  { groups, requirements }: VersionRequirements,
): readonly Readonly<{ groupId: string | null; requirementIds: readonly string[]; needed: number }>[] {
  const idsOf = (terms: readonly RequirementTerms[]) => terms.map(({ id }) => id);
  if (path === 'BRIDGE') {
    const bridge = idsOf(requirementsOn(path, requirements));
    return [{ groupId: null, requirementIds: bridge, needed: bridge.length }];
  }
  return groups.map((group) => {
    const inGroup = idsOf(requirements.filter(({ groupId }) => groupId === group.id));
    return { groupId: group.id, requirementIds: inGroup, needed: neededOf(group, inGroup.length) };
  });
}

/** When the last of what a path needs was fulfilled; null while something is missing. */
export function completionOf(
  path: string,
  version: VersionRequirements,
  progress: ReadonlyMap<string, Pick<RequirementProgress, 'fulfilledAt'>>,
): Date | null {
  const bundles = bundlesOf(path, version);
  const completions = bundles.map(({ requirementIds, needed }) => {
    const instants = requirementIds
      .flatMap((id) => progress.get(id)?.fulfilledAt?.getTime() ?? [])
      .sort((a, b) => a - b);
    return needed > 0 ? (instants[needed - 1] ?? null) : 0;
  });
  if (completions.includes(null) || bundles.every(({ needed }) => needed === 0)) return null;
  return new Date(Math.max(...(completions as number[])));
}
