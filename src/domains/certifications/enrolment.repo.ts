import type { Tx } from '../../platform/database/client.ts';
import type { Enrolment } from '../../platform/database/generated/client/client.ts';
import type { OfferedVersion } from './enrolment-path.rules.ts';

/** Somebody's time at a partner with what decides whether they can be enrolled; null where it is hidden. */
export const findMembership = (tx: Tx, id: string) =>
  tx.membership.findUnique({
    where: { id },
    select: {
      ...{ id: true, personId: true, partnerId: true, validFrom: true, validTo: true },
      partner: { select: { type: true, status: true } },
    },
  });

/** A certification with all that was published of it; null where it is hidden. */
export async function findProgram(
  tx: Tx,
  id: string,
): Promise<Readonly<{
  code: string;
  versions: readonly (OfferedVersion & Readonly<{ partnerTypes: readonly string[] }>)[];
}> | null> {
  const program = await tx.certificationProgram.findUnique({
    where: { id },
    select: {
      code: true,
      versions: {
        where: { status: { not: 'DRAFT' } },
        include: { requirements: { where: { isBridge: true }, select: { id: true }, take: 1 } },
      },
    },
  });
  if (!program) return null;
  const versions = program.versions.map(({ requirements, ...version }) => ({
    ...version,
    hasBridge: requirements.length > 0,
  }));
  return { code: program.code, versions };
}

export const insertEnrolment = (
  tx: Tx,
  data: Readonly<{
    personId: string;
    programId: string;
    versionId: string;
    partnerId: string;
    membershipId: string;
    path: string;
    openedAt: Date;
    openedById: string | null;
  }>,
): Promise<Enrolment> => tx.enrolment.create({ data });

export const findEnrolment = (tx: Tx, id: string) =>
  tx.enrolment.findUnique({
    where: { id },
    include: {
      program: { select: { code: true } },
      certificationVersion: { select: { number: true, requirements: true } },
    },
  });

export const withdraw = (tx: Tx, { id, version }: Enrolment, now: Date): Promise<Enrolment> =>
  tx.enrolment.update({
    where: { id },
    data: { status: 'WITHDRAWN', endedAt: now, version: version + 1 },
  });
