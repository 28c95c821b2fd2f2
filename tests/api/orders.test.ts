import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Shop, setUpShop, which } from '../support/orders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-06-15T12:00:00Z'));
});

const STATES = 'id version status checks { code outcome }';
const codesOf = (checks: readonly { code: string; outcome: string }[], wanted: string) =>
  checks.filter(({ outcome }) => outcome === wanted).map(({ code }) => code);

/** A customer of one's own, so that no order is taken for another's repetition. */
const shop = (): Promise<Shop> => setUpShop(portal);

describe('an order', () => {
  it('finds its customer by its web address, and goes from draft to in use', async () => {
    const { seller, reviewer, does, inReview, customerId } = await shop();
    const reviewed = await inReview();
    const fields = `${STATES} customer { id } clock { state } availableActions`;
    const ratified = await does(reviewer, 'salesOrderRatify', which(reviewed), fields);
    expect(ratified).toMatchObject({
      ...{ status: 'RATIFIED', customer: { id: `Customer_${customerId}` }, clock: { state: 'STOPPED' } },
      availableActions: ['BEGIN_FULFILMENT', 'CANCEL'],
    });
    expect(codesOf(ratified.checks, 'FAIL')).toEqual([]);
    expect(codesOf(ratified.checks, 'PASS')).toContain('PRICE_MATCHES_BOOK');
    const fulfilled = await does(seller, 'salesOrderBeginFulfilment', which(ratified));
    const early = { ...which(fulfilled), activatedOn: '2026-05-31' };
    expect(await change(portal, seller.subject, ['salesOrderActivate', early], 'id')).toMatchObject({
      fields: [{ field: 'activatedOn', code: 'BEFORE_THE_ORDER' }],
    });
    const used = await does(seller, 'salesOrderActivate', { ...which(fulfilled), activatedOn: '2026-06-10' });
    expect(used.status).toBe('ACTIVATED');
  });

  it('is not ratified while a check fails, nor by who wrote it, until somebody else waives it', async () => {
    const { seller, reviewer, does, inReview } = await shop();
    const order = await inReview({}, { monthly: '39.00' });
    const send = (by: { subject: string }, name: string, input: object) =>
      change(portal, by.subject, [name, input], STATES);
    expect(await send(seller, 'salesOrderRatify', which(order))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await send(reviewer, 'salesOrderRatify', which(order))).toMatchObject({
      code: 'CHECKS_FAILED',
      failingCodes: ['PRICE_MATCHES_BOOK', 'TOTALS_MATCH'],
    });
    const waive = (code: string, version: number) => ({
      id: order.id,
      version,
      code,
      reason: 'Agreed by mail.',
    });
    expect(await send(seller, 'salesOrderWaiveCheck', waive('TOTALS_MATCH', order.version))).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await send(reviewer, 'salesOrderWaiveCheck', waive('TERM_GIVEN', order.version))).toMatchObject({
      code: 'INVALID_STATE',
    });
    const one = await does(reviewer, 'salesOrderWaiveCheck', waive('TOTALS_MATCH', order.version));
    const two = await does(reviewer, 'salesOrderWaiveCheck', waive('PRICE_MATCHES_BOOK', one.version));
    const ratified = await does(reviewer, 'salesOrderRatify', which(two), STATES);
    expect(codesOf(ratified.checks, 'WAIVED')).toEqual(['PRICE_MATCHES_BOOK', 'TOTALS_MATCH']);
  });

  it('pauses its clock while it is returned, and can be corrected then only', async () => {
    const { seller, reviewer, does, inReview, order } = await shop();
    const reviewed = await inReview({ siteAddress: null });
    const edit = (version: number) => ({ id: reviewed.id, version, siteAddress: 'Side street 2' });
    expect(
      await change(portal, seller.subject, ['salesOrderUpdate', edit(reviewed.version)], 'id'),
    ).toMatchObject({
      ...{ code: 'INVALID_STATE', state: 'IN_REVIEW' },
    });
    const input = { ...which(reviewed), reason: 'Where to?' };
    const returned = await does(reviewer, 'salesOrderReturn', input, 'id version status clock { state }');
    expect(returned).toMatchObject({ status: 'RETURNED', clock: { state: 'PAUSED' } });
    const lines = order().lines;
    const corrected = await does(
      seller,
      'salesOrderUpdate',
      { ...edit(returned.version), lines },
      'id version lines { id quantity }',
    );
    const again = await does(seller, 'salesOrderSubmit', which(corrected), `${STATES} clock { state }`);
    expect(codesOf(again.checks, 'FAIL')).toEqual([]);
    expect(again.clock.state).toBe('OK');
  });

  it('ends the order that it disconnects, on the day on which it is in use', async () => {
    const { seller, reviewer, does, inReview } = await shop();
    const use = async (reviewed: { id: string; version: number }, activatedOn: string) => {
      const ratified = await does(reviewer, 'salesOrderRatify', which(reviewed));
      const fulfilled = await does(seller, 'salesOrderBeginFulfilment', which(ratified));
      return await does(seller, 'salesOrderActivate', { ...which(fulfilled), activatedOn });
    };
    const sold = await use(await inReview({ accountNumber: 'A-77' }), '2026-06-02');
    const end = await inReview(
      {
        ...{ type: 'DISCONNECT', accountNumber: 'A-77', previousOrderId: sold.id, isVendorFault: true },
        ...{ oneOffTotal: null, monthlyTotal: null, orderedOn: '2026-06-12' },
      },
      { oneOff: '0', monthly: '0', termMonths: null },
    );
    await use(end, '2026-06-14');
    const answer = await portal.send(
      seller.subject,
      `query ($id: ID!) { node(id: $id) { ... on SalesOrder { status disconnectedOn isVendorFault } } }`,
      { id: sold.id },
    );
    expect(answer.data.node).toEqual({
      status: 'ACTIVATED',
      disconnectedOn: '2026-06-14',
      isVendorFault: true,
    });
  });

  it('fails as a repetition of an earlier one, whose number may have zeros before it', async () => {
    const { seller, does, order } = await shop();
    await does(seller, 'salesOrderCreate', order({ externalId: `77${Date.now()}` }));
    const again = await does(seller, 'salesOrderCreate', order());
    const checked = await does(seller, 'salesOrderCheck', { id: again.id }, STATES);
    expect(codesOf(checked.checks, 'FAIL')).toEqual(['NOT_A_DUPLICATE']);
  });

  it('of two who ratify at once is ratified by one', async () => {
    const { reviewer, inReview } = await shop();
    const other = await aStaffMember(portal, 'SALES_OPERATIONS');
    const order = await inReview();
    const answers = await Promise.all(
      [reviewer, other, reviewer, other].map(({ subject }) =>
        change(portal, subject, ['salesOrderRatify', which(order)], 'status'),
      ),
    );
    expect(answers.filter(({ status }) => status === 'RATIFIED')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'STALE_VERSION')).toHaveLength(3);
  });

  it('is refused with all that is wrong, and nothing is kept', async () => {
    const { seller, order } = await shop();
    const wrong = order(
      { externalId: 'WRONG', currency: 'XXX', isVendorFault: true },
      { quantity: -1, discountPercent: '100.1' },
    );
    const answer = await change(portal, seller.subject, ['salesOrderCreate', wrong], 'id');
    expect(answer.fields.map(({ code }: { code: string }) => code)).toEqual([
      ...['UNKNOWN_CURRENCY', 'NOT_A_DISCONNECT', 'OUT_OF_RANGE', 'OUT_OF_RANGE'],
    ]);
    const unknown = order({ externalId: 'WRONG' }, { productId: null, productCode: 'NOTHING' });
    expect(await change(portal, seller.subject, ['salesOrderCreate', unknown], 'id')).toMatchObject({
      fields: [{ field: 'lines.0.productCode', code: 'UNKNOWN_PRODUCT' }],
    });
    expect(await portal.arrange((tx) => tx.salesOrder.count({ where: { externalId: 'WRONG' } }))).toBe(0);
  });
});

describe('orders of another system', () => {
  const RESULTS = 'results { outcome errors { field code } order { id version status customer { id } } }';

  it('are taken once, changed while they are drafts, and left alone after that', async () => {
    const { crm, seller, does, order, customerId } = await shop();
    const row = order();
    const upsert = async (...rows: object[]) =>
      (await does(crm, 'salesOrderUpsert', { system: 'SALES_CRM', rows }, RESULTS)).results;
    const bad = order({ currency: 'XXX' });
    const [first, rejected, twice] = await upsert(row, bad, row);
    expect(first).toMatchObject({
      outcome: 'CREATED',
      order: { status: 'DRAFT', customer: { id: `Customer_${customerId}` } },
    });
    expect(rejected).toEqual({
      outcome: 'REJECTED',
      order: null,
      errors: [{ field: 'currency', code: 'UNKNOWN_CURRENCY' }],
    });
    expect(twice).toMatchObject({
      outcome: 'REJECTED',
      errors: [{ field: 'externalId', code: 'DUPLICATE_ID' }],
    });
    expect(await upsert(row)).toMatchObject([
      { outcome: 'UNCHANGED', order: { id: first.order.id, version: 1 } },
    ]);
    expect(await upsert({ ...row, notes: 'Soon.' })).toMatchObject([
      { outcome: 'UPDATED', order: { version: 2 } },
    ]);
    await does(seller, 'salesOrderSubmit', { id: first.order.id, version: 2 });
    expect(await upsert({ ...row, notes: 'Soon.' })).toMatchObject([{ outcome: 'UNCHANGED' }]);
    expect(await upsert(row)).toMatchObject([{ outcome: 'REJECTED', errors: [{ code: 'NOT_EDITABLE' }] }]);
  });

  it('sent four times at once make one order', async () => {
    const { crm, order } = await shop();
    const input = { system: 'SALES_CRM', rows: [order()] };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => change(portal, crm.subject, ['salesOrderUpsert', input], RESULTS)),
    );
    const outcomes = answers.map(({ results }) => results[0].outcome).sort();
    expect(outcomes).toEqual(['CREATED', 'UNCHANGED', 'UNCHANGED', 'UNCHANGED']);
  });
});

describe('the deal behind an order', () => {
  it('is the only one of the customer, credited to the partner of its referral', async () => {
    const { seller, does, order, customerId, productId } = await shop();
    const partner = await aPartner(portal);
    const referralId = await portal.arrange(async (tx) => {
      const opportunity = await tx.opportunity.create({
        data: {
          ...{ system: 'SALES_CRM', externalId: `O-${partner.id}`, name: 'Deal', stage: 'WON' },
          customerId,
          productId,
        },
      });
      const referral = await tx.referral.create({
        data: {
          ...{
            partnerId: partner.id,
            status: 'ACCEPTED',
            origin: 'IMPORTED',
            decidedAt: new Date(),
            submittedAt: new Date(),
            statusSince: new Date(),
            customerName: 'Customer',
          },
          opportunityId: opportunity.id,
        },
      });
      await tx.attribution.create({
        data: {
          ...{ partnerId: partner.id, referralId: referral.id, opportunityId: opportunity.id },
          ...{ status: 'ATTRIBUTED', because: 'PROTECTED', decidedAt: new Date() },
        },
      });
      return referral.id;
    });
    const made = await does(
      seller,
      'salesOrderCreate',
      order(),
      'id partner { id } referral { id } opportunity { id }',
    );
    expect(made).toMatchObject({
      partner: { id: `Partner_${partner.id}` },
      referral: { id: `Referral_${referralId}` },
    });
    const admin = await aMember(portal, partner.id);
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    const read = `query ($id: ID!) { node(id: $id) { id } }`;
    for (const { subject } of [admin, manager])
      expect((await portal.send(subject, read, { id: made.id })).data).toEqual({ node: null });
    expect(
      (await portal.send(admin.subject, `{ salesOrders { nodes { id } } }`)).errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
  });
});

it('expects nothing that it does not say', () => {
  expect(portal.unexpected).toEqual([]);
});
