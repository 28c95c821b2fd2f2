import { bundlesOf, type GroupTerms, type RequirementTerms } from './enrolment-progress.rules.ts';

type Named = Readonly<{ code: string; title: string; externalCode: string | null; kind: string; id: string }>;

export type MissingRequirement = Readonly<{
  code: string;
  title: string;
  kind: string;
  externalCode: string | null;
  /** Whether no attempt is left that would count. */
  isExhausted: boolean;
  nextAttemptAt: Date | null;
}>;

/** How many of some requirements are still needed, and which of them are not fulfilled. */
export type Missing = Readonly<{
  title: string | null;
  stillNeeded: number;
  requirements: readonly MissingRequirement[];
}>;

type Standing = Readonly<{ requirementId: string; status: string; nextAttemptAt: Date | null }>;

export type VersionNames = Readonly<{
  groups: readonly (GroupTerms & Readonly<{ title: string }>)[];
  requirements: readonly (Named & Pick<RequirementTerms, 'groupId' | 'isBridge'>)[];
}>;

/** What somebody on a path still has to do; nothing of what they may do but need not. */
export function missingOf(path: string, version: VersionNames, progress: readonly Standing[]): Missing[] {
  const standings = new Map(progress.map((standing) => [standing.requirementId, standing]));
  const named = new Map(version.requirements.map((requirement) => [requirement.id, requirement]));
  const terms = version.requirements as unknown as readonly RequirementTerms[];
  return bundlesOf(path, { groups: version.groups, requirements: terms }).flatMap((bundle) => {
    const open = bundle.requirementIds.filter((id) => standings.get(id)?.status !== 'FULFILLED');
    const stillNeeded = bundle.needed - (bundle.requirementIds.length - open.length);
    if (stillNeeded <= 0) return [];
    const title = version.groups.find(({ id }) => id === bundle.groupId)?.title ?? null;
    return [
      { title, stillNeeded, requirements: open.map((id) => lacking(named.get(id)!, standings.get(id))) },
    ];
  });
}

const lacking = (
  { code, title, kind, externalCode }: Named,
  standing: Standing | undefined,
): MissingRequirement => ({
  ...{ code, title, kind, externalCode },
  isExhausted: standing?.status === 'EXHAUSTED',
  nextAttemptAt: standing?.nextAttemptAt ?? null,
});

/** How many single things are still missing, to tell who is closest. */
export const missingCount = (missing: readonly Missing[]): number =>
  missing.reduce((sum, { stillNeeded }) => sum + stillNeeded, 0);
