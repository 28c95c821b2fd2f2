import { addDays } from '../../kernel/days.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import { hashOf } from '../../platform/database/idempotency.ts';
import { claimTargetOf } from './claim.rules.ts';
import { claimHolder } from './claim.service.ts';
import { findRegistrant } from './engagement.repo.ts';
import { type RulesInForce, rulesInForce } from './engagement.service.ts';
import { type EngagementFacts, evaluationOf } from './engagement-rules.rules.ts';
import * as repo from './referral-check.repo.ts';
import { aboutMonthAfter, answerOf, type CheckAnswer, ownRulesOf } from './referral-check.rules.ts';

/** A customer as a partner asks about it, with the keys that its words give. */
export type CheckedCustomer = Readonly<{
  nameKey: string;
  domain: string | null;
  countryCode: string | null;
  keys: readonly string[];
  /** The customer that the keys prove it to be; only claims on it count, nothing else that is known of it. */
  customerId: string | null;
  productId: string;
}>;

export type CheckResult = Readonly<{ answer: CheckAnswer; takenUntilAbout: Date | null }>;

/**
 * Answers coarsely whether somebody has registered a customer, and logs that it was asked, by hash. Speaks for a job;
 * the answer holds nothing of who holds the claim, nor whether the vendor knows the customer.
 * @throws InvalidInputError where the product is not on offer
 */
export async function checkCustomer(
  tx: Tx,
  asker: Readonly<{ partnerId: string; personId: string; agreementInForce: boolean }>,
  customer: CheckedCustomer,
  now: Date,
): Promise<CheckResult> {
  const product = await repo.findActiveProduct(tx, customer.productId);
  if (!product)
    throw new InvalidInputError([
      {
        field: 'productId',
        code: 'NOT_FOUND',
        message: 'productId is one of the products on offer; list them with products.',
      },
    ]);
  const rules = await rulesInForce(tx, now);
  const { keys, customerId, countryCode } = customer;
  const target = claimTargetOf(keys, customerId, product.family, rules.claimScope, countryCode);
  const holder = target.keys.length > 0 ? await claimHolder(tx, target) : null;
  const isInStanding = await isInOwnStanding(tx, asker, customer, rules, now);
  const answer = answerOf(holder !== null, keys.length > 0, isInStanding);
  const until = holder ? await repo.findProtectedUntil(tx, holder.referralId) : null;
  await repo.insertCheck(tx, {
    partnerId: asker.partnerId,
    personId: asker.personId,
    identityHash: hashOf({ keys: [...keys].sort(), nameKey: customer.nameKey }),
    answer,
    checkedAt: now,
  });
  // A claim that is not decided yet would be protected from about now.
  const takenUntil = until && until > now ? until : addDays(now, rules.protectionDays);
  return { answer, takenUntilAbout: holder ? aboutMonthAfter(takenUntil) : null };
}

/** Whether the rules have nothing against this partner with one more referral, whoever the customer is. */
async function isInOwnStanding(
  tx: Tx,
  { partnerId, agreementInForce }: Readonly<{ partnerId: string; agreementInForce: boolean }>,
  { nameKey, domain, countryCode }: CheckedCustomer,
  { rules }: RulesInForce,
  now: Date,
): Promise<boolean> {
  const partner = await findRegistrant(tx, partnerId);
  if (!partner) return false;
  const facts: EngagementFacts = {
    submittedAt: now,
    partnerStatus: partner.status,
    agreementInForce,
    isSelf:
      (nameKey !== '' && nameKey === partner.nameKey) ||
      (domain !== null && partner.memberDomains.includes(domain)),
    customerCountryCode: countryCode,
    partnerRegionCode: partner.regionCode,
    openReferrals: partner.openReferrals + 1,
    partnerTier: null,
    ...UNKNOWN_CUSTOMER,
  };
  return evaluationOf(ownRulesOf(rules), true, facts).outcome === 'ACCEPT';
}

/** Of the customer itself nothing is looked at. */
const UNKNOWN_CUSTOMER = {
  missingFields: [],
  lastWonOn: null,
  lastWonOfFamilyOn: null,
  directOpportunities: [],
  isClaimedByOther: false,
  isNamedAccount: false,
  customerMatch: 'NONE',
} as const;
