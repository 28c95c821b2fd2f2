import { beforeAll, describe, expect, it } from 'vitest';
import { type Contests, setUpContests } from '../support/contests.ts';
import { type Answer, type Engagement, setUpEngagement } from '../support/engagement.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let engagement: Engagement;
let contests: Contests;

beforeAll(async () => {
  portal = await startPortal();
  engagement = await setUpEngagement(portal);
  contests = setUpContests(portal, engagement);
});

describe('a merge of customers', () => {
  it('contests the accepted referrals of both, and undoing it restores every row', async () => {
    const { a, b, waiting, customers } = await contests.twins();
    const before = await engagement.rowsOf(a, b);
    const mergeId = await contests.merge(customers);
    expect([
      await engagement.statusOf(a),
      await engagement.statusOf(b),
      await engagement.statusOf(waiting),
    ]).toEqual(['CONTESTED', 'CONTESTED', 'WAITLISTED']);
    expect(await contests.creditsOf(a, b)).toEqual(['SOURCED HELD 1/1']);
    await contests.unmerge(mergeId);
    expect(await engagement.rowsOf(a, b)).toEqual(before);
    expect((await contests.contestOf(a, false)).resolution).toBe('UNDONE');
  });

  const DECISIONS: [
    what: string,
    decision: (a: Answer, b: Answer) => object,
    statuses: string[],
    credits: string[],
  ][] = [
    [
      'for one',
      (a) => ({ decision: 'ONE', winnerId: a.id }),
      ['ACCEPTED', 'CLOSED'],
      ['SOURCED NOT_ATTRIBUTED 0/1', 'SOURCED ATTRIBUTED 1/1'],
    ],
    [
      'in parts',
      (a, b) => ({
        decision: 'SPLIT',
        shares: [
          { referralId: a.id, numerator: 1, denominator: 3 },
          { referralId: b.id, numerator: 4, denominator: 6 },
        ],
      }),
      ['ACCEPTED', 'ACCEPTED'],
      ['SOURCED ATTRIBUTED 4/6', 'SOURCED ATTRIBUTED 1/3'],
    ],
    [
      'for a source',
      (a) => ({ decision: 'SOURCED_CREDIT', winnerId: a.id }),
      ['ACCEPTED', 'ACCEPTED'],
      ['INFLUENCED ATTRIBUTED 0/1', 'SOURCED ATTRIBUTED 1/1'],
    ],
    [
      'for direct sales',
      () => ({ decision: 'DIRECT_SALES' }),
      ['CLOSED', 'CLOSED'],
      ['SOURCED NOT_ATTRIBUTED 0/1'],
    ],
  ];
  it.each(DECISIONS)(
    'that was decided %s is undone exactly too',
    async (_what, decision, statuses, credits) => {
      const { a, b, waiting, customers } = await contests.twins();
      const before = await engagement.rowsOf(a, b);
      const mergeId = await contests.merge(customers);
      expect(await contests.resolve(await contests.contestOf(a), decision(a, b))).toMatchObject({
        __typename: 'Contest',
      });
      expect([await engagement.statusOf(a), await engagement.statusOf(b)]).toEqual(statuses);
      expect(await contests.creditsOf(a, b)).toEqual(credits);
      if (statuses[0] === 'ACCEPTED') expect(await engagement.statusOf(waiting)).toBe('WAITLISTED');
      await contests.unmerge(mergeId);
      const { waiting: waitingAfter, ...after } = await engagement.rowsOf(a, b);
      const { waiting: waitingBefore, ...rows } = before;
      expect(after).toEqual(rows);
      if (statuses[0] === 'ACCEPTED') expect(waitingAfter).toEqual(waitingBefore);
    },
  );

  it('adds to a contest that is open, and leaves it again', async () => {
    const [one, other] = [await contests.twins(), await contests.twins()];
    const inner = await contests.merge(one.customers);
    await contests.merge(other.customers);
    const outer = await contests.merge([one.customers[0]!, other.customers[0]!]);
    const contest = await contests.contestOf(one.a);
    expect(contest.parties.map(({ referral }) => referral.id).sort()).toEqual(
      [one.a, one.b, other.a, other.b].map(({ id }) => id).sort(),
    );
    await contests.unmerge(outer);
    expect((await contests.contestOf(one.a)).parties).toHaveLength(2);
    expect((await contests.contestOf(other.a)).parties).toHaveLength(2);
    await contests.unmerge(inner);
    expect([await engagement.statusOf(one.a), await engagement.statusOf(other.a)]).toEqual([
      'ACCEPTED',
      'CONTESTED',
    ]);
    expect(await contests.creditsOf(one.b)).toEqual(['SOURCED ATTRIBUTED 1/1']);
  });

  it('is decided once, by shares that sum to one', async () => {
    const { a, b, customers } = await contests.twins();
    await contests.merge(customers);
    const contest = await contests.contestOf(a);
    const split = (one: number, other: number) =>
      contests.resolve(contest, {
        decision: 'SPLIT',
        shares: [a, b].map(({ id }, place) => ({
          referralId: id,
          numerator: [one, other][place],
          denominator: 3,
        })),
      });
    expect(await split(1, 1)).toMatchObject({ fields: [{ field: 'shares', code: 'NOT_ONE' }] });
    expect(await split(0, 3)).toMatchObject({ fields: [{ field: 'shares.0', code: 'NOT_A_PART' }] });
    expect(await contests.resolve(contest, { decision: 'ONE' })).toMatchObject({
      fields: [{ field: 'winnerId' }],
    });
    expect(await contests.resolve(contest, { decision: 'DIRECT_SALES', winnerId: a.id })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await engagement.statusOf(a)).toBe('CONTESTED');
    expect(await split(1, 2)).toMatchObject({ resolution: 'SPLIT' });
    expect(await split(1, 2)).toMatchObject({ code: 'INVALID_STATE' });
    expect(portal.unexpected).toEqual([]);
  });
});
