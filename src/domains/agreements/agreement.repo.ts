import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Agreement, Prisma } from '../../platform/database/generated/client/client.ts';

/**
 * One change of a partner's agreements at a time. What is append-only can be locked by nobody, so the partner's id
 * stands for it.
 */
export async function lockAgreementsOf(tx: Tx, partnerId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`agreements ${partnerId}`}, 0))::text`;
}

/** The vendor's calendar day at an instant. */
export async function vendorDayOf(tx: Tx, now: Date): Promise<Date> {
  const settings = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(settings.timeZone, now);
}

export const partnerExists = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.partner.findUnique({ where: { id }, select: { id: true } })) !== null;

const WITH_DECISIONS = { decisions: { select: { outcome: true, effectiveOn: true } } } as const;

/** What a partner has under a version, with what was decided on it. */
export const agreementsUnder = (tx: Tx, partnerId: string, versionId: string) =>
  tx.agreement.findMany({ where: { partnerId, versionId }, include: WITH_DECISIONS });

export const findAgreement = (tx: Tx, id: string) =>
  tx.agreement.findUnique({
    where: { id },
    include: { ...WITH_DECISIONS, templateVersion: { include: { template: true } } },
  });

export type NewAgreement = Prisma.AgreementUncheckedCreateInput;

export const insertAgreement = (tx: Tx, data: NewAgreement): Promise<Agreement> =>
  tx.agreement.create({ data });

export async function insertDecision(
  tx: Tx,
  data: Prisma.AgreementDecisionUncheckedCreateInput,
): Promise<void> {
  await tx.agreementDecision.create({ data });
}
