import { randomUUID } from 'node:crypto';
import { aProduct } from '../../builders.ts';
import { shopOf } from './orders.ts';
import type { Scenarios, World } from './world.ts';

const aCode = () => `C-${randomUUID().slice(0, 8)}`;

const price = async ({ portal }: World) => ({
  ...{
    productId: `Product_${(await aProduct(portal)).id}`,
    currency: 'EUR',
    oneOff: '10.00',
    monthly: '1.00',
  },
  validFrom: '2026-01-01',
});

const promotion = () => ({ code: aCode(), name: 'Spring', discountPercent: '10', validFrom: '2026-01-01' });

const billingCode = async ({ portal }: World) => ({
  ...{ productId: `Product_${(await aProduct(portal)).id}`, system: 'BILLING', code: aCode() },
  ...{ charge: 'MONTHLY', validFrom: '2026-01-01' },
});

let thresholds = 50;

const policy = () => ({
  ...{ kind: 'SPECIAL_PRICE', threshold: String(++thresholds), mode: 'SEQUENTIAL', roles: ['FINANCE'] },
  validFrom: '2026-01-01',
});

const END = '2999-01-01';

const ended = (name: string, input: (world: World) => Promise<object> | object) => async (world: World) => {
  const { id, version } = await world.change(world.staff, `${name}Create`, await input(world));
  return { by: world.staff, input: { id, version, validTo: END } };
};

/** A draft whose line asks for so much off that finance must agree. */
const asked = async (world: World) => {
  const shop = await shopOf(world);
  const order = await shop.does(shop.seller, 'salesOrderCreate', shop.order(), 'id lines { id }');
  await world.portal.arrange(
    (tx) => tx.$executeRaw`INSERT INTO approval_policy (kind, threshold, mode, roles, valid_from)
      VALUES ('DISCOUNT', 10, 'SEQUENTIAL', '{FINANCE}', '2026-01-01') ON CONFLICT DO NOTHING`,
  );
  const reason = 'A large customer.';
  return {
    shop,
    input: { orderId: order.id, lineId: order.lines[0].id, kind: 'DISCOUNT', percent: '20', reason },
  };
};

const requested = async (world: World) => {
  const { shop, input } = await asked(world);
  const { id, version } = await shop.does(shop.seller, 'pricingRequestCreate', input, 'id version');
  return { shop, which: { id, version } };
};

const delegated = (world: World) => ({ toId: `Person_${world.colleague.personId}`, validTo: inAMonth() });

const inAMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString();

export const pricing: Scenarios = {
  priceBookEntryCreate: async (world) => ({ by: world.staff, input: await price(world) }),
  priceBookEntryEnd: ended('priceBookEntry', price),
  promotionCreate: async (world) => ({ by: world.staff, input: promotion() }),
  promotionEnd: ended('promotion', promotion),
  billingCodeCreate: async (world) => ({ by: world.staff, input: await billingCode(world) }),
  billingCodeEnd: ended('billingCode', billingCode),
  approvalPolicyCreate: async (world) => ({ by: world.staff, input: policy() }),
  approvalPolicyEnd: ended('approvalPolicy', policy),
  pricingRequestCreate: async (world) => {
    const { shop, input } = await asked(world);
    return { by: shop.seller, input };
  },
  pricingRequestDecide: async (world) => {
    const { which } = await requested(world);
    return { by: world.staff, input: { ...which, decision: 'APPROVED', comment: 'Fine.' } };
  },
  pricingRequestWithdraw: async (world) => {
    const { shop, which } = await requested(world);
    return { by: shop.seller, input: which };
  },
  approvalDelegationCreate: async (world) => ({ by: world.staff, input: delegated(world) }),
  approvalDelegationRevoke: async (world) => {
    const { id } = await world.change(world.staff, 'approvalDelegationCreate', delegated(world), 'id');
    return { by: world.staff, input: { id } };
  },
};
