import type { Tx } from '../../platform/database/client.ts';
import type { StoredCalendar } from '../settings/settings.rules.ts';

/** When the vendor's days and years begin. */
export const readCalendar = (tx: Tx): Promise<StoredCalendar & Readonly<{ timeZone: string }>> =>
  tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: {
      timeZone: true,
      fiscalYearNamedBy: true,
      fiscalKind: true,
      fiscalStartMonth: true,
      fiscalWeekPattern: true,
      fiscalYearEndWeekday: true,
      fiscalYearEndRule: true,
    },
  });

/** The published versions of a program, with what it counts revenue in; none where there is no such program. */
export const publishedVersions = (tx: Tx, programId: string) =>
  tx.programVersion.findMany({
    where: { programId, status: 'PUBLISHED' },
    select: {
      id: true,
      number: true,
      validFrom: true,
      validTo: true,
      publishedAt: true,
      partnerTypes: true,
      reviewGrain: true,
      rates: true,
      stageWeights: true,
      program: { select: { currency: true } },
    },
  });

/** The tiers of a version by rank, each with its requirements in order. */
export const tiersOf = (tx: Tx, versionId: string) =>
  tx.programTier.findMany({
    where: { versionId },
    orderBy: { rank: 'asc' },
    include: { requirements: { orderBy: { position: 'asc' } } },
  });

export type AccountRow = Readonly<{
  partnerId: string;
  /** The account at the top of its master account: its own where it has none. */
  rootId: string;
  type: string;
  /** Where it was in its life on the day, as far as it was known. */
  status: string;
  joinedOn: Date;
}>;

/** Partners as they were on a day, with all accounts of their master accounts. */
export const accountsOf = (
  tx: Tx,
  partnerIds: readonly string[],
  at: Readonly<{ day: Date; asOf: Date; timeZone: string }>,
): Promise<AccountRow[]> => {
  const day = at.day.toISOString().slice(0, 10);
  return tx.$queryRaw<AccountRow[]>`
    WITH RECURSIVE above (start_id, id, master_id) AS (
      SELECT id, id, master_id FROM partner WHERE id = ANY (${partnerIds}::uuid[])
      UNION SELECT above.start_id, partner.id, partner.master_id FROM above JOIN partner ON partner.id = above.master_id
    ), below (root_id, id) AS (
      SELECT DISTINCT id, id FROM above WHERE master_id IS NULL
      UNION SELECT below.root_id, partner.id FROM below JOIN partner ON partner.master_id = below.id
    )
    SELECT partner.id::text AS "partnerId", below.root_id::text AS "rootId", partner.type,
      coalesce(
        (SELECT change.to_status FROM partner_status_change AS change
          WHERE change.partner_id = partner.id AND change.effective_on <= ${day}::date AND change.booked_at <= ${at.asOf}
          ORDER BY change.effective_on DESC, change.booked_at DESC, change.id DESC LIMIT 1),
        (SELECT change.from_status FROM partner_status_change AS change WHERE change.partner_id = partner.id
          ORDER BY change.effective_on, change.booked_at, change.id LIMIT 1),
        partner.status) AS status,
      coalesce(
        (SELECT min(change.effective_on) FROM partner_status_change AS change
          WHERE change.partner_id = partner.id AND change.booked_at <= ${at.asOf}
            AND change.to_status IN ('APPROVED', 'ONBOARDING', 'ACTIVE')),
        (partner.created_at AT TIME ZONE ${at.timeZone})::date) AS "joinedOn"
    FROM below JOIN partner ON partner.id = below.id`;
};

export const waiversOf = (
  tx: Tx,
  programId: string,
  partnerIds: readonly string[],
  { day, asOf }: Readonly<{ day: Date; asOf: Date }>,
) =>
  tx.requirementWaiver.findMany({
    where: {
      programId,
      partnerId: { in: [...partnerIds] },
      validFrom: { lte: day },
      validTo: { gt: day },
      grantedAt: { lte: asOf },
      OR: [{ revokedAt: null }, { revokedAt: { gt: asOf } }],
    },
    select: { id: true, partnerId: true, requirementCode: true, validTo: true },
    orderBy: [{ validTo: 'asc' }, { id: 'asc' }],
  });

/** What was booked of partners' tiers by an instant, for days until one. */
export const placementsOf = (
  tx: Tx,
  programId: string,
  partnerIds: readonly string[],
  { day, asOf }: Readonly<{ day: Date; asOf: Date }>,
) =>
  tx.tierPlacement.findMany({
    where: {
      programId,
      partnerId: { in: [...partnerIds] },
      effectiveOn: { lte: day },
      bookedAt: { lte: asOf },
    },
    select: {
      id: true,
      partnerId: true,
      effectiveOn: true,
      bookedAt: true,
      tier: { select: { code: true, rank: true } },
    },
  });
