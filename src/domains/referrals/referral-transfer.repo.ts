import type { Tx } from '../../platform/database/client.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';

/** A present member of a partner: the given one, or the administrator who is there for longest. */
export const findRegistrant = (tx: Tx, partnerId: string, membershipId: string | null, at: Date) =>
  tx.membership.findFirst({
    where: {
      partnerId,
      ...(membershipId ? { id: membershipId } : { role: 'PARTNER_ADMIN' }),
      validFrom: { lte: at },
      OR: [{ validTo: null }, { validTo: { gt: at } }],
    },
    orderBy: [{ validFrom: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });

/** What is known of the customer, its deal and its protection, under a new partner. */
export const insertSuccessor = (
  tx: Tx,
  referral: Referral,
  to: Readonly<{ partnerId: string; registeredById: string }>,
  now: Date,
): Promise<Referral> =>
  tx.referral.create({
    data: {
      ...to,
      origin: 'PORTAL',
      status: referral.status,
      statusSince: now,
      submittedAt: now,
      decidedAt: referral.status === 'ACCEPTED' ? now : null,
      customerName: referral.customerName,
      customerDomain: referral.customerDomain,
      customerTaxId: referral.customerTaxId,
      customerCountryCode: referral.customerCountryCode,
      customerCity: referral.customerCity,
      contactName: referral.contactName,
      contactEmail: referral.contactEmail,
      contactPhone: referral.contactPhone,
      productId: referral.productId,
      opportunityId: referral.opportunityId,
      salesStage: referral.salesStage,
      dealAmountMinor: referral.dealAmountMinor,
      dealCurrency: referral.dealCurrency,
      dealCloseOn: referral.dealCloseOn,
      protectedFrom: referral.protectedFrom,
      protectedUntil: referral.protectedUntil,
      createdAt: now,
      updatedAt: now,
    },
  });
