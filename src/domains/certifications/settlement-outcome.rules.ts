import type { AwardDays, AwardFacts } from './award-days.rules.ts';
import type { RequirementProgress } from './enrolment-progress.rules.ts';
import type { Settings, Settlement } from './enrolment-settlement.rules.ts';

/** Said of an award that a result which arrived late took back. */
export const TAKEN_BACK_REASON = 'A result that arrived late shows that what it takes was not fulfilled.';

type AddedAward = AwardDays &
  Readonly<{
    id: string;
    personId: string;
    programId: string;
    versionId: string;
    enrolmentId: string;
    partnerId: string | null;
    membershipId: string | null;
    renewalOfId: string | null;
  }>;

type ChangedAward = AwardDays &
  Readonly<{ id: string; renewalOfId: string | null; revokeReason: string | null }>;

type BookedChange = AwardDays & Readonly<{ awardId: string; cause: 'AWARDED' | 'RENEWED' | 'REVOKED' }>;

/** What is written of a settlement; null where that stays as it is. */
export type Outcome = Readonly<{
  settlement: Settlement;
  move: 'COMPLETED' | 'OPEN' | null;
  added: AddedAward | null;
  changed: ChangedAward | null;
  booked: BookedChange | null;
  event: 'awarded' | 'renewed' | 'corrected' | 'revoked' | null;
}>;

const NOTHING = { move: null, added: null, changed: null, booked: null, event: null } as const;

const isSame = (one: Date | null, other: Date | null): boolean => one?.getTime() === other?.getTime();

const haveSameDays = (one: AwardDays, other: AwardDays): boolean =>
  isSame(one.awardedOn, other.awardedOn) &&
  isSame(one.validFrom, other.validFrom) &&
  isSame(one.endsOn, other.endsOn);

export function outcomeOf(
  settlement: Settlement,
  awards: readonly AwardFacts[],
  newId: () => string,
): Outcome {
  const { enrolment, award } = settlement;
  const own = awards.find(({ enrolmentId }) => enrolmentId === enrolment.id) ?? null;
  const cause = enrolment.path === 'RENEWAL' ? 'RENEWED' : 'AWARDED';
  const event = enrolment.path === 'RENEWAL' ? 'renewed' : 'awarded';
  if (!award)
    return own && enrolment.status === 'COMPLETED' ? takenBack(settlement, own) : { settlement, ...NOTHING };
  const { awardedOn, validFrom, endsOn, renewalOfId } = award;
  const days = { awardedOn, validFrom, endsOn };
  if (!own) {
    const id = newId();
    const { id: enrolmentId, personId, programId, versionId, partnerId, membershipId } = enrolment;
    const added = {
      id,
      enrolmentId,
      personId,
      programId,
      versionId,
      partnerId,
      membershipId,
      renewalOfId,
      ...days,
    };
    return {
      settlement,
      ...NOTHING,
      move: 'COMPLETED',
      added,
      booked: { awardId: id, cause, ...days },
      event,
    };
  }
  const isAgain = enrolment.status === 'OPEN';
  if (!isAgain && haveSameDays(own, award)) return { settlement, ...NOTHING };
  return {
    ...{ settlement, ...NOTHING, move: isAgain ? 'COMPLETED' : null },
    changed: {
      id: own.id,
      renewalOfId: isAgain ? renewalOfId : own.renewalOfId,
      revokeReason: null,
      ...days,
    },
    booked: { awardId: own.id, cause, ...days },
    event: isAgain ? event : 'corrected',
  };
}

/** The award ends with the day it began on, and whoever had it goes on with what is missing. */
function takenBack(settlement: Settlement, own: AwardFacts): Outcome {
  const days = { awardedOn: own.awardedOn, validFrom: own.validFrom, endsOn: own.validFrom };
  return {
    ...{ settlement, ...NOTHING, move: 'OPEN', event: 'revoked' },
    changed: { id: own.id, renewalOfId: null, revokeReason: TAKEN_BACK_REASON, ...days },
    booked: { awardId: own.id, cause: 'REVOKED', ...days },
  };
}

type WrittenProgress = RequirementProgress &
  Readonly<{ enrolmentId: string; partnerId: string | null; membershipId: string | null }>;

const isSameProgress = (one: RequirementProgress, other: RequirementProgress | undefined): boolean =>
  other !== undefined &&
  one.status === other.status &&
  one.attempts === other.attempts &&
  one.bestBps === other.bestBps &&
  one.resultId === other.resultId &&
  isSame(one.fulfilledAt, other.fulfilledAt) &&
  isSame(one.nextAttemptAt, other.nextAttemptAt);

/** Of how somebody stands, what is not stored so already. */
export function changedProgress({ enrolment, progress }: Settlement): WrittenProgress[] {
  const stored = new Map(enrolment.progress.map((each) => [each.requirementId, each]));
  const { id: enrolmentId, partnerId, membershipId } = enrolment;
  return progress
    .filter((each) => !isSameProgress(each, stored.get(each.requirementId)))
    .map((each) => ({ ...each, enrolmentId, partnerId, membershipId }));
}

/** Where somebody came further, or has no attempt left; the first rows of an enrolment are no news. */
function hasProgressed({ enrolment, progress }: Settlement): boolean {
  const stored = new Map(enrolment.progress.map(({ requirementId, status }) => [requirementId, status]));
  return progress.some(({ requirementId, status }) => status !== (stored.get(requirementId) ?? 'OPEN'));
}

type CertificationEvent = Readonly<{
  type: string;
  subjectType: string;
  subjectId: string;
  partnerId: string | null;
  partnerVisible: boolean;
  occurredAt: Date;
  data: Readonly<Record<string, string | number | null>>;
}>;

const AWARD_EVENTS = {
  awarded: 'certification.awarded',
  renewed: 'certification.renewed',
  corrected: 'certification.corrected',
  revoked: 'certification.revoked',
} as const;

/** What is told of a settlement: that somebody came further, and what became of the award. */
export function eventsOf(outcome: Outcome, { versions }: Settings, now: Date): CertificationEvent[] {
  const { settlement, added, changed, event } = outcome;
  const { enrolment, progress, completedAt } = settlement;
  const version = versions.get(enrolment.versionId)!;
  const { partnerId, membershipId } = enrolment;
  const common = { partnerId, partnerVisible: partnerId !== null };
  const data = { programCode: version.programCode, versionNumber: version.number, membershipId };
  const fulfilled = progress.filter(({ fulfilledAt }) => fulfilledAt !== null);
  const events: CertificationEvent[] = [];
  if (hasProgressed(settlement))
    events.push({
      ...{ ...common, type: 'certification.progressed', subjectType: 'Enrolment', subjectId: enrolment.id },
      occurredAt: new Date(Math.max(...fulfilled.map(({ fulfilledAt }) => fulfilledAt!.getTime()), 0) || now),
      data: { ...data, fulfilled: fulfilled.length, requirements: progress.length },
    });
  const awardId = added?.id ?? changed?.id;
  if (event && awardId)
    events.push({
      ...{ ...common, type: AWARD_EVENTS[event], subjectType: 'CertificationAward', subjectId: awardId },
      occurredAt: event === 'awarded' || event === 'renewed' ? (completedAt ?? now) : now,
      data: { ...data, enrolmentId: enrolment.id, path: enrolment.path },
    });
  return events;
}
