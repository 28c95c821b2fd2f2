import { BILLING_KINDS, CHARGES } from '../../domains/billing/billing-spread.rules.ts';
import { RESULT_OUTCOMES } from '../../domains/certifications/enrolment-progress.rules.ts';
import { companyNameOf } from '../../domains/customers/company-name.rules.ts';
import { ORDER_TYPES } from '../../domains/orders/order-types.rules.ts';
import { type CurrencyCode, parseCurrencyCode } from '../../kernel/currency.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { countryCodeOf } from './countries.ts';
import { dateReaderOf, isTimeZone } from './dates.ts';
import type { FieldDefinition } from './fields.ts';
import type { IssueCode } from './issues.ts';
import type { FieldMapping, Mapping } from './mapping.ts';
import {
  amountReaderOf,
  decimalTextReaderOf,
  integerReaderOf,
  type NumberFormat,
  percentReaderOf,
} from './numbers.ts';
import { LEARNING_KINDS, PARTNER_TYPES, STAGES } from './rows.ts';

/** Reads one value; an amount needs to know the row's currency. */
export type ValueReader = (text: string, currency: CurrencyCode) => Result<unknown, IssueCode>;

/** The reader of a field, with the formats that its entry in the mapping or the mapping as a whole states. */
export function valueReaderOf(
  definition: FieldDefinition,
  field: FieldMapping,
  mapping: Mapping,
): ValueReader {
  const read = readerByKind(definition, field, mapping);
  return (text, currency) =>
    text.length > definition.lengthMax ? refuse('TEXT_TOO_LONG') : read(text, currency);
}

function readerByKind(definition: FieldDefinition, field: FieldMapping, mapping: Mapping): ValueReader {
  switch (definition.kind) {
    case 'TEXT':
      return (text) => ok(text);
    case 'COMPANY_NAME':
      return (text) => (companyNameOf(text).ok ? ok(text) : refuse('INVALID_NAME'));
    case 'EMAIL':
      return (text) => (EMAIL.test(text) ? ok(text.toLowerCase()) : refuse('INVALID_EMAIL'));
    case 'COUNTRY':
      return (text) => known(countryCodeOf(text), 'UNKNOWN_COUNTRY');
    case 'CURRENCY':
      return (text) => parseCurrencyCode(text.toUpperCase());
    case 'TIME_ZONE':
      return (text) => (isTimeZone(text) ? ok(text) : refuse('INVALID_TIME_ZONE'));
    case 'STAGE':
      return (text) => known(codeOf(text, STAGES), 'UNKNOWN_STAGE');
    case 'PARTNER_TYPE':
      return (text) => known(codeOf(text, PARTNER_TYPES), 'UNKNOWN_PARTNER_TYPE');
    case 'LEARNING_KIND':
      return (text) => known(codeOf(text, LEARNING_KINDS), 'UNKNOWN_KIND');
    case 'OUTCOME':
      return (text) => known(codeOf(text, RESULT_OUTCOMES), 'UNKNOWN_OUTCOME');
    case 'BILLING_KIND':
      return (text) => known(codeOf(text, BILLING_KINDS), 'UNKNOWN_KIND');
    case 'ORDER_TYPE':
      return (text) => known(codeOf(text, ORDER_TYPES), 'UNKNOWN_KIND');
    case 'CHARGE':
      return (text) => known(codeOf(text, CHARGES), 'UNKNOWN_CHARGE');
    case 'FLAG':
      return (text) => known(FLAGS[text.toUpperCase()] ?? null, 'UNKNOWN_FLAG');
    case 'DATE': {
      const read = dateReaderOf({
        format: field.format ?? mapping.dates.format,
        timeZone: field.timeZone ?? mapping.dates.timeZone,
      });
      return (text) => known(read(text), 'INVALID_DATE');
    }
    case 'AMOUNT':
      return amountReaderOf(numberFormatOf(field, mapping));
    case 'INTEGER':
      return integerReaderOf(numberFormatOf(field, mapping), ...definition.bounds);
    case 'PERCENT':
      return percentReaderOf(numberFormatOf(field, mapping), field.writtenAs ?? 'PERCENT', MARK_DIGITS);
    case 'DISCOUNT':
      return percentReaderOf(numberFormatOf(field, mapping), field.writtenAs ?? 'PERCENT', DISCOUNT_DIGITS);
    case 'DECIMAL':
      return decimalTextReaderOf(numberFormatOf(field, mapping));
  }
}

/** How many decimals the mark of an exam and a discount may have. */
const MARK_DIGITS = 2;
const DISCOUNT_DIGITS = 6;

const FLAGS: Readonly<Record<string, boolean>> = { YES: true, TRUE: true, NO: false, FALSE: false };

const EMAIL = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+\.[^\s@<>,;".]{2,}$/;

const numberFormatOf = (field: FieldMapping, mapping: Mapping): NumberFormat => ({
  decimalSeparator: field.decimalSeparator ?? mapping.numbers.decimalSeparator,
  thousandsSeparator: field.thousandsSeparator ?? mapping.numbers.thousandsSeparator,
  multiplyBy: field.multiplyBy ?? 1,
});

const known = <T>(value: T | null, code: IssueCode): Result<T, IssueCode> =>
  value === null ? refuse(code) : ok(value);

/** A file that already speaks our codes needs no value map. */
function codeOf(text: string, codes: readonly string[]): string | null {
  const code = text.toUpperCase().replace(/[\s-]+/g, '_');
  return codes.includes(code) ? code : null;
}
