import { failingCodesOf, ratificationOf } from '../../src/domains/orders/ratification.rules.ts';
import type {
  FactLine,
  OtherOrder,
  RatificationFacts,
} from '../../src/domains/orders/ratification-facts.rules.ts';

export const TODAY = new Date('2026-06-15');

export const aLine = (other: Partial<FactLine> = {}): FactLine => ({
  ...{
    position: 1,
    id: 'line',
    productId: 'product',
    productCode: 'FIBRE',
    billingSystem: null,
    billingCode: null,
  },
  ...{ quantity: 3, oneOffMinor: 30_000n, monthlyMinor: 12_000n, termMonths: 24, site: null },
  ...{ discountPercent: null, promotionCode: null, previous: null },
  ...other,
});

export type Other = Partial<Omit<RatificationFacts, 'order'>> & {
  order?: Partial<RatificationFacts['order']>;
};

/** An order of three units at EUR 100.00 once and EUR 40.00 a month that passes everything. */
export const facts = ({ order, ...other }: Other = {}): RatificationFacts => ({
  order: {
    ...{
      system: 'CRM',
      externalId: '4711',
      type: 'NEW',
      customerId: 'customer',
      accountNumber: null,
      currency: 'EUR',
    },
    ...{ orderedOn: new Date('2026-06-01'), oneOffTotalMinor: 30_000n, monthlyTotalMinor: 12_000n },
    ...{ siteAddress: 'Main street 1', siteNeedsBuilding: false, surveyedOn: null, buildingCostMinor: null },
    ...{ returnPercent: null, previousOrderId: null },
    ...order,
  },
  lines: [aLine()],
  documents: ['SIGNED_ORDER_FORM'],
  prices: [{ productId: 'product', oneOffMinor: 10_000n, monthlyMinor: 4_000n }],
  ...{ promotions: [], billingCodes: [], policies: [], approved: [], previous: null },
  ...{ possibleDuplicates: [], sameAccount: [], today: TODAY },
  ...other,
});

export const failing = (other: Other = {}) => failingCodesOf(ratificationOf(facts(other)));
export const evidenceOf = (code: string, other: Other) =>
  ratificationOf(facts(other)).find((check) => check.code === code)!.evidence;

export const anOther = (other: Partial<OtherOrder> = {}): OtherOrder => ({
  ...{ id: 'other', system: 'CRM', externalId: '0815', type: 'NEW', customerId: 'customer', currency: 'EUR' },
  ...{ accountNumber: null, daysApart: 5 },
  lines: [{ productId: 'product', oneOffMinor: 30_000n, monthlyMinor: 12_000n }],
  ...other,
});

export const previous = {
  status: 'ACTIVATED',
  customerId: 'customer',
  accountNumber: 'A-1',
  isDisconnected: false,
};
export const change = { type: 'CHANGE', accountNumber: 'A-1', previousOrderId: 'previous' } as const;

export const priced = (oneOffMinor: bigint, monthlyMinor: bigint, other: Partial<FactLine> = {}): Other => ({
  lines: [aLine({ oneOffMinor, monthlyMinor, ...other })],
  order: { oneOffTotalMinor: oneOffMinor, monthlyTotalMinor: monthlyMinor },
});

export const special = {
  kind: 'SPECIAL_PRICE',
  lineId: 'line',
  percent: '10',
  amountMinor: null,
  currency: null,
} as const;
export const discount = { ...special, kind: 'DISCOUNT', percent: '20' } as const;
export const spring = { code: 'SPRING', productId: null, discountPercent: '10' };
export const monthlyCode = { productId: 'product', system: 'BILL', code: 'M1', charge: 'MONTHLY' } as const;
