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

/** The next subjects of a source, in the order of their ids. */
export const findSubjects = async (
  tx: Tx,
  source: FactSource,
  afterId: string,
  limit: number,
): Promise<string[]> =>
  idsOf(
    await tx.$queryRaw<{ id: string }[]>`
      SELECT subject.id::text FROM (${Prisma.raw(DERIVATIONS[source].subjects)}) AS subject (id)
      WHERE subject.id > ${afterId}::uuid ORDER BY subject.id LIMIT ${limit}`,
  );

/** Subjects that have facts and are no more. */
export const findForgotten = async (tx: Tx, source: FactSource, limit: number): Promise<string[]> =>
  idsOf(
    await tx.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT kpi_fact.subject_id::text AS id FROM kpi_fact WHERE kpi_fact.source = ${source} AND NOT EXISTS (
        SELECT FROM (${Prisma.raw(DERIVATIONS[source].subjects)}) AS subject (id) WHERE subject.id = kpi_fact.subject_id)
      LIMIT ${limit}`,
  );

const idsOf = (rows: readonly Readonly<{ id: string }>[]): string[] => rows.map(({ id }) => id);
