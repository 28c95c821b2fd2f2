import { InvalidInputError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { Role } from '../../kernel/roles.ts';
import { type CompanyName, type CompanyNameRefusal, companyNameOf } from '../customers/company-name.rules.ts';
import { type PartnerAction, type PartnerStatus, partnerStates } from './partner.states.ts';

export const PARTNER_TYPES = [
  'REFERRAL',
  'RESELLER',
  'SYSTEM_INTEGRATOR',
  'TECHNOLOGY',
  'CONSULTANT',
] as const;
export type PartnerTypeCode = (typeof PARTNER_TYPES)[number];

export const ADDRESS_KINDS = ['HEADQUARTERS', 'BILLING', 'SHIPPING'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

const COMPANY_NAME_MESSAGES: Readonly<Record<CompanyNameRefusal, readonly [code: string, says: string]>> = {
  EMPTY: ['REQUIRED', 'is required and not blank.'],
  TOO_LONG: ['TOO_LONG', 'has at most 200 characters.'],
  NO_LETTER_OR_DIGIT: ['NO_LETTER_OR_DIGIT', 'has at least one letter or digit.'],
};

/** The name to show and the key by which the company is found again; refused into `fields` where it is none. */
export function readCompanyName(fields: FieldReader, field: string, text: string): CompanyName {
  const result = companyNameOf(text);
  if (result.ok) return result.value;
  const [code, says] = COMPANY_NAME_MESSAGES[result.reason];
  fields.refuse(field, code, `${field} ${says}`);
  return { name: '', nameKey: '' };
}

/** What staff says of a partner account. Left out stays as it is; null clears, where it can be empty. */
export type PartnerDetailsInput = Readonly<{
  name?: string | null;
  type?: PartnerTypeCode | null;
  regionId?: string | null;
  timeZone?: string | null;
  currency?: string | null;
  masterId?: string | null;
}>;

export type PartnerDetails = CompanyName &
  Readonly<{
    type: PartnerTypeCode;
    regionId: string | null;
    timeZone: string;
    currency: string;
    masterId: string | null;
  }>;

/** @throws InvalidInputError with every malformed field, and every required one that is null. */
export function partnerDetailsOf(input: PartnerDetailsInput): Partial<PartnerDetails> {
  const fields = new FieldReader();
  for (const field of ['name', 'type', 'timeZone', 'currency'] as const) {
    if (input[field] === null) fields.refuse(field, 'REQUIRED', `${field} cannot be cleared.`);
  }
  const { name, ...others } = input;
  const details = name == null ? others : { ...others, ...readCompanyName(fields, 'name', name) };
  fields.done();
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

export type AddressInput = Readonly<{
  kind: AddressKind;
  line1: string;
  line2?: string | null;
  city: string;
  state?: string | null;
  postalCode?: string | null;
  countryCode: string;
}>;

export type Address = Readonly<Required<AddressInput>>;

/** @throws InvalidInputError where a field is malformed or a kind comes twice. */
export function addressesOf(input: readonly AddressInput[]): Address[] {
  const fields = new FieldReader();
  const addresses = input.map((address, index) => {
    const path = `addresses.${index}`;
    if (input.findIndex(({ kind }) => kind === address.kind) !== index)
      fields.refuse(`${path}.kind`, 'DUPLICATE', `${path}.kind: one address of each kind.`);
    return {
      kind: address.kind,
      line1: fields.line(`${path}.line1`, address.line1, 200),
      line2: fields.optionalLine(`${path}.line2`, address.line2 ?? null, 200),
      city: fields.line(`${path}.city`, address.city, 100),
      state: fields.optionalLine(`${path}.state`, address.state ?? null, 100),
      postalCode: fields.optionalLine(`${path}.postalCode`, address.postalCode ?? null, 20),
      countryCode: address.countryCode,
    };
  });
  fields.done();
  return addresses;
}

export type ExternalId = Readonly<{ system: string; externalId: string }>;

const readExternalId = (fields: FieldReader, path: string, input: ExternalId): ExternalId => ({
  system: fields.foreignId(`${path}system`, input.system, 50),
  externalId: fields.foreignId(`${path}externalId`, input.externalId, 200),
});

/** @throws InvalidInputError where a field is blank, too long or not plain. */
export function externalIdOf(input: ExternalId): ExternalId {
  const fields = new FieldReader();
  const externalId = readExternalId(fields, '', input);
  fields.done();
  return externalId;
}

const EXTERNAL_IDS_MAX = 20;

/** @throws InvalidInputError where there are too many, or a field of one is blank, too long or not plain. */
export function externalIdsOf(input: readonly ExternalId[]): ExternalId[] {
  const fields = new FieldReader();
  if (input.length > EXTERNAL_IDS_MAX)
    fields.refuse('externalIds', 'TOO_MANY', `externalIds has at most ${EXTERNAL_IDS_MAX}.`);
  fields.done();
  const externalIds = input.map((id, index) => readExternalId(fields, `externalIds.${index}.`, id));
  fields.done();
  return externalIds;
}

export type TransitionTextsInput = Readonly<{ reason: string; agreementReference?: string | null }>;
export type TransitionTexts = Readonly<{ reason: string; agreementReference: string | null }>;

/** @throws InvalidInputError where the reason is missing, or the agreement where the action needs one. */
export function transitionTextsOf(action: PartnerAction, input: TransitionTextsInput): TransitionTexts {
  const fields = new FieldReader();
  const texts = {
    reason: fields.line('reason', input.reason, 1_000),
    agreementReference:
      action === 'REINSTATE'
        ? fields.line('agreementReference', input.agreementReference, 100)
        : fields.optionalLine('agreementReference', input.agreementReference ?? null, 100),
  };
  fields.done();
  return texts;
}

/**
 * The day from which a change of status holds: today where none is wanted. A future day is refused, for the status
 * would be wrong until then; and one before the status that it ends, for history would run backwards. Days are
 * midnights in UTC; `today` is the vendor's.
 * @throws InvalidInputError
 */
export function effectiveDayOf(wanted: Date | null | undefined, today: Date, statusSince: Date): Date {
  // The vendor's time zone can change, and then today may lie before the day on which the status began.
  const latest = today > statusSince ? today : statusSince;
  if (!wanted) return latest;
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (wanted > latest) {
    const message = `effectiveOn is not in the future: at the latest ${day(latest)}.`;
    throw new InvalidInputError([{ field: 'effectiveOn', code: 'IN_THE_FUTURE', message }]);
  }
  if (wanted < statusSince) {
    const message = `effectiveOn is not before the last change of status, of ${day(statusSince)}.`;
    throw new InvalidInputError([{ field: 'effectiveOn', code: 'BEFORE_LAST_CHANGE', message }]);
  }
  return wanted;
}

export type PartnerActionAvailability = Readonly<{
  action: PartnerAction;
  available: boolean;
  blockedBecause: string | null;
}>;

/** What the caller can do with a partner; `masterStatus` is null for a master account. */
export function partnerActionsAvailable(
  status: PartnerStatus,
  roles: readonly Role[],
  masterStatus: string | null,
): PartnerActionAvailability[] {
  return partnerStates.actionsFrom(status, roles).map((action) => {
    const blockedBecause = transitionBlock(action, masterStatus);
    return { action, available: blockedBecause === null, blockedBecause };
  });
}

const NEEDS_MASTER: readonly PartnerAction[] = ['ACTIVATE', 'RESUME', 'REINSTATE'];

/** A sub-account works under its master's agreement, so it cannot come to life after that has ended. */
export const transitionBlock = (action: PartnerAction, masterStatus: string | null): string | null =>
  masterStatus === 'TERMINATED' && NEEDS_MASTER.includes(action)
    ? 'Its master account is TERMINATED; reinstate that first.'
    : null;
