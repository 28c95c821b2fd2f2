import { beforeAll, describe, expect, it } from 'vitest';
import { aStaffMember } from '../support/builders.ts';
import { changing, type Engagement, setUpEngagement, uuidOf } from '../support/engagement.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const FIELDS = `id version isPublished validFrom validTo protectionDays claimScope autoAccept rules {
  minimumInformation { onMatch fields } partnerStanding { agreementRequired } selfReferral { onMatch }
  existingCustomer { wonWithinDays sameFamilyOnly } directOpportunity { onMatch activityWithinDays } otherClaim { onMatch }
  namedAccount { onMatch } territory { onMatch regions { regionCode countryCodes } }
  capacity { onMatch openMax openMaxByTier { tier openMax } } }`;
const RULES = `... on EngagementRules { ${FIELDS} } ... on ConflictError { field }`;
const ACCOUNT =
  '... on NamedAccount { reason validFrom validTo customer { id } } ... on ConflictError { field }';
const DRAFT = changing(
  'engagementRulesDraft',
  'EngagementRulesDraftInput',
  RULES.replace(/\.\.\. on Conf.*$/, ''),
);
const PUBLISH = changing('engagementRulesPublish', 'EngagementRulesPublishInput', RULES);
const ADD = changing('namedAccountAdd', 'NamedAccountAddInput', ACCOUNT);
const END = changing('namedAccountEnd', 'NamedAccountEndInput', ACCOUNT.replace(/\.\.\. on Conf.*$/, ''));
const DECISIONS = `query ($id: ID!) { referral(id: $id) { decisionReasons decisions { outcome reason byName rules { version }
  results { code outcome evidence { name values } } } } }`;

const TERMS = {
  autoAccept: false,
  claimScope: 'CUSTOMER_AND_FAMILY',
  protectionDays: 60,
  extensionDaysMax: 30,
  attributionTailDays: 90,
  returnedBusinessDays: 5,
};
const SET = {
  minimumInformation: { onMatch: 'FAIL', fields: ['customerName', 'customerCity'] },
  selfReferral: { onMatch: 'FAIL' },
  directOpportunity: { onMatch: 'FAIL', activityWithinDays: 30 },
  otherClaim: { onMatch: 'FAIL' },
  namedAccount: { onMatch: 'FAIL' },
  territory: { onMatch: 'WARN', regions: [{ regionCode: 'DACH', countryCodes: ['AT', 'CH', 'DE'] }] },
  capacity: { onMatch: 'WARN', openMax: 10, openMaxByTier: [{ tier: 'GOLD', openMax: 100 }] },
};

type Rules = Readonly<{ id: string; version: number; code?: string; fields?: { field: string }[] }>;

let portal: Portal;
let engagement: Engagement;

beforeAll(async () => {
  portal = await startPortal();
  engagement = await setUpEngagement(portal);
});

const send = (mutation: string, input: object, subject = engagement.operations.subject) =>
  engagement.send(subject, mutation, input) as unknown as Promise<Rules>;
const draft = (more: object = {}, rules: object = SET) => send(DRAFT, { ...TERMS, ...more, rules });
const inForce = async (at?: string, subject = engagement.operations.subject) =>
  (await portal.send(subject, `query ($at: DateTime) { engagementRules(at: $at) { ${FIELDS} } }`, { at }))
    .data.engagementRules;

describe('the rules of engagement', () => {
  it('are drafted, published from an instant on, and read back as they were written', async () => {
    portal.setNow(new Date('2026-06-01T00:00:00Z'));
    const drafted = await draft();
    expect(drafted).toMatchObject({ version: 2, isPublished: false, validFrom: null, ...without(TERMS) });
    expect((await draft({ protectionDays: 45 })).id).toBe(drafted.id);
    const from = '2026-07-01T00:00:00.000Z';
    expect(await send(PUBLISH, { id: drafted.id, validFrom: from })).toMatchObject({
      isPublished: true,
      validFrom: from,
      validTo: null,
      protectionDays: 45,
      rules: { ...SET, partnerStanding: null, existingCustomer: null },
    });
    expect(await inForce()).toMatchObject({ version: 1, validTo: from });
    expect(await inForce('2026-06-30T23:59:59.999Z')).toMatchObject({ version: 1 });
    expect(await inForce(from)).toMatchObject({ version: 2 });
    const { data } = await portal.send(
      engagement.operations.subject,
      '{ engagementRulesHistory { version isPublished } }',
    );
    expect(data.engagementRulesHistory).toEqual([
      { version: 2, isPublished: true },
      { version: 1, isPublished: true },
    ]);
  });

  it('never change once published, and never overlap', async () => {
    const { id } = await inForce('2026-07-02T00:00:00Z');
    expect(await send(PUBLISH, { id })).toMatchObject({ code: 'INVALID_STATE' });
    await expect(
      portal.arrange((tx) =>
        tx.engagementRules.update({ where: { id: uuidOf(id) }, data: { protectionDays: 1 } }),
      ),
    ).rejects.toThrow();
    expect(await inForce('2026-07-02T00:00:00Z')).toMatchObject({ protectionDays: 45 });
    const next = await draft();
    expect(next.version).toBe(3);
    expect(await send(PUBLISH, { id: next.id, validFrom: '2026-06-15T00:00:00Z' })).toMatchObject({
      code: 'CONFLICT',
      field: 'validFrom',
    });
    expect(await send(PUBLISH, { id: next.id, validFrom: '2026-05-31T23:59:59Z' })).toMatchObject({
      fields: [{ field: 'validFrom', code: 'IN_THE_PAST' }],
    });
    expect(await inForce('2026-06-15T00:00:00Z')).toMatchObject({
      version: 1,
      validTo: '2026-07-01T00:00:00.000Z',
    });
    portal.setNow(null);
  });

  it('are refused with every argument that is out of bounds, and for whoever may not write them', async () => {
    expect(await draft({ protectionDays: 0, returnedBusinessDays: 61 })).toMatchObject({
      fields: [{ field: 'protectionDays' }, { field: 'returnedBusinessDays' }],
    });
    const outside = {
      directOpportunity: { onMatch: 'WARN', activityWithinDays: -1 },
      capacity: { ...SET.capacity, openMax: 0 },
    };
    expect((await draft({}, outside)).fields?.map(({ field }) => field)).toEqual([
      'rules.directOpportunity.activityWithinDays',
      'rules.capacity.openMax',
    ]);
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect(await send(DRAFT, { ...TERMS, rules: SET }, manager.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await inForce(undefined, manager.subject)).toMatchObject({ version: expect.any(Number) });
    expect(await inForce(undefined, engagement.first.subject)).toBeNull();
  });
});

const without = ({ protectionDays, claimScope, autoAccept }: typeof TERMS) => ({
  protectionDays,
  claimScope,
  autoAccept,
});

describe('a named account', () => {
  it('is kept once at a time, from and until an instant', async () => {
    portal.setNow(new Date('2026-06-01T00:00:00Z'));
    const customerId = `Customer_${(await engagement.aCustomer('Keep')).id}`;
    expect(await send(ADD, { customerId, reason: 'Ours.' })).toMatchObject({
      reason: 'Ours.',
      validTo: null,
    });
    expect(await send(ADD, { customerId, reason: 'Again.' })).toMatchObject({ code: 'CONFLICT' });
    const later = { customerId, reason: 'Later.', validFrom: '2026-08-01T00:00:00Z' };
    expect(await send(ADD, later)).toMatchObject({ code: 'CONFLICT' });
    const validTo = '2026-07-01T00:00:00.000Z';
    expect(await send(END, { customerId, validTo })).toMatchObject({ validTo });
    expect(await send(ADD, later)).toMatchObject({ validFrom: '2026-08-01T00:00:00.000Z' });
    const LIST =
      'query ($customerId: ID, $ended: Boolean) { namedAccounts(customerId: $customerId, ended: $ended) { reason } }';
    const list = async (more: object, subject = engagement.operations.subject) =>
      (await portal.send(subject, LIST, { customerId, ...more })).data.namedAccounts;
    portal.setNow(new Date('2026-07-15T00:00:00Z'));
    expect(await list({})).toEqual([{ reason: 'Later.' }]);
    expect(await list({ ended: true })).toEqual([{ reason: 'Later.' }, { reason: 'Ours.' }]);
    expect(await send(END, { customerId })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await list({}, engagement.first.subject)).toBeNull();
    portal.setNow(null);
  });
});

describe('why a referral was decided so', () => {
  it('is read by staff with evidence, and by the partner as far as it concerns itself', async () => {
    const company = engagement.aCompany();
    const customer = await engagement.aCustomer(company.customerName, [
      { kind: 'DOMAIN', value: company.customerDomain },
    ]);
    const deal = await engagement.aDeal({
      customerId: customer.id,
      openedOn: new Date('2026-01-01T00:00:00Z'),
    });
    await send(ADD, { customerId: `Customer_${customer.id}`, reason: 'Ours.' });
    const self = await portal.arrange((tx) =>
      tx.partner.findUniqueOrThrow({ where: { id: engagement.first.partnerId } }),
    );
    const { id } = await engagement.submitted(engagement.first, {
      ...company,
      customerName: self.name,
      customerCity: 'London',
    });
    const forStaff = (await portal.send(engagement.operations.subject, DECISIONS, { id })).data.referral;
    expect(forStaff.decisions).toMatchObject([{ outcome: 'REVIEW', byName: null }]);
    const failed = forStaff.decisions[0].results.filter(
      ({ outcome }: { outcome: string }) => outcome === 'FAIL',
    );
    expect(failed).toEqual([
      { code: 'SELF_REFERRAL', outcome: 'FAIL', evidence: [] },
      {
        code: 'DIRECT_OPPORTUNITY',
        outcome: 'FAIL',
        evidence: [{ name: 'opportunityIds', values: [deal.id] }],
      },
      { code: 'NAMED_ACCOUNT', outcome: 'FAIL', evidence: [] },
    ]);
    const { data, text } = await portal.send(engagement.first.subject, DECISIONS, { id });
    expect(data.referral).toEqual({ decisionReasons: ['SELF_REFERRAL'], decisions: null });
    for (const secret of [deal.id, customer.id, 'DIRECT', 'NAMED']) expect(text).not.toContain(secret);
    expect(portal.unexpected).toEqual([]);
  });
});
