import { type CurrencyCode, currencyCodeOf } from '../../kernel/currency.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import type { Money } from '../../kernel/money.ts';
import { type DecimalBounds, mayBeRead, readDecimal } from '../programs/program.rules.ts';
import { readPlanCode } from './plan-code.rules.ts';
import { ORDER_TYPES, type OrderType } from './plan-line.rules.ts';
import type { SpiffFormula } from './spiff.rules.ts';

const NAME_LENGTH_MAX = 200;
export const SPIFF_PRODUCTS_MAX = 200;
const PERCENT: DecimalBounds = { above: '0', most: '100', fractionDigitsMax: 6 };

/** A SPIFF as it is asked for; its amounts are in one currency, that of its budget. */
export type SpiffContentInput = Readonly<{
  code: string;
  name: string;
  formula: SpiffFormula;
  amount: Money | null;
  percent?: string | null;
  productCodes?: readonly string[] | null;
  orderTypes?: readonly OrderType[] | null;
  validFrom: Date;
  validTo: Date;
  cap: Money | null;
  budget: Money;
  paysPerson?: boolean | null;
}>;

export type SpiffContent = Readonly<{
  code: string;
  name: string;
  formula: SpiffFormula;
  amountMinor: bigint | null;
  percent: string | null;
  currency: CurrencyCode;
  productCodes: string[];
  orderTypes: string[];
  validFrom: Date;
  validTo: Date;
  capMinor: bigint | null;
  budgetMinor: bigint;
  paysPerson: boolean;
}>;

/** Refuses into `fields` every part that is wrong; what it answers then is not to be used. */
export function readSpiff(
  fields: FieldReader,
  input: SpiffContentInput,
  products: ReadonlySet<string>,
): SpiffContent {
  const { formula, validFrom, validTo } = input;
  const currency = currencyCodeOf(input.budget.currency);
  const isFlat = formula === 'FLAT';
  if (isFlat !== (input.amount !== null))
    fields.refuse('amount', isFlat ? 'REQUIRED' : 'NOT_ASKED', 'amount is for FLAT, and only for it.');
  if (isFlat !== (input.percent == null))
    fields.refuse('percent', isFlat ? 'NOT_ASKED' : 'REQUIRED', 'percent is for PERCENT, and only for it.');
  if (validTo <= validFrom) fields.refuse('validTo', 'ENDS_BEFORE_START', 'validTo is after validFrom.');
  const minorOf = (field: 'amount' | 'cap' | 'budget') => readPositive(fields, field, input[field], currency);
  const [amountMinor, capMinor, budgetMinor] = [minorOf('amount'), minorOf('cap'), minorOf('budget')];
  if (amountMinor !== null && budgetMinor !== null && amountMinor > budgetMinor)
    fields.refuse('budget', 'BELOW_AMOUNT', 'budget is at least the amount: less could never be paid.');
  return {
    code: readPlanCode(fields, 'code', input.code),
    name: fields.line('name', input.name, NAME_LENGTH_MAX),
    formula,
    amountMinor,
    percent: input.percent == null ? null : readDecimal(fields, 'percent', input.percent, PERCENT),
    currency,
    productCodes: readProducts(fields, input.productCodes ?? [], products),
    orderTypes: readOrderTypes(fields, input.orderTypes ?? []),
    validFrom,
    validTo,
    capMinor,
    budgetMinor: budgetMinor ?? 0n,
    paysPerson: input.paysPerson ?? false,
  };
}

function readPositive(
  fields: FieldReader,
  field: string,
  money: Money | null,
  currency: CurrencyCode,
): bigint | null {
  if (money === null) return null;
  if (money.currency !== currency)
    fields.refuse(field, 'OTHER_CURRENCY', `${field} is in the currency of the budget.`);
  if (money.amountMinor <= 0n) fields.refuse(field, 'OUT_OF_BOUNDS', `${field} is more than 0.`);
  return money.amountMinor;
}

function readProducts(
  fields: FieldReader,
  codes: readonly string[],
  products: ReadonlySet<string>,
): string[] {
  if (!mayBeRead(fields, 'productCodes', codes, [0, SPIFF_PRODUCTS_MAX])) return [];
  codes.forEach((code, place) => {
    const field = `productCodes.${place}`;
    if (!products.has(code)) fields.refuse(field, 'UNKNOWN_PRODUCT', `${field} is the code of a product.`);
  });
  return [...new Set(codes)];
}

function readOrderTypes(fields: FieldReader, types: readonly OrderType[]): string[] {
  for (const type of ['TRANSFER', 'DISCONNECT'] as const)
    if (types.includes(type))
      fields.refuse('orderTypes', 'ORDER_TYPE_NEVER_PAYS', `orderTypes has no ${type}, which never pays.`);
  return ORDER_TYPES.filter((type) => types.includes(type));
}
