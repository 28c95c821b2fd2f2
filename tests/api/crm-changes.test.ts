import { beforeAll, describe, expect, it } from 'vitest';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { appendEvents } from '../../src/platform/events/events.ts';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { ACCEPT, aSubmittedReferral } from '../support/crm.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const FEED = `query ($after: String, $first: Int) { crmChanges(after: $after, first: $first) { endCursor hasMore
  changes { cursor type occurredAt referral { id status salesStage customerName contactName contactEmail partner { name } } } } }`;
const WITHDRAW = `mutation ($input: ReferralActionInput!) { referralWithdraw(input: $input) { ... on Referral { version } ... on Error { code message } } }`;

let portal: Portal;
let crm: string;
let operations: string;
let member: Member;

beforeAll(async () => {
  portal = await startPortal();
  const partner = await aPartner(portal, { name: 'Acme' });
  member = await aMember(portal, partner.id);
  crm = (await aStaffMember(portal, 'SERVICE')).subject;
  operations = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
});

type Feed = {
  endCursor: string;
  hasMore: boolean;
  changes: { cursor: string; type: string; referral: { id: string; contactEmail: string } }[];
};

const read = async (after?: string, first?: number): Promise<Feed> =>
  (await portal.send(crm, FEED, { after, first })).data.crmChanges;

/** Other tests of the same server write too, and each open write holds the end of the feed back for a moment. */
async function readUntil(count: number, after?: string): Promise<Feed> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const feed = await read(after);
    if (feed.changes.length >= count || Date.now() > deadline) return feed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const aReferral = () => aSubmittedReferral(portal, member);

const accept = async (id: string) => {
  const answer = await portal.send(operations, ACCEPT, { input: { id, version: 1 } });
  expect(answer.data.referralAccept).toEqual({ status: 'ACCEPTED', version: 2 });
};

const idsOf = ({ changes }: Feed) => changes.map(({ referral }) => referral.id);

describe('the feed for the CRM', () => {
  it('tells accepted referrals with their contact, the CRM reports the deal, and the referral shows its stage', async () => {
    const start = (await read()).endCursor;
    const id = await aReferral();
    await accept(id);
    const feed = await readUntil(1, start);
    expect(feed.changes).toMatchObject([
      {
        type: 'REFERRAL_ACCEPTED',
        referral: {
          id,
          status: 'ACCEPTED',
          salesStage: null,
          contactName: 'Bill L.',
          contactEmail: 'bill@initech.example',
          partner: { name: 'Acme' },
        },
      },
    ]);
    const REPORT = `mutation ($input: CrmOpportunitiesUpsertInput!) { crmOpportunitiesUpsert(input: $input) {
      ... on CrmOpportunities { results { outcome } } } }`;
    const rows = [{ externalId: 'D-1', stage: 'PROPOSAL', referralId: feed.changes[0]!.referral.id }];
    const reported = await portal.send(crm, REPORT, { input: { system: 'SALES_CRM', rows } });
    expect(reported.data.crmOpportunitiesUpsert.results).toEqual([{ outcome: 'CREATED' }]);
    const seen = await portal.send(member.subject, `{ referral(id: "${id}") { salesStage } }`);
    expect(seen.data.referral).toEqual({ salesStage: 'PROPOSAL' });
  });

  it('tells of withdrawals of what was accepted, and of nothing else', async () => {
    const start = (await read()).endCursor;
    const [accepted, other] = [await aReferral(), await aReferral()];
    await accept(accepted);
    await portal.send(member.subject, WITHDRAW, { input: { id: other, version: 1 } });
    await portal.send(member.subject, WITHDRAW, { input: { id: accepted, version: 2 } });
    const feed = await readUntil(2, start);
    expect(feed.changes.map(({ type, referral }) => [type, referral.id])).toEqual([
      ['REFERRAL_ACCEPTED', accepted],
      ['REFERRAL_WITHDRAWN', accepted],
    ]);
  });

  it('pages, each change once and in one order', async () => {
    const start = (await read()).endCursor;
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const id = await aReferral();
      await accept(id);
      ids.push(id);
    }
    await readUntil(5, start);
    const first = await read(start, 2);
    const second = await read(first.endCursor, 2);
    const third = await read(second.changes.at(-1)!.cursor, 2);
    expect([first, second, third].map(({ hasMore }) => hasMore)).toEqual([true, true, false]);
    expect([first, second, third].flatMap(idsOf)).toEqual(ids);
    expect((await read(third.endCursor)).changes).toEqual([]);
  });

  it('waits for what commits late instead of skipping it', async () => {
    const [late, early] = [await aReferral(), await aReferral()];
    const start = (await read()).endCursor;
    const gate = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const lateWrite = writeTransaction(portal.database, JOB_SCOPE, async (tx) => {
      await appendEvents(tx, JOB_ACTOR, [
        {
          type: 'referral.accepted',
          subjectType: 'Referral',
          subjectId: late.slice('Referral_'.length),
          partnerId: member.partnerId,
          occurredAt: new Date(),
        },
      ]);
      written.resolve();
      await gate.promise;
    });
    await written.promise;
    await accept(early);
    let cursor = start;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const feed = await read(cursor);
      expect(idsOf(feed)).toEqual([]);
      cursor = feed.endCursor;
    }
    gate.resolve();
    await lateWrite;
    expect(idsOf(await readUntil(2, cursor))).toEqual([late, early]);
  });

  it('is for the service account, and refuses cursors that are not its own', async () => {
    for (const subject of [member.subject, operations]) {
      const denied = await portal.send(subject, FEED);
      expect(denied.data.crmChanges).toBeNull();
      expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    for (const after of ['nonsense', Buffer.from('[1,"x","y"]').toString('base64url')]) {
      const answer = await portal.send(crm, FEED, { after });
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(portal.unexpected).toEqual([]);
  });
});
