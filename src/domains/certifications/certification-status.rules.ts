import { addDays } from '../../kernel/days.ts';
import { dayIn } from '../../kernel/time.ts';
import { earlierOf } from '../agreements/agreement.rules.ts';
import { tierFound } from '../programs/tier-placement.rules.ts';

/** Somebody's award through one time at a partner; days are midnights in UTC. */
export type HoldingRow = Readonly<{
  partnerId: string;
  personId: string;
  membershipId: string;
  /** Null where the award counts for another partner of the master account. */
  name: string | null;
  programId: string;
  validFrom: Date;
  endsOn: Date | null;
  awardedOn: Date;
  joinedAt: Date;
  leftAt: Date | null;
  leaverGraceDays: number;
}>;

/** The days on which a person counts for a partner by one award; `until` is the first that does not. */
export type Span = Readonly<{ from: Date; until: Date | null }>;

/**
 * The days on which an award counts for a partner: from the day of joining, and for the grace after leaving, where it was
 * awarded before. Null where there are none.
 */
export function spanOf(row: HoldingRow, timeZone: string): Span | null {
  const joinedOn = dayIn(timeZone, row.joinedAt);
  const leftOn = row.leftAt && dayIn(timeZone, row.leftAt);
  if (leftOn && row.awardedOn >= leftOn) return null;
  const from = new Date(Math.max(row.validFrom.getTime(), joinedOn.getTime()));
  const until = earlierOf(row.endsOn, leftOn && addDays(leftOn, row.leaverGraceDays));
  return until && until <= from ? null : { from, until };
}

/** Until when somebody counts without a gap, from a day on; undefined where not on that day. */
export function countsUntil(spans: readonly Span[], day: Date): Date | null | undefined {
  const sorted = [...spans].sort((a, b) => a.from.getTime() - b.from.getTime());
  let until: Date | null | undefined;
  for (const span of sorted) {
    const isConnected = until === undefined ? span.from <= day : until !== null && span.from <= until;
    const reaches = span.until === null || span.until > day;
    if (!isConnected || !reaches) continue;
    until = until && span.until && span.until < until ? until : span.until;
  }
  return until;
}

export type Holder = Readonly<{
  personId: string;
  /** Null where the person has left. */
  membershipId: string | null;
  name: string | null;
  hasLeft: boolean;
  countsUntil: Date | null;
}>;

const endOf = ({ countsUntil: until }: Holder): number => until?.getTime() ?? Number.MAX_SAFE_INTEGER;

/** Who counts on a day by these rows, each person once; whose certificate ends first is first. */
export function holdersOn(rows: readonly HoldingRow[], day: Date, timeZone: string): Holder[] {
  const byPerson = Map.groupBy(rows, ({ personId }) => personId);
  const holders = [...byPerson].flatMap(([personId, ofPerson]): Holder[] => {
    const spans = ofPerson.flatMap((row) => spanOf(row, timeZone) ?? []);
    const until = countsUntil(spans, day);
    if (until === undefined) return [];
    const here = ofPerson.find(({ leftAt }) => leftAt === null);
    const named = { membershipId: here?.membershipId ?? null, name: here?.name ?? null };
    return [{ personId, ...named, hasLeft: here === undefined, countsUntil: until }];
  });
  return holders.sort((a, b) => endOf(a) - endOf(b) || (a.personId < b.personId ? -1 : 1));
}

/** How many of them no longer count so many days later, as things stand. */
export function expiringWithin(holders: readonly Holder[], day: Date, days: number): number {
  const last = addDays(day, days);
  return holders.filter(({ countsUntil: until }) => until !== null && until <= last).length;
}

export type TierRow = Readonly<{
  id: string;
  partnerProgramCode: string;
  versionId: string;
  isForType: boolean;
  code: string;
  name: string;
  rank: number;
  requirementCount: number;
  requirements: readonly Readonly<{ certificationProgramId: string; threshold: number; level: string }>[];
}>;

export type PlacedRow = Readonly<{ partnerProgramCode: string; code: string; rank: number }>;

/** How many certified people a tier of a partner program asks for. */
export type Asked = Readonly<{
  certificationProgramId: string;
  partnerProgramCode: string;
  tierCode: string;
  tierName: string;
  isNextTier: boolean;
  needed: number;
  isOfMasterAccount: boolean;
}>;

/** What the partner's present tier and the next one ask for, in every partner program that it takes part in. */
export function askedOf(tiers: readonly TierRow[], placed: readonly PlacedRow[]): Asked[] {
  return [...Map.groupBy(tiers, ({ partnerProgramCode }) => partnerProgramCode)].flatMap(
    ([code, ofProgram]) => {
      const placement = placed.find(({ partnerProgramCode }) => partnerProgramCode === code) ?? null;
      const found = tierFound(ofProgram, placement);
      const isOut = found.basis !== 'PLACEMENT' && !ofProgram.every(({ isForType }) => isForType);
      if (isOut) return [];
      const { tier } = found;
      const next = ofProgram
        .filter(({ rank }) => rank > (tier?.rank ?? 0))
        .reduce<TierRow | null>((lowest, each) => (!lowest || each.rank < lowest.rank ? each : lowest), null);
      return [...(tier ? askedBy(tier, false) : []), ...(next ? askedBy(next, true) : [])];
    },
  );
}

const askedBy = (tier: TierRow, isNextTier: boolean): Asked[] =>
  tier.requirements.map(({ certificationProgramId, threshold, level }) => ({
    ...{ certificationProgramId, partnerProgramCode: tier.partnerProgramCode, isNextTier },
    ...{ tierCode: tier.code, tierName: tier.name, needed: threshold },
    isOfMasterAccount: level === 'MASTER_ACCOUNT',
  }));

/** The most that any of them asks for; null where none does. */
export const mostNeeded = (asked: readonly Asked[], isNextTier: boolean): number | null => {
  const needed = asked.filter((one) => one.isNextTier === isNextTier).map((one) => one.needed);
  return needed.length > 0 ? Math.max(...needed) : null;
};
