import {
  type Match,
  type MatchCandidate,
  type MatchDecision,
  type MatchParty,
  matchScore,
} from './customer-match.rules.ts';

/** A record of the customer master that may be the company, and the customer that it counts as. */
export type FoundRecord = MatchCandidate & Readonly<{ recordId: string; customerId: string }>;

/** A customer that may be the company, by the record of it that fits best. */
export type CustomerCandidate = Match & Readonly<{ recordId: string; customerId: string }>;

export type CustomerFinding = Readonly<{
  decision: 'SAME' | 'POSSIBLE' | 'NONE';
  /** The record that it is, where a strong key decides; null otherwise. */
  recordId: string | null;
  /** The likeliest first. */
  candidates: readonly CustomerCandidate[];
}>;

/**
 * What the records that were found say about a company. Records of one customer are one candidate. A strong key decides
 * only where it leaves no doubt: companies of a group share domains, so a domain that several customers have, or one
 * whose tax id is another, goes to a person.
 */
export function findingOf(party: MatchParty, records: readonly FoundRecord[]): CustomerFinding {
  const candidates = bestByCustomer(
    records.map((record) => ({
      ...matchScore(record, party),
      recordId: record.recordId,
      customerId: record.customerId,
    })),
  );
  const same = candidates.filter(({ decision }) => decision === 'SAME');
  const strongest = same.filter((candidate) => strengthOf(candidate) === strengthOf(same[0]!));
  const [only] = strongest;
  if (only && strongest.length === 1 && !isDoubtful(only))
    return { decision: 'SAME', recordId: only.recordId, candidates };
  return { decision: candidates.length > 0 ? 'POSSIBLE' : 'NONE', recordId: null, candidates };
}

function bestByCustomer(candidates: readonly CustomerCandidate[]): CustomerCandidate[] {
  const best = new Map<string, CustomerCandidate>();
  for (const candidate of candidates
    .filter(({ decision }) => decision !== WITHOUT_INTEREST)
    .sort(likelierFirst)) {
    if (!best.has(candidate.customerId)) best.set(candidate.customerId, candidate);
  }
  return [...best.values()];
}

const WITHOUT_INTEREST: MatchDecision = 'DIFFERENT';

/** 2 for what belongs to one company only, 1 for a domain, 0 for a name. */
function strengthOf({ matchedOn }: Match): number {
  if (matchedOn.includes('TAX_ID') || matchedOn.includes('CRM_ACCOUNT')) return 2;
  return matchedOn.includes('DOMAIN') ? 1 : 0;
}

const isDoubtful = (match: Match): boolean =>
  strengthOf(match) < 2 && match.contributions.some(({ code }) => code === 'TAX_ID_DIFFERENT');

const pointsOf = ({ contributions }: Match): number =>
  contributions.reduce((sum, { pointsBps }) => sum + pointsBps, 0);

/** The last resort is the id, so that the same data always gives the same order. */
const likelierFirst = (a: CustomerCandidate, b: CustomerCandidate): number =>
  b.scoreBps - a.scoreBps ||
  strengthOf(b) - strengthOf(a) ||
  pointsOf(b) - pointsOf(a) ||
  (a.recordId < b.recordId ? -1 : 1);
