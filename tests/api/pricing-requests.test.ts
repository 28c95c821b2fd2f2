import { beforeAll, describe, expect, it } from 'vitest';
import { aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Shop, setUpShop, which } from '../support/orders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let shop: Shop;

const POLICY = {
  kind: 'DISCOUNT',
  mode: 'SEQUENTIAL',
  roles: ['FINANCE', 'EXECUTIVE'],
  validFrom: '2026-01-01',
};

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-06-15T12:00:00Z'));
  shop = await setUpShop(portal);
  const { seller, does } = shop;
  await does(seller, 'approvalPolicyCreate', { ...POLICY, threshold: '10' }, 'id');
  await does(
    seller,
    'approvalPolicyCreate',
    { ...POLICY, threshold: '30', mode: 'PARALLEL', roles: ['FINANCE', 'FINANCE'] },
    'id',
  );
});

const FIELDS = 'id version status steps { position decision onBehalfOf { personId } } availableActions';

/** A draft of one line with so many percent off, and what is asked for it. */
async function asked(percent: string, off: Readonly<{ oneOff: string; monthly: string }>) {
  const { seller, does, order } = shop;
  const line = { discountPercent: percent, ...off };
  const totals = { oneOffTotal: off.oneOff, monthlyTotal: off.monthly };
  const made = await does(seller, 'salesOrderCreate', order(totals, line), 'id version lines { id }');
  const input = {
    orderId: made.id,
    lineId: made.lines[0].id,
    kind: 'DISCOUNT',
    percent,
    reason: 'A large customer.',
  };
  return { order: made, input };
}

const TWENTY = { oneOff: '80.00', monthly: '32.00' };

describe('a pricing request', () => {
  it('below every threshold is not needed, and says from when on it is', async () => {
    const { input } = await asked('9.99', { oneOff: '90.01', monthly: '36.00' });
    const answer = await change(portal, shop.seller.subject, ['pricingRequestCreate', input], 'id');
    expect(answer).toMatchObject({ code: 'APPROVAL_NOT_NEEDED', threshold: '10' });
  });

  it('goes step by step to whoever holds the roles, and not to who asked', async () => {
    const { seller, does } = shop;
    const { input, order } = await asked('20', TWENTY);
    const request = await does(seller, 'pricingRequestCreate', input, FIELDS);
    expect(await change(portal, seller.subject, ['pricingRequestCreate', input], 'id')).toMatchObject({
      code: 'CONFLICT',
    });
    const finance = await aStaffMember(portal, 'FINANCE', 'EXECUTIVE');
    const executive = await aStaffMember(portal, 'EXECUTIVE');
    const decide = (by: { subject: string }, version: number, decision = 'APPROVED') =>
      change(portal, by.subject, ['pricingRequestDecide', { id: request.id, version, decision }], FIELDS);
    expect(await decide(executive, request.version)).toMatchObject({ code: 'FORBIDDEN' });
    const first = await decide(finance, request.version);
    expect(first).toMatchObject({
      status: 'OPEN',
      availableActions: [],
      steps: [{ decision: 'APPROVED' }, { decision: null }],
    });
    expect(await decide(finance, first.version)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await decide(executive, request.version)).toMatchObject({ code: 'STALE_VERSION' });
    expect(await decide(executive, first.version)).toMatchObject({ status: 'APPROVED' });
    const checked = await does(
      seller,
      'salesOrderCheck',
      { id: order.id },
      'checks(outcomes: [FAIL]) { code }',
    );
    expect(checked.checks.map(({ code }: { code: string }) => code)).not.toContain('DISCOUNT_APPROVED');
  });

  it('can be decided in the place of who delegated it, for as long as that holds', async () => {
    const { seller, does } = shop;
    const finance = await aStaffMember(portal, 'FINANCE');
    const deputy = await aStaffMember(portal, 'CHANNEL_MANAGER', 'EXECUTIVE');
    const { input } = await asked('21', { oneOff: '79.00', monthly: '31.60' });
    const request = await does(seller, 'pricingRequestCreate', input, FIELDS);
    const decision = { ...which(request), decision: 'REJECTED', comment: 'Too much.' };
    const decide = () => change(portal, deputy.subject, ['pricingRequestDecide', decision], FIELDS);
    expect(await decide()).toMatchObject({ code: 'FORBIDDEN' });
    const delegation = { toId: `Person_${deputy.personId}`, validTo: '2026-07-01T00:00:00Z' };
    const { id } = await does(finance, 'approvalDelegationCreate', delegation, 'id');
    await does(finance, 'approvalDelegationRevoke', { id }, 'id');
    expect(await decide()).toMatchObject({ code: 'FORBIDDEN' });
    await does(finance, 'approvalDelegationCreate', delegation, 'id');
    expect(await decide()).toMatchObject({
      status: 'REJECTED',
      steps: [
        { decision: 'REJECTED', onBehalfOf: { personId: `Person_${finance.personId}` } },
        { decision: null },
      ],
    });
  });

  it('of the deciders of one step who come at once lets one through', async () => {
    const { seller, does } = shop;
    const { input } = await asked('40', { oneOff: '60.00', monthly: '24.00' });
    const request = await does(seller, 'pricingRequestCreate', input, FIELDS);
    const finance = await Promise.all([1, 2, 3].map(() => aStaffMember(portal, 'FINANCE')));
    const decision = { ...which(request), decision: 'APPROVED' };
    const answers = await Promise.all(
      finance.map(({ subject }) => change(portal, subject, ['pricingRequestDecide', decision], FIELDS)),
    );
    expect(answers.map(({ code, status }) => code ?? status).sort()).toEqual([
      'OPEN',
      'STALE_VERSION',
      'STALE_VERSION',
    ]);
  });

  it('no longer holds once its line is another', async () => {
    const { seller, does, order } = shop;
    const { input, order: made } = await asked('22', { oneOff: '78.00', monthly: '31.20' });
    const request = await does(seller, 'pricingRequestCreate', input, FIELDS);
    const lines = (order({}, { discountPercent: '22', quantity: 2 }) as { lines: object[] }).lines;
    await does(seller, 'salesOrderUpdate', { ...which(made), lines });
    const answer = await portal.send(
      seller.subject,
      `query ($id: ID!) { node(id: $id) { ... on PricingRequest { status } } }`,
      { id: request.id },
    );
    expect(answer.data.node.status).toBe('WITHDRAWN');
  });
});

describe('the price book', () => {
  it('has one price at a time, and ends what holds', async () => {
    const { seller, does, productId } = shop;
    const price = {
      productId: `Product_${productId}`,
      currency: 'USD',
      oneOff: '1.00',
      validFrom: '2026-01-01',
    };
    const create = (input: object) =>
      change(portal, seller.subject, ['priceBookEntryCreate', input], 'id version');
    const made = await create(price);
    expect(await create({ ...price, validFrom: '2026-03-01' })).toMatchObject({
      code: 'CONFLICT',
      field: 'validFrom',
    });
    expect(await create({ ...price, currency: 'EURO' })).toMatchObject({
      fields: [{ code: 'UNKNOWN_CURRENCY' }],
    });
    const past = { ...which(made), validTo: '2026-06-14' };
    expect(await change(portal, seller.subject, ['priceBookEntryEnd', past], 'id')).toMatchObject({
      fields: [{ code: 'IN_THE_PAST' }],
    });
    await does(seller, 'priceBookEntryEnd', { ...which(made), validTo: '2026-07-01' }, 'id');
    expect(await create({ ...price, validFrom: '2026-07-01' })).toHaveProperty('id');
    expect(portal.unexpected).toEqual([]);
  });
});
