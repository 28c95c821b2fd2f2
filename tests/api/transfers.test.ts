import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Answer, changing, type Engagement, setUpEngagement, uuidOf } from '../support/engagement.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const TRANSFER = changing(
  'referralTransfer',
  'ReferralTransferInput',
  '... on Referral { id version status protectedUntil notes customerName transferredFrom { id } }',
);
const OVERRIDE = changing('referralOverride', 'ReferralOverrideInput');
const READ = `query ($id: ID!) { referral(id: $id) { status decisionCode decisionMessage protectedUntil notes opportunity { id }
  salesStage history { type from to } } }`;
const REASON = { reason: 'The customer asked for them.' };

let portal: Portal;
let engagement: Engagement;
let third: Member;

beforeAll(async () => {
  portal = await startPortal();
  engagement = await setUpEngagement(portal);
  third = await aMember(portal, (await aPartner(portal)).id);
});

const transfer = ({ id, version }: Answer, to: Member, more: object = {}) =>
  engagement.send(engagement.operations.subject, TRANSFER, {
    id,
    version,
    toPartnerId: `Partner_${to.partnerId}`,
    ...REASON,
    ...more,
  }) as Promise<Answer & { protectedUntil: string; notes: string | null }>;
const override = ({ id, version }: Answer, subject = engagement.operations.subject) =>
  engagement.send(subject, OVERRIDE, { id, version, ...REASON });
const now = async (referral: Answer): Promise<Answer> => {
  const stored = await portal.arrange((tx) =>
    tx.referral.findUniqueOrThrow({ where: { id: uuidOf(referral.id) } }),
  );
  return { ...referral, version: stored.version, status: stored.status };
};
const read = async ({ subject }: Member, { id }: { id: string }) =>
  (await portal.send(subject, READ, { id })).data.referral;

describe('a transfer', () => {
  it('closes the one and opens a successor with claim, deal and protection', async () => {
    portal.setNow(new Date('2026-06-01T10:00:00Z'));
    const company = engagement.aCompany();
    const accepted = await engagement.accepted(engagement.first, { ...company, notes: 'Their words.' });
    const waiting = await engagement.submitted(third, company);
    const deal = await engagement.aDeal({ partnerId: engagement.first.partnerId });
    await portal.arrange((tx) =>
      tx.referral.update({
        where: { id: uuidOf(accepted.id) },
        data: { opportunityId: deal.id, salesStage: 'QUALIFIED' },
      }),
    );
    portal.setNow(new Date('2026-06-11T10:00:00Z'));
    const successor = await transfer(accepted, engagement.second);
    expect(successor).toMatchObject({
      status: 'ACCEPTED',
      protectedUntil: '2026-08-30T10:00:00.000Z',
      notes: null,
      transferredFrom: { id: accepted.id },
    });
    expect(await read(engagement.first, accepted)).toMatchObject({
      status: 'CLOSED',
      decisionCode: 'TRANSFERRED',
      opportunity: null,
      salesStage: null,
    });
    expect(await read(engagement.second, successor)).toMatchObject({
      opportunity: { id: expect.stringContaining(deal.id) },
      salesStage: 'QUALIFIED',
    });
    expect(await read(engagement.first, successor)).toBeNull();
    expect(await read(engagement.second, accepted)).toBeNull();
    const { claims, waiting: line } = await engagement.rowsOf(successor);
    expect(claims).toMatchObject([{ releasedAt: null, takenAt: new Date('2026-06-01T10:00:00Z') }]);
    expect(claims[0]!.held.map(({ key }) => key)).toEqual([`DOMAIN:${company.customerDomain}`]);
    expect(line.map(({ referralId }) => referralId)).toEqual([uuidOf(waiting.id)]);
    expect(await engagement.statusOf(waiting)).toBe('WAITLISTED');
    portal.setNow(null);
  });

  it('shows neither partner the other', async () => {
    const accepted = await engagement.accepted(engagement.first, engagement.aCompany());
    const successor = await transfer(accepted, engagement.second);
    const texts = [
      JSON.stringify(await read(engagement.first, accepted)),
      JSON.stringify(await read(engagement.second, successor)),
    ];
    expect(texts[0]).toContain('referral.closed');
    expect(texts[0]).not.toContain(uuidOf(successor.id));
    expect(texts[1]).toContain('referral.received');
    expect(texts[1]).not.toContain(uuidOf(accepted.id));
    const asked = 'query ($id: ID!) { referral(id: $id) { transferredFrom { id } } }';
    const { data } = await portal.send(engagement.second.subject, asked, { id: successor.id });
    expect(data.referral.transferredFrom).toBeNull();
  });

  it('is made once by a key, to an active partner with somebody to take over, before the deal is won', async () => {
    const accepted = await engagement.accepted(engagement.first, engagement.aCompany());
    expect(await transfer(accepted, engagement.first)).toMatchObject({ fields: [{ code: 'SAME_PARTNER' }] });
    const empty = { partnerId: (await aPartner(portal)).id } as Member;
    expect(await transfer(accepted, empty)).toMatchObject({ code: 'CONFLICT' });
    const suspended = await aMember(portal, (await aPartner(portal, { status: 'SUSPENDED' })).id);
    expect(await transfer(accepted, suspended)).toMatchObject({ fields: [{ code: 'NOT_ACTIVE' }] });
    const registrantId = `Membership_${third.membershipId}`;
    expect(await transfer(accepted, engagement.second, { registrantId })).toMatchObject({
      fields: [{ field: 'registrantId' }],
    });
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    const input = {
      id: accepted.id,
      version: accepted.version,
      toPartnerId: `Partner_${third.partnerId}`,
      ...REASON,
    };
    expect(await engagement.send(manager.subject, TRANSFER, input)).toMatchObject({ code: 'FORBIDDEN' });
    const key = { idempotencyKey: 'once' };
    const successor = await transfer(accepted, engagement.second, key);
    expect((await transfer(accepted, engagement.second, key)).id).toBe(successor.id);
    expect(await transfer(await now(accepted), engagement.second)).toMatchObject({ code: 'INVALID_STATE' });
    const won = await engagement.accepted(engagement.first, engagement.aCompany());
    await portal.arrange((tx) =>
      tx.referral.update({ where: { id: uuidOf(won.id) }, data: { salesStage: 'WON' } }),
    );
    expect(await transfer(won, engagement.second)).toMatchObject({ code: 'INVALID_STATE' });
    expect(portal.unexpected).toEqual([]);
  });
});

describe('an override', () => {
  it('accepts a rejected one with its actor and reason, and takes the claim', async () => {
    const company = engagement.aCompany();
    const submitted = await engagement.submitted(engagement.first, company);
    const why = { code: 'NOT_QUALIFIED', message: 'No.' };
    const rejected = await engagement.act(engagement.operations.subject, 'reject', submitted, why);
    expect(await override(rejected)).toMatchObject({ status: 'ACCEPTED', decisionCode: null });
    const decisions = await portal.arrange((tx) =>
      tx.referralDecision.findMany({ where: { referralId: uuidOf(rejected.id) }, orderBy: { id: 'asc' } }),
    );
    expect(decisions.at(-1)).toMatchObject({
      outcome: 'OVERRIDE',
      actorId: engagement.operations.personId,
      ...REASON,
      results: decisions[0]!.results,
    });
    expect((await engagement.submitted(engagement.second, company)).status).toBe('WAITLISTED');
    expect(await override(await now(rejected))).toMatchObject({ code: 'INVALID_STATE' });
    expect(await override(rejected, engagement.first.subject)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('of a waitlisted one takes the claim over from whoever is not decided yet', async () => {
    const company = engagement.aCompany();
    const holder = await engagement.submitted(engagement.first, company);
    const waitlisted = await engagement.submitted(engagement.second, company);
    const last = await engagement.submitted(third, company);
    expect(await override(waitlisted)).toMatchObject({ status: 'ACCEPTED' });
    expect([await engagement.statusOf(holder), await engagement.statusOf(last)]).toEqual([
      'WAITLISTED',
      'WAITLISTED',
    ]);
    await engagement.act(engagement.second.subject, 'withdraw', await now(waitlisted));
    expect([await engagement.statusOf(holder), await engagement.statusOf(last)].sort()).toEqual([
      'SUBMITTED',
      'WAITLISTED',
    ]);
  });

  it('against one that was accepted contests both', async () => {
    const company = engagement.aCompany();
    const holder = await engagement.accepted(engagement.first, company);
    const waitlisted = await engagement.submitted(engagement.second, company);
    expect(await override(waitlisted)).toMatchObject({ status: 'CONTESTED' });
    expect(await engagement.statusOf(holder)).toBe('CONTESTED');
    expect(portal.unexpected).toEqual([]);
  });
});
