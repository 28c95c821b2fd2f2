import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { FactDerivation } from './facts/fact-derivation.repo.ts';
import { disputeDerivation, ledgerDerivation, statementDerivation } from './facts/money-facts.repo.ts';
import { opportunityDerivation } from './facts/opportunity-facts.repo.ts';
import { orderDerivation, recurringDerivation } from './facts/order-facts.repo.ts';
import {
  benefitDerivation,
  forecastDerivation,
  implementationDerivation,
  partnerDerivation,
  standingDerivation,
} from './facts/partner-facts.repo.ts';
import { membershipDerivation, personDerivation, usageDerivation } from './facts/people-facts.repo.ts';
import { referralDerivation } from './facts/referral-facts.repo.ts';
import type { FactSource } from './kpi-measures.rules.ts';

export const DERIVATIONS: Readonly<Record<FactSource, FactDerivation>> = {
  REFERRAL: referralDerivation,
  OPPORTUNITY: opportunityDerivation,
  ORDER: orderDerivation,
  LEDGER: ledgerDerivation,
  STATEMENT: statementDerivation,
  DISPUTE: disputeDerivation,
  RECURRING: recurringDerivation,
  PERSON: personDerivation,
  MEMBERSHIP: membershipDerivation,
  PARTNER: partnerDerivation,
  STANDING: standingDerivation,
  IMPLEMENTATION: implementationDerivation,
  BENEFIT: benefitDerivation,
  USAGE: usageDerivation,
  FORECAST: forecastDerivation,
};

/** Each subject of a source with each partner whose its facts can be. */
const pairsOf = (source: FactSource): Prisma.Sql =>
  Prisma.sql`(${Prisma.raw(DERIVATIONS[source].subjects)}) AS subject (id, partner_id)`;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** How far one has come through the subjects of a source. */
export type SubjectPlace = Readonly<{ partnerId: string; id: string }>;
export const FIRST_SUBJECT: SubjectPlace = { partnerId: FIRST_ID, id: FIRST_ID };

/**
 * The next subjects of a source, partner by partner, as what is kept of a partner lies together; whose facts can be several
 * partners' comes with each of them. Each partner's are looked up by the partner, so no page looks through those of others.
 */
export async function findSubjects(
  tx: Tx,
  source: FactSource,
  after: SubjectPlace,
  limit: number,
): Promise<SubjectPlace[]> {
  if (DERIVATIONS[source].isOfAll)
    return await tx.$queryRaw`
      SELECT DISTINCT ${FIRST_ID} AS "partnerId", subject.id::text FROM ${pairsOf(source)}
      WHERE subject.id > ${after.id}::uuid ORDER BY subject.id::text LIMIT ${limit}`;
  return await tx.$queryRaw`
    SELECT partner.id::text AS "partnerId", found.id::text FROM partner
    CROSS JOIN LATERAL (
      SELECT DISTINCT subject.id FROM ${pairsOf(source)}
      WHERE subject.partner_id = partner.id AND (partner.id > ${after.partnerId}::uuid OR subject.id > ${after.id}::uuid)
      ORDER BY subject.id LIMIT ${limit}
    ) AS found
    WHERE partner.id >= ${after.partnerId}::uuid ORDER BY partner.id, found.id LIMIT ${limit}`;
}

/** Subjects that have facts and are no more, or nobody's. */
export async function findForgotten(tx: Tx, source: FactSource, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT kpi_fact.subject_id::text AS id FROM kpi_fact WHERE kpi_fact.source = ${source} AND NOT EXISTS (
      SELECT FROM ${pairsOf(source)} WHERE subject.id = kpi_fact.subject_id AND subject.partner_id IS NOT NULL)
    LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** The subjects whose facts can be the partners', each once; at most so many. */
export async function subjectsOf(
  tx: Tx,
  source: FactSource,
  partnerIds: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT subject.id::text AS id FROM ${pairsOf(source)}
    WHERE subject.partner_id = ANY (${partnerIds}::uuid[]) LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
