import { createHash } from 'node:crypto';
import { change } from './change.ts';
import type { Portal } from './portal.ts';

export const FILE_SHA256 = createHash('sha256').update('a file').digest('hex');

const TEMPLATE = 'id version code kind offered { id number sha256 text } versions { number status }';
const REQUIREMENT = 'id version validFrom validTo template { code }';
const HELD = 'id status effectiveFrom effectiveTo byName templateCode availableActions';
const AGREEMENT = `${HELD} method signatureReference decisions { outcome reason decidedBy { name } }`;
const DOCUMENT = `${HELD} fileReference fileSha256 decisions { outcome reason }`;

const fieldsOf = (name: string) => {
  if (name.startsWith('agreementTemplate')) return TEMPLATE;
  if (name.startsWith('documentRequirement')) return REQUIREMENT;
  return name.startsWith('document') ? DOCUMENT : AGREEMENT;
};

/** Sends one of the mutations of agreements and documents. */
export const changeAgreement = (portal: Portal, subject: string | null, name: string, input: object) =>
  change(portal, subject, [name, input], fieldsOf(name));

let templates = 0;

/** A published template of its own for each test, made by this member of staff. */
export async function aTemplate(
  portal: Portal,
  operations: { subject: string },
  kind: 'AGREEMENT' | 'DOCUMENT',
  content: object = { text: 'Terms.', validityMonths: 12 },
) {
  templates += 1;
  const { subject } = operations;
  const template = { code: `TEMPLATE_${templates}`, title: 'Title', kind, content };
  const draft = await changeAgreement(portal, subject, 'agreementTemplateCreate', template);
  const which = { id: draft.id, version: draft.version };
  return await changeAgreement(portal, subject, 'agreementTemplatePublish', which);
}

/** Everything that a refusal must leave as it was. */
export const agreementRows = (portal: Portal) =>
  portal.arrange(async (tx) => ({
    templates: await tx.agreementTemplate.findMany({ orderBy: { id: 'asc' } }),
    versions: await tx.agreementTemplateVersion.findMany({ orderBy: { id: 'asc' } }),
    requirements: await tx.documentRequirement.findMany({ orderBy: { id: 'asc' } }),
    agreements: await tx.agreement.findMany({ orderBy: { id: 'asc' } }),
    decisions: await tx.agreementDecision.findMany({ orderBy: { id: 'asc' } }),
    events: await tx.event.count(),
  }));
