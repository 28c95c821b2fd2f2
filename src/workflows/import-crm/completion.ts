import { companyNameOf } from '../../domains/customers/company-name.rules.ts';
import { identityKeysOf } from '../../domains/customers/customer-identity.rules.ts';
import type { CurrencyCode } from '../../kernel/currency.ts';
import { FIELDS } from './fields.ts';
import type { IssueCode, Severity } from './issues.ts';
import type { Mapping } from './mapping.ts';
import type { KnownIds } from './references.ts';
import type {
  AccountFields,
  BillingFields,
  FileKind,
  LearningFields,
  MappedAccount,
  MappedBilling,
  MappedLearning,
  MappedOpportunity,
  MappedOrder,
  MappedPartner,
  MappedProduct,
  MappedRowOf,
  PartnerFields,
} from './rows.ts';

/** The values that a row's fields were read into, by the names of `FIELDS`; what the mapping does not name is absent. */
export type PartialRow = Readonly<Record<string, unknown>>;

/** Tells one problem of one field of the row at hand. */
export type Report = (
  name: string,
  severity: Severity,
  code: IssueCode,
  value: string,
  detail?: string,
) => void;

type Surroundings = Readonly<{ mapping: Mapping; known: KnownIds; report: Report }>;

/** Fills what is absent with null, derives what follows, and looks at the fields together: contradictions are reported. */
export function completedRow<Kind extends FileKind>(
  kind: Kind,
  partial: PartialRow,
  surroundings: Surroundings,
): MappedRowOf[Kind] {
  // Each field's reader made the value what the field's definition says; here they only get their names.
  const row: unknown = Object.fromEntries(
    Object.keys(FIELDS[kind]).map((name) => [name, partial[name] ?? null]),
  );
  const completions: { readonly [K in FileKind]: () => MappedRowOf[K] } = {
    accounts: () => completedAccount(row as AccountFields, surroundings),
    partners: () => completedPartner(row as PartnerFields),
    products: () => completedProduct(row as MappedProduct, surroundings),
    opportunities: () => completedOpportunity(row as MappedOpportunity, surroundings),
    learning: () => completedLearning(row as LearningFields),
    orders: () => row as MappedOrder,
    billing: () => completedBilling(row as BillingFields, surroundings),
  };
  return completions[kind]();
}

function completedAccount(fields: AccountFields, { mapping, known, report }: Surroundings): MappedAccount {
  const { externalId, taxId, website, countryCode } = fields;
  const { keys, ignored } = identityKeysOf({
    countryCode,
    taxIds: taxId === null ? [] : [taxId],
    webAddresses: website === null ? [] : [website],
    crmAccounts: [{ system: mapping.system, externalId }],
  });
  for (const { kind, reason } of ignored) {
    if (kind === 'TAX_ID') report('taxId', 'WARNING', 'INVALID_TAX_ID', taxId ?? '', reason);
    if (kind === 'DOMAIN') report('website', 'WARNING', 'INVALID_WEB_ADDRESS', website ?? '', reason);
  }
  const isOwnAncestor = known.accountsInCycles?.has(externalId) ?? false;
  if (isOwnAncestor) report('parentExternalId', 'WARNING', 'PARENT_CYCLE', fields.parentExternalId ?? '');
  return {
    ...fields,
    parentExternalId: isOwnAncestor ? null : fields.parentExternalId,
    currency: currencyOf(fields.annualRevenueMinor, fields.currency, mapping),
    nameKey: nameKeyOf(fields.name),
    keys,
  };
}

/** Where a file has no ids for people, the partner's own stands for its only person, and a manager's name for the manager. */
const completedPartner = (fields: PartnerFields): MappedPartner => ({
  ...fields,
  nameKey: nameKeyOf(fields.name),
  personExternalId: fields.personExternalId ?? fields.externalId,
  managerExternalId: fields.managerExternalId ?? fields.managerName,
});

const completedProduct = (fields: MappedProduct, { mapping }: Surroundings): MappedProduct => ({
  ...fields,
  currency: currencyOf(fields.listPriceMinor, fields.currency, mapping),
});

function completedOpportunity(
  fields: MappedOpportunity,
  { mapping, report }: Surroundings,
): MappedOpportunity {
  const { openedOn, closeOn, lostReason, stage } = fields;
  if (openedOn !== null && closeOn !== null && openedOn.on > closeOn.on)
    report('closeOn', 'ERROR', 'DATES_REVERSED', `${openedOn.on} to ${closeOn.on}`);
  const isReasonUnused = lostReason !== null && stage !== 'LOST';
  if (isReasonUnused) report('lostReason', 'WARNING', 'LOST_REASON_UNUSED', lostReason);
  return {
    ...fields,
    lostReason: isReasonUnused ? null : lostReason,
    currency: currencyOf(fields.amountMinor, fields.currency, mapping),
  };
}

/** A file without outcomes lists what was completed; an exam is then passed or not by its mark. */
const completedLearning = (fields: LearningFields): MappedLearning => ({
  ...fields,
  outcome: fields.outcome ?? 'COMPLETED',
});

const completedBilling = (fields: BillingFields, { mapping }: Surroundings): MappedBilling => ({
  ...fields,
  currency: fields.currency ?? mapping.currency,
});

/** A currency without an amount says nothing, and an amount without a currency is in the mapping's. */
const currencyOf = (amountMinor: bigint | null, currency: CurrencyCode | null, mapping: Mapping) =>
  amountMinor === null ? null : (currency ?? mapping.currency);

/** Only names that the field's reader accepted come here. */
function nameKeyOf(name: string): string {
  const result = companyNameOf(name);
  if (!result.ok) throw new RangeError(`A name without a key: ${result.reason}.`);
  return result.value.nameKey;
}
