import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Dispute, Prisma } from '../../platform/database/generated/client/client.ts';
import type { Unpaid } from './dispute.rules.ts';

/** Locks a dispute for the rest of the transaction; null where row security hides it or it does not exist. */
export async function lockDispute(tx: Tx, id: string): Promise<Dispute | null> {
  await tx.$queryRaw`SELECT 1 FROM dispute WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.dispute.findUnique({ where: { id } });
}

export const findDispute = (tx: Tx, id: string): Promise<Dispute | null> =>
  tx.dispute.findUnique({ where: { id } });

export const insertDispute = (tx: Tx, data: Prisma.DisputeUncheckedCreateInput): Promise<Dispute> =>
  tx.dispute.create({ data });

/** Writes what changed and counts the version up. */
export const updateDispute = (
  tx: Tx,
  { id }: Readonly<{ id: string }>,
  data: Prisma.DisputeUncheckedUpdateInput,
): Promise<Dispute> => tx.dispute.update({ where: { id }, data: { ...data, version: { increment: 1 } } });

export type IssuedLine = Readonly<{
  entryId: string;
  partnerId: string;
  earningId: string | null;
  kind: string;
  period: string;
  currency: string;
  statedMinor: bigint;
  explanation: unknown;
  statementId: string;
  issuedAt: Date;
}>;

/** An entry as the line of the statement that tells it; null where no issued statement that the caller sees does. */
export async function findIssuedLine(tx: Tx, entryId: string): Promise<IssuedLine | null> {
  const [found] = await tx.$queryRaw<IssuedLine[]>`
    SELECT e.id AS "entryId", e.partner_id AS "partnerId", e.earning_id AS "earningId", e.kind, e.period, e.currency,
      e.statement_minor AS "statedMinor", e.explanation, s.id AS "statementId", s.issued_at AS "issuedAt"
    FROM ledger_entry AS e
    JOIN statement AS s ON s.partner_id = e.partner_id AND s.currency = e.currency AND s.period = e.period
      AND s.status IN ('ISSUED', 'ACCEPTED')
    WHERE e.id = ${entryId}::uuid AND e.statement_minor <> 0`;
  return found ?? null;
}

/** Whether a line was decided on, by a dispute of the same kind other than this one. */
export const wasDecided = async (tx: Tx, { id, entryId, kind }: Dispute): Promise<boolean> =>
  entryId !== null &&
  (await tx.dispute.findFirst({
    where: { entryId, kind, id: { not: id }, decidedAt: { not: null } },
    select: { id: true },
  })) !== null;

export const referralPartnerOf = async (tx: Tx, id: string): Promise<string | null> =>
  (await tx.referral.findUnique({ where: { id }, select: { partnerId: true } }))?.partnerId ?? null;

/**
 * The vendor's day from which a commission can be missing: that on which the order was activated, before that the one on
 * which it was ratified; of the partner's order of that number, else of the latest of the referral, else the day on which the
 * referral's deal was won. Null where none is known.
 */
export async function soldOn(
  tx: Tx,
  of: Readonly<{ partnerId: string; orderNumber: string | null; referralId: string | null }>,
): Promise<Date | null> {
  const { timeZone } = await vendorOf(tx);
  const [found] = await tx.$queryRaw<{ day: Date | null }[]>`
    WITH sold AS (
      SELECT coalesce(activated_on, (decided_at AT TIME ZONE ${timeZone})::date) AS day,
        coalesce(external_id = ${of.orderNumber}, FALSE) AS named
      FROM sales_order
      WHERE partner_id = ${of.partnerId}::uuid AND status IN ('RATIFIED', 'IN_FULFILMENT', 'ACTIVATED', 'CANCELLED')
        AND (external_id = ${of.orderNumber} OR referral_id = ${of.referralId}::uuid)
    )
    SELECT coalesce(
      (SELECT max(day) FROM sold WHERE named), (SELECT max(day) FROM sold),
      (SELECT deal_close_on FROM referral
        WHERE id = ${of.referralId}::uuid AND partner_id = ${of.partnerId}::uuid AND sales_stage = 'WON')
    ) AS day`;
  return found?.day ?? null;
}

/** Locks what money is booked by: its earning; where it is of none, what a payout of such money takes too. */
export async function lockMoney(tx: Tx, partnerId: string, earningId: string | null): Promise<void> {
  if (earningId === null)
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`payee ${partnerId}`}, 0))::text`;
  else await tx.$queryRaw`SELECT 1 FROM commission_earning WHERE id = ${earningId}::uuid FOR UPDATE`;
}

/** What of an earning, or of what is of none, is neither paid nor on its way. */
export async function unpaidOf(
  tx: Tx,
  partnerId: string,
  earningId: string | null,
  currency: string,
): Promise<Unpaid> {
  const [found] = await tx.$queryRaw<Unpaid[]>`
    SELECT coalesce(sum(m.amount) FILTER (WHERE m.account = 'PAYABLE'), 0)::bigint AS "payableMinor",
      coalesce(sum(m.amount) FILTER (WHERE m.account = 'HELD'), 0)::bigint AS "heldMinor"
    FROM ledger_entry AS e
    CROSS JOIN LATERAL (VALUES (e.to_account, e.amount_minor), (e.from_account, -e.amount_minor)) AS m (account, amount)
    WHERE e.partner_id = ${partnerId}::uuid AND e.currency = ${currency}
      AND (e.earning_id = ${earningId}::uuid OR (${earningId}::uuid IS NULL AND e.earning_id IS NULL))`;
  return found!;
}

export const insertComment = async (
  tx: Tx,
  data: Prisma.DisputeCommentUncheckedCreateInput,
): Promise<void> => {
  await tx.disputeComment.create({ data });
};

export const insertNote = async (tx: Tx, data: Prisma.DisputeNoteUncheckedCreateInput): Promise<void> => {
  await tx.disputeNote.create({ data });
};

export const insertDecision = async (
  tx: Tx,
  data: Prisma.DisputeDecisionUncheckedCreateInput,
): Promise<void> => {
  await tx.disputeDecision.create({ data });
};

/** How a dispute was decided first, and by whom; null before. */
export const firstDecision = (tx: Tx, disputeId: string) =>
  tx.disputeDecision.findUnique({
    where: { disputeId_isAppeal: { disputeId, isAppeal: false } },
    select: { decidedById: true, outcome: true },
  });

export const disputeDaysOf = async (tx: Tx): Promise<number> =>
  (await tx.commissionSettings.findUniqueOrThrow({ where: { id: 1 }, select: { disputeDays: true } }))
    .disputeDays;

/** The vendor's name, under which its staff write, and its time zone. */
export const vendorOf = (tx: Tx) =>
  tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 }, select: { name: true, timeZone: true } });

export const vendorDayOf = async (tx: Tx, at: Date): Promise<Date> =>
  dayIn((await vendorOf(tx)).timeZone, at);
