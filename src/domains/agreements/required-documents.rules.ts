import {
  type AgreementFacts,
  bestOf,
  type RequiredNext,
  type RequiredStatus,
  requiredStandingOf,
} from './agreement.rules.ts';
import type { TemplateKind } from './agreement-template.rules.ts';

/** What is asked: the requirements of the partner's type, what it agreed to or handed in, and the day. */
export type Required = Readonly<{
  requirements: readonly Readonly<{ templateId: string; kind: string; offeredVersionId: string | null }>[];
  agreements: readonly (Omit<AgreementFacts, 'decisions'> &
    Readonly<{ id: string; templateId: string; decisions: unknown }>)[];
  on: Date;
}>;

/** How something stands that is required; it is either an agreement or a document that counts for it. */
export type RequiredDocument = Readonly<{
  templateId: string;
  status: RequiredStatus;
  next: RequiredNext;
  expiresOn: Date | null;
  agreementId: string | null;
  documentId: string | null;
}>;

const decisionsOf = (stored: unknown): AgreementFacts['decisions'] =>
  (stored as readonly Readonly<{ outcome: string; effectiveOn: string }>[]).map(
    ({ outcome, effectiveOn }) => ({
      outcome,
      effectiveOn: new Date(effectiveOn),
    }),
  );

/** How each thing stands that is required of a partner on a day, and what the partner does next. */
export function requiredDocumentsOn({ requirements, agreements, on }: Required): RequiredDocument[] {
  const facts = agreements.map((one) => ({ ...one, decisions: decisionsOf(one.decisions) }));
  return requirements.map(({ templateId, kind, offeredVersionId }) => {
    const ofTemplate = facts.filter((agreement) => agreement.templateId === templateId);
    const best = bestOf(ofTemplate, on);
    const standing = requiredStandingOf(kind as TemplateKind, offeredVersionId !== null, ofTemplate, on);
    const isHeld = ['IN_FORCE', 'EXPIRING'].includes(standing.status);
    const id = best?.id ?? null;
    return {
      ...standing,
      templateId,
      expiresOn: isHeld ? (best?.effectiveTo ?? null) : null,
      agreementId: kind === 'AGREEMENT' ? id : null,
      documentId: kind === 'DOCUMENT' ? id : null,
    };
  });
}
