export const SALES_STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED', 'WON', 'LOST'] as const;
export type SalesStage = (typeof SALES_STAGES)[number];

export const isClosed = (stage: SalesStage): boolean => stage === 'WON' || stage === 'LOST';

/** A calendar day, and the instant that it means in the time zone of whoever wrote it. */
export type Day = Readonly<{ /** YYYY-MM-DD */ on: string; at: Date }>;

/** All that the CRM says of a deal: what is null here, it does not say. A currency stands only with an amount. */
export type OpportunityRow = Readonly<{
  externalId: string;
  name: string | null;
  stage: SalesStage;
  lostReason: string | null;
  amountMinor: bigint | null;
  currency: string | null;
  openedOn: Day | null;
  closeOn: Day | null;
  accountExternalId: string | null;
  productExternalId: string | null;
  /** Without a partner it is a deal of direct sales. */
  partnerExternalId: string | null;
  partnerId: string | null;
  personExternalId: string | null;
  /** The accepted referral that this deal came from. */
  referralId: string | null;
  ownerName: string | null;
  ownerEmail: string | null;
  /** When the CRM changed it; where null, when we learn it. It dates the facts and is no part of what the row says. */
  changedAt: Date | null;
}>;

export const opportunitySourceOf = (row: OpportunityRow) => ({
  external_id: row.externalId,
  name: row.name,
  stage: row.stage,
  lost_reason: row.lostReason,
  amount_minor: row.amountMinor,
  currency: row.currency,
  opened_on: row.openedOn?.on ?? null,
  close_on: row.closeOn?.on ?? null,
  account_external_id: row.accountExternalId,
  product_external_id: row.productExternalId,
  partner_external_id: row.partnerExternalId,
  partner_id: row.partnerId,
  person_external_id: row.personExternalId,
  referral_id: row.referralId,
  owner_name: row.ownerName,
  owner_email: row.ownerEmail,
});
export type OpportunitySource = ReturnType<typeof opportunitySourceOf>;

/** A referral, as far as crediting a deal to it needs. */
export type Claim = Readonly<{
  id: string;
  origin: string;
  status: string;
  partnerId: string;
  registeredById: string | null;
  opportunityId: string | null;
}>;

/** How the deal stands in the portal, and what the row's external ids mean here; null where they mean nothing. */
export type Known = Readonly<{
  before: Standing | null;
  /** When the last fact took effect. */
  effectiveAt: Date | null;
  customer: Readonly<{ id: string; name: string }> | null;
  product: Readonly<{ id: string; name: string }> | null;
  partnerId: string | null;
  membershipId: string | null;
  /** The referrals linked to the deal now. */
  linked: readonly Claim[];
  /** The referral that the row names. */
  named: Claim | null;
}>;

/** The columns that a row decides. */
export type Standing = Readonly<{
  name: string;
  stage: SalesStage;
  lostReason: string | null;
  amountMinor: bigint | null;
  currency: string | null;
  openedOn: string | null;
  closeOn: string | null;
  customerId: string | null;
  productId: string | null;
  partnerId: string | null;
  referredById: string | null;
  ownerName: string | null;
  ownerEmail: string | null;
}>;
