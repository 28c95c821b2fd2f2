import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { CertificationProgram, Prisma } from '../../platform/database/generated/client/client.ts';

/** The vendor's calendar day at an instant. */
export async function vendorDayOf(tx: Tx, now: Date): Promise<Date> {
  const settings = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(settings.timeZone, now);
}

/**
 * One writes prerequisites or parents at a time, as two changes can make a cycle that neither sees alone. Taken before a
 * program is locked, so that nobody waits for it with a program in hand.
 */
export const lockProgramGraph = (tx: Tx) =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('certification_program graph', 0))::text`;

/** Locks a program for the rest of the transaction, so that its versions follow one another; rows can point to it still. */
export async function lockProgram(tx: Tx, id: string): Promise<CertificationProgram | null> {
  await tx.$queryRaw`SELECT 1 FROM certification_program WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return await tx.certificationProgram.findUnique({ where: { id } });
}

/** Answers null where the code is taken. */
export async function insertProgram(
  tx: Tx,
  data: Prisma.CertificationProgramCreateManyInput,
): Promise<CertificationProgram | null> {
  const [inserted] = await tx.certificationProgram.createManyAndReturn({
    data: [data],
    skipDuplicates: true,
  });
  return inserted ?? null;
}

/** Writes what changed and counts the version up, so that whoever read the old one is told. */
export const updateProgram = (
  tx: Tx,
  program: CertificationProgram,
  data: Prisma.CertificationProgramUncheckedUpdateInput = {},
): Promise<CertificationProgram> =>
  tx.certificationProgram.update({
    where: { id: program.id },
    data: { ...data, version: program.version + 1 },
  });

export const productExists = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.product.findUnique({ where: { id }, select: { id: true } })) !== null;

/** Which of these programs there are. */
export async function programsAmong(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await tx.certificationProgram.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true },
  });
  return new Set(found.map(({ id }) => id));
}

/** Whether a program is one of those that another specializes, directly or indirectly, or is that one itself. */
export async function isAncestor(tx: Tx, programId: string, ofId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ found: boolean }[]>`
    WITH RECURSIVE above (id) AS (
      SELECT ${ofId}::uuid
      UNION
      SELECT program.parent_id FROM above JOIN certification_program AS program ON program.id = above.id
      WHERE program.parent_id IS NOT NULL)
    SELECT EXISTS (SELECT FROM above WHERE id = ${programId}::uuid) AS found`;
  return row?.found ?? false;
}
