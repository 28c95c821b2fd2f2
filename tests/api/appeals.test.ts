import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aStaffMember } from '../support/builders.ts';
import { type Answer, changing, type Engagement, setUpEngagement, uuidOf } from '../support/engagement.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const APPEAL = changing(
  'referralAppeal',
  'ReferralAppealInput',
  '... on Referral { id status appeals { id status reason } }',
);
const DECIDE = changing(
  'appealDecide',
  'AppealDecideInput',
  '... on Appeal { id status decisionMessage decidedAt referral { status } }',
);
const READ =
  'query ($id: ID!) { referral(id: $id) { status decisionCode appeals { status decisionMessage } } }';
const REASON = { reason: 'They have a budget by now.' };

let portal: Portal;
let engagement: Engagement;
let colleague: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  engagement = await setUpEngagement(portal);
  colleague = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

const rejected = async (details: object = engagement.aCompany()): Promise<Answer> => {
  const submitted = await engagement.submitted(engagement.first, details);
  const why = { code: 'NOT_QUALIFIED', message: 'No budget.' };
  return await engagement.act(engagement.operations.subject, 'reject', submitted, why);
};
const appealed = async ({ id, version }: Answer, subject = engagement.first.subject) =>
  (await engagement.send(subject, APPEAL, { id, version, ...REASON })) as Answer & {
    appeals: { id: string }[];
  };
const decide = (appealId: string, decision: string, subject = colleague.subject, more: object = {}) =>
  engagement.send(subject, DECIDE, { id: appealId, decision, ...more });

describe('an appeal', () => {
  it('that is upheld takes the claim again and puts the referral under review', async () => {
    const company = engagement.aCompany();
    const referral = await rejected(company);
    const { appeals } = await appealed(referral);
    expect(appeals).toMatchObject([{ status: 'OPEN', ...REASON }]);
    expect(await decide(appeals[0]!.id, 'UPHOLD')).toMatchObject({
      status: 'UPHELD',
      referral: { status: 'UNDER_REVIEW' },
    });
    expect((await engagement.submitted(engagement.second, company)).status).toBe('WAITLISTED');
    const { data } = await portal.send(engagement.first.subject, READ, { id: referral.id });
    expect(data.referral).toMatchObject({ decisionCode: null, appeals: [{ status: 'UPHELD' }] });
    expect(await decide(appeals[0]!.id, 'DENY', colleague.subject, { message: 'No.' })).toMatchObject({
      code: 'INVALID_STATE',
    });
  });

  it('that is upheld waits behind whoever has claimed the customer since', async () => {
    const company = engagement.aCompany();
    const { appeals } = await appealed(await rejected(company));
    const holder = await engagement.submitted(engagement.second, company);
    expect(holder.status).toBe('SUBMITTED');
    expect(await decide(appeals[0]!.id, 'UPHOLD')).toMatchObject({ referral: { status: 'WAITLISTED' } });
    await engagement.act(engagement.second.subject, 'withdraw', holder);
    const { data } = await portal.send(colleague.subject, READ, {
      id: `Referral_${await referralOf(appeals[0]!.id)}`,
    });
    expect(data.referral.status).toBe('SUBMITTED');
  });

  it('that is denied says why, and is the only one of that rejection', async () => {
    const referral = await rejected();
    const { appeals } = await appealed(referral);
    expect(await appealed(referral)).toMatchObject({ code: 'INVALID_STATE' });
    expect(await decide(appeals[0]!.id, 'DENY')).toMatchObject({
      fields: [{ field: 'message', code: 'REQUIRED' }],
    });
    const denial = { message: 'We asked again: no budget.' };
    expect(await decide(appeals[0]!.id, 'DENY', colleague.subject, denial)).toMatchObject({
      status: 'DENIED',
      referral: { status: 'REJECTED' },
    });
    expect(await appealed(referral)).toMatchObject({ code: 'INVALID_STATE' });
    const { data } = await portal.send(engagement.first.subject, READ, { id: referral.id });
    expect(data.referral.appeals).toEqual([{ status: 'DENIED', decisionMessage: denial.message }]);
  });

  it('is decided by somebody else than who rejected, also of a portfolio', async () => {
    const { appeals } = await appealed(await rejected());
    const own = await decide(appeals[0]!.id, 'UPHOLD', engagement.operations.subject);
    expect(own).toMatchObject({ code: 'FORBIDDEN' });
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect(await decide(appeals[0]!.id, 'UPHOLD', manager.subject)).toMatchObject({ code: 'NOT_FOUND' });
    await anAssignment(portal, engagement.first.partnerId, manager.personId);
    expect(await decide(appeals[0]!.id, 'UPHOLD', manager.subject)).toMatchObject({ status: 'UPHELD' });
  });

  it('is made of a rejection only, within 14 days', async () => {
    portal.setNow(new Date('2026-06-01T10:00:00Z'));
    const referral = await rejected();
    portal.setNow(new Date('2026-06-15T10:00:00Z'));
    expect(await appealed(referral)).toMatchObject({ code: 'INVALID_STATE' });
    portal.setNow(new Date('2026-06-15T09:59:59Z'));
    expect(await appealed({ ...referral, version: 1 })).toMatchObject({ code: 'STALE_VERSION' });
    expect(await appealed(referral)).toMatchObject({ status: 'REJECTED' });
    portal.setNow(null);
    expect(await appealed(await engagement.submitted(engagement.first, engagement.aCompany()))).toMatchObject(
      {
        code: 'INVALID_STATE',
      },
    );
    expect(await appealed(await rejected(), engagement.second.subject)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is read by its partner’s people as far as they see the referral', async () => {
    const member = await aMember(portal, engagement.first.partnerId, 'PARTNER_MEMBER');
    const { appeals } = await appealed(await rejected());
    const list = async ({ subject }: { subject: string }) =>
      (
        await portal.send(subject, '{ appeals(first: 100) { nodes { id referral { id } } } }')
      ).data.appeals.nodes.map(({ id }: { id: string }) => id);
    expect(await list(engagement.first)).toContain(appeals[0]!.id);
    expect(await list(colleague)).toContain(appeals[0]!.id);
    expect(await list(member)).toEqual([]);
    expect(await list(engagement.second)).toEqual([]);
    expect(portal.unexpected).toEqual([]);
  });
});

const referralOf = async (appealId: string) =>
  (await portal.arrange((tx) => tx.appeal.findUniqueOrThrow({ where: { id: uuidOf(appealId) } }))).referralId;
