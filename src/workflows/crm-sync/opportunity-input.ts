import { Temporal } from 'temporal-polyfill';
import type { FieldReader } from '../../kernel/fields.ts';
import { dateOf, startOfDay } from '../../kernel/time.ts';
import { type AmountInput, amountOf, EXTERNAL_ID_LENGTH_MAX, optionalGlobalId, optionalId } from './input.ts';
import type { Day, OpportunityRow, SalesStage } from './opportunity-rows.ts';

/** A deal as the CRM sends it; nothing in it has been checked but its types. */
export type OpportunityInput = Readonly<{
  externalId: string;
  name?: string | null | undefined;
  stage: SalesStage;
  lostReason?: string | null | undefined;
  amount?: AmountInput | null | undefined;
  openedOn?: Date | null | undefined;
  closeOn?: Date | null | undefined;
  accountExternalId?: string | null | undefined;
  productExternalId?: string | null | undefined;
  partnerExternalId?: string | null | undefined;
  /** A global id. */
  partnerId?: string | null | undefined;
  personExternalId?: string | null | undefined;
  /** A global id. */
  referralId?: string | null | undefined;
  ownerName?: string | null | undefined;
  ownerEmail?: string | null | undefined;
  changedAt?: Date | null | undefined;
}>;

/** Reads a deal into `fields`, which collects all that is wrong with it; then the row is not to be used. */
export function opportunityRowOf(
  timeZone: string,
  input: OpportunityInput,
  fields: FieldReader,
): OpportunityRow {
  const amount = amountOf(fields, 'amount', input.amount);
  const row = {
    externalId: fields.foreignId('externalId', input.externalId, EXTERNAL_ID_LENGTH_MAX),
    name: fields.optionalLine('name', input.name, 200) ?? null,
    stage: input.stage,
    lostReason: fields.optionalLine('lostReason', input.lostReason, 200) ?? null,
    amountMinor: amount?.amountMinor ?? null,
    currency: amount?.currency ?? null,
    openedOn: dayOf(input.openedOn, timeZone),
    closeOn: dayOf(input.closeOn, timeZone),
    accountExternalId: optionalId(fields, 'accountExternalId', input.accountExternalId),
    productExternalId: optionalId(fields, 'productExternalId', input.productExternalId),
    partnerExternalId: optionalId(fields, 'partnerExternalId', input.partnerExternalId),
    partnerId: optionalGlobalId(fields, 'partnerId', 'Partner', input.partnerId),
    personExternalId: optionalId(fields, 'personExternalId', input.personExternalId),
    referralId: optionalGlobalId(fields, 'referralId', 'Referral', input.referralId),
    ownerName: fields.optionalLine('ownerName', input.ownerName, 200) ?? null,
    ownerEmail: fields.optionalEmail('ownerEmail', input.ownerEmail) ?? null,
    changedAt: input.changedAt ?? null,
  };
  refuseContradictions(row, fields);
  return row;
}

function refuseContradictions(row: OpportunityRow, fields: FieldReader): void {
  if (row.lostReason !== null && row.stage !== 'LOST')
    fields.refuse(
      'lostReason',
      'NOT_LOST',
      'lostReason is for lost deals only. Correct the stage, or leave it out.',
    );
  if (row.openedOn && row.closeOn && row.closeOn.on < row.openedOn.on)
    fields.refuse('closeOn', 'DATES_REVERSED', 'closeOn is not before openedOn.');
  if (row.partnerId !== null && row.partnerExternalId !== null)
    fields.refuse(
      'partnerId',
      'PARTNER_TWICE',
      'Name the partner by partnerId or by partnerExternalId, not by both.',
    );
}

/** A day of the CRM starts when it starts for the vendor. */
function dayOf(date: Date | null | undefined, timeZone: string): Day | null {
  if (!date) return null;
  const on = date.toISOString().slice(0, 10);
  return { on, at: dateOf(startOfDay(Temporal.PlainDate.from(on), timeZone)) };
}
