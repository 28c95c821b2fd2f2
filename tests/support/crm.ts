import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Tx } from '../../src/platform/database/client.ts';
import { aMember, aPartner, aProduct, aStaffMember, type Member } from './builders.ts';
import { type Portal, startPortal } from './portal.ts';

const ROW = 'externalId outcome errors { field code message }';
const REFUSALS = '... on Error { code message } ... on InvalidInputError { fields { field code } }';
const ACCOUNTS = `mutation ($input: CrmAccountsUpsertInput!) { crmAccountsUpsert(input: $input) { __typename
  ... on CrmAccounts { results { ${ROW} customer { id name version parent { name } } } } ${REFUSALS} } }`;
const DEALS = `mutation ($input: CrmOpportunitiesUpsertInput!) { crmOpportunitiesUpsert(input: $input) { __typename
  ... on CrmOpportunities { results { ${ROW} opportunity { id name stage version amount { amount currency } openedOn
    partner { id name } first: customer { name } second: customer { id } } } } ${REFUSALS} } }`;

export const SYSTEM = 'SALES_CRM';

export const anId = (): string => randomUUID().slice(0, 8);

/** Which tables grew, whatever the rows in them say. */
const countOf = (portal: Portal): Promise<number[]> =>
  portal.arrange(async (tx) => [
    await tx.event.count(),
    await tx.opportunity.count(),
    await tx.opportunityChange.count(),
    await tx.customer.count(),
    await tx.referral.count(),
    await tx.sourceRecord.count(),
  ]);

/** A portal with a CRM's service account, the partners Acme (known to the CRM as P-ACME) and Globex, and a product. */
export async function startCrmPortal() {
  const portal = await startPortal();
  const acme = await aPartner(portal, { name: 'Acme' });
  const globex = await aPartner(portal, { name: 'Globex' });
  await portal.arrange((tx) =>
    tx.partnerExternalId.create({ data: { partnerId: acme.id, system: SYSTEM, externalId: 'P-ACME' } }),
  );
  const { subject: crm } = await aStaffMember(portal, 'SERVICE');
  const { subject: operations } = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  const product = await aProduct(portal, 'LUMEN');
  return {
    portal,
    crm,
    operations,
    admin: await aMember(portal, acme.id),
    stranger: await aMember(portal, globex.id),
    countOf: () => countOf(portal),
    sendAccounts: async (rows: object[], subject = crm, system = SYSTEM) =>
      (await portal.send(subject, ACCOUNTS, { input: { system, rows } })).data.crmAccountsUpsert,
    sendDeals: async (rows: object[], subject = crm) =>
      (await portal.send(subject, DEALS, { input: { system: SYSTEM, rows } })).data.crmOpportunitiesUpsert,
    /** A submitted referral that operations has accepted. */
    anAcceptedReferral: async (member: Member): Promise<string> => {
      const id = await aSubmittedReferral(portal, member, { productId: product.id });
      const accepted = await portal.send(operations, ACCEPT, { input: { id, version: 1 } });
      expect(accepted.data.referralAccept).toMatchObject({ status: 'ACCEPTED' });
      return id;
    },
  };
}

export type CrmPortal = Awaited<ReturnType<typeof startCrmPortal>>;

/** Each is of a customer of its own, so that no rule about who came first concerns it. */
export async function aSubmittedReferral(
  portal: Portal,
  member: Member,
  data: Partial<Parameters<Tx['referral']['create']>[0]['data']> = {},
): Promise<string> {
  const referral = await portal.arrange((tx) =>
    tx.referral.create({
      data: {
        partnerId: member.partnerId,
        registeredById: member.membershipId,
        status: 'SUBMITTED',
        statusSince: new Date(),
        submittedAt: new Date(),
        customerName: `Customer ${anId()}`,
        customerCountryCode: 'GB',
        contactName: 'Bill L.',
        contactEmail: 'bill@initech.example',
        ...data,
      } as never,
    }),
  );
  return `Referral_${referral.id}`;
}

export const ACCEPT = `mutation ($input: ReferralAcceptInput!) { referralAccept(input: $input) {
  ... on Referral { status version } ... on Error { code message } } }`;
