import { beforeAll, describe, expect, it } from 'vitest';
import { anAssignment, aStaffMember } from '../support/builders.ts';
import { type Contests, LINK, LIST, RECHECK, RESOLVE, setUpContests } from '../support/contests.ts';
import { type Answer, changing, type Engagement, setUpEngagement, uuidOf } from '../support/engagement.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let engagement: Engagement;
let contests: Contests;

beforeAll(async () => {
  portal = await startPortal();
  engagement = await setUpEngagement(portal);
  contests = setUpContests(portal, engagement);
});

describe('a late finding', () => {
  it('of an earlier deal of direct sales contests the accepted referral, and a person decides', async () => {
    portal.setNow(new Date('2026-05-21T09:00:00Z'));
    const accepted = await engagement.accepted(engagement.first, {
      customerName: 'Initech UK',
      customerTaxId: '980780684',
    });
    const before = await engagement.rowsOf(accepted);
    portal.setNow(new Date('2026-06-01T09:00:00Z'));
    const customer = await engagement.aCustomer('Initech Limited', [
      { kind: 'TAX_ID', value: 'GB:980780684' },
    ]);
    const deal = await engagement.aDeal({
      customerId: customer.id,
      openedOn: new Date('2026-05-01T00:00:00Z'),
      sales: { create: { ownerName: 'Sally Seller', ownerEmail: 'sally@vendor.example' } },
      changes: {
        create: { changed: ['stage'], stage: 'QUALIFIED', effectiveAt: new Date('2026-05-18T00:00:00Z') },
      },
    });
    await contests.credit(accepted, deal.id, 'PENDING');
    expect(await engagement.send(engagement.operations.subject, RECHECK, { id: accepted.id })).toMatchObject({
      status: 'CONTESTED',
      statusSince: '2026-06-01T09:00:00.000Z',
      decisionCode: 'CUSTOMER_OVERLAP',
    });
    expect(await contests.creditsOf(accepted)).toEqual(['SOURCED HELD 1/1']);
    const contest = await contests.contestOf(accepted);
    expect(contest).toMatchObject({ cause: 'LATE_FINDING', resolution: null });
    const read = JSON.stringify(await engagement.partnerReads(engagement.first, accepted));
    expect(read).toContain('referral.contested');
    for (const secret of [
      'Sally',
      'sally',
      uuidOf(contest.id),
      deal.id,
      customer.id,
      'direct',
      'Initech Limited',
    ])
      expect(read).not.toContain(secret);

    await engagement.send(engagement.operations.subject, RECHECK, { id: accepted.id });
    expect((await contests.contestOf(accepted)).id).toBe(contest.id);
    expect(await contests.resolve(contest, { decision: 'ONE', winnerId: accepted.id })).toMatchObject({
      resolution: 'ONE',
      reason: 'They met first.',
      parties: [{ statusBefore: 'ACCEPTED', referral: { status: 'ACCEPTED' } }],
    });
    const after = await engagement.rowsOf(accepted);
    expect({ ...after.referrals[0], statusSince: null }).toEqual({
      ...before.referrals[0],
      statusSince: null,
    });
    expect(await contests.creditsOf(accepted)).toEqual(['SOURCED PENDING 1/1']);
    await engagement.send(engagement.operations.subject, RECHECK, { id: accepted.id });
    expect(await engagement.statusOf(accepted)).toBe('ACCEPTED');
    portal.setNow(null);
  });

  it('that the CRM brings contests by itself, without a person who looks', async () => {
    portal.setNow(new Date('2026-05-21T09:00:00Z'));
    const referral = { customerName: 'Umbrella UK', customerTaxId: '220430231' };
    const accepted = await engagement.accepted(engagement.first, referral);
    portal.setNow(new Date('2026-06-01T09:00:00Z'));
    const { subject } = await aStaffMember(portal, 'SERVICE');
    const upsert = async (what: 'Accounts' | 'Opportunities', row: object) => {
      const mutation = changing(
        `crm${what}Upsert`,
        `Crm${what}UpsertInput`,
        `... on Crm${what} { results { outcome } }`,
      );
      const answer = await engagement.send(subject, mutation, { system: 'SALES', rows: [row] });
      expect(answer).toMatchObject({ results: [{ outcome: 'CREATED' }] });
    };
    const account = { externalId: 'A-1', name: 'Umbrella Limited', countryCode: 'GB', taxId: '220430231' };
    await upsert('Accounts', account);
    expect(await engagement.statusOf(accepted)).toBe('ACCEPTED');
    const deal = {
      externalId: 'O-1',
      name: 'Deal',
      accountExternalId: 'A-1',
      stage: 'QUALIFIED',
      openedOn: '2026-05-01',
    };
    await upsert('Opportunities', deal);
    expect(await engagement.statusOf(accepted)).toBe('CONTESTED');
    portal.setNow(null);
  });

  it('in favor of direct sales closes it, and its claim is free', async () => {
    const company = engagement.aCompany();
    const accepted = await engagement.accepted(engagement.first, company);
    const waiting = await engagement.submitted(engagement.second, company);
    const customer = await engagement.aCustomer(company.customerName);
    await engagement.aDeal({
      customerId: customer.id,
      openedOn: new Date('2026-01-01T00:00:00Z'),
      createdAt: new Date(),
    });
    const linked = { id: accepted.id, version: 1, customerId: `Customer_${customer.id}` };
    expect(await engagement.send(engagement.operations.subject, LINK, linked)).toMatchObject({
      status: 'CONTESTED',
    });
    await contests.resolve(await contests.contestOf(accepted), { decision: 'DIRECT_SALES' });
    expect(await engagement.partnerReads(engagement.first, accepted)).toMatchObject({
      status: 'CLOSED',
      decisionCode: 'CUSTOMER_OVERLAP',
    });
    expect(await engagement.statusOf(waiting)).toBe('SUBMITTED');
    const mistaken = { ...linked, version: 2, customerId: null };
    expect((await engagement.send(engagement.operations.subject, LINK, mistaken)).status).toBe('CLOSED');
  });

  it('by staff who link a referral meets another partner’s, for a channel manager too', async () => {
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    await anAssignment(portal, engagement.second.partnerId, manager.personId);
    const customer = await engagement.aCustomer('Acme Holding');
    const [a, b] = [
      await engagement.accepted(engagement.first, engagement.aCompany()),
      await engagement.accepted(engagement.second, engagement.aCompany()),
    ];
    const link = (subject: string, { id }: Answer) =>
      engagement.send(subject, LINK, { id, version: 1, customerId: `Customer_${customer.id}` });
    expect((await link(engagement.operations.subject, a)).status).toBe('ACCEPTED');
    expect((await link(manager.subject, b)).status).toBe('CONTESTED');
    expect(await engagement.statusOf(a)).toBe('CONTESTED');
    const { data, text } = await portal.send(manager.subject, LIST, { filter: { open: true } });
    expect(data.contests.nodes).toMatchObject([{ parties: [{ referral: { id: b.id } }] }]);
    expect(text).not.toContain(uuidOf(a.id));
    expect(
      await engagement.send(manager.subject, RESOLVE, {
        id: data.contests.nodes[0].id,
        decision: 'ONE',
        winnerId: b.id,
        reason: 'Mine.',
      }),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect((await portal.send(engagement.first.subject, LIST, {})).data.contests).toBeNull();
  });
});

describe('a partner', () => {
  it('is answered alike, whoever the other party is', async () => {
    portal.setNow(new Date('2026-03-02T10:00:00Z'));
    const [one, other] = [engagement.aCompany(), engagement.aCompany()];
    const customers = [];
    for (const { customerName, customerDomain } of [one, other])
      customers.push(await engagement.aCustomer(customerName, [{ kind: 'DOMAIN', value: customerDomain }]));
    const byPartner = await engagement.accepted(engagement.first, one);
    const byDirect = await engagement.accepted(engagement.first, other);
    portal.setNow(new Date('2026-03-09T10:00:00Z'));
    const rival = await engagement.accepted(engagement.second, engagement.aCompany());
    const { subject } = engagement.operations;
    await engagement.send(subject, LINK, {
      id: rival.id,
      version: 1,
      customerId: `Customer_${customers[0]!.id}`,
    });
    await engagement.aDeal({ customerId: customers[1]!.id, openedOn: new Date('2026-02-20T00:00:00Z') });
    await engagement.send(subject, RECHECK, { id: byDirect.id });
    const read = (referral: Answer) => engagement.partnerReads(engagement.first, referral);
    expect((await read(byPartner)).status).toBe('CONTESTED');
    expect(await read(byPartner)).toEqual(await read(byDirect));
    await contests.resolve(await contests.contestOf(byPartner), { decision: 'ONE', winnerId: rival.id });
    await contests.resolve(await contests.contestOf(byDirect), { decision: 'DIRECT_SALES' });
    expect((await read(byPartner)).status).toBe('CLOSED');
    expect(await read(byPartner)).toEqual(await read(byDirect));
    portal.setNow(null);
  });
});
