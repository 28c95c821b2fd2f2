import { FieldReader } from '../../kernel/fields.ts';
import { companyNameOf } from './company-name.rules.ts';
import { type IdentityKey, type IdentityKind, identityKeysOf } from './customer-identity.rules.ts';

export const ACCOUNT_KINDS = ['SERVICE', 'BILLING'] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** How many keys, contacts or accounts one customer can have. */
export const LIST_LENGTH_MAX = 100;

type Text = string | null | undefined;

/** A strong key as a person states it: the country of a tax id, the system of a CRM account, apart from the value. */
export type KeyInput = Readonly<{ kind: IdentityKind; value: string; countryCode?: Text; system?: Text }>;

/** A contact with an id is one that the customer has; without, it is new. */
export type ContactInput = Readonly<{
  id?: Text;
  name: string;
  email?: Text;
  phone?: Text;
  title?: Text;
}>;

export type AccountInput = Readonly<{ kind: AccountKind; system: string; number: string }>;

/** What somebody states about a customer. Absent leaves as it is, null clears; a list replaces the whole list. */
export type CustomerDetailsInput = Readonly<{
  name?: Text;
  sector?: Text;
  location?: Text;
  countryCode?: Text;
  addressLine?: Text;
  city?: Text;
  postalCode?: Text;
  yearEstablished?: number | null;
  employees?: number | null;
  annualRevenueMinor?: bigint | null;
  currency?: Text;
  parentId?: Text;
  keys?: readonly KeyInput[] | null;
  contacts?: readonly ContactInput[] | null;
  accounts?: readonly AccountInput[] | null;
}>;

export type Contact = Readonly<{
  id: string | null;
  name: string;
  email: string | null;
  phone: string | null;
  title: string | null;
}>;

/** Columns of the customer itself, and the lists that it has. */
export type CustomerDetails = Readonly<{
  columns: Readonly<
    Partial<{
      name: string;
      nameKey: string;
      sector: string | null;
      location: string | null;
      countryCode: string | null;
      addressLine: string | null;
      city: string | null;
      postalCode: string | null;
      yearEstablished: number | null;
      employees: number | null;
      annualRevenueMinor: bigint | null;
      currency: string | null;
      parentId: string | null;
    }>
  >;
  keys: readonly IdentityKey[] | undefined;
  contacts: readonly Contact[] | undefined;
  accounts: readonly AccountInput[] | undefined;
}>;

const YEAR_MIN = 1_000;
const YEAR_MAX = 2_100;

/**
 * Reads what an input states and leaves out the rest.
 * @throws InvalidInputError with every field that breaks a rule.
 */
export function customerDetailsOf(input: CustomerDetailsInput): CustomerDetails {
  const fields = new FieldReader();
  const columns = {
    ...nameOf(fields, input.name),
    sector: fields.optionalLine('sector', input.sector, 100),
    location: fields.optionalLine('location', input.location, 100),
    countryCode: input.countryCode,
    addressLine: fields.optionalLine('addressLine', input.addressLine, 200),
    city: fields.optionalLine('city', input.city, 100),
    postalCode: fields.optionalLine('postalCode', input.postalCode, 20),
    yearEstablished: between(fields, 'yearEstablished', input.yearEstablished, YEAR_MIN, YEAR_MAX),
    employees: between(fields, 'employees', input.employees, 0, 10_000_000),
    annualRevenueMinor: input.annualRevenueMinor,
    currency: input.currency,
    parentId: input.parentId,
  };
  if (input.annualRevenueMinor != null && input.annualRevenueMinor < 0n) {
    fields.refuse('annualRevenue', 'NEGATIVE', 'annualRevenue is zero or more.');
  }
  const lists = {
    keys: listOf(fields, 'keys', input.keys, keyOf),
    contacts: listOf(fields, 'contacts', input.contacts, contactOf),
    accounts: listOf(fields, 'accounts', input.accounts, accountOf),
  };
  fields.done();
  const given = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  return { columns: given, ...lists };
}

function nameOf(fields: FieldReader, text: Text) {
  if (text === undefined) return {};
  const result = companyNameOf(text ?? '');
  if (result.ok) return result.value;
  const message = 'name is a company name with a letter or digit, at most 200 characters.';
  fields.refuse('name', result.reason === 'EMPTY' ? 'REQUIRED' : result.reason, message);
  return {};
}

function between(
  fields: FieldReader,
  field: string,
  value: number | null | undefined,
  min: number,
  max: number,
) {
  if (value != null && (value < min || value > max))
    fields.refuse(field, 'OUT_OF_RANGE', `${field} is between ${min} and ${max}.`);
  return value;
}

function listOf<Input, Item>(
  fields: FieldReader,
  field: string,
  list: readonly Input[] | null | undefined,
  read: (fields: FieldReader, field: string, item: Input) => Item | null,
): Item[] | undefined {
  if (list === undefined) return undefined;
  if ((list?.length ?? 0) > LIST_LENGTH_MAX) {
    fields.refuse(field, 'TOO_MANY', `${field} has at most ${LIST_LENGTH_MAX} entries.`);
    return [];
  }
  const items = (list ?? []).map((item, index) => read(fields, `${field}.${index}`, item));
  return items.filter((item) => item !== null);
}

/** A value that identifies nobody, such as a public mail domain, is refused rather than dropped. */
function keyOf(fields: FieldReader, field: string, input: KeyInput): IdentityKey | null {
  const { kind, value, countryCode, system } = input;
  const { keys, ignored } = identityKeysOf({
    countryCode,
    taxIds: kind === 'TAX_ID' ? [value] : [],
    webAddresses: kind === 'DOMAIN' ? [value] : [],
    crmAccounts: kind === 'CRM_ACCOUNT' ? [{ system: system ?? '', externalId: value }] : [],
  });
  const [refused] = ignored;
  if (refused) fields.refuse(field, refused.reason, `${field} is no ${kind} that identifies one company.`);
  return keys[0] ?? null;
}

function contactOf(fields: FieldReader, field: string, input: ContactInput): Contact {
  return {
    id: input.id ?? null,
    name: fields.line(`${field}.name`, input.name, 120),
    email: fields.optionalEmail(`${field}.email`, input.email) ?? null,
    phone: fields.optionalLine(`${field}.phone`, input.phone, 40) ?? null,
    title: fields.optionalLine(`${field}.title`, input.title, 120) ?? null,
  };
}

function accountOf(fields: FieldReader, field: string, input: AccountInput): AccountInput {
  return {
    kind: input.kind,
    system: fields.line(`${field}.system`, input.system, 40),
    number: fields.line(`${field}.number`, input.number, 100),
  };
}
