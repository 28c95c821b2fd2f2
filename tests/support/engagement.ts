import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type ProtectionFact, protectionSpansOf } from '../../src/domains/engagement/protection.rules.ts';
import type { Tx } from '../../src/platform/database/client.ts';
import { aMember, aPartner, aProduct, aStaffMember, type Member } from './builders.ts';
import type { Portal } from './portal.ts';

const REFERRAL =
  '... on Referral { id version status statusSince decisionCode decisionMessage protectedUntil lapsesAt }';

/** A mutation that answers a referral, or whatever else the selection says. */
export const changing = (
  name: string,
  input: string,
  selection = REFERRAL,
) => `mutation ($input: ${input}!) { ${name}(input: $input) { __typename ${selection}
  ... on Error { code message } ... on InvalidInputError { fields { field code } } } }`;

const MUTATIONS = {
  register: changing('referralRegister', 'ReferralRegisterInput'),
  submit: changing('referralSubmit', 'ReferralActionInput'),
  withdraw: changing('referralWithdraw', 'ReferralActionInput'),
  accept: changing('referralAccept', 'ReferralAcceptInput'),
  reject: changing('referralReject', 'ReferralRefuseInput'),
} as const;

export type Answer = Readonly<{
  __typename: string;
  id: string;
  version: number;
  status: string;
  statusSince: string;
  decisionCode: string | null;
  decisionMessage: string | null;
  code?: string;
  message?: string;
  fields?: { field: string; code: string }[];
}>;

export const uuidOf = (globalId: string) => globalId.slice(globalId.indexOf('_') + 1);

export type Engagement = Awaited<ReturnType<typeof setUpEngagement>>;

/** Two partners with somebody each, partner operations, a product, and what they do with referrals. */
export async function setUpEngagement(portal: Portal) {
  const [first, second] = await Promise.all(
    [1, 2].map(async () => await aMember(portal, (await aPartner(portal)).id)),
  );
  const operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  const productId = `Product_${(await aProduct(portal)).id}`;
  let companies = 0;

  /** Sends a mutation and answers its one field. */
  const send = async (subject: string | null, mutation: string, input: object): Promise<Answer> => {
    const { data, text } = await portal.send(subject, mutation, { input });
    const answer = data ? Object.values(data)[0] : null;
    if (!answer) throw new Error(text);
    return answer as Answer;
  };

  const draft = async (member: Member, details: object): Promise<Answer> => {
    const contact = { customerCountryCode: 'GB', contactName: 'Somebody', contactPhone: '1', productId };
    return await send(member.subject, MUTATIONS.register, { details: { ...contact, ...details } });
  };
  const act = (
    subject: string,
    name: 'submit' | 'withdraw' | 'accept' | 'reject',
    of: Answer,
    more: object = {},
  ) => send(subject, MUTATIONS[name], { id: of.id, version: of.version, ...more });
  const submitted = async (member: Member, details: object): Promise<Answer> =>
    await act(member.subject, 'submit', await draft(member, details));
  return {
    first: first as Member,
    second: second as Member,
    operations,
    productId,
    send,
    draft,
    act,
    submitted,
    /** A company that nobody referred yet, with a strong key of its own. */
    aCompany: () => {
      companies += 1;
      return {
        customerName: `Company ${companies} ${randomUUID().slice(0, 8)}`,
        customerDomain: `c${randomUUID()}.example`,
      };
    },
    accepted: async (member: Member, details: object): Promise<Answer> => {
      const accepted = await act(operations.subject, 'accept', await submitted(member, details));
      expect(accepted).toMatchObject({ status: 'ACCEPTED' });
      return accepted;
    },
    aCustomer: (name: string, keys: { kind: string; value: string }[] = []) =>
      portal.arrange(async (tx) => {
        const id = randomUUID();
        return await tx.customer.create({
          data: { id, canonicalId: id, name, nameKey: name.toLowerCase(), keys: { create: keys } },
        });
      }),
    aDeal: (data: Partial<Parameters<Tx['opportunity']['create']>[0]['data']>) =>
      portal.arrange((tx) =>
        tx.opportunity.create({
          data: {
            system: 'CRM',
            externalId: randomUUID(),
            name: 'Deal',
            stage: 'QUALIFIED',
            ...data,
          } as never,
        }),
      ),
    /** Everything that a contest may touch of some referrals, as it is stored. */
    rowsOf: (...referrals: { id: string }[]) =>
      portal.arrange(async (tx) => {
        const where = { referralId: { in: referrals.map(({ id }) => uuidOf(id)) } };
        const rows = await tx.referral.findMany({
          where: { id: where.referralId },
          orderBy: { id: 'asc' },
          omit: { version: true, updatedAt: true },
        });
        const claims = await tx.claim.findMany({
          where,
          orderBy: { id: 'asc' },
          include: { held: { orderBy: { key: 'asc' } } },
        });
        return {
          referrals: rows,
          claims,
          waiting: await tx.waitlistEntry.findMany({
            where: { claimId: { in: claims.map(({ id }) => id) } },
            orderBy: { referralId: 'asc' },
          }),
          protection: protectionSpansOf(
            (await tx.protectionSpan.findMany({
              where,
              orderBy: { id: 'asc' },
            })) as unknown as ProtectionFact[],
          ),
          attributions: await tx.attribution.findMany({
            where: { ...where, endedAt: null },
            orderBy: { id: 'asc' },
          }),
        };
      }),
    statusOf: async ({ id }: { id: string }) =>
      (await portal.arrange((tx) => tx.referral.findUniqueOrThrow({ where: { id: uuidOf(id) } }))).status,
    partnerReads: async ({ subject }: Member, { id }: { id: string }) =>
      (
        await portal.send(
          subject,
          `query ($id: ID!) { referral(id: $id) { version status statusSince decidedAt decisionCode decisionMessage
            protectedUntil history { type by from to occurredAt } availableActions { action } } }`,
          { id },
        )
      ).data.referral,
  };
}
