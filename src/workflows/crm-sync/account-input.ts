import { companyNameOf } from '../../domains/customers/company-name.rules.ts';
import { identityKeysOf } from '../../domains/customers/customer-identity.rules.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import type { AccountRow } from './accounts.ts';
import { type AmountInput, amountOf, EXTERNAL_ID_LENGTH_MAX, optionalId, wholeNumberOf } from './input.ts';

/** An account as the CRM sends it; nothing in it has been checked but its types. */
export type AccountInput = Readonly<{
  externalId: string;
  name: string;
  parentExternalId?: string | null | undefined;
  sector?: string | null | undefined;
  location?: string | null | undefined;
  countryCode?: string | null | undefined;
  addressLine?: string | null | undefined;
  city?: string | null | undefined;
  postalCode?: string | null | undefined;
  yearEstablished?: number | null | undefined;
  employees?: number | null | undefined;
  annualRevenue?: AmountInput | null | undefined;
  webAddress?: string | null | undefined;
  taxId?: string | null | undefined;
}>;

const YEAR_MIN = 1_000;
const YEAR_MAX = 2_199;
const EMPLOYEES_MAX = 2_147_483_647;

/** Reads an account into `fields`, which collects all that is wrong with it; then the row is not to be used. */
export function accountRowOf(system: string, input: AccountInput, fields: FieldReader): AccountRow {
  const externalId = fields.foreignId('externalId', input.externalId, EXTERNAL_ID_LENGTH_MAX);
  const company = companyNameOf(input.name);
  if (!company.ok)
    fields.refuse('name', company.reason, 'name has a letter or a digit, and at most 200 characters.');
  const line = (name: 'sector' | 'location' | 'addressLine' | 'city' | 'postalCode', lengthMax: number) =>
    fields.optionalLine(name, input[name], lengthMax) ?? null;
  return {
    externalId,
    name: company.ok ? company.value.name : '',
    nameKey: company.ok ? company.value.nameKey : '',
    parentExternalId: optionalId(fields, 'parentExternalId', input.parentExternalId),
    sector: line('sector', 100),
    location: line('location', 200),
    countryCode: input.countryCode ?? null,
    addressLine: line('addressLine', 200),
    city: line('city', 100),
    postalCode: line('postalCode', 20),
    yearEstablished: wholeNumberOf(fields, 'yearEstablished', input.yearEstablished, [YEAR_MIN, YEAR_MAX]),
    employees: wholeNumberOf(fields, 'employees', input.employees, [0, EMPLOYEES_MAX]),
    ...revenueOf(input, fields),
    keys: keysOf(system, externalId, input, fields),
  };
}

function revenueOf(input: AccountInput, fields: FieldReader) {
  const revenue = amountOf(fields, 'annualRevenue', input.annualRevenue);
  return { annualRevenueMinor: revenue?.amountMinor ?? null, currency: revenue?.currency ?? null };
}

const FIELD_BY_KIND = { TAX_ID: 'taxId', DOMAIN: 'webAddress', CRM_ACCOUNT: 'externalId' } as const;

function keysOf(system: string, externalId: string, input: AccountInput, fields: FieldReader) {
  const { keys, ignored } = identityKeysOf({
    countryCode: input.countryCode ?? null,
    taxIds: input.taxId?.trim() ? [input.taxId] : [],
    webAddresses: input.webAddress?.trim() ? [input.webAddress] : [],
    crmAccounts: [{ system, externalId }],
  });
  for (const { kind, reason } of ignored) {
    const field = FIELD_BY_KIND[kind];
    // An empty id was refused as such already.
    if (field !== 'externalId')
      fields.refuse(field, reason, `${field} identifies nobody (${reason}). Correct it, or leave it out.`);
  }
  return keys;
}
