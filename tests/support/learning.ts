import { randomUUID } from 'node:crypto';
import type { ResultRow } from '../../src/domains/certifications/result-rows.rules.ts';
import type { Member } from './builders.ts';
import type { Portal } from './portal.ts';

export type RequirementData = Readonly<{
  code?: string;
  kind: 'COURSE' | 'EXAM' | 'PRACTICUM' | 'IMPLEMENTATION' | 'AGREEMENT';
  externalCode?: string;
  passMarkPercent?: string;
  attemptsMax?: number;
  coolDownDays?: number;
  templateId?: string;
  isBridge?: boolean;
}>;

export type GroupData = Readonly<{
  mode?: 'ALL' | 'ANY' | 'N_OF';
  needed?: number;
  requirements: readonly RequirementData[];
}>;

export type CertificationData = Readonly<{
  /** Adds a version to this program instead of creating one. */
  programId?: string;
  code?: string;
  number?: number;
  validityMonths?: number | null;
  renewalWindowDays?: number;
  leaverGraceDays?: number;
  partnerTypes?: string[];
  launchOn?: string;
  transition?: 'UNTIL_EXPIRY' | 'UNTIL_DATE' | 'BRIDGE';
  transitionUntil?: string;
  prerequisites?: readonly string[];
  groups: readonly GroupData[];
}>;

export type Certification = Readonly<{ programId: string; versionId: string; code: string }>;

/** A certification as if it had been launched; what it takes is in the database alone. */
export const aCertification = (portal: Portal, data: CertificationData): Promise<Certification> =>
  portal.arrange(async (tx) => {
    const code = data.code ?? `CERT_${randomUUID().slice(0, 8).toUpperCase()}`;
    const programId =
      data.programId ??
      (
        await tx.certificationProgram.create({
          data: { code, name: `Certified ${code}`, audience: 'TECHNICAL' },
        })
      ).id;
    const version = await tx.certificationVersion.create({
      data: {
        ...{ programId, number: data.number ?? 1, partnerTypes: data.partnerTypes ?? [] },
        validityMonths: data.validityMonths === undefined ? 24 : data.validityMonths,
        renewalWindowDays: data.renewalWindowDays ?? 90,
        leaverGraceDays: data.leaverGraceDays ?? 60,
      },
    });
    for (const programId of data.prerequisites ?? [])
      await tx.certificationPrerequisite.create({ data: { versionId: version.id, programId } });
    for (const [position, { mode = 'ALL', needed, requirements }] of data.groups.entries()) {
      const group = await tx.certificationGroup.create({
        data: { versionId: version.id, position, title: `Group ${position}`, mode, needed: needed ?? null },
      });
      for (const [place, requirement] of requirements.entries())
        await tx.certificationRequirement.create({
          data: {
            ...{ versionId: version.id, groupId: group.id, position: place, title: requirement.kind },
            ...requirement,
            code: requirement.code ?? `R${position}_${place}`,
          },
        });
    }
    await tx.certificationVersion.update({
      where: { id: version.id },
      data: {
        ...{ status: 'PUBLISHED', publishedAt: new Date('2020-01-01T00:00:00Z') },
        launchOn: new Date(`${data.launchOn ?? '2020-01-01'}T00:00:00Z`),
        transition: data.transition ?? 'UNTIL_EXPIRY',
        transitionUntil: data.transitionUntil ? new Date(`${data.transitionUntil}T00:00:00Z`) : null,
      },
    });
    const program = await tx.certificationProgram.findUniqueOrThrow({ where: { id: programId } });
    return { programId, versionId: version.id, code: program.code };
  });

/** An enrolment as if it had been opened at an instant. */
export const anEnrolment = (
  portal: Portal,
  { personId, membershipId, partnerId }: Omit<Member, 'subject'>,
  { programId, versionId }: Certification,
  path: 'FULL' | 'BRIDGE' | 'RENEWAL' = 'FULL',
  openedAt = '2024-01-01T00:00:00Z',
) =>
  portal.arrange((tx) =>
    tx.enrolment.create({
      data: { personId, membershipId, partnerId, programId, versionId, path, openedAt: new Date(openedAt) },
    }),
  );

let delivered = 0;

/** A row as the learning system sends it. */
export const aResult = (
  personId: string,
  data: Partial<ResultRow> & Pick<ResultRow, 'happenedAt'>,
): ResultRow => {
  delivered += 1;
  return {
    ...{ source: 'LMS', sourceId: `attempt-${delivered}`, personId },
    ...{ kind: 'COURSE', externalCode: 'C-1', outcome: 'COMPLETED', ...data },
  };
};

export const at = (text: string): Date => new Date(text.includes('T') ? text : `${text}T12:00:00Z`);
