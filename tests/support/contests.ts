import { type Answer, changing, type Engagement, uuidOf } from './engagement.ts';
import type { Portal } from './portal.ts';

const CONTEST = `... on Contest { id cause resolution resolvedAt reason customer { name } opportunity { id }
  parties { statusBefore referral { id status } } }`;
export const RESOLVE = changing('contestResolve', 'ContestResolveInput', CONTEST);
export const RECHECK = changing('referralRecheck', 'ReferralRecheckInput');
export const LINK = changing('referralLinkCustomer', 'ReferralLinkCustomerInput');
const MERGE = changing('customerMerge', 'CustomerMergeInput', '... on CustomerMerge { id }');
const UNMERGE = changing('customerUnmerge', 'CustomerUnmergeInput', '... on CustomerMerge { id }');
export const LIST = `query ($filter: ContestFilter) { contests(first: 100, filter: $filter) { nodes { id cause resolution
  parties { referral { id } } } } }`;

export type Contest = {
  id: string;
  cause: string;
  resolution: string | null;
  parties: { referral: { id: string } }[];
};

export type Contests = ReturnType<typeof setUpContests>;

/** What staff do with contests, and how referrals come to be in one. */
export function setUpContests(portal: Portal, engagement: Engagement) {
  const contestOf = async (referral: { id: string }, open = true): Promise<Contest> => {
    const { data } = await portal.send(engagement.operations.subject, LIST, { filter: { open } });
    const found = (data.contests.nodes as Contest[]).find(({ parties }) =>
      parties.some((party) => party.referral.id === referral.id),
    );
    return found as Contest;
  };
  const resolve = (contest: Contest, decision: object) =>
    engagement.send(engagement.operations.subject, RESOLVE, {
      id: contest.id,
      reason: 'They met first.',
      ...decision,
    });

  const credit = (referral: Answer, opportunityId: string, status = 'ATTRIBUTED') =>
    portal.arrange(async (tx) => {
      const { partnerId } = await tx.referral.findUniqueOrThrow({ where: { id: uuidOf(referral.id) } });
      const because = 'PROTECTED_WHEN_OPENED';
      const decidedAt = new Date('2026-02-01T00:00:00Z');
      const data = { partnerId, referralId: uuidOf(referral.id), opportunityId, status, because, decidedAt };
      return await tx.attribution.create({ data });
    });

  const creditsOf = async (...referrals: Answer[]) =>
    (await engagement.rowsOf(...referrals)).attributions.map(
      ({ kind, status, shareNumerator, shareDenominator }) =>
        `${kind} ${status} ${shareNumerator}/${shareDenominator}`,
    );

  /** Accepted referrals of two partners about two customers that are one, each with a deal that somebody credited. */
  async function twins() {
    const [one, other] = [engagement.aCompany(), engagement.aCompany()];
    const customers = await Promise.all(
      [one, other].map(({ customerName, customerDomain }) =>
        engagement.aCustomer(customerName, [{ kind: 'DOMAIN', value: customerDomain }]),
      ),
    );
    const [a, b] = [
      await engagement.accepted(engagement.first, one),
      await engagement.accepted(engagement.second, other),
    ];
    const waiting = await engagement.submitted(engagement.first, other);
    const deal = await engagement.aDeal({
      customerId: customers[1]!.id,
      partnerId: engagement.second.partnerId,
    });
    await credit(b, deal.id);
    return { a, b, waiting, customers: customers.map(({ id }) => id), deal };
  }

  const merge = async ([survivor, merged]: string[]): Promise<string> => {
    const asRead = (id: string) => ({ id: `Customer_${id}`, version: 1 });
    const { subject } = engagement.operations;
    const input = { survivor: asRead(survivor!), merged: asRead(merged!), reason: 'One company.' };
    return (await engagement.send(subject, MERGE, input)).id;
  };
  const unmerge = (mergeId: string) =>
    engagement.send(engagement.operations.subject, UNMERGE, { mergeId, reason: 'Two after all.' });
  return { contestOf, resolve, credit, creditsOf, twins, merge, unmerge };
}
