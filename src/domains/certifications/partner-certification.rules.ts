import type { ComputedRule } from '../../kernel/computed-rule.ts';
import { dayFrom } from '../../kernel/time.ts';
import {
  type Asked,
  askedOf,
  expiringWithin,
  type Holder,
  type HoldingRow,
  holdersOn,
  mostNeeded,
  type PlacedRow,
  type TierRow,
} from './certification-status.rules.ts';
import { type Missing, missingCount, missingOf, type VersionNames } from './enrolment-missing.rules.ts';

export const STATUS_PROGRAMS_MAX = 100;
export const HOLDERS_MAX = 100;
export const ASKED_MAX = 40;
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

/** Days and instants are text, as JSON has them. */
type HoldingFound = Readonly<{
  [Name in keyof HoldingRow]: HoldingRow[Name] extends Date | null ? string | null : HoldingRow[Name];
}> &
  Readonly<{ validFrom: string; awardedOn: string; joinedAt: string }>;

type OnTheWay = Readonly<{
  id: string;
  personId: string;
  membershipId: string;
  name: string;
  programId: string;
  versionId: string;
  path: string;
  progress: readonly Readonly<{ requirementId: string; status: string; nextAttemptAt: string | null }>[];
}>;

export type CertificationStatusGiven = Readonly<{ partnerId: string; on: string | null }>;

type Rows = Readonly<{
  /** Of the partner; none where it is hidden. */
  partner: readonly Readonly<{ on: string; timeZone: string; holdings: readonly HoldingFound[] }>[];
  programs: readonly Readonly<{ id: string; code: string; name: string }>[];
  tiers: readonly TierRow[];
  placed: readonly PlacedRow[];
  onTheWay: readonly OnTheWay[];
  versions: readonly (VersionNames & Readonly<{ id: string }>)[];
}>;

/**
 * How a partner stands in everything that its people can be certified in, on a day, as is known now: the vendor's today
 * where no day is given; null where the partner is hidden. Members are told of nobody on the way but themselves.
 */
export const certificationStatusRule: ComputedRule<
  CertificationStatusGiven,
  Rows,
  PartnerCertification[] | null
> = {
  name: 'certificationStatus',
  terms: ({ partnerId, on }, { now, isMember, membership }) => ({
    ...{ partnerId, on, now: now.toISOString() },
    onlyMembershipId: isMember ? (membership?.id ?? null) : null,
  }),
  value: ({ partner: [partner], ...rows }, { partnerId }) => {
    if (!partner) return null;
    const on = dayFrom(partner.on);
    const holdings = partner.holdings.map(holdingFrom);
    const needs = askedOf(rows.tiers, rows.placed);
    const closest = closestOf(rows.onTheWay, rows.versions);
    return rows.programs.map((program) => {
      const ofProgram = holdings.filter(({ programId }) => programId === program.id);
      const holders = holdersOn(
        ofProgram.filter((row) => row.partnerId === partnerId),
        on,
        partner.timeZone,
      );
      return {
        ...{ programId: program.id, programCode: program.code, programName: program.name, on },
        ...standing(holders, on),
        ...required(
          needs.filter(({ certificationProgramId }) => certificationProgramId === program.id),
          { own: holders.length, inAccount: holdersOn(ofProgram, on, partner.timeZone).length },
        ),
        closest: closestWithout(closest.get(program.id) ?? [], holders),
      };
    });
  },
};

const holdingFrom = ({
  validFrom,
  endsOn,
  awardedOn,
  joinedAt,
  leftAt,
  ...row
}: HoldingFound): HoldingRow => ({
  ...row,
  ...{ validFrom: dayFrom(validFrom), endsOn: endsOn === null ? null : dayFrom(endsOn) },
  ...{ awardedOn: dayFrom(awardedOn), joinedAt: new Date(joinedAt) },
  leftAt: leftAt === null ? null : new Date(leftAt),
});

const standing = (holders: readonly Holder[], on: Date) => ({
  held: holders.length,
  expiringWithin30Days: expiringWithin(holders, on, 30),
  expiringWithin60Days: expiringWithin(holders, on, 60),
  expiringWithin90Days: expiringWithin(holders, on, 90),
  nextLossOn: holders[0]?.countsUntil ?? null,
  holders: holders.slice(0, HOLDERS_MAX),
});

const required = (needs: readonly Asked[], held: Readonly<{ own: number; inAccount: number }>) => ({
  requiredForTier: mostNeeded(needs, false),
  requiredForNextTier: mostNeeded(needs, true),
  asked: needs
    .map((one) => ({ ...one, held: one.isOfMasterAccount ? held.inAccount : held.own }))
    .slice(0, ASKED_MAX),
});

type Judged = Closest & Readonly<{ personId: string; programId: string; count: number }>;

/** Who is on the way to each certification, whoever misses least first. */
function closestOf(
  enrolments: Rows['onTheWay'],
  versions: Rows['versions'],
): ReadonlyMap<string, readonly Judged[]> {
  const byId = new Map(versions.map((version) => [version.id, version]));
  const judged = enrolments.map(({ id, path, versionId, progress, ...enrolment }): Judged => {
    const standings = progress.map((one) => ({
      ...one,
      nextAttemptAt: one.nextAttemptAt === null ? null : new Date(one.nextAttemptAt),
    }));
    const missing = missingOf(path, byId.get(versionId)!, standings);
    return { ...enrolment, enrolmentId: id, missing, count: missingCount(missing) };
  });
  // The order of opening settles ties, as sorting keeps it.
  return Map.groupBy(
    judged.sort((a, b) => a.count - b.count),
    ({ programId }) => programId,
  );
}

function closestWithout(judged: readonly Judged[], holders: readonly Holder[]): Closest[] {
  const holding = new Set(holders.map(({ personId }) => personId));
  return judged.filter(({ personId }) => !holding.has(personId)).slice(0, CLOSEST_MAX);
}
