import { type CurrencyCode, parseCurrencyCode } from '../../kernel/currency.ts';
import { compareDecimals, decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { parseMoney } from '../../kernel/money.ts';
import { STAFF_ROLES, type StaffRole } from '../../kernel/roles.ts';

export const APPROVAL_KINDS = ['DISCOUNT', 'SPECIAL_PRICE', 'CAPITAL'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

export const APPROVAL_MODES = ['SEQUENTIAL', 'PARALLEL'] as const;
export type ApprovalMode = (typeof APPROVAL_MODES)[number];

/** Roles of people: a system approves nothing. */
export const APPROVER_ROLES = STAFF_ROLES.filter((role) => role !== 'SERVICE');

export const STEPS_MAX = 10;
const CODE_LENGTH_MAX = 100;
const NAME_LENGTH_MAX = 200;

export type Span = Readonly<{ validFrom: Date; validTo: Date | null }>;

/** Reads from when until when something holds; an end is a day after the beginning, and no longer belongs to it. */
export function spanOf(
  fields: FieldReader,
  { validFrom, validTo }: Readonly<{ validFrom: Date; validTo?: Date | null | undefined }>,
): Span {
  if (validTo && validTo <= validFrom)
    fields.refuse('validTo', 'NOT_AFTER_START', 'validTo is a day after validFrom.');
  return { validFrom, validTo: validTo ?? null };
}

export type PriceInput = Readonly<{
  currency: string;
  oneOff?: string | null;
  monthly?: string | null;
  cost?: string | null;
}>;

/** Reads what a product costs, in minor units of the currency. */
export function priceOf(fields: FieldReader, input: PriceInput) {
  const currency = parseCurrencyCode(input.currency);
  if (!currency.ok)
    fields.refuse('currency', 'UNKNOWN_CURRENCY', 'currency is a code of ISO 4217, such as EUR.');
  const amount = (field: string, text: string | null | undefined) =>
    currency.ok ? amountOf(fields, field, text, currency.value) : null;
  return {
    currency: input.currency,
    oneOffMinor: amount('oneOff', input.oneOff) ?? 0n,
    monthlyMinor: amount('monthly', input.monthly) ?? 0n,
    costMinor: amount('cost', input.cost),
  };
}

/** Null where there is none, or where it was refused. */
export function amountOf(
  fields: FieldReader,
  field: string,
  text: string | null | undefined,
  currency: CurrencyCode,
): bigint | null {
  if (text == null) return null;
  const money = parseMoney(text, currency);
  if (!money.ok) {
    const code = money.reason === 'TOO_MANY_INTEGER_DIGITS' ? 'AMOUNT_TOO_LARGE' : money.reason;
    fields.refuse(field, code, `${field} is a decimal with the fraction digits of ${currency} at most.`);
    return null;
  }
  // A price times the largest quantity must still be an amount.
  if (money.value.amountMinor > 1_000_000_000_000n)
    fields.refuse(field, 'AMOUNT_TOO_LARGE', `${field} is at most 1,000,000,000,000 minor units.`);
  if (money.value.amountMinor < 0n) fields.refuse(field, 'NEGATIVE', `${field} is zero or more.`);
  return money.value.amountMinor;
}

/** A percent above zero and up to a hundred; '100' where it was refused. */
export function percentOf(fields: FieldReader, field: string, text: string): string {
  const percent = decimalOf(text);
  const fits =
    percent.scale <= 6 &&
    compareDecimals(percent, decimalOf('0')) > 0 &&
    compareDecimals(percent, decimalOf('100')) <= 0;
  if (fits) return formatDecimal(percent);
  fields.refuse(
    field,
    'OUT_OF_RANGE',
    `${field} is a percent above 0 and up to 100, with at most 6 digits after the point.`,
  );
  return '100';
}

export const readCode = (fields: FieldReader, field: string, text: string): string =>
  fields.foreignId(field, text, CODE_LENGTH_MAX);

export const readName = (fields: FieldReader, field: string, text: string): string =>
  fields.line(field, text, NAME_LENGTH_MAX);

export type PolicyInput = Readonly<{
  kind: ApprovalKind;
  threshold: string;
  currency?: string | null;
  mode: ApprovalMode;
  roles: readonly string[];
}>;

/** Reads from when on something needs approval: percent, or for CAPITAL an amount of a currency. */
export function policyOf(
  fields: FieldReader,
  { kind, threshold, currency = null, mode, roles }: PolicyInput,
) {
  const asked = decimalOf(threshold);
  const isCapital = kind === 'CAPITAL';
  if (isCapital !== (currency !== null))
    fields.refuse('currency', 'CAPITAL_ONLY', 'currency is given for CAPITAL, and for nothing else.');
  if (currency !== null && !parseCurrencyCode(currency).ok)
    fields.refuse('currency', 'UNKNOWN_CURRENCY', 'currency is a code of ISO 4217, such as EUR.');
  const isTooHigh = !isCapital && compareDecimals(asked, decimalOf('100')) > 0;
  if (compareDecimals(asked, decimalOf('0')) < 0 || asked.scale > 6 || isTooHigh)
    fields.refuse(
      'threshold',
      'OUT_OF_RANGE',
      'threshold is zero or more, of percents at most 100, with at most 6 digits after the point.',
    );
  if (roles.length < 1 || roles.length > STEPS_MAX)
    fields.refuse('roles', 'OUT_OF_RANGE', `roles are 1 to ${STEPS_MAX}, one for each step.`);
  const isApprover = (role: string): role is StaffRole => APPROVER_ROLES.some((known) => known === role);
  if (!roles.every(isApprover))
    fields.refuse('roles', 'UNKNOWN_ROLE', `roles are among ${APPROVER_ROLES.join(', ')}.`);
  return { kind, threshold: formatDecimal(asked), currency, mode, roles: [...roles] };
}
