import type { Tx } from '../../platform/database/client.ts';
import type {
  AgreementTemplate,
  AgreementTemplateVersion,
} from '../../platform/database/generated/client/client.ts';
import type { TemplateContent } from './agreement-template.rules.ts';

/** Locks a template for the rest of the transaction, so that its versions follow one another. */
export async function lockTemplate(tx: Tx, id: string): Promise<AgreementTemplate | null> {
  const locked = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM agreement_template WHERE id = ${id}::uuid FOR UPDATE`;
  return locked.length > 0 ? await tx.agreementTemplate.findUnique({ where: { id } }) : null;
}

/** Answers null where the code is taken. */
export async function insertTemplate(
  tx: Tx,
  data: Readonly<{ code: string; title: string; kind: string; createdAt: Date }>,
): Promise<AgreementTemplate | null> {
  const [inserted] = await tx.agreementTemplate.createManyAndReturn({ data: [data], skipDuplicates: true });
  return inserted ?? null;
}

export const countUp = (tx: Tx, template: AgreementTemplate, title = template.title) =>
  tx.agreementTemplate.update({
    where: { id: template.id },
    data: { title, version: template.version + 1 },
  });

export const versionsOf = (tx: Tx, templateId: string): Promise<AgreementTemplateVersion[]> =>
  tx.agreementTemplateVersion.findMany({ where: { templateId }, orderBy: { number: 'desc' } });

export const insertVersion = (
  tx: Tx,
  data: TemplateContent & Readonly<{ templateId: string; number: number }>,
): Promise<AgreementTemplateVersion> =>
  tx.agreementTemplateVersion.create({ data: { ...data, status: 'DRAFT' } });

export const updateVersion = (
  tx: Tx,
  id: string,
  data: Partial<AgreementTemplateVersion>,
): Promise<AgreementTemplateVersion> => tx.agreementTemplateVersion.update({ where: { id }, data });

/** With its template; null where it does not exist, or is a draft and a partner asks. */
export const findVersion = (tx: Tx, id: string) =>
  tx.agreementTemplateVersion.findUnique({ where: { id }, include: { template: true } });

export const findTemplate = (tx: Tx, id: string): Promise<AgreementTemplate> =>
  tx.agreementTemplate.findUniqueOrThrow({ where: { id } });
