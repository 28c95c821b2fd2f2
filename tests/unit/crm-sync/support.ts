import type { Day, OpportunityRow } from '../../../src/workflows/crm-sync/opportunity-rows.ts';

export const aDay = (on: string): Day => ({ on, at: new Date(`${on}T00:00:00Z`) });

/** A row that says nothing but the stage of a deal. */
export const anOpportunityRow = (row: Partial<OpportunityRow> = {}): OpportunityRow => ({
  externalId: 'D-1',
  name: null,
  stage: 'QUALIFIED',
  lostReason: null,
  amountMinor: null,
  currency: null,
  openedOn: null,
  closeOn: null,
  accountExternalId: null,
  productExternalId: null,
  partnerExternalId: null,
  partnerId: null,
  personExternalId: null,
  referralId: null,
  ownerName: null,
  ownerEmail: null,
  changedAt: null,
  ...row,
});
