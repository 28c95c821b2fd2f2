import { FieldReader } from '../../kernel/fields.ts';
import type { ReferralDetails } from './referral.rules.ts';
import type { ReferralStatus } from './referral.states.ts';

type Field = keyof ReferralDetails;

/** Who the customer is and what it needs: a claim was taken on it, so it stays as it was submitted. */
const CLAIMED: readonly Field[] = [
  'customerName',
  'customerDomain',
  'customerTaxId',
  'customerCountryCode',
  'customerCity',
  'productId',
];

/** What goes on changing while a deal is worked on. */
const WORKING: readonly Field[] = [
  'contactName',
  'contactEmail',
  'contactPhone',
  'estimatedAmountMinor',
  'estimatedCurrency',
  'expectedCloseOn',
  'notes',
];

const ALL = [...CLAIMED, ...WORKING];

/** Which details the partner may change in which status. The vendor changes none: it returns a referral for that. */
export const EDITABLE_FIELDS: Readonly<Record<ReferralStatus, readonly Field[]>> = {
  DRAFT: ALL,
  RETURNED: ALL,
  SUBMITTED: WORKING,
  UNDER_REVIEW: WORKING,
  WAITLISTED: WORKING,
  ACCEPTED: WORKING,
  CONTESTED: [],
  REJECTED: [],
  EXPIRED: [],
  CLOSED: [],
  WITHDRAWN: [],
};

/** The amount and its currency are one field to whoever edits it. */
const NAMES: Partial<Record<Field, string>> = {
  estimatedAmountMinor: 'estimatedAmount',
  estimatedCurrency: 'estimatedAmount',
};

/** Fields as the API names them, each once. */
export const editableFieldNames = (status: ReferralStatus): string[] => [
  ...new Set(EDITABLE_FIELDS[status].map((field) => NAMES[field] ?? field)),
];

/**
 * What an edit changes, refused where the status does not let a field change any more. Giving a field the value that it
 * has is no change.
 * @throws InvalidInputError with every field that must stay
 */
export function assertEditable(
  status: ReferralStatus,
  before: ReferralDetails,
  edit: Partial<ReferralDetails>,
): void {
  const fields = new FieldReader();
  for (const field of ALL) {
    if (edit[field] === undefined || EDITABLE_FIELDS[status].includes(field)) continue;
    if (String(edit[field]) === String(before[field])) continue;
    const editable = editableFieldNames(status).join(', ');
    fields.refuse(
      NAMES[field] ?? field,
      'NOT_EDITABLE',
      `${NAMES[field] ?? field} cannot change in status ${status}. What can: ${editable}.`,
    );
  }
  fields.done();
}
