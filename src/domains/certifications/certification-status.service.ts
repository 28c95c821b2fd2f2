import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import * as repo from './certification-status.repo.ts';
import {
  type Asked,
  askedOf,
  expiringWithin,
  type Holder,
  holdersOn,
  mostNeeded,
} from './certification-status.rules.ts';
import { timeZoneOf } from './enrolment-facts.repo.ts';
import { type Missing, missingCount, missingOf } from './enrolment-missing.rules.ts';

export const STATUS_PROGRAMS_MAX = 100;
export const HOLDERS_MAX = 100;
export const CLOSEST_MAX = 3;

export type Closest = Readonly<{
  enrolmentId: string;
  membershipId: string;
  name: string;
  missing: readonly Missing[];
}>;

export type PartnerCertification = Readonly<{
  programId: string;
  programCode: string;
  programName: string;
  on: Date;
  held: number;
  requiredForTier: number | null;
  requiredForNextTier: number | null;
  asked: readonly (Asked & Readonly<{ held: number }>)[];
  expiringWithin30Days: number;
  expiringWithin60Days: number;
  expiringWithin90Days: number;
  nextLossOn: Date | null;
  holders: readonly Holder[];
  closest: readonly Closest[];
}>;

const TAKES_PART = ['ONBOARDING', 'ACTIVE', 'SUSPENDED'];

/**
 * How a partner stands in everything that its people can be certified in, on a day, as is known now: the vendor's today
 * where no day is given. Who is on the way is told of one membership only where one is given. For who has found the
 * partner; the transaction sees what the vendor sees, by as many statements for many people as for few.
 */
export async function certificationsOfPartner(
  tx: Tx,
  asked: Readonly<{ partnerId: string; on: Date | null; onlyMembershipId: string | null }>,
  now: Date,
): Promise<PartnerCertification[]> {
  const { partnerId } = asked;
  const timeZone = await timeZoneOf(tx);
  const on = asked.on ?? dayIn(timeZone, now);
  const programs = await repo.programsOffered(tx, STATUS_PROGRAMS_MAX);
  const account = await repo.accountOf(tx, partnerId);
  const holdings = await repo.holdingsOf(tx, account.partnerIds);
  const tiers = TAKES_PART.includes(account.status) ? await repo.tiersInForce(tx, account.type, on) : [];
  const needs = askedOf(tiers, await repo.placementsOn(tx, partnerId, on));
  const closest = await closestOf(tx, partnerId, asked.onlyMembershipId);
  return programs.map(({ id, code, name }) => {
    const ofProgram = holdings.filter(({ programId }) => programId === id);
    const own = ofProgram.filter((row) => row.partnerId === partnerId);
    const holders = holdersOn(own, on, timeZone);
    const inAccount = holdersOn(ofProgram, on, timeZone).length;
    const ofThis = needs.filter(({ certificationProgramId }) => certificationProgramId === id);
    const holding = new Set(holders.map(({ personId }) => personId));
    return {
      ...{ programId: id, programCode: code, programName: name, on, held: holders.length },
      requiredForTier: mostNeeded(ofThis, false),
      requiredForNextTier: mostNeeded(ofThis, true),
      asked: ofThis.map((one) => ({ ...one, held: one.isOfMasterAccount ? inAccount : holders.length })),
      expiringWithin30Days: expiringWithin(holders, on, 30),
      expiringWithin60Days: expiringWithin(holders, on, 60),
      expiringWithin90Days: expiringWithin(holders, on, 90),
      nextLossOn: holders[0]?.countsUntil ?? null,
      holders,
      closest: (closest.get(id) ?? []).filter(({ personId }) => !holding.has(personId)).slice(0, CLOSEST_MAX),
    };
  });
}

/** Who is on the way to each certification, whoever misses least first. */
async function closestOf(tx: Tx, partnerId: string, onlyMembershipId: string | null) {
  const enrolments = await repo.onTheWay(tx, partnerId, onlyMembershipId);
  const versions = await repo.versionNames(tx, [...new Set(enrolments.map(({ versionId }) => versionId))]);
  const byId = new Map(versions.map((version) => [version.id, version]));
  const judged = enrolments.map((enrolment) => {
    const progress = enrolment.progress.map((standing) => ({
      ...standing,
      nextAttemptAt: standing.nextAttemptAt === null ? null : new Date(standing.nextAttemptAt),
    }));
    const missing = missingOf(enrolment.path, byId.get(enrolment.versionId)!, progress);
    const { id, personId, membershipId, name, programId } = enrolment;
    return {
      enrolmentId: id,
      personId,
      membershipId,
      name,
      programId,
      missing,
      count: missingCount(missing),
    };
  });
  // The order of opening settles ties, as sorting keeps it.
  return Map.groupBy(
    judged.sort((a, b) => a.count - b.count),
    ({ programId }) => programId,
  );
}
