import { currencyCodeOf } from '../../kernel/currency.ts';
import { compareDecimals, decimalOf } from '../../kernel/decimal.ts';
import { formatAmount } from '../../kernel/money.ts';
import type { OrderContent, OrderInput } from './order-input.rules.ts';
import type { OrderType } from './order-types.rules.ts';

type StoredDecimal = Readonly<{ toFixed(): string }>;

/** A line as it is stored. */
export type StatedLine = Readonly<{
  position: number;
  productId: string;
  billingSystem: string | null;
  billingCode: string | null;
  quantity: number;
  oneOffMinor: bigint;
  monthlyMinor: bigint;
  costMinor: bigint | null;
  termMonths: number | null;
  site: string | null;
  discountPercent: StoredDecimal | string | null;
  promotionCode: string | null;
}>;

/** An order as it is stored. */
export type StatedOrder = Readonly<
  Omit<OrderContent, 'type' | 'returnPercent' | 'lines'> & {
    type: string;
    returnPercent: StoredDecimal | null;
    lines: readonly (StatedLine & Readonly<{ previousLine: Readonly<{ position: number }> | null }>)[];
  }
>;

const percentText = (percent: StoredDecimal | string | null): string | null =>
  typeof percent === 'string' ? percent : (percent?.toFixed() ?? null);

const isSamePercent = (one: StoredDecimal | string | null, other: string | null): boolean => {
  const text = percentText(one);
  if (text === null || other === null) return text === other;
  return compareDecimals(decimalOf(text), decimalOf(other)) === 0;
};

const isSameDay = (one: Date | null, other: Date | null): boolean => one?.getTime() === other?.getTime();

const PLAIN_FIELDS = [
  ...([
    'type',
    'currency',
    'customerName',
    'customerDomain',
    'customerTaxId',
    'customerCountryCode',
  ] as const),
  ...([
    'accountNumber',
    'oneOffTotalMinor',
    'monthlyTotalMinor',
    'siteAddress',
    'siteNeedsBuilding',
  ] as const),
  ...(['buildingCostMinor', 'isVendorFault', 'notes'] as const),
];

/** What is found where it is not stated, so that it differs only where it is stated otherwise. */
const FOUND_FIELDS = ['customerId', 'opportunityId', 'referralId', 'previousOrderId'] as const;

const LINE_FIELDS = [
  ...(['position', 'productId', 'billingSystem', 'billingCode', 'quantity', 'oneOffMinor'] as const),
  ...(['monthlyMinor', 'costMinor', 'termMonths', 'site', 'promotionCode'] as const),
];

/** The names of what an order states otherwise than it is stored. */
export function statedChanges(
  stored: StatedOrder,
  content: Omit<OrderContent, 'lines'>,
  lines: readonly StatedLine[],
): string[] {
  const changed: string[] = PLAIN_FIELDS.filter((field) => stored[field] !== content[field]);
  for (const field of FOUND_FIELDS)
    if (content[field] !== null && stored[field] !== content[field]) changed.push(field);
  if (!isSameDay(stored.orderedOn, content.orderedOn)) changed.push('orderedOn');
  if (!isSameDay(stored.surveyedOn, content.surveyedOn)) changed.push('surveyedOn');
  if (!isSamePercent(stored.returnPercent, content.returnPercent)) changed.push('returnPercent');
  const isSameLine = (line: StatedLine, other: StatedLine) =>
    LINE_FIELDS.every((field) => line[field] === other[field]) &&
    isSamePercent(line.discountPercent, percentText(other.discountPercent));
  const areSame =
    stored.lines.length === lines.length &&
    stored.lines.every((line, index) => isSameLine(line, lines[index]!));
  if (!areSame) changed.push('lines');
  return changed;
}

/** A stored order in the words of an input, so that a change of a part of it is read as a whole. */
export function inputFrom(stored: StatedOrder): OrderInput {
  const currency = currencyCodeOf(stored.currency);
  const amount = (amountMinor: bigint | null) =>
    amountMinor === null ? null : formatAmount({ amountMinor, currency });
  return {
    ...stored,
    type: stored.type as OrderType,
    oneOffTotal: amount(stored.oneOffTotalMinor),
    monthlyTotal: amount(stored.monthlyTotalMinor),
    buildingCost: amount(stored.buildingCostMinor),
    returnPercent: percentText(stored.returnPercent),
    lines: stored.lines.map((line) => ({
      ...line,
      oneOff: amount(line.oneOffMinor),
      monthly: amount(line.monthlyMinor),
      cost: amount(line.costMinor),
      discountPercent: percentText(line.discountPercent),
      previousPosition: line.previousLine?.position ?? null,
    })),
  };
}

/** What an order says of its customer in words. */
export const PARTY_FIELDS = [
  'customerName',
  'customerDomain',
  'customerTaxId',
  'customerCountryCode',
] as const;

/**
 * An order with a change of some of it. Who is described anew is found anew, and with the customer the deal behind it,
 * as far as the change does not name them.
 */
export function changedInput(stored: StatedOrder, change: Partial<OrderInput>): OrderInput {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<OrderInput>;
  const whole = { ...inputFrom(stored), ...given };
  const isOtherParty =
    ('customerId' in given && given.customerId !== stored.customerId) ||
    PARTY_FIELDS.some((field) => field in given && given[field] !== stored[field]);
  if (!isOtherParty) return whole;
  return {
    ...whole,
    customerId: given.customerId ?? null,
    opportunityId: given.opportunityId ?? null,
    referralId: given.referralId ?? null,
  };
}

/** A line with the product that it is of, as it is called in the catalogue. */
type NamedLine = StatedOrder['lines'][number] & Readonly<{ product: Readonly<{ code: string }> }>;

/**
 * What somebody states of an order, filled with what is stored where it is left out (`undefined`, not null). A line keeps what
 * the stored line of its product has, that at its place first. Amounts in another currency are not kept. Who the customer is,
 * and what deal is behind it, are found again.
 */
export function unstatedKept(
  stored: Omit<StatedOrder, 'lines'> & Readonly<{ lines: readonly NamedLine[] }>,
  input: OrderInput,
): OrderInput {
  const whole = inputFrom(stored);
  const isOtherCurrency = stored.currency !== input.currency;
  const isOtherPrevious = stored.previousOrderId !== (input.previousOrderId ?? null);
  const free = new Set(stored.lines.map((_, place) => place));
  const placeOf = (code: Optional<string>, place: number): number | undefined => {
    const places = [place, ...free].filter((one) => free.has(one));
    return places.find((one) => stored.lines[one]!.product.code === code);
  };
  const lines = input.lines.map((line, place) => {
    const found = placeOf(line.productCode, place);
    if (found === undefined) return line;
    free.delete(found);
    const { oneOff, monthly, cost, previousPosition, ...kept } = whole.lines[found]!;
    return filled(line, {
      ...kept,
      ...(isOtherCurrency ? {} : { oneOff, monthly, cost }),
      ...(isOtherPrevious ? {} : { previousPosition }),
      ...{ productId: undefined, productCode: line.productCode },
    });
  });
  const { oneOffTotal, monthlyTotal, buildingCost, ...kept } = whole;
  return {
    ...filled(input, {
      ...kept,
      ...(isOtherCurrency ? {} : { oneOffTotal, monthlyTotal, buildingCost }),
      ...{ customerId: undefined, opportunityId: undefined, referralId: undefined },
      isVendorFault: input.type === 'DISCONNECT' && stored.isVendorFault,
    }),
    lines,
  };
}

type Optional<T> = T | null | undefined;

const filled = <T extends object>(stated: T, stored: object): T => ({
  ...stored,
  ...(Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)) as T),
});
