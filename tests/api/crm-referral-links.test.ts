import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { anId, type CrmPortal, startCrmPortal } from '../support/crm.ts';

let place: CrmPortal;

beforeAll(async () => {
  place = await startCrmPortal();
});

describe('a row that names a referral', () => {
  const link = async (row: object) =>
    (await place.sendDeals([{ externalId: anId(), stage: 'QUALIFIED', ...row }])).results[0];

  it('links an accepted one, and is refused for every other', async () => {
    const referralId = await place.anAcceptedReferral(place.admin);
    const draft = await place.portal.arrange((tx) =>
      tx.referral.create({
        data: {
          partnerId: place.admin.partnerId,
          registeredById: place.admin.membershipId,
          status: 'DRAFT',
          statusSince: new Date(),
          customerName: 'Draft',
        },
      }),
    );
    const other = `Partner_${place.stranger.partnerId}`;
    expect(await link({ referralId: `Referral_${draft.id}` })).toMatchObject({
      errors: [{ field: 'referralId', code: 'REFERRAL_NOT_ACCEPTED' }],
    });
    expect(await link({ referralId: `Referral_${randomUUID()}` })).toMatchObject({
      errors: [{ code: 'NOT_FOUND' }],
    });
    expect(await link({ referralId, partnerId: other })).toMatchObject({
      errors: [{ code: 'REFERRAL_OF_ANOTHER_PARTNER' }],
    });
    const externalId = anId();
    const { results } = await place.sendDeals([
      { externalId, stage: 'QUALIFIED', referralId, partnerExternalId: 'P-ACME' },
      { externalId: anId(), stage: 'QUALIFIED', referralId },
    ]);
    expect(results[0]).toMatchObject({ outcome: 'CREATED', opportunity: { partner: { name: 'Acme' } } });
    expect(results[1]).toMatchObject({ errors: [{ code: 'REFERRAL_LINKED' }] });
    expect(await link({ referralId })).toMatchObject({ errors: [{ code: 'REFERRAL_LINKED' }] });
    const second = await place.anAcceptedReferral(place.admin);
    expect(await link({ externalId, referralId: second })).toMatchObject({
      errors: [{ code: 'DEAL_LINKED' }],
    });
    expect(await link({ externalId, partnerId: other })).toMatchObject({
      errors: [{ field: 'partnerId', code: 'CREDITED_TO_ANOTHER_PARTNER' }],
    });
    const kept = await link({ externalId, stage: 'COMMITTED' });
    expect(kept).toMatchObject({ outcome: 'UPDATED', opportunity: { partner: { name: 'Acme' } } });
    expect(
      (await place.portal.send(place.admin.subject, `{ referral(id: "${referralId}") { salesStage } }`)).data
        .referral,
    ).toEqual({ salesStage: 'COMMITTED' });
  });

  it('takes the place of the referral that was made while nobody knew of it', async () => {
    const externalId = anId();
    await link({ externalId, partnerExternalId: 'P-ACME' });
    const referralId = await place.anAcceptedReferral(place.admin);
    expect(await link({ externalId, partnerExternalId: 'P-ACME', referralId })).toMatchObject({
      outcome: 'UPDATED',
    });
    const referrals = await place.portal.arrange((tx) =>
      tx.referral.findMany({ where: { opportunity: { externalId } }, select: { id: true, status: true } }),
    );
    expect(referrals).toEqual([{ id: referralId.slice('Referral_'.length), status: 'ACCEPTED' }]);
    const deal = await place.portal.arrange((tx) =>
      tx.opportunity.findFirstOrThrow({ where: { externalId } }),
    );
    expect(deal).toMatchObject({ partnerId: place.admin.partnerId, referredById: place.admin.membershipId });
  });

  it('meets a withdrawal at the same moment: one of the two comes first, and the other is told', async () => {
    const WITHDRAW = `mutation ($input: ReferralActionInput!) { referralWithdraw(input: $input) { ... on Referral { status }
      ... on Error { code } } }`;
    for (let round = 0; round < 10; round += 1) {
      const referralId = await place.anAcceptedReferral(place.admin);
      const externalId = anId();
      const withdraw = () =>
        place.portal.send(place.admin.subject, WITHDRAW, { input: { id: referralId, version: 2 } });
      const report = () => link({ externalId, referralId });
      const [first, second] = await Promise.all(
        round % 2 === 0 ? [report(), withdraw()] : [withdraw(), report()],
      );
      const [linked, withdrawn] = round % 2 === 0 ? [first, second] : [second, first];
      const outcome = [linked.outcome, linked.errors[0]?.code, withdrawn.data.referralWithdraw].map((part) =>
        typeof part === 'object' ? (part.status ?? part.code) : part,
      );
      expect([
        ['CREATED', undefined, 'STALE_VERSION'],
        ['REJECTED', 'REFERRAL_NOT_ACCEPTED', 'WITHDRAWN'],
      ]).toContainEqual(outcome);
    }
    expect(place.portal.unexpected).toEqual([]);
  });
});
