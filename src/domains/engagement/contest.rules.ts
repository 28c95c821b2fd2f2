import { type InvalidField, InvalidInputError } from '../../kernel/errors.ts';
import { type ClaimScope, claimTargetOf } from './claim.rules.ts';

/** An accepted registration as far as collisions ask; what an import or the CRM credited is none. */
export type AcceptedReferral = Readonly<{
  id: string;
  partnerId: string;
  submittedAt: Date;
  productFamily: string;
  countryCode: string | null;
}>;

/** An open deal of direct sales that was there, and worked on, before a referral was submitted. */
export type EarlierDeal = Readonly<{ referralId: string; opportunityId: string }>;

/** What a person decided before, and what is therefore no collision any more. */
export type DecidedContest = Readonly<{ referralIds: readonly string[]; opportunityId: string | null }>;

export type Collision = Readonly<{ referralIds: readonly string[]; opportunityId: string | null }>;

/**
 * The collisions among the accepted referrals about one customer: of different partners within one product family (and
 * territory, where the program divides by it), and with an earlier deal of direct sales.
 */
export function collisionsOf(
  referrals: readonly AcceptedReferral[],
  earlierDeals: readonly EarlierDeal[],
  decided: readonly DecidedContest[],
  scope: ClaimScope,
): Collision[] {
  const groups = Map.groupBy(referrals, ({ productFamily, countryCode }) =>
    JSON.stringify([productFamily, claimTargetOf([], null, productFamily, scope, countryCode).territory]),
  );
  return [...groups.values()].flatMap((group) => {
    const deals = earlierDeals.filter(
      (deal) => group.some(({ id }) => id === deal.referralId) && !isDealDecided(deal, decided),
    );
    const colliding = group.filter(
      (one) =>
        deals.some(({ referralId }) => referralId === one.id) ||
        group.some((other) => other.partnerId !== one.partnerId && !isPairDecided(one.id, other.id, decided)),
    );
    if (colliding.length === 0) return [];
    return [
      { referralIds: colliding.map(({ id }) => id).sort(), opportunityId: deals[0]?.opportunityId ?? null },
    ];
  });
}

const isDealDecided = (deal: EarlierDeal, decided: readonly DecidedContest[]) =>
  decided.some(
    ({ referralIds, opportunityId }) =>
      opportunityId === deal.opportunityId && referralIds.includes(deal.referralId),
  );

const isPairDecided = (one: string, other: string, decided: readonly DecidedContest[]) =>
  decided.some(({ referralIds }) => referralIds.includes(one) && referralIds.includes(other));

export const RESOLUTIONS = ['ONE', 'SPLIT', 'SOURCED_CREDIT', 'DIRECT_SALES'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

export type Share = Readonly<{ referralId: string; numerator: number; denominator: number }>;
export type Credit = Readonly<{
  kind: 'SOURCED' | 'INFLUENCED';
  shareNumerator: number;
  shareDenominator: number;
}>;

/** The part of a decision that says who gets what. */
export type Verdict = Readonly<{
  resolution: Resolution;
  winnerId: string | null;
  shares: readonly Share[] | null;
}>;

export const SHARE_DENOMINATOR_MAX = 1_000_000;
const WHOLE = { shareNumerator: 1, shareDenominator: 1 };
const NOTHING = { shareNumerator: 0, shareDenominator: 1 };

/**
 * Who is credited with what: the parties that are left out end. Whoever influenced a deal keeps working on it, with a
 * credit that has no share.
 * @throws InvalidInputError where the verdict names no party, or shares that do not sum to one exactly
 */
export function creditsOf(verdict: Verdict, parties: readonly string[]): ReadonlyMap<string, Credit> {
  const { resolution, winnerId, shares } = verdict;
  const needsWinner = resolution === 'ONE' || resolution === 'SOURCED_CREDIT';
  if (needsWinner && !parties.includes(winnerId ?? ''))
    throw refused('winnerId', 'NOT_A_PARTY', 'winnerId is one of the referrals of the contest.');
  if (!needsWinner && winnerId !== null)
    throw refused('winnerId', 'NOT_EXPECTED', `${resolution} has no winner: leave winnerId out.`);
  if (resolution !== 'SPLIT' && shares !== null)
    throw refused('shares', 'NOT_EXPECTED', `${resolution} has no shares: leave them out.`);
  if (resolution === 'SPLIT') return splitOf(shares ?? [], parties);
  if (resolution === 'DIRECT_SALES') return new Map();
  const winner = [winnerId ?? '', { kind: 'SOURCED', ...WHOLE }] as const;
  if (resolution === 'ONE') return new Map([winner]);
  const others = parties.filter((id) => id !== winnerId);
  return new Map<string, Credit>([
    winner,
    ...others.map((id) => [id, { kind: 'INFLUENCED', ...NOTHING }] as const),
  ]);
}

function splitOf(shares: readonly Share[], parties: readonly string[]): ReadonlyMap<string, Credit> {
  const invalid = shares.flatMap(({ referralId, numerator, denominator }, place): InvalidField[] => {
    if (!parties.includes(referralId) || shares.findIndex((share) => share.referralId === referralId) < place)
      return [field(`shares.${place}.referralId`, 'NOT_A_PARTY', 'Each party of the contest at most once.')];
    const isPart = numerator >= 1 && numerator <= denominator && denominator <= SHARE_DENOMINATOR_MAX;
    const message = `A share is a part of one: 1 to its denominator, which is at most ${SHARE_DENOMINATOR_MAX}.`;
    return isPart ? [] : [field(`shares.${place}`, 'NOT_A_PART', message)];
  });
  if (invalid.length > 0) throw new InvalidInputError(invalid);
  if (!sumsToOne(shares)) throw refused('shares', 'NOT_ONE', 'The shares sum to exactly one.');
  return new Map(
    shares.map(({ referralId, numerator, denominator }) => [
      referralId,
      { kind: 'SOURCED', shareNumerator: numerator, shareDenominator: denominator },
    ]),
  );
}

/** Exact: fractions are added over the product of their denominators. */
function sumsToOne(shares: readonly Share[]): boolean {
  const [top, bottom] = shares.reduce(
    ([numerator, denominator], share) => [
      numerator * BigInt(share.denominator) + BigInt(share.numerator) * denominator,
      denominator * BigInt(share.denominator),
    ],
    [0n, 1n] as readonly [bigint, bigint],
  );
  return top === bottom;
}

const field = (name: string, code: string, message: string): InvalidField => ({ field: name, code, message });
const refused = (name: string, code: string, message: string) =>
  new InvalidInputError([field(name, code, message)]);

/** All that a partner reads of a contest: the same, whoever the other party is. */
export const CONTESTED_MESSAGE =
  'It was found to concern a customer with whom somebody else is at work too. What was not paid yet is held until the vendor decides.';
export const CEDED_MESSAGE =
  'The vendor decided in favor of somebody else who was at work with this customer.';
