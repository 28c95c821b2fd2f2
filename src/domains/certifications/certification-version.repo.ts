import type { Tx } from '../../platform/database/client.ts';
import type { CertificationVersion, Prisma } from '../../platform/database/generated/client/client.ts';
import type { VersionContent } from './certification-version.rules.ts';

/** The latest first. */
export const versionsOf = (tx: Tx, programId: string): Promise<CertificationVersion[]> =>
  tx.certificationVersion.findMany({ where: { programId }, orderBy: { number: 'desc' } });

type Terms = Pick<VersionContent, 'validityMonths' | 'renewalWindowDays' | 'leaverGraceDays'>;

const termsOf = ({ validityMonths, renewalWindowDays, leaverGraceDays }: Terms): Terms => ({
  validityMonths,
  renewalWindowDays,
  leaverGraceDays,
});

export async function insertDraft(
  tx: Tx,
  programId: string,
  number: number,
  content: VersionContent,
): Promise<CertificationVersion> {
  const draft = await tx.certificationVersion.create({
    data: { programId, number, partnerTypes: [], ...termsOf(content) },
  });
  await insertContent(tx, draft.id, content);
  return draft;
}

/** Replaces all that a draft asks for. */
export async function rewriteDraft(
  tx: Tx,
  id: string,
  content: VersionContent,
): Promise<CertificationVersion> {
  const draft = await tx.certificationVersion.update({ where: { id }, data: termsOf(content) });
  await tx.certificationRequirement.deleteMany({ where: { versionId: id } });
  await tx.certificationGroup.deleteMany({ where: { versionId: id } });
  await tx.certificationPrerequisite.deleteMany({ where: { versionId: id } });
  await insertContent(tx, id, content);
  return draft;
}

async function insertContent(tx: Tx, versionId: string, content: VersionContent): Promise<void> {
  const groups = content.groups.map(({ title, mode, needed }, position) => ({
    position,
    title,
    mode,
    needed,
  }));
  const requirements = content.groups.flatMap((group, groupPosition) =>
    group.requirements.map((requirement, position) => ({ ...requirement, groupPosition, position })),
  );
  if (groups.length > 0)
    await tx.$executeRaw`
      WITH inserted AS (
        INSERT INTO certification_group (version_id, position, title, mode, needed)
        SELECT ${versionId}::uuid, g.position, g.title, g.mode, g.needed
        FROM jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) AS g(position integer, title text, mode text, needed integer)
        RETURNING id, position)
      INSERT INTO certification_requirement (version_id, group_id, position, code, kind, title, external_code,
        pass_mark_percent, attempts_max, cool_down_days, template_id, is_bridge)
      SELECT ${versionId}::uuid, inserted.id, r.position, r.code, r.kind, r.title, r."externalCode",
        r."passMarkPercent", r."attemptsMax", r."coolDownDays", r."templateId", r."isBridge"
      FROM jsonb_to_recordset(${JSON.stringify(requirements)}::jsonb) AS r("groupPosition" integer, position integer,
        code text, kind text, title text, "externalCode" text, "passMarkPercent" numeric, "attemptsMax" integer,
        "coolDownDays" integer, "templateId" uuid, "isBridge" boolean)
      JOIN inserted ON inserted.position = r."groupPosition"`;
  if (content.prerequisiteIds.length > 0)
    await tx.$executeRaw`
      INSERT INTO certification_prerequisite (version_id, program_id)
      SELECT ${versionId}::uuid, unnest(${content.prerequisiteIds}::uuid[])`;
}

export const updateVersion = (
  tx: Tx,
  id: string,
  data: Prisma.CertificationVersionUncheckedUpdateInput,
): Promise<CertificationVersion> => tx.certificationVersion.update({ where: { id }, data });

export async function retireVersions(tx: Tx, ids: readonly string[], retiredAt: Date): Promise<void> {
  await tx.certificationVersion.updateMany({
    where: { id: { in: [...ids] } },
    data: { status: 'RETIRED', retiredAt },
  });
}

/** How many requirements a version has, and how many of them are for those certified before. */
export async function requirementCounts(tx: Tx, versionId: string) {
  const requirements = await tx.certificationRequirement.findMany({
    where: { versionId },
    select: { isBridge: true },
  });
  return { all: requirements.length, bridge: requirements.filter(({ isBridge }) => isBridge).length };
}

/** Codes of what a version builds on and that nobody can have yet: certifications never published, templates not offered. */
export async function notOfferedYet(tx: Tx, versionId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ code: string }[]>`
    SELECT program.code FROM certification_prerequisite AS prerequisite
    JOIN certification_program AS program ON program.id = prerequisite.program_id
    WHERE prerequisite.version_id = ${versionId}::uuid AND NOT EXISTS (
      SELECT FROM certification_version AS v WHERE v.program_id = program.id AND v.status <> 'DRAFT')
    UNION
    SELECT template.code FROM certification_requirement AS requirement
    JOIN agreement_template AS template ON template.id = requirement.template_id
    WHERE requirement.version_id = ${versionId}::uuid AND NOT EXISTS (
      SELECT FROM agreement_template_version AS v WHERE v.template_id = template.id AND v.status = 'PUBLISHED')
    ORDER BY code`;
  return rows.map(({ code }) => code);
}

/**
 * Codes of those among the prerequisites that need the program themselves, directly or over others, by any version
 * that is not retired, drafts included.
 */
export async function leadingBack(
  tx: Tx,
  programId: string,
  prerequisiteIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ code: string }[]>`
    WITH RECURSIVE needed (root, id) AS (
      SELECT id, id FROM unnest(${prerequisiteIds}::uuid[]) AS id
      UNION
      SELECT needed.root, prerequisite.program_id FROM needed
      JOIN certification_version AS version ON version.program_id = needed.id AND version.status <> 'RETIRED'
      JOIN certification_prerequisite AS prerequisite ON prerequisite.version_id = version.id
      WHERE needed.id <> ${programId}::uuid)
    SELECT program.code FROM needed JOIN certification_program AS program ON program.id = needed.root
    WHERE needed.id = ${programId}::uuid ORDER BY program.code`;
  return rows.map(({ code }) => code);
}

/** Which of these templates there are. */
export async function templatesAmong(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await tx.agreementTemplate.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true },
  });
  return new Set(found.map(({ id }) => id));
}

/** The published version that was launched last by a day; null where none was. */
export const findVersionInEffect = (
  tx: Tx,
  programId: string,
  on: Date,
): Promise<CertificationVersion | null> =>
  tx.certificationVersion.findFirst({
    where: { programId, status: 'PUBLISHED', launchOn: { lte: on } },
    orderBy: { launchOn: 'desc' },
  });

export type ShortenedAward = Readonly<{
  id: string;
  partnerId: string | null;
  versionNumber: number;
  endsOn: string;
}>;

/**
 * Ends what was awarded by earlier versions on a day at the latest, and books each change. An award that begins only
 * later never holds. What was revoked stays as it is.
 */
export const shortenAwards = (
  tx: Tx,
  { programId, number }: Readonly<{ programId: string; number: number }>,
  { until, actorId, now }: Readonly<{ until: Date; actorId: string | null; now: Date }>,
): Promise<ShortenedAward[]> =>
  tx.$queryRaw<ShortenedAward[]>`
    WITH shortened AS (
      UPDATE certification_award AS award
      SET ends_on = greatest(award.valid_from, ${until}::date), version = award.version + 1
      FROM certification_version AS earlier
      WHERE award.program_id = ${programId}::uuid AND earlier.id = award.version_id AND earlier.number < ${number}
        AND award.revoked_at IS NULL
        AND (award.ends_on IS NULL OR award.ends_on > greatest(award.valid_from, ${until}::date))
      RETURNING award.id, award.partner_id, award.valid_from, award.ends_on, earlier.number),
    booked AS (
      INSERT INTO certification_award_change (award_id, cause, valid_from, ends_on, actor_id, booked_at)
      SELECT id, 'TRANSITION', valid_from, ends_on, ${actorId}::uuid, ${now}::timestamptz FROM shortened)
    SELECT id, partner_id AS "partnerId", number AS "versionNumber", ends_on::text AS "endsOn" FROM shortened ORDER BY id`;

/**
 * On which day at the latest awards by these versions end, by the transitions of the versions after them. Their
 * programs are locked against being published meanwhile, so that no award escapes a transition.
 */
export async function transitionEnds(
  tx: Tx,
  versionIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  await tx.$queryRaw`
    SELECT 1 FROM certification_program WHERE id IN (
      SELECT program_id FROM certification_version WHERE id = ANY (${versionIds}::uuid[])) ORDER BY id FOR SHARE`;
  const rows = await tx.$queryRaw<{ id: string; until: Date }[]>`
    SELECT version.id, min(later.transition_until) AS until
    FROM certification_version AS version
    JOIN certification_version AS later ON later.program_id = version.program_id AND later.number > version.number
      AND later.status <> 'DRAFT' AND later.transition_until IS NOT NULL
    WHERE version.id = ANY (${versionIds}::uuid[]) GROUP BY version.id`;
  return new Map(rows.map(({ id, until }) => [id, until]));
}
