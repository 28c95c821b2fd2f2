import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';
import type { ClaimScope } from './claim.rules.ts';
import * as repo from './engagement.repo.ts';
import {
  type EngagementFacts,
  type EngagementRule,
  type Evaluation,
  engagementRules,
  evaluationOf,
  MINIMUM_FIELDS,
} from './engagement-rules.rules.ts';
import { reasonsForPartner } from './engagement-rules-admin.rules.ts';

/** The rules of engagement as they hold at an instant. */
export type RulesInForce = Readonly<{
  id: string;
  version: number;
  autoAccept: boolean;
  claimScope: ClaimScope;
  protectionDays: number;
  extensionDaysMax: number;
  attributionTailDays: number;
  returnedBusinessDays: number;
  rules: readonly EngagementRule[];
}>;

/** @throws Error where no rules are published for the instant, which the first migration and publishing prevent. */
export async function rulesInForce(tx: Tx, at: Date): Promise<RulesInForce> {
  const stored = await repo.findRulesAt(tx, at);
  if (!stored) throw new Error(`No rules of engagement hold at ${at.toISOString()}`);
  return {
    ...stored,
    claimScope: stored.claimScope as ClaimScope,
    rules: engagementRules.parse(stored.rules),
  };
}

export const productFamilyOf = (tx: Tx, referral: Referral) => repo.findProductFamily(tx, referral.productId);

/** What others found out about a referral before the rules look at it. */
export type EngagementFindings = Readonly<{
  customerId: string | null;
  customerMatch: 'SAME' | 'POSSIBLE' | 'NONE';
  customerDomain: string | null;
  nameKey: string;
  productFamily: string;
  isClaimedByOther: boolean;
  agreementInForce: boolean;
}>;

/** Gathers everything that the rules look at. Speaks for a job: a partner sees none of it. */
export async function factsOf(
  tx: Tx,
  referral: Referral,
  findings: EngagementFindings,
  now: Date,
): Promise<EngagementFacts> {
  const { customerId, productFamily } = findings;
  const partner = await repo.findRegistrant(tx, referral.partnerId);
  const history = customerId ? await repo.customerHistory(tx, customerId, productFamily, now) : null;
  const { customerDomain } = findings;
  return {
    submittedAt: referral.submittedAt ?? now,
    partnerStatus: partner?.status ?? 'UNKNOWN',
    agreementInForce: findings.agreementInForce,
    missingFields: MINIMUM_FIELDS.filter((field) => referral[field] === null || referral[field] === ''),
    isSelf:
      (findings.nameKey !== '' && partner?.nameKey === findings.nameKey) ||
      (customerDomain !== null && (partner?.memberDomains.includes(customerDomain) ?? false)),
    lastWonOn: history?.lastWonOn ?? null,
    lastWonOfFamilyOn: history?.lastWonOfFamilyOn ?? null,
    directOpportunities: customerId ? await repo.directOpportunities(tx, customerId) : [],
    isClaimedByOther: findings.isClaimedByOther,
    isNamedAccount: history?.isNamedAccount ?? false,
    customerCountryCode: referral.customerCountryCode,
    partnerRegionCode: partner?.regionCode ?? null,
    openReferrals: partner?.openReferrals ?? 0,
    partnerTier: null,
    customerMatch: findings.customerMatch,
  };
}

/** Evaluates the rules and stores the decision with its version, inputs and every result. */
export async function evaluateReferral(
  tx: Tx,
  referral: Referral,
  rules: RulesInForce,
  facts: EngagementFacts,
  now: Date,
): Promise<Evaluation> {
  const evaluation = evaluationOf(rules.rules, rules.autoAccept, facts);
  await repo.insertDecision(tx, {
    referralId: referral.id,
    rulesId: rules.id,
    outcome: evaluation.outcome,
    inputs: JSON.parse(JSON.stringify(facts)),
    results: JSON.parse(JSON.stringify(evaluation.results)),
    actorKind: JOB_ACTOR.kind,
    decidedAt: now,
  });
  await repo.writeReasons(tx, referral.id, reasonsForPartner(evaluation.results));
  return evaluation;
}
