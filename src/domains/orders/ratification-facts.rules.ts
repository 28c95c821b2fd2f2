import type { OrderType } from './order-types.rules.ts';

export type FactLine = Readonly<{
  position: number;
  id: string;
  productId: string;
  productCode: string;
  billingSystem: string | null;
  billingCode: string | null;
  quantity: number;
  oneOffMinor: bigint;
  monthlyMinor: bigint;
  termMonths: number | null;
  site: string | null;
  /** Texts of percents. */
  discountPercent: string | null;
  promotionCode: string | null;
  /** What the line of the earlier order that it continues costs; null where it names none. */
  previous: Readonly<{ quantity: number; monthlyMinor: bigint }> | null;
}>;

/** Prices, promotions and codes as they hold on the day of the order. */
export type BookPrice = Readonly<{ productId: string; oneOffMinor: bigint; monthlyMinor: bigint }>;
export type HeldPromotion = Readonly<{ code: string; productId: string | null; discountPercent: string }>;
export type HeldBillingCode = Readonly<{
  productId: string;
  system: string;
  code: string;
  charge: 'ONE_OFF' | 'MONTHLY';
}>;

export type RequestKind = 'DISCOUNT' | 'SPECIAL_PRICE' | 'CAPITAL';

/** From what on an approval is needed: percent, or for CAPITAL an amount in major units of the currency. */
export type HeldPolicy = Readonly<{ kind: RequestKind; threshold: string; currency: string | null }>;

export type ApprovedRequest = Readonly<{
  kind: RequestKind;
  lineId: string | null;
  percent: string | null;
  amountMinor: bigint | null;
  currency: string | null;
}>;

/** Another order that this one may repeat, or whose account it names. */
export type OtherOrder = Readonly<{
  id: string;
  system: string;
  externalId: string;
  type: string;
  /** The customer that its customer counts as. */
  customerId: string | null;
  currency: string;
  accountNumber: string | null;
  /** Days between both orders. */
  daysApart: number;
  lines: readonly Readonly<{ productId: string; oneOffMinor: bigint; monthlyMinor: bigint }>[];
}>;

export type PreviousOrder = Readonly<{
  status: string;
  customerId: string | null;
  accountNumber: string | null;
  isDisconnected: boolean;
}>;

/** All that ratification looks at; `today` is the vendor's day. */
export type RatificationFacts = Readonly<{
  order: Readonly<{
    system: string;
    externalId: string;
    type: OrderType;
    customerId: string | null;
    accountNumber: string | null;
    currency: string;
    orderedOn: Date | null;
    oneOffTotalMinor: bigint | null;
    monthlyTotalMinor: bigint | null;
    siteAddress: string | null;
    siteNeedsBuilding: boolean;
    surveyedOn: Date | null;
    buildingCostMinor: bigint | null;
    returnPercent: string | null;
    previousOrderId: string | null;
  }>;
  lines: readonly FactLine[];
  documents: readonly string[];
  prices: readonly BookPrice[];
  promotions: readonly HeldPromotion[];
  billingCodes: readonly HeldBillingCode[];
  policies: readonly HeldPolicy[];
  approved: readonly ApprovedRequest[];
  previous: PreviousOrder | null;
  /** Earlier orders, and later ones that were sold already: what this one may repeat. */
  possibleDuplicates: readonly OtherOrder[];
  /** Orders of the same account number. */
  sameAccount: readonly OtherOrder[];
  today: Date;
}>;

export type RatificationArea = 'COMPLETENESS' | 'ACCURACY' | 'APPROVALS';

/** Codes, ids, numbers and days only: evidence is stored and sent to whoever reviews. */
export type EvidenceValue = string | number | boolean | null | readonly EvidenceItem[];
export type EvidenceItem = string | number | Readonly<Record<string, string | number | boolean | null>>;
export type Evidence = Readonly<Record<string, EvidenceValue>>;

/** What a rule found; NOT_APPLICABLE where nothing of the order is what it looks at. */
export type Finding = Readonly<{ outcome: 'PASS' | 'FAIL' | 'NOT_APPLICABLE'; evidence: Evidence }>;

/** A rule of ratification: for which types of orders and which lines or facts it asks, and what it finds. */
export type RatificationRule = Readonly<{
  code: string;
  area: RatificationArea;
  /** For people, in English. */
  title: string;
  types: readonly OrderType[];
  check(facts: RatificationFacts): Finding;
}>;

export const passed = (evidence: Evidence = {}): Finding => ({ outcome: 'PASS', evidence });
export const failed = (evidence: Evidence = {}): Finding => ({ outcome: 'FAIL', evidence });
export const notApplicable = (because: string): Finding => ({
  outcome: 'NOT_APPLICABLE',
  evidence: { because },
});

export const passedIf = (holds: boolean, evidence: Evidence = {}): Finding =>
  holds ? passed(evidence) : failed(evidence);
