import type { Tx } from '../../platform/database/client.ts';
import type { Entitlement, PlacedBenefits } from './benefit-entitlement.rules.ts';
import type { Membership } from './tier-placement.repo.ts';

/** All placements of partners in programs with what their tiers give, and what follows from them so far. */
export async function entitlementFactsOf(tx: Tx, of: readonly Membership[]) {
  const where = { OR: of.map(({ partnerId, programId }) => ({ partnerId, programId })) };
  const benefits = { select: { id: true, code: true, dueDays: true } };
  const placements = await tx.tierPlacement.findMany({
    where,
    select: {
      ...{ id: true, partnerId: true, programId: true, effectiveOn: true, bookedAt: true },
      tier: { select: { benefits } },
    },
  });
  const entitlements = await tx.benefitEntitlement.findMany({ where });
  return {
    placements: placements.map(({ tier, ...placement }): PlacedBenefits & Membership => ({
      ...placement,
      benefits: tier.benefits,
    })),
    entitlements: entitlements as (Entitlement & Membership)[],
  };
}

/** Adds what is not there yet, by one statement. */
export async function insertEntitlements(
  tx: Tx,
  entitlements: readonly (Entitlement & Membership)[],
): Promise<void> {
  if (entitlements.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO benefit_entitlement (partner_id, program_id, placement_id, benefit_id, starts_on, due_on, ended_on,
      provisioned_at, provisioned_by_id, reference)
    SELECT r."partnerId", r."programId", r."placementId", r."benefitId", r."startsOn"::date, r."dueOn"::date,
      r."endedOn"::date, r."provisionedAt", r."provisionedById", r.reference
    FROM jsonb_to_recordset(${JSON.stringify(entitlements)}::jsonb) AS r ("partnerId" uuid, "programId" uuid,
      "placementId" uuid, "benefitId" uuid, "startsOn" timestamp, "dueOn" timestamp, "endedOn" timestamp,
      "provisionedAt" timestamptz, "provisionedById" uuid, reference text)`;
}

/** Writes when they end and what was provisioned of them, by one statement. */
export async function updateEntitlements(tx: Tx, entitlements: readonly Entitlement[]): Promise<void> {
  if (entitlements.length === 0) return;
  await tx.$executeRaw`
    UPDATE benefit_entitlement AS e SET ended_on = r."endedOn"::date, provisioned_at = r."provisionedAt",
      provisioned_by_id = r."provisionedById", reference = r.reference, version = e.version + 1
    FROM jsonb_to_recordset(${JSON.stringify(entitlements)}::jsonb) AS r ("placementId" uuid, "benefitId" uuid,
      "endedOn" timestamp, "provisionedAt" timestamptz, "provisionedById" uuid, reference text)
    WHERE e.placement_id = r."placementId" AND e.benefit_id = r."benefitId"`;
}

const WITH_NAMES = {
  benefit: { select: { code: true, tier: { select: { code: true } } } },
  program: { select: { code: true } },
} as const;

/** With the codes of what it is about; null where it does not exist, or is hidden from whoever asks. */
export const findEntitlement = (tx: Tx, id: string) =>
  tx.benefitEntitlement.findUnique({ where: { id }, include: WITH_NAMES });

export const markProvisioned = (
  tx: Tx,
  { id, version }: Readonly<{ id: string; version: number }>,
  data: Readonly<{ provisionedAt: Date; provisionedById: string | null; reference: string | null }>,
) => tx.benefitEntitlement.update({ where: { id }, data: { ...data, version: version + 1 } });
