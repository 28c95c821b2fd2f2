import { type TaxIdRefusal, taxIdOf } from './tax-id.rules.ts';
import { registrableDomainOf, type WebDomainRefusal } from './web-domain.rules.ts';

export const IDENTITY_KINDS = ['CRM_ACCOUNT', 'DOMAIN', 'TAX_ID'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** What proves by itself which company it is: `TAX_ID:DE:136695976`, `DOMAIN:acme.com`, `CRM_ACCOUNT:SALES:A-17`. */
export type IdentityKey = `${IdentityKind}:${string}`;

export type CrmAccount = Readonly<{ system: string; externalId: string }>;

/** What somebody told us about a company, as they wrote it. */
export type IdentityInput = Readonly<{
  /** The country of a tax id that does not name its own; ISO 3166-1 alpha-2. */
  countryCode?: string | null;
  taxIds?: readonly string[];
  /** URLs, e-mail addresses or bare hosts. */
  webAddresses?: readonly string[];
  crmAccounts?: readonly CrmAccount[];
}>;

export type CrmAccountRefusal = 'EMPTY' | 'TOO_LONG' | 'SYSTEM_CODE';

/** Why a value gave no key, by its place in the input: the value itself may be personal, so it is not repeated. */
export type IgnoredIdentity = Readonly<
  | { kind: 'TAX_ID'; index: number; reason: TaxIdRefusal }
  | { kind: 'DOMAIN'; index: number; reason: WebDomainRefusal }
  | { kind: 'CRM_ACCOUNT'; index: number; reason: CrmAccountRefusal }
>;

export type Identity = Readonly<{
  /** Without duplicates, and sorted, so that everybody who locks several locks them in the same order. */
  keys: readonly IdentityKey[];
  ignored: readonly IgnoredIdentity[];
}>;

const EXTERNAL_ID_LENGTH_MAX = 200;
const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{0,39}$/;

/** The strong keys of a company. Values that identify nobody are listed with the reason and give no key. */
export function identityKeysOf(input: IdentityInput): Identity {
  const keys = new Set<IdentityKey>();
  const ignored: IgnoredIdentity[] = [];
  for (const [index, text] of (input.taxIds ?? []).entries()) {
    const taxId = taxIdOf(input.countryCode ?? null, text);
    if (taxId.ok) keys.add(`TAX_ID:${taxId.value.countryCode}:${taxId.value.id}`);
    else ignored.push({ kind: 'TAX_ID', index, reason: taxId.reason });
  }
  for (const [index, text] of (input.webAddresses ?? []).entries()) {
    const domain = registrableDomainOf(text);
    if (domain.ok) keys.add(`DOMAIN:${domain.value}`);
    else ignored.push({ kind: 'DOMAIN', index, reason: domain.reason });
  }
  for (const [index, account] of (input.crmAccounts ?? []).entries()) {
    const reason = crmAccountRefusal(account);
    if (reason === null) keys.add(crmAccountKeyOf(account));
    else ignored.push({ kind: 'CRM_ACCOUNT', index, reason });
  }
  return { keys: [...keys].sort(), ignored };
}

/** The kind and the value of a key, as the database stores them. A value may hold colons of its own. */
export function identityKeyParts(key: IdentityKey): Readonly<{ kind: IdentityKind; value: string }> {
  const separator = key.indexOf(':');
  return { kind: key.slice(0, separator) as IdentityKind, value: key.slice(separator + 1) };
}

export const identityKeyFrom = ({
  kind,
  value,
}: Readonly<{ kind: IdentityKind; value: string }>): IdentityKey => `${kind}:${value}`;

/** A CRM's ids are compared as they are, case included: Salesforce's differ in nothing else. */
const crmAccountKeyOf = ({ system, externalId }: CrmAccount): IdentityKey =>
  `CRM_ACCOUNT:${system}:${externalId.normalize('NFC').trim()}`;

function crmAccountRefusal({ system, externalId }: CrmAccount): CrmAccountRefusal | null {
  if (!SYSTEM_CODE.test(system)) return 'SYSTEM_CODE';
  if (externalId.trim() === '') return 'EMPTY';
  return externalId.length > EXTERNAL_ID_LENGTH_MAX ? 'TOO_LONG' : null;
}
