import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { Prisma, type Statement } from '../../platform/database/generated/client/client.ts';

export type LockedStatement = Statement & Readonly<{ fiscalMonth: Readonly<{ status: string }> }>;

/** Locks a statement for the rest of the transaction; null where row security hides it or it does not exist. */
export async function lockStatement(tx: Tx, id: string): Promise<LockedStatement | null> {
  await tx.$queryRaw`SELECT 1 FROM statement WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.statement.findUnique({
    where: { id },
    include: { fiscalMonth: { select: { status: true } } },
  });
}

export type Moved = Readonly<{ id: string; partnerId: string; period: string; currency: string }>;

const MOVED = Prisma.sql`id, partner_id AS "partnerId", period, currency`;

/** Approves those of the ids that are drafts of months that are closed. */
export const approveAll = (tx: Tx, ids: readonly string[], by: string, now: Date): Promise<Moved[]> =>
  tx.$queryRaw<Moved[]>`
    UPDATE statement SET status = 'APPROVED', approved_by_id = ${by}::uuid, approved_at = ${now}, version = version + 1
    WHERE id = ANY (${ids}::uuid[]) AND status = 'DRAFT'
      AND EXISTS (SELECT FROM commission_period AS p WHERE p.label = statement.period AND p.status = 'CLOSED')
    RETURNING ${MOVED}`;

/** Issues those of the ids that are approved; silence accepts them from the day on. */
export const issueAll = (tx: Tx, ids: readonly string[], acceptsOn: Date, now: Date): Promise<Moved[]> =>
  tx.$queryRaw<Moved[]>`
    UPDATE statement SET status = 'ISSUED', issued_at = ${now}, accepts_on = ${acceptsOn}::date, version = version + 1
    WHERE id = ANY (${ids}::uuid[]) AND status = 'APPROVED' RETURNING ${MOVED}`;

/** Accepts for a partner's person, or by silence where nobody is named. */
export const acceptAll = (tx: Tx, ids: readonly string[], by: string | null, now: Date): Promise<Moved[]> =>
  tx.$queryRaw<Moved[]>`
    UPDATE statement SET status = 'ACCEPTED', accepted_at = ${now}, accepted_by_id = ${by}::uuid, version = version + 1
    WHERE id = ANY (${ids}::uuid[]) AND status = 'ISSUED' RETURNING ${MOVED}`;

/** Statements of a month in a status, locked, at most so many; those that somebody else has locked are left out. */
export const lockOfPeriod = async (
  tx: Tx,
  period: string,
  status: string,
  limit: number,
): Promise<string[]> => {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM statement WHERE period = ${period} AND status = ${status} ORDER BY id LIMIT ${limit}
    FOR UPDATE SKIP LOCKED`;
  return found.map(({ id }) => id);
};

export const countOfPeriod = (tx: Tx, period: string, status: string): Promise<number> =>
  tx.statement.count({ where: { period, status } });

/** Statements that silence has accepted by a day, locked. Whoever disputes a line is not silent. */
export const lockSilent = async (tx: Tx, day: Date, limit: number): Promise<string[]> => {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM statement AS s WHERE status = 'ISSUED' AND accepts_on <= ${day}::date
      AND NOT EXISTS (SELECT FROM dispute AS d
        WHERE d.statement_id = s.id AND d.kind <> 'OVERPAYMENT' AND d.status IN ('OPEN', 'NEEDS_INFO'))
    ORDER BY accepts_on, id LIMIT ${limit} FOR UPDATE OF s SKIP LOCKED`;
  return found.map(({ id }) => id);
};

export const periodStatusOf = async (tx: Tx, label: string): Promise<string | null> =>
  (await tx.commissionPeriod.findUnique({ where: { label }, select: { status: true } }))?.status ?? null;

/** The vendor's calendar day at an instant. */
export async function vendorDayOf(tx: Tx, now: Date): Promise<Date> {
  const settings = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(settings.timeZone, now);
}
