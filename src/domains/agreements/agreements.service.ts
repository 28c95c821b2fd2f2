import type { Tx } from '../../platform/database/client.ts';
import { vendorDayOf } from './agreement.repo.ts';
import { bestOf, type RequiredNext, type RequiredStatus, requiredStandingOf } from './agreement.rules.ts';
import type { TemplateKind } from './agreement-template.rules.ts';
import * as repo from './agreements.repo.ts';

/** The vendor's calendar day at an instant: the day to ask about for what happens at that instant. */
export const agreementDayFrom = (tx: Tx, now: Date): Promise<Date> => vendorDayOf(tx, now);

export type InForce = Readonly<{
  /** Whether everything that is required of the partner is in force; true where nothing is required. */
  inForce: boolean;
  /** Codes of what is required and not in force. */
  missing: readonly string[];
  /** What is in force and ends within 60 days; `expiresOn` is the first day without it. */
  expiring: readonly Readonly<{ templateCode: string; expiresOn: Date }>[];
}>;

/**
 * Whether what is required of a partner is in force on a day of the vendor's calendar (midnight in UTC). A partner that
 * only names an agreement in its account, as imported ones do, misses nothing until the vendor requires something of
 * its type. Answers as far as the transaction sees.
 */
export async function inForce(tx: Tx, partnerId: string, on: Date): Promise<InForce> {
  const all = await inForceOfPartners(tx, [partnerId], on);
  return all.get(partnerId)!;
}

/** The same for many partners by one statement; it answers for each of them. */
export async function inForceOfPartners(
  tx: Tx,
  partnerIds: readonly string[],
  on: Date,
): Promise<ReadonlyMap<string, InForce>> {
  const byPartner = new Map<string, repo.RequiredRow[]>(partnerIds.map((id) => [id, []]));
  for (const row of await repo.requiredOf(tx, partnerIds, on)) byPartner.get(row.partnerId)?.push(row);
  return new Map([...byPartner].map(([id, rows]) => [id, inForceFrom(rows)]));
}

function inForceFrom(rows: readonly repo.RequiredRow[]): InForce {
  const missing = rows.filter((row) => !row.inForce).map(({ templateCode }) => templateCode);
  const expiring = rows.flatMap(({ templateCode, effectiveTo, expiring: isExpiring }) =>
    isExpiring && effectiveTo ? [{ templateCode, expiresOn: effectiveTo }] : [],
  );
  return { inForce: missing.length === 0, missing, expiring };
}

export type RequiredDocument = Readonly<{
  templateId: string;
  requirementId: string;
  kind: TemplateKind;
  status: RequiredStatus;
  next: RequiredNext;
  expiresOn: Date | null;
  offeredVersionId: string | null;
  agreementId: string | null;
}>;

/** How each thing stands that is required of a partner on a day, and what the partner does next. */
export async function requiredDocumentsOf(
  tx: Tx,
  partner: Readonly<{ id: string; type: string }>,
  on: Date,
): Promise<RequiredDocument[]> {
  const requirements = await repo.requirementsOn(tx, partner.type, on);
  const templateIds = requirements.map(({ templateId }) => templateId);
  const agreements = await repo.agreementsOfTemplates(tx, partner.id, templateIds);
  return requirements.map(({ id, templateId, template }) => {
    const ofTemplate = agreements.filter((agreement) => agreement.templateId === templateId);
    const offered = template.versions[0] ?? null;
    const kind = template.kind as TemplateKind;
    const best = bestOf(ofTemplate, on);
    const standing = requiredStandingOf(kind, offered !== null, ofTemplate, on);
    const isHeld = ['IN_FORCE', 'EXPIRING'].includes(standing.status);
    return {
      ...standing,
      ...{ requirementId: id, templateId, kind },
      expiresOn: isHeld ? (best?.effectiveTo ?? null) : null,
      offeredVersionId: offered?.id ?? null,
      agreementId: best?.id ?? null,
    };
  });
}
