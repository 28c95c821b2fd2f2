import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const ROW = 'externalId outcome errors { field code message }';
const REFUSALS = '... on Error { code message } ... on InvalidInputError { fields { field code } }';
const ACCOUNTS = `mutation ($input: CrmAccountsUpsertInput!) { crmAccountsUpsert(input: $input) { __typename
  ... on CrmAccountsUpsertPayload { results { ${ROW} customer { id name version parent { name } } } } ${REFUSALS} } }`;
const DEALS = `mutation ($input: CrmOpportunitiesUpsertInput!) { crmOpportunitiesUpsert(input: $input) { __typename
  ... on CrmOpportunitiesUpsertPayload { results { ${ROW} opportunity { id name stage version amount { amount currency } openedOn
    partner { id name } first: customer { name } second: customer { id } } } } ${REFUSALS} } }`;

const SYSTEM = 'SALES_CRM';

let portal: Portal;
let crm: string;
let admin: Member;
let stranger: Member;
let operations: string;
let productId: string;

beforeAll(async () => {
  portal = await startPortal();
  const acme = await aPartner(portal, { name: 'Acme' });
  const globex = await aPartner(portal, { name: 'Globex' });
  await portal.arrange((tx) =>
    tx.partnerExternalId.create({ data: { partnerId: acme.id, system: SYSTEM, externalId: 'P-ACME' } }),
  );
  admin = await aMember(portal, acme.id);
  stranger = await aMember(portal, globex.id);
  crm = (await aStaffMember(portal, 'SERVICE')).subject;
  operations = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
  productId = (await aProduct(portal, 'LUMEN')).id;
});

const sendAccounts = async (rows: object[], subject = crm, system = SYSTEM) =>
  (await portal.send(subject, ACCOUNTS, { input: { system, rows } })).data.crmAccountsUpsert;
const sendDeals = async (rows: object[], subject = crm) =>
  (await portal.send(subject, DEALS, { input: { system: SYSTEM, rows } })).data.crmOpportunitiesUpsert;
const anId = () => randomUUID().slice(0, 8);

const countOf = async () => {
  const { rows } = await portal.arrange(async (tx) => ({
    rows: [
      await tx.event.count(),
      await tx.opportunity.count(),
      await tx.opportunityChange.count(),
      await tx.customer.count(),
      await tx.referral.count(),
      await tx.sourceRecord.count(),
    ],
  }));
  return rows;
};

/** A referral that the portal has accepted, registered through the API. */
async function anAcceptedReferral(member: Member): Promise<string> {
  const referral = await portal.arrange((tx) =>
    tx.referral.create({
      data: {
        partnerId: member.partnerId,
        registeredById: member.membershipId,
        status: 'SUBMITTED',
        statusSince: new Date(),
        submittedAt: new Date(),
        customerName: 'Initech',
        customerCountryCode: 'GB',
        contactName: 'Bill L.',
        contactEmail: 'bill@initech.example',
        productId,
      },
    }),
  );
  const id = `Referral_${referral.id}`;
  const ACCEPT = `mutation ($input: ReferralAcceptInput!) { referralAccept(input: $input) { ... on Referral { status } ... on Error { code message } } }`;
  const accepted = await portal.send(operations, ACCEPT, { input: { id, version: 1 } });
  expect(accepted.data.referralAccept).toEqual({ status: 'ACCEPTED' });
  return id;
}

describe('crmAccountsUpsert', () => {
  it('creates, updates, leaves alone and rejects, row by row and in order', async () => {
    const [parent, child, bad] = [anId(), anId(), anId()];
    const first = await sendAccounts([
      { externalId: child, name: 'Initech UK Ltd', parentExternalId: parent },
      { externalId: parent, name: 'Initech', annualRevenue: { amount: '12.50', currency: 'EUR' } },
      {
        externalId: bad,
        name: '???',
        taxId: 'nonsense',
        annualRevenue: { amount: '1.001', currency: 'EUR' },
      },
      { externalId: parent, name: 'Initech again' },
      { externalId: anId(), name: 'Orphan', parentExternalId: 'nobody' },
    ]);
    expect(first.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'CREATED',
      'CREATED',
      'REJECTED',
      'REJECTED',
      'REJECTED',
    ]);
    expect(first.results[0].customer).toMatchObject({ name: 'Initech UK Ltd', parent: { name: 'Initech' } });
    expect(first.results[2].errors.map(({ field }: { field: string }) => field)).toEqual([
      'name',
      'annualRevenue',
      'taxId',
    ]);
    expect(first.results[3].errors).toMatchObject([{ field: 'externalId', code: 'DUPLICATE_ID' }]);
    expect(first.results[4].errors).toMatchObject([{ field: 'parentExternalId', code: 'NOT_FOUND' }]);
    const again = await sendAccounts([
      { externalId: child, name: 'Initech UK Ltd', parentExternalId: parent },
      { externalId: parent, name: 'Initech Group' },
    ]);
    expect(again.results).toMatchObject([
      { outcome: 'UNCHANGED', customer: { version: 1 } },
      { outcome: 'UPDATED', customer: { name: 'Initech Group', version: 2 } },
    ]);
    expect(portal.unexpected).toEqual([]);
  });

  it('never makes a company its own ancestor, within a request or over several', async () => {
    const [a, b, c] = [anId(), anId(), anId()];
    const circle = await sendAccounts([
      { externalId: a, name: 'A', parentExternalId: b },
      { externalId: b, name: 'B', parentExternalId: a },
      { externalId: c, name: 'C', parentExternalId: b },
    ]);
    expect(circle.results.map(({ errors }: { errors: { code: string }[] }) => errors[0]?.code)).toEqual([
      'PARENT_CYCLE',
      'PARENT_CYCLE',
      'NOT_FOUND',
    ]);
    await sendAccounts([
      { externalId: a, name: 'A' },
      { externalId: b, name: 'B', parentExternalId: a },
    ]);
    const closing = await sendAccounts([{ externalId: a, name: 'A', parentExternalId: b }]);
    expect(closing.results[0].errors).toMatchObject([{ code: 'PARENT_CYCLE' }]);
  });

  it('is refused to everybody but the service account, and beyond its limits', async () => {
    const before = await countOf();
    for (const subject of [admin.subject, operations])
      expect(await sendAccounts([{ externalId: anId(), name: 'X' }], subject)).toMatchObject({
        code: 'FORBIDDEN',
      });
    const many = Array.from({ length: 501 }, () => ({ externalId: anId(), name: 'X' }));
    expect(await sendAccounts(many)).toMatchObject({ fields: [{ field: 'rows', code: 'TOO_MANY' }] });
    expect(await sendAccounts([], crm, 'no code')).toMatchObject({ fields: [{ field: 'system' }] });
    expect(await countOf()).toEqual(before);
  });
});

describe('crmOpportunitiesUpsert', () => {
  it('creates deals of partners and of direct sales, and repeats without writing', async () => {
    const account = anId();
    await sendAccounts([{ externalId: account, name: 'Umbrella' }]);
    const rows = [
      {
        externalId: anId(),
        stage: 'PROPOSAL',
        amount: { amount: '1200.00', currency: 'EUR' },
        openedOn: '2026-03-01',
        accountExternalId: account,
        productExternalId: 'LUMEN',
        partnerExternalId: 'P-ACME',
      },
      { externalId: anId(), stage: 'PROSPECTING', name: 'Direct', accountExternalId: account },
      { externalId: anId(), stage: 'PROSPECTING', partnerId: `Partner_${stranger.partnerId}` },
    ];
    const created = await sendDeals(rows);
    expect(created.results).toMatchObject([
      {
        outcome: 'CREATED',
        opportunity: {
          name: 'Umbrella, Product LUMEN',
          amount: { amount: '1200.00', currency: 'EUR' },
          openedOn: '2026-03-01',
          partner: { name: 'Acme' },
          first: { name: 'Umbrella' },
        },
      },
      { outcome: 'CREATED', opportunity: { name: 'Direct', partner: null } },
      { outcome: 'CREATED', opportunity: { partner: { name: 'Globex' } } },
    ]);
    const referrals = await portal.arrange((tx) =>
      tx.referral.findMany({
        where: { opportunity: { externalId: { in: rows.map((row) => row.externalId) } } },
      }),
    );
    expect(referrals.map(({ origin, status, salesStage }) => [origin, status, salesStage]).sort()).toEqual([
      ['CRM', 'ACCEPTED', 'PROPOSAL'],
      ['CRM', 'ACCEPTED', 'PROSPECTING'],
    ]);
    const before = await countOf();
    const again = await sendDeals(rows);
    expect(again.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'UNCHANGED',
      'UNCHANGED',
      'UNCHANGED',
    ]);
    expect(await countOf()).toEqual(before);
  });

  it('rejects bad rows with what is wrong, and loads the others', async () => {
    const good = anId();
    const { results } = await sendDeals([
      { externalId: '  ', stage: 'WON' },
      {
        externalId: anId(),
        stage: 'WON',
        lostReason: 'Price',
        openedOn: '2026-02-01',
        closeOn: '2026-01-01',
      },
      {
        externalId: anId(),
        stage: 'WON',
        accountExternalId: 'nobody',
        productExternalId: 'nothing',
        partnerExternalId: 'none',
      },
      { externalId: anId(), stage: 'WON', amount: { amount: '-1', currency: 'EUR' }, ownerEmail: 'nobody' },
      {
        externalId: anId(),
        stage: 'WON',
        partnerExternalId: 'P-ACME',
        partnerId: `Partner_${admin.partnerId}`,
      },
      { externalId: good, stage: 'WON', closeOn: '2026-01-02', name: 'a\u0000b' },
      { externalId: good, stage: 'LOST' },
    ]);
    const codes = results.map(({ errors }: { errors: { field: string; code: string }[] }) =>
      errors.map(({ field, code }) => `${field} ${code}`),
    );
    expect(codes).toEqual([
      ['externalId REQUIRED'],
      ['lostReason NOT_LOST', 'closeOn DATES_REVERSED'],
      ['accountExternalId NOT_FOUND', 'productExternalId NOT_FOUND', 'partnerExternalId NOT_FOUND'],
      ['amount NEGATIVE', 'ownerEmail NOT_AN_EMAIL'],
      ['partnerId PARTNER_TWICE'],
      [],
      ['externalId DUPLICATE_ID'],
    ]);
    expect(results[5]).toMatchObject({ outcome: 'CREATED', opportunity: { name: 'a b', stage: 'WON' } });
    expect(portal.unexpected).toEqual([]);
  });

  it('remembers every change as a fact, in order of effect', async () => {
    const externalId = anId();
    const changedAt = '2026-04-02T10:00:00.000Z';
    await sendDeals([{ externalId, stage: 'QUALIFIED', openedOn: '2026-03-01' }]);
    await sendDeals([
      {
        externalId,
        stage: 'PROPOSAL',
        openedOn: '2026-03-01',
        amount: { amount: '5.00', currency: 'EUR' },
        changedAt,
      },
    ]);
    await sendDeals([
      {
        externalId,
        stage: 'WON',
        openedOn: '2026-03-01',
        closeOn: '2026-05-04',
        amount: { amount: '5.00', currency: 'EUR' },
      },
    ]);
    const deal = await portal.arrange((tx) =>
      tx.opportunity.findUniqueOrThrow({
        where: { system_externalId: { system: SYSTEM, externalId } },
        include: { changes: { orderBy: { effectiveAt: 'asc' } } },
      }),
    );
    expect(
      deal.changes.map(({ changed, stage, effectiveAt }) => [changed, stage, effectiveAt.toISOString()]),
    ).toEqual([
      [['CREATED'], 'QUALIFIED', '2026-03-01T00:00:00.000Z'],
      [['STAGE', 'AMOUNT'], 'PROPOSAL', changedAt],
      [['STAGE', 'CLOSE_DATE'], 'WON', '2026-05-04T00:00:00.000Z'],
    ]);
    const types = await portal.arrange((tx) =>
      tx.event.findMany({
        where: { subjectId: deal.id },
        orderBy: { occurredAt: 'asc' },
        select: { type: true },
      }),
    );
    expect(types.map(({ type }) => type)).toEqual([
      'opportunity.created',
      'opportunity.stage_changed',
      'opportunity.changed',
      'opportunity.stage_changed',
      'opportunity.changed',
    ]);
  });
});

describe('a row that names a referral', () => {
  const link = async (row: object) =>
    (await sendDeals([{ externalId: anId(), stage: 'QUALIFIED', ...row }])).results[0];

  it('links an accepted one, and is refused for every other', async () => {
    const referralId = await anAcceptedReferral(admin);
    const draft = await portal.arrange((tx) =>
      tx.referral.create({
        data: {
          partnerId: admin.partnerId,
          registeredById: admin.membershipId,
          status: 'DRAFT',
          statusSince: new Date(),
          customerName: 'Draft',
        },
      }),
    );
    const other = `Partner_${stranger.partnerId}`;
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
    const { results } = await sendDeals([
      { externalId, stage: 'QUALIFIED', referralId, partnerExternalId: 'P-ACME' },
      { externalId: anId(), stage: 'QUALIFIED', referralId },
    ]);
    expect(results[0]).toMatchObject({ outcome: 'CREATED', opportunity: { partner: { name: 'Acme' } } });
    expect(results[1]).toMatchObject({ errors: [{ code: 'REFERRAL_LINKED' }] });
    expect(await link({ referralId })).toMatchObject({ errors: [{ code: 'REFERRAL_LINKED' }] });
    const second = await anAcceptedReferral(admin);
    expect(await link({ externalId, referralId: second })).toMatchObject({
      errors: [{ code: 'DEAL_LINKED' }],
    });
    expect(await link({ externalId, partnerId: other })).toMatchObject({
      errors: [{ field: 'partnerId', code: 'CREDITED_TO_ANOTHER_PARTNER' }],
    });
    const kept = await link({ externalId, stage: 'COMMITTED' });
    expect(kept).toMatchObject({ outcome: 'UPDATED', opportunity: { partner: { name: 'Acme' } } });
    expect(
      (await portal.send(admin.subject, `{ referral(id: "${referralId}") { salesStage } }`)).data.referral,
    ).toEqual({ salesStage: 'COMMITTED' });
  });

  it('takes the place of the referral that was made while nobody knew of it', async () => {
    const externalId = anId();
    await link({ externalId, partnerExternalId: 'P-ACME' });
    const referralId = await anAcceptedReferral(admin);
    expect(await link({ externalId, partnerExternalId: 'P-ACME', referralId })).toMatchObject({
      outcome: 'UPDATED',
    });
    const referrals = await portal.arrange((tx) =>
      tx.referral.findMany({ where: { opportunity: { externalId } }, select: { id: true, status: true } }),
    );
    expect(referrals).toEqual([{ id: referralId.slice('Referral_'.length), status: 'ACCEPTED' }]);
    const deal = await portal.arrange((tx) => tx.opportunity.findFirstOrThrow({ where: { externalId } }));
    expect(deal).toMatchObject({ partnerId: admin.partnerId, referredById: admin.membershipId });
  });
});
