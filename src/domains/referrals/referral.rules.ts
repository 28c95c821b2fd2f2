import type { InvalidField } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { Role } from '../../kernel/roles.ts';
import { type PersonAction, type ReferralStatus, referralStates } from './referral.states.ts';

/** What a partner tells about a customer it brings. Absent is unknown; null clears. */
export type ReferralDetails = Readonly<{
  customerName: string;
  customerDomain: string | null;
  customerTaxId: string | null;
  customerCountryCode: string | null;
  customerCity: string | null;
  contactName: string | null;
  contactEmail: string | null;
  contactPhone: string | null;
  productId: string | null;
  estimatedAmountMinor: bigint | null;
  estimatedCurrency: string | null;
  expectedCloseOn: Date | null;
  notes: string | null;
}>;

type Text = string | null | undefined;

/** Details as they come in: any of them, in any shape that a person may type. */
export type ReferralDetailsInput = Readonly<{
  [Field in keyof ReferralDetails]?: ReferralDetails[Field] | null;
}>;

/**
 * Reads the details that an input gives and leaves out the others. A draft may be incomplete, never malformed.
 * @throws InvalidInputError with every malformed field.
 */
export function referralDetailsOf(input: ReferralDetailsInput): Partial<ReferralDetails> {
  const fields = new FieldReader();
  const line = (field: keyof ReferralDetails, lengthMax: number) =>
    fields.optionalLine(field, input[field] as Text, lengthMax);
  const details = {
    customerName:
      input.customerName === undefined ? undefined : fields.line('customerName', input.customerName, 200),
    customerDomain: line('customerDomain', 253),
    customerTaxId: line('customerTaxId', 40),
    customerCountryCode: input.customerCountryCode,
    customerCity: line('customerCity', 100),
    contactName: line('contactName', 120),
    contactEmail: fields.optionalEmail('contactEmail', input.contactEmail as Text),
    contactPhone: line('contactPhone', 40),
    productId: input.productId,
    estimatedAmountMinor: input.estimatedAmountMinor,
    estimatedCurrency: input.estimatedCurrency,
    expectedCloseOn: input.expectedCloseOn,
    notes: fields.optionalLines('notes', input.notes as Text, 4_000),
  };
  if (details.estimatedAmountMinor != null && details.estimatedAmountMinor < 0n) {
    fields.refuse('estimatedAmount', 'NEGATIVE', 'estimatedAmount is zero or more.');
  }
  fields.done();
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

/** The minimum information of a submission: who the customer is, whom to call, and what it is about. */
export function missingFieldsOf(details: ReferralDetails): InvalidField[] {
  const missing: InvalidField[] = [];
  const require = (field: string, present: boolean, what: string) => {
    if (!present) missing.push({ field, code: 'REQUIRED', message: `To submit, give ${what}.` });
  };
  require('customerName', details.customerName.trim() !== '', "the customer's company name");
  require('customerCountryCode', details.customerCountryCode !== null, "the customer's country");
  require('contactName', details.contactName !== null, 'the name of a contact at the customer');
  require('contactEmail', details.contactEmail !== null ||
    details.contactPhone !== null, "the contact's e-mail or phone");
  require('productId', details.productId !== null, 'the product that the customer needs');
  return missing;
}

export type ActionAvailability = Readonly<{
  action: PersonAction;
  available: boolean;
  blockedBecause: string | null;
}>;

/** What the caller can do with a referral, and why not where the state would allow it but something else is missing. */
export function actionsAvailable(
  status: ReferralStatus,
  roles: readonly Role[],
  details: ReferralDetails,
  partnerStatus: string,
): ActionAvailability[] {
  return referralStates.actionsFrom(status, roles).map((action) => {
    const blockedBecause =
      action === 'SUBMIT'
        ? submissionBlock(details, partnerStatus)
        : action === 'EDIT'
          ? writingBlock(partnerStatus)
          : null;
    return { action: action as PersonAction, available: blockedBecause === null, blockedBecause };
  });
}

/** Why a partner can write no referrals any more, though it still reads what it brought; null where it can. */
export const writingBlock = (partnerStatus: string): string | null =>
  ['DECLINED', 'TERMINATED'].includes(partnerStatus)
    ? `The partner account is ${partnerStatus}; it registers and edits no referrals.`
    : null;

function submissionBlock(details: ReferralDetails, partnerStatus: string): string | null {
  if (partnerStatus !== 'ACTIVE')
    return `The partner account is ${partnerStatus}; only ACTIVE partners submit referrals.`;
  const missing = missingFieldsOf(details);
  return missing.length > 0 ? missing.map(({ message }) => message).join(' ') : null;
}

/** Why the vendor rejected or returned a referral; a partner reads these. */
export const DECISION_CODES = [
  'EXISTING_CUSTOMER',
  'ALREADY_REGISTERED',
  'OUT_OF_SCOPE',
  'INCOMPLETE',
  'NOT_QUALIFIED',
  'PARTNER_LEFT',
  'CUSTOMER_OVERLAP',
  'TRANSFERRED',
  'OTHER',
] as const;
export type DecisionCode = (typeof DECISION_CODES)[number];
