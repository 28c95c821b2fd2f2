import { ConflictError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { ProgramVersion } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';
import type { ProgramTierContent } from './program-tier.rules.ts';
import type { VersionContent } from './program-version.rules.ts';

const columnsOf = ({ tiers: _tiers, partnerTypes, rates, ...terms }: VersionContent) => ({
  ...terms,
  partnerTypes: [...partnerTypes],
  rates: [...rates],
});

export async function insertDraft(
  tx: Tx,
  of: Readonly<{ programId: string; number: number; createdById: string | null }>,
  content: VersionContent,
): Promise<ProgramVersion> {
  const version = await tx.programVersion.create({ data: { ...of, ...columnsOf(content), status: 'DRAFT' } });
  await insertTiers(tx, version.id, content.tiers);
  return version;
}

/** Writes a draft anew: its terms, and its tiers as a whole. */
export async function replaceDraft(tx: Tx, id: string, content: VersionContent): Promise<ProgramVersion> {
  await tx.tierBenefit.deleteMany({ where: { versionId: id } });
  await tx.programRequirement.deleteMany({ where: { versionId: id } });
  await tx.programTier.deleteMany({ where: { versionId: id } });
  const version = await tx.programVersion.update({ where: { id }, data: columnsOf(content) });
  await insertTiers(tx, id, content.tiers);
  return version;
}

async function insertTiers(tx: Tx, versionId: string, tiers: readonly ProgramTierContent[]): Promise<void> {
  const own = tiers.map(({ requirements: _requirements, benefits: _benefits, ...tier }) => tier);
  const requirements = tiers.flatMap((tier) =>
    tier.requirements.map((one, position) => ({ ...one, position, tierCode: tier.code })),
  );
  const benefits = tiers.flatMap((tier) =>
    tier.benefits.map((one, position) => ({
      ...{ ...one, amountMinor: one.amountMinor?.toString() ?? null },
      ...{ position, tierCode: tier.code },
    })),
  );
  await tx.$executeRaw`
    INSERT INTO program_tier (version_id, code, name, rank, mode, score_needed)
    SELECT ${versionId}::uuid, r.code, r.name, r.rank, r.mode, r."scoreNeeded"
    FROM jsonb_to_recordset(${JSON.stringify(own)}::jsonb)
      AS r (code text, name text, rank int, mode text, "scoreNeeded" numeric)`;
  await tx.$executeRaw`
    INSERT INTO program_requirement (version_id, tier_id, position, code, title, metric, certification_program_id, threshold,
      level, window_kind, window_months, is_pro_rated, points, floor, effort)
    SELECT tier.version_id, tier.id, r.position, r.code, r.title, r.metric, r."certificationProgramId", r.threshold,
      r.level, r."windowKind", r."windowMonths", r."isProRated", r.points, r.floor, r.effort
    FROM jsonb_to_recordset(${JSON.stringify(requirements)}::jsonb) AS r ("tierCode" text, position int, code text, title text,
      metric text, "certificationProgramId" uuid, threshold numeric, level text, "windowKind" text, "windowMonths" int,
      "isProRated" boolean, points numeric, floor numeric, effort numeric)
    JOIN program_tier AS tier ON tier.version_id = ${versionId}::uuid AND tier.code = r."tierCode"`;
  await tx.$executeRaw`
    INSERT INTO tier_benefit (version_id, tier_id, position, code, kind, title, factor, amount_minor, currency, quantity,
      level, due_days)
    SELECT tier.version_id, tier.id, r.position, r.code, r.kind, r.title, r.factor, r."amountMinor", r.currency, r.quantity,
      r.level, r."dueDays"
    FROM jsonb_to_recordset(${JSON.stringify(benefits)}::jsonb) AS r ("tierCode" text, position int, code text, kind text,
      title text, factor numeric, "amountMinor" bigint, currency text, quantity int, level text, "dueDays" int)
    JOIN program_tier AS tier ON tier.version_id = ${versionId}::uuid AND tier.code = r."tierCode"`;
}

/** Ends the version that holds on a day without an end; answers its number, or null where there is none. */
export async function endVersionBefore(tx: Tx, programId: string, day: Date): Promise<number | null> {
  const [ended] = await tx.programVersion.updateManyAndReturn({
    where: { programId, status: 'PUBLISHED', validTo: null, validFrom: { lt: day } },
    data: { validTo: day },
  });
  return ended?.number ?? null;
}

/** @throws ConflictError where another version holds on that day or begins later. */
export async function publishDraft(tx: Tx, id: string, validFrom: Date, publishedAt: Date): Promise<void> {
  try {
    await tx.programVersion.update({ where: { id }, data: { status: 'PUBLISHED', validFrom, publishedAt } });
  } catch (error) {
    if (!violates(error, 'program_version_one_at_a_time')) throw error;
    throw new ConflictError(
      'Another version begins on that day or later, and is published already. Begin after it did.',
      'validFrom',
    );
  }
}
