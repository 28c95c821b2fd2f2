import { ConflictError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { DocumentRequirement } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';

/** @throws ConflictError where the template is required of this type within that time already. */
export async function insertRequirement(
  tx: Tx,
  data: Readonly<{ partnerType: string; templateId: string; validFrom: Date; validTo: Date | null }>,
): Promise<DocumentRequirement> {
  try {
    return await tx.documentRequirement.create({ data });
  } catch (error) {
    if (!violates(error, 'document_requirement_once_at_a_time')) throw error;
    throw new ConflictError(
      'It is required of these partners within that time already. End that requirement first, or begin after it.',
      'validFrom',
    );
  }
}

export async function lockRequirement(tx: Tx, id: string): Promise<DocumentRequirement | null> {
  const locked = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM document_requirement WHERE id = ${id}::uuid FOR UPDATE`;
  return locked.length > 0 ? await tx.documentRequirement.findUnique({ where: { id } }) : null;
}

export const endRequirementOn = (tx: Tx, requirement: DocumentRequirement, validTo: Date) =>
  tx.documentRequirement.update({
    where: { id: requirement.id },
    data: { validTo, version: requirement.version + 1 },
  });
