import type { FieldReader } from '../../kernel/fields.ts';
import { hasIban, type IbanRefusal, isRoutingNumberOfUs, parseIban } from './iban.rules.ts';

export const HOLDER_LENGTH_MAX = 140;

/** Where money goes, whole: never stored, logged or answered but encrypted, or in the file for the bank. */
export type BankDetails = Readonly<{
  holder: string;
  iban: string | null;
  accountNumber: string | null;
  routingNumber: string | null;
}>;

export type BankDetailsInput = Readonly<{
  countryCode: string;
  holder: string;
  iban?: string | null;
  accountNumber?: string | null;
  routingNumber?: string | null;
}>;

const IBAN_MESSAGES: Readonly<Record<IbanRefusal, string>> = {
  NOT_AN_IBAN: 'iban begins with a country and two check digits, such as DE89.',
  OTHER_COUNTRY: 'iban is of the country of countryCode.',
  WRONG_LENGTH: 'iban is as long as those of its country are.',
  WRONG_CHECK_DIGITS: 'iban has check digits that do not fit: a digit is mistyped.',
};

/** Reads details by what their country names accounts by. No message repeats what was typed. */
export function readBankDetails(fields: FieldReader, input: BankDetailsInput): BankDetails {
  const holder = fields.line('holder', input.holder, HOLDER_LENGTH_MAX);
  const isByIban = hasIban(input.countryCode);
  if (!isByIban) return { holder, iban: null, ...readAccountNumbers(fields, input) };
  for (const field of ['accountNumber', 'routingNumber'] as const)
    if (input[field])
      fields.refuse(field, 'NOT_WITH_IBAN', `${field} is left out: accounts there have an IBAN.`);
  const given = input.iban?.trim();
  if (!given) {
    fields.refuse('iban', 'REQUIRED', 'iban is required: accounts of this country have one.');
    return { holder, iban: null, accountNumber: null, routingNumber: null };
  }
  const iban = parseIban(given, input.countryCode);
  if (!iban.ok) fields.refuse('iban', iban.reason, IBAN_MESSAGES[iban.reason]);
  return { holder, iban: iban.ok ? iban.value : null, accountNumber: null, routingNumber: null };
}

function readAccountNumbers(fields: FieldReader, input: BankDetailsInput) {
  if (input.iban)
    fields.refuse('iban', 'NO_IBAN_THERE', 'iban is left out: accounts of this country have none.');
  const accountNumber = (input.accountNumber ?? '').replaceAll(/[ -]/g, '').toUpperCase();
  const routingNumber = (input.routingNumber ?? '').replaceAll(/[ -]/g, '').toUpperCase();
  if (!/^[A-Z0-9]{6,34}$/.test(accountNumber))
    fields.refuse('accountNumber', 'NOT_AN_ACCOUNT', 'accountNumber has 6 to 34 letters and digits.');
  const isRouting =
    input.countryCode === 'US' ? isRoutingNumberOfUs(routingNumber) : /^[A-Z0-9]{3,15}$/.test(routingNumber);
  if (!isRouting)
    fields.refuse(
      'routingNumber',
      'NOT_A_ROUTING_NUMBER',
      input.countryCode === 'US'
        ? 'routingNumber has nine digits of which the last checks the others.'
        : 'routingNumber names the bank by 3 to 15 letters and digits.',
    );
  return { accountNumber, routingNumber };
}

/** The country and the last four, such as `DE** **** **** 3000`. */
export function maskedAccount({ iban, accountNumber }: BankDetails, countryCode: string): string {
  const lastFour = (iban ?? accountNumber ?? '').slice(-4);
  return `${countryCode}** **** **** ${lastFour}`;
}

/** The initial, as a holder is somebody's name. */
export const maskedHolder = ({ holder }: BankDetails): string => `${[...holder][0]?.toUpperCase() ?? '*'}***`;

/** Equal details have equal texts, however they were typed. */
export const canonicalDetails = ({ holder, iban, accountNumber, routingNumber }: BankDetails): string =>
  JSON.stringify([holder.toLowerCase(), iban ?? '', accountNumber ?? '', routingNumber ?? '']);
