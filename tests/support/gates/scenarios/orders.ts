import { type Shop, setUpShop, which } from '../../orders.ts';
import type { Scenarios, World } from './world.ts';

const shops = new WeakMap<World, Promise<Shop>>();

/** Orders of one world are sold in one shop, so that its product has one price. */
export function shopOf(world: World): Promise<Shop> {
  const shop = shops.get(world) ?? setUpShop(world.portal);
  shops.set(world, shop);
  return shop;
}

const draft = async (world: World, other?: object, line?: object) => {
  const shop = await shopOf(world);
  return { shop, order: await shop.does(shop.seller, 'salesOrderCreate', shop.order(other, line)) };
};

/** Whatever fails, such as that it repeats another scenario's order, is let pass. */
const ratified = async (world: World) => {
  const shop = await shopOf(world);
  const order = await shop.inReview();
  const checked = await shop.does(
    shop.reviewer,
    'salesOrderCheck',
    { id: order.id },
    'id version checks { code outcome }',
  );
  let { version } = checked;
  for (const { code, outcome } of checked.checks)
    if (outcome === 'FAIL')
      ({ version } = await shop.does(shop.reviewer, 'salesOrderWaiveCheck', {
        id: order.id,
        version,
        code,
        reason: 'As meant.',
      }));
  return { shop, order: await shop.does(shop.reviewer, 'salesOrderRatify', { id: order.id, version }) };
};

const reviewed = async (world: World, other?: object) => {
  const shop = await shopOf(world);
  return { shop, order: await shop.inReview(other) };
};

export const orders: Scenarios = {
  salesOrderCreate: async (world) => {
    const shop = await shopOf(world);
    return { by: shop.seller, input: shop.order() };
  },
  salesOrderUpdate: async (world) => {
    const { shop, order } = await draft(world);
    return { by: shop.seller, input: { ...which(order), notes: 'In a hurry.' } };
  },
  salesOrderUpsert: async (world) => {
    const shop = await shopOf(world);
    return { by: shop.crm, input: { system: 'SALES_CRM', rows: [shop.order()] } };
  },
  salesOrderAddDocument: async (world) => {
    const { shop, order } = await draft(world);
    return {
      by: shop.seller,
      input: { ...which(order), document: { kind: 'OTHER', reference: 'papers/2' } },
    };
  },
  salesOrderCheck: async (world) => {
    const { shop, order } = await draft(world);
    return { by: shop.seller, input: { id: order.id } };
  },
  salesOrderSubmit: async (world) => {
    const { shop, order } = await draft(world);
    return { by: shop.seller, input: which(order) };
  },
  salesOrderBeginReview: async (world) => {
    const { shop, order } = await draft(world);
    return {
      by: shop.reviewer,
      input: which(await shop.does(shop.seller, 'salesOrderSubmit', which(order))),
    };
  },
  salesOrderWaiveCheck: async (world) => {
    const { shop, order } = await reviewed(world, { oneOffTotal: '1.00' });
    return {
      by: shop.reviewer,
      input: { ...which(order), code: 'TOTALS_MATCH', reason: 'A slip of the pen.' },
    };
  },
  salesOrderReturn: async (world) => {
    const { shop, order } = await reviewed(world);
    return { by: shop.reviewer, input: { ...which(order), reason: 'The form is not legible.' } };
  },
  salesOrderReject: async (world) => {
    const { shop, order } = await reviewed(world);
    return { by: shop.reviewer, input: { ...which(order), reason: 'The customer withdrew.' } };
  },
  salesOrderRatify: async (world) => {
    const { shop, order } = await reviewed(world, { orderedOn: '2025-06-01' });
    const input = {
      id: order.id,
      version: order.version,
      code: 'PRICE_MATCHES_BOOK',
      reason: 'Before the book began.',
    };
    return { by: shop.reviewer, input: which(await shop.does(shop.reviewer, 'salesOrderWaiveCheck', input)) };
  },
  salesOrderBeginFulfilment: async (world) => {
    const { shop, order } = await ratified(world);
    return { by: shop.seller, input: which(order) };
  },
  salesOrderActivate: async (world) => {
    const { shop, order } = await ratified(world);
    const fulfilled = await shop.does(shop.seller, 'salesOrderBeginFulfilment', which(order));
    return { by: shop.seller, input: { ...which(fulfilled), activatedOn: '2026-06-02' } };
  },
  salesOrderCancel: async (world) => {
    const { shop, order } = await ratified(world);
    return { by: shop.seller, input: { ...which(order), reason: 'Not deliverable.', isVendorFault: true } };
  },
};
