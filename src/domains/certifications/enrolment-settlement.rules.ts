import { dayIn } from '../../kernel/time.ts';
import { earlierOf, expiryOf } from '../agreements/agreement.rules.ts';
import {
  type AwardDays,
  type AwardFacts,
  awardDaysOf,
  countsAfter,
  firstDayHolding,
} from './award-days.rules.ts';
import {
  agreementProgressOf,
  completionOf,
  type EnrolmentPath,
  type GroupTerms,
  progressOf,
  type RequirementProgress,
  type RequirementTerms,
  type ResultFacts,
  requirementsOn,
} from './enrolment-progress.rules.ts';

export type VersionTerms = Readonly<{
  id: string;
  programId: string;
  programCode: string;
  number: number;
  validityMonths: number | null;
  renewalWindowDays: number;
  /** Milliseconds since 1970 at which nobody is certified by it any more; null until then. */
  retiredAtMs: number | null;
  groups: readonly GroupTerms[];
  requirements: readonly RequirementTerms[];
  /** Programs in which somebody must be certified before they are awarded this one. */
  prerequisites: readonly string[];
}>;

export type EnrolmentFacts = Readonly<{
  id: string;
  personId: string;
  /** Where the person works now; null where nowhere. */
  partnerId: string | null;
  membershipId: string | null;
  programId: string;
  versionId: string;
  path: EnrolmentPath;
  status: string;
  openedAt: Date;
  progress: readonly RequirementProgress[];
}>;

/** Everything that decides about one person. */
export type PersonFacts = Readonly<{
  enrolments: readonly EnrolmentFacts[];
  awards: readonly AwardFacts[];
  results: readonly ResultFacts[];
  /** Since when each template is in force for the partner that the person works for. */
  agreementSince: ReadonlyMap<string, Date>;
}>;

export type Settings = Readonly<{
  versions: ReadonlyMap<string, VersionTerms>;
  /** The first day on which nobody is certified by a version any more, where a later one says so at its launch. */
  transitionEnds: ReadonlyMap<string, Date>;
  timeZone: string;
  today: Date;
}>;

/** What becomes of one enrolment. */
export type Settlement = Readonly<{
  enrolment: EnrolmentFacts;
  progress: readonly RequirementProgress[];
  /** When what it needs was complete; null while something is missing. */
  completedAt: Date | null;
  /** The award as it is to be; null where there is to be none. */
  award: (AwardDays & Readonly<{ renewalOfId: string | null }>) | null;
}>;

/** The latest award of a program but the one that the enrolment itself led to, which it renews or follows. */
export function awardBefore(enrolment: EnrolmentFacts, awards: readonly AwardFacts[]): AwardFacts | null {
  const own = awards.find(({ enrolmentId }) => enrolmentId === enrolment.id);
  const isBefore = (award: AwardFacts) =>
    award.programId === enrolment.programId && award !== own && award.renewalOfId !== own?.id;
  return latestOf(awards.filter(isBefore));
}

export const latestOf = (awards: readonly AwardFacts[]): AwardFacts | null =>
  awards.reduce<AwardFacts | null>(
    (latest, award) => (!latest || award.validFrom >= latest.validFrom ? award : latest),
    null,
  );

/**
 * From when on something counts for an enrolment. Who renews, or whose certification had ended when they enrolled, earns
 * it anew; who becomes certified on a newer version while the old one holds brings along what they did.
 */
export function countsFromOf(
  { path, versionId, openedAt }: EnrolmentFacts,
  before: AwardFacts | null,
  timeZone: string,
): Date | null {
  if (!before || path === 'BRIDGE') return null;
  // As it was on the day of the enrolment, so that nothing that counted then is lost when time goes on.
  const wasRevoked = before.revokedAt !== null && before.revokedAt <= openedAt;
  const hadEnded = wasRevoked || (before.endsOn !== null && before.endsOn <= dayIn(timeZone, openedAt));
  if (path === 'FULL' && before.versionId !== versionId && !hadEnded) return null;
  return countsAfter(wasRevoked ? before : { ...before, revokedAt: null }, timeZone);
}

function progressFor(
  enrolment: EnrolmentFacts,
  version: VersionTerms,
  person: PersonFacts,
  countsFrom: Date | null,
): RequirementProgress[] {
  return requirementsOn(enrolment.path, version.requirements).map((terms) => {
    if (terms.kind !== 'AGREEMENT') return progressOf(terms, person.results, countsFrom).progress;
    const stored = enrolment.progress.find(({ requirementId }) => requirementId === terms.id);
    // What was awarded stays awarded when an agreement ends later.
    if (enrolment.status === 'COMPLETED' && stored) return stored;
    return agreementProgressOf(terms, person.agreementSince.get(terms.templateId ?? '') ?? null);
  });
}

/** How somebody stands on the way, by all that they did; the enrolment may be one that could be opened. */
export const standingOf = (
  enrolment: EnrolmentFacts,
  person: PersonFacts,
  settings: Settings,
): readonly RequirementProgress[] => {
  const countsFrom = countsFromOf(enrolment, awardBefore(enrolment, person.awards), settings.timeZone);
  return progressFor(enrolment, settings.versions.get(enrolment.versionId)!, person, countsFrom);
};

function awardFor(
  enrolment: EnrolmentFacts,
  version: VersionTerms,
  completedAt: Date,
  awards: readonly AwardFacts[],
  settings: Settings,
): Settlement['award'] {
  const before = awardBefore(enrolment, awards);
  const others = awards.filter((award) => award.enrolmentId !== enrolment.id);
  const from = dayIn(settings.timeZone, completedAt);
  const completedOn = firstDayHolding(version.prerequisites, others, from);
  // What was awarded stays awarded when one of its prerequisites is revoked later.
  const own = awards.find(({ enrolmentId }) => enrolmentId === enrolment.id);
  if (!completedOn && own && enrolment.status === 'COMPLETED') return own;
  if (!completedOn || completedOn > settings.today) return null;
  if (version.retiredAtMs !== null && completedAt.getTime() >= version.retiredAtMs) return null;
  const renewed =
    enrolment.path === 'RENEWAL' && before && !before.revokedAt
      ? {
          endsOn: before.endsOn,
          renewalWindowDays: settings.versions.get(before.versionId)?.renewalWindowDays ?? 0,
        }
      : null;
  const days = awardDaysOf(completedOn, version.validityMonths, renewed);
  const endsOn = earlierOf(days.endsOn, settings.transitionEnds.get(version.id) ?? null);
  // Nobody is certified any more by what they completed, since the version after it was launched.
  if (endsOn && endsOn <= days.validFrom) return own ?? null;
  const follows = enrolment.path !== 'FULL' && before && !before.revokedAt;
  return { ...days, endsOn, renewalOfId: follows ? before.id : null };
}

/** Whether what arrived late can still change it: nobody revoked it, and nothing was built upon it. */
function isReconsidered(enrolment: EnrolmentFacts, { enrolments, awards }: PersonFacts): boolean {
  if (enrolment.status === 'OPEN') return true;
  const own = awards.find(({ enrolmentId }) => enrolmentId === enrolment.id);
  if (enrolment.status !== 'COMPLETED' || !own || own.revokedAt) return false;
  const isFollowed = awards.some(({ renewalOfId }) => renewalOfId === own.id);
  const isOpenAgain = enrolments.some(
    (other) => other.programId === enrolment.programId && other.status === 'OPEN',
  );
  return !isFollowed && !isOpenAgain && latestOf(awards.filter((a) => a.programId === own.programId)) === own;
}

function settlementOf(
  enrolment: EnrolmentFacts,
  person: PersonFacts,
  awards: readonly AwardFacts[],
  settings: Settings,
): Settlement {
  const version = settings.versions.get(enrolment.versionId)!;
  const countsFrom = countsFromOf(enrolment, awardBefore(enrolment, awards), settings.timeZone);
  const progress = progressFor(enrolment, version, person, countsFrom);
  const byId = new Map(progress.map((each) => [each.requirementId, each]));
  const completedAt = completionOf(enrolment.path, version, byId);
  const award = completedAt && awardFor(enrolment, version, completedAt, awards, settings);
  const own = person.awards.find(({ enrolmentId }) => enrolmentId === enrolment.id);
  return {
    enrolment,
    progress,
    completedAt,
    award: award && own ? { ...award, ...correctedDays(own, award, version.validityMonths) } : award,
  };
}

/** The days of an award that exists already: as they are, unless what arrived late says that it began on another day. */
function correctedDays(own: AwardFacts, award: AwardDays, validityMonths: number | null): AwardDays {
  // One that was taken back begins as if it had never been.
  if (own.revokedAt) return award;
  if (own.awardedOn.getTime() === award.awardedOn.getTime()) return daysOf(own);
  // What a newer version shortened ends no later for it.
  const planned = expiryOf(own.validFrom, validityMonths);
  const wasShortened = own.endsOn !== null && (planned === null || own.endsOn < planned);
  const endsOn = wasShortened ? earlierOf(own.endsOn, award.endsOn) : award.endsOn;
  return { ...award, endsOn: endsOn && endsOn < award.validFrom ? award.validFrom : endsOn };
}

const daysOf = ({ awardedOn, validFrom, endsOn }: AwardDays): AwardDays => ({ awardedOn, validFrom, endsOn });

/** The awards as they are once an enrolment is settled, for those of which it is a prerequisite. */
function awardsAfter(awards: readonly AwardFacts[], { enrolment, award }: Settlement): AwardFacts[] {
  const others = awards.filter(({ enrolmentId }) => enrolmentId !== enrolment.id);
  if (!award) return others;
  const own = awards.find(({ enrolmentId }) => enrolmentId === enrolment.id);
  const { id, programId, versionId } = enrolment;
  return [...others, { ...award, id: own?.id ?? id, enrolmentId: id, programId, versionId, revokedAt: null }];
}

/**
 * Settles everything that one person is enrolled in by everything that they did. An award can be what another one
 * waits for, so it goes round until nothing changes any more; the order of what arrived makes no difference.
 */
export function settlePerson(person: PersonFacts, settings: Settings): Settlement[] {
  const open = person.enrolments.filter((enrolment) => isReconsidered(enrolment, person));
  let awards = person.awards;
  let settled: Settlement[] = [];
  for (let round = 0; round <= open.length; round += 1) {
    const before = JSON.stringify(awards);
    settled = open.map((enrolment) => {
      const settlement = settlementOf(enrolment, person, awards, settings);
      awards = awardsAfter(awards, settlement);
      return settlement;
    });
    if (JSON.stringify(awards) === before) break;
  }
  return settled;
}
