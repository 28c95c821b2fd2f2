import { beforeAll, describe, expect, it } from 'vitest';
import { type Shop, setUpShop, which } from '../support/orders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-06-15T12:00:00Z'));
  shop = await setUpShop(portal);
});

const STATES = 'id version status checks { code outcome }';

describe('an order', () => {
  it('finds its customer by its web address, and goes from draft to in use', async () => {
    const { seller, reviewer, does } = shop;
    const reviewed = await shop.inReview();
    const ratified = await does(
      reviewer,
      'salesOrderRatify',
      which(reviewed),
      `${STATES} customer { id } clock { state }`,
    );
    expect(ratified).toMatchObject({
      ...{ status: 'RATIFIED', customer: { id: `Customer_${shop.customerId}` }, clock: { state: 'STOPPED' } },
    });
    expect(ratified.checks.filter(({ outcome }: { outcome: string }) => outcome === 'FAIL')).toEqual([]);
    expect(ratified.checks).toContainEqual({ code: 'PRICE_MATCHES_BOOK', outcome: 'PASS' });
    expect(ratified.checks).toContainEqual({ code: 'PREVIOUS_ORDER_NAMED', outcome: 'NOT_APPLICABLE' });
    const fulfilled = await does(seller, 'salesOrderBeginFulfilment', which(ratified));
    const used = await does(seller, 'salesOrderActivate', { ...which(fulfilled), activatedOn: '2026-06-10' });
    expect(used.status).toBe('ACTIVATED');
  });
});
