import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { changing, type Engagement, setUpEngagement, uuidOf } from '../support/engagement.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const CHECK = changing(
  'referralCheck',
  'ReferralCheckInput',
  '... on ReferralCheck { answer takenUntilAbout } ... on RateLimitedError { retryAt }',
);

let portal: Portal;
let engagement: Engagement;
let asker: Member;

beforeAll(async () => {
  portal = await startPortal();
  engagement = await setUpEngagement(portal);
});

beforeEach(async () => {
  // Somebody new each time, as questions are counted.
  asker = await aMember(portal, (await aPartner(portal)).id);
});

const check = (customer: object, subject = asker.subject) =>
  engagement.send(subject, CHECK, {
    customerName: 'Anybody',
    customerCountryCode: 'GB',
    productId: engagement.productId,
    ...customer,
  }) as unknown as Promise<{
    __typename: string;
    answer: string;
    takenUntilAbout: string | null;
    code?: string;
  }>;

const CLEAR = { __typename: 'ReferralCheck', answer: 'CLEAR', takenUntilAbout: null };
const NEEDS_REVIEW = { ...CLEAR, answer: 'NEEDS_REVIEW' };

describe('a check before submission', () => {
  it('says taken by a strong key of a claim only, and about until when', async () => {
    portal.setNow(new Date('2026-06-10T09:00:00Z'));
    const company = engagement.aCompany();
    await engagement.accepted(engagement.first, company);
    portal.setNow(new Date('2026-07-20T09:00:00Z'));
    const taken = { __typename: 'ReferralCheck', answer: 'TAKEN', takenUntilAbout: '2026-10-01' };
    expect(await check(company)).toEqual(taken);
    expect(await check({ customerDomain: `https://www.${company.customerDomain}/about` })).toEqual(taken);
    expect(await check({ customerName: company.customerName })).toEqual(NEEDS_REVIEW);
    expect(await check({ ...company, customerDomain: 'another-company.example' })).toEqual(CLEAR);
    const other = await portal.arrange((tx) =>
      tx.product.create({ data: { code: 'OTHER', name: 'Other', family: 'OTHER' } }),
    );
    expect(await check({ ...company, productId: `Product_${other.id}` })).toEqual(CLEAR);
    portal.setNow(null);
  });

  it('meets a claim by another key that the vendor knows to be the same customer’s', async () => {
    const company = engagement.aCompany();
    await engagement.aCustomer(company.customerName, [
      { kind: 'DOMAIN', value: company.customerDomain },
      { kind: 'TAX_ID', value: 'GB:980780684' },
    ]);
    expect(await check({ customerTaxId: '980780684' })).toEqual(CLEAR);
    await engagement.submitted(engagement.first, company);
    expect(await check({ customerTaxId: '980780684' })).toMatchObject({ answer: 'TAKEN' });
  });

  it('answers alike whoever holds the claim, the asker’s own partner too', async () => {
    portal.setNow(new Date('2026-06-10T09:00:00Z'));
    const holders = [engagement.first, engagement.second, asker];
    const answers = [];
    for (const holder of holders) {
      const company = engagement.aCompany();
      await engagement.accepted(holder, company);
      answers.push(await check(company));
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    portal.setNow(null);
  });

  it('answers alike for customers that the vendor knows and for those that nobody knows', async () => {
    const known = {
      customerName: 'Globex Corporation',
      customerDomain: 'globex.example',
      customerTaxId: '123456782',
    };
    const unknown = {
      customerName: 'Nowhere Limited',
      customerDomain: 'nowhere.example',
      customerTaxId: '220430231',
    };
    const customer = await engagement.aCustomer('globex', [
      { kind: 'DOMAIN', value: 'globex.example' },
      { kind: 'TAX_ID', value: 'GB:123456782' },
    ]);
    const product = uuidOf(engagement.productId);
    // Everything that the rules of engagement would have against it.
    await engagement.aDeal({ customerId: customer.id, openedOn: new Date('2026-01-05T00:00:00Z') });
    await engagement.aDeal({
      customerId: customer.id,
      productId: product,
      stage: 'WON',
      closeOn: new Date('2026-02-01T00:00:00Z'),
    });
    await portal.arrange((tx) =>
      tx.namedAccount.create({
        data: { customerId: customer.id, reason: 'Ours.', validFrom: new Date('2020-01-01T00:00:00Z') },
      }),
    );
    const FIELDS = ['customerDomain', 'customerTaxId'] as const;
    for (const fields of [[], ['customerDomain'], ['customerTaxId'], FIELDS] as (typeof FIELDS)[number][][]) {
      const of = (company: typeof known) => ({
        customerName: company.customerName,
        ...Object.fromEntries(fields.map((field) => [field, company[field]])),
      });
      const answer = await check(of(known));
      expect(answer).toEqual(await check(of(unknown)));
      expect(answer).toEqual(fields.length === 0 ? NEEDS_REVIEW : CLEAR);
    }
  });

  it('says that a person has to look where the partner’s own standing needs it', async () => {
    const suspended = await aMember(portal, (await aPartner(portal, { status: 'SUSPENDED' })).id);
    const self = await portal.arrange((tx) =>
      tx.partner.findUniqueOrThrow({ where: { id: asker.partnerId } }),
    );
    expect(await check(engagement.aCompany(), suspended.subject)).toEqual(NEEDS_REVIEW);
    expect(await check({ customerName: self.name, customerDomain: 'my-own.example' })).toEqual(NEEDS_REVIEW);
    expect(await check({ customerDomain: 'gmail.com' })).toEqual(NEEDS_REVIEW);
  });

  it('is counted by person and by partner, and logged by hash', async () => {
    portal.setNow(new Date('2026-06-10T09:00:00Z'));
    const company = { customerName: 'Secretive Limited', customerDomain: 'secretive.example' };
    for (let asked = 0; asked < 20; asked += 1) expect(await check(company)).toEqual(CLEAR);
    expect(await check(company)).toMatchObject({ code: 'RATE_LIMITED', retryAt: '2026-06-11T00:00:00.000Z' });
    const colleagues = await Promise.all(
      [1, 2, 3].map(() => aMember(portal, asker.partnerId, 'PARTNER_MEMBER')),
    );
    const answers = [];
    for (const { subject } of colleagues)
      for (let asked = 0; asked < 15; asked += 1)
        answers.push((await check(company, subject)).code ?? 'ANSWERED');
    expect(answers.filter((answer) => answer === 'ANSWERED')).toHaveLength(40);
    const log = await portal.arrange((tx) =>
      tx.referralCheckLog.findMany({ where: { partnerId: asker.partnerId } }),
    );
    expect(log).toHaveLength(60);
    expect(new Set(log.map(({ identityHash }) => Buffer.from(identityHash).toString('hex'))).size).toBe(1);
    expect(JSON.stringify(log)).not.toContain('ecretive');
    portal.setNow(null);
  });

  it('is for partners, of a product on offer', async () => {
    const staff = await aStaffMember(portal, 'PARTNER_OPERATIONS');
    expect(await check({}, staff.subject)).toMatchObject({ code: 'FORBIDDEN' });
    const gone = 'Product_00000000-0000-0000-0000-000000000000';
    expect(await check({ productId: gone })).toMatchObject({
      fields: [{ field: 'productId', code: 'NOT_FOUND' }],
    });
    expect(await check({ customerName: ' ' })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(portal.unexpected).toEqual([]);
  });
});

describe('a submission', () => {
  it('is answered alike whoever is before it', async () => {
    portal.setNow(new Date('2026-06-10T09:00:00Z'));
    const third = await aMember(portal, (await aPartner(portal)).id);
    const answers = [];
    for (const holder of [engagement.first, engagement.second, third]) {
      const company = engagement.aCompany();
      await engagement.submitted(holder, company);
      const { id, ...answer } = await engagement.submitted(asker, company);
      const { history, ...read } = await engagement.partnerReads(asker, { id });
      answers.push(JSON.stringify([answer, read, history]));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('WAITLISTED');
    portal.setNow(null);
  });
});
