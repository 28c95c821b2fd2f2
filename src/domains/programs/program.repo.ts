import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { PartnerProgram, ProgramVersion } from '../../platform/database/generated/client/client.ts';

/** Locks a program for the rest of the transaction, so that its versions follow one another. */
export async function lockProgram(tx: Tx, id: string): Promise<PartnerProgram | null> {
  const locked = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM partner_program WHERE id = ${id}::uuid FOR UPDATE`;
  return locked.length > 0 ? await findProgram(tx, id) : null;
}

/** Null where it does not exist, or is hidden from whoever asks. */
export const findProgram = (tx: Tx, id: string): Promise<PartnerProgram | null> =>
  tx.partnerProgram.findUnique({ where: { id } });

/** Answers null where the code is taken. */
export async function insertProgram(
  tx: Tx,
  data: Readonly<{ code: string; name: string; currency: string; createdAt: Date }>,
): Promise<PartnerProgram | null> {
  const [inserted] = await tx.partnerProgram.createManyAndReturn({ data: [data], skipDuplicates: true });
  return inserted ?? null;
}

export const countUp = (tx: Tx, program: PartnerProgram, name = program.name): Promise<PartnerProgram> =>
  tx.partnerProgram.update({ where: { id: program.id }, data: { name, version: program.version + 1 } });

/** The latest first. */
export const versionsOf = (tx: Tx, programId: string): Promise<ProgramVersion[]> =>
  tx.programVersion.findMany({ where: { programId }, orderBy: { number: 'desc' } });

/** The vendor's calendar day at an instant. */
export async function vendorDayOf(tx: Tx, now: Date): Promise<Date> {
  const { timeZone } = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(timeZone, now);
}

/** The currencies that the vendor deals in. */
export const vendorCurrencies = async (tx: Tx): Promise<string[]> =>
  (await tx.vendorCurrency.findMany({ orderBy: { code: 'asc' } })).map(({ code }) => code);

/** Which of these are certification programs. */
export const certificationProgramsAmong = async (
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  const where = { id: { in: [...ids] } };
  return new Set(
    (await tx.certificationProgram.findMany({ where, select: { id: true } })).map(({ id }) => id),
  );
};
