import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { type Protection, setUpProtection } from '../support/protection.ts';

let portal: Portal;
let place: Protection;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  place = await setUpProtection(portal);
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
});

describe('a partner that is terminated', () => {
  it('has what is open closed and claims let go; with an open deal attribution has its tail', async () => {
    const leaver = await aMember(portal, (await aPartner(portal)).id);
    const companies = { submitted: place.aCompany(), idle: place.aCompany(), deal: place.aCompany() };
    const withDeal = await place.acceptedAt('2026-01-10T09:00:00Z', leaver, companies.deal);
    const deal = place.aDealOf(withDeal);
    await deal('2026-02-01T09:00:00Z', { stage: 'QUALIFIED', openedOn: '2026-02-01' });
    const idle = await place.acceptedAt('2026-02-01T09:00:00Z', leaver, companies.idle);
    const submitted = await place.submitted(leaver, companies.submitted);
    const draft = await place.draft(leaver, place.aCompany());
    const others = [];
    for (const company of Object.values(companies)) others.push(await place.submitted(place.second, company));
    expect(await place.statusesOf(...others)).toEqual(['WAITLISTED', 'WAITLISTED', 'WAITLISTED']);
    const behind = await place.submitted(place.first, place.aCompany());

    place.at('2026-03-01T09:00:00Z');
    const terminated = await place.send(
      place.operations,
      'partnerTerminate',
      { id: `Partner_${leaver.partnerId}`, version: 1, reason: 'The agreement was not renewed.' },
      'status',
    );
    expect(terminated).toMatchObject({ status: 'TERMINATED' });
    expect(await place.statusesOf(submitted, idle, withDeal, draft, behind)).toEqual([
      'CLOSED',
      'CLOSED',
      'ACCEPTED',
      'DRAFT',
      'SUBMITTED',
    ]);
    expect(await place.statusesOf(...others)).toEqual(['SUBMITTED', 'SUBMITTED', 'SUBMITTED']);
    expect(await place.read(leaver, idle)).toMatchObject({
      decisionCode: 'PARTNER_LEFT',
      decisionMessage: 'The partner agreement has ended.',
    });
    // Unprotected from now on; a win counts until 180 days later.
    expect(await place.read(leaver, withDeal)).toMatchObject({
      protectedUntil: '2026-03-01T09:00:00.000Z',
      protection: [{ from: '2026-01-10T09:00:00.000Z', until: '2026-03-01T09:00:00.000Z' }],
      attributions: [{ status: 'PENDING', tailEndsOn: '2026-08-28' }],
    });
    expect(
      await place.move(leaver, 'referralRequestExtension', withDeal, { days: 30, evidence: 'We go on.' }),
    ).toMatchObject({ __typename: 'InvalidStateError' });
    await deal('2026-08-29T09:00:00Z', { stage: 'WON', openedOn: '2026-02-01', closeOn: '2026-08-28' });
    expect((await place.attributionsOf(withDeal)).at(-1)?.slice(0, 2)).toEqual(['ATTRIBUTED', 'PROTECTED']);
    expect((await place.run('2026-08-30T00:00:00Z')).rowCount).toBe(0);
  });

  it('has nothing ended while it is only suspended', async () => {
    const partner = await aPartner(portal);
    const member = await aMember(portal, partner.id);
    const submitted = await place.submitted(member, place.aCompany());
    const draft = await place.draft(member, place.aCompany());
    place.at(null);
    const input = { id: `Partner_${partner.id}`, version: 1, reason: 'An audit.' };
    await place.send(place.operations, 'partnerSuspend', input, 'status');
    expect(await place.statusOf(submitted)).toBe('SUBMITTED');
    expect((await place.move(member, 'referralSubmit', draft)).__typename).toBe('InvalidStateError');
  });

  it('is finished by the job where it had more open than ends at once', async () => {
    const partner = await aPartner(portal);
    const member = await aMember(portal, partner.id);
    place.at('2026-03-01T09:00:00Z');
    const submitted = await place.submitted(member, place.aCompany());
    await portal.arrange((tx) =>
      tx.partner.update({
        where: { id: partner.id },
        data: { status: 'TERMINATED', statusSince: new Date('2026-03-02T00:00:00Z') },
      }),
    );
    await place.run('2026-03-01T23:00:00Z');
    expect(await place.statusOf(submitted)).toBe('SUBMITTED');
    await place.run('2026-03-02T00:00:00Z');
    expect(await place.statusOf(submitted)).toBe('CLOSED');
  });
});
