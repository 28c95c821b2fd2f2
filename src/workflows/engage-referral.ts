import { agreementDayFrom, inForce } from '../domains/agreements/agreements.service.ts';
import { companyNameOf } from '../domains/customers/company-name.rules.ts';
import { identityKeysOf } from '../domains/customers/customer-identity.rules.ts';
import { matchCustomer } from '../domains/customers/customer-match.service.ts';
import { registrableDomainOf } from '../domains/customers/web-domain.rules.ts';
import { type ClaimTarget, claimTargetOf } from '../domains/engagement/claim.rules.ts';
import {
  type ClaimAnswer,
  releaseClaim,
  stopWaiting,
  takeClaim,
  waitBehind,
} from '../domains/engagement/claim.service.ts';
import {
  evaluateReferral,
  factsOf,
  productFamilyOf,
  type RulesInForce,
  rulesInForce,
} from '../domains/engagement/engagement.service.ts';
import type { Evaluation } from '../domains/engagement/engagement-rules.rules.ts';
import { recordProtection } from '../domains/engagement/protection.service.ts';
import { lockReferral, moveBySystem } from '../domains/referrals/referral.service.ts';
import { customerOf, identityOf, recordMatch } from '../domains/referrals/referral-review.service.ts';
import { addDays } from '../kernel/days.ts';
import { JOB_ACTOR } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';

/*
 * What the rules of engagement make of a referral. Every function here speaks for a job: it sees other partners' claims,
 * and what a partner learns of it is the status of its own referral.
 */

/** While a referral is protected, nobody else can claim its customer: whole days of 24 hours from acceptance. */
export const protectionFrom = (now: Date, { protectionDays }: Pick<RulesInForce, 'protectionDays'>) => ({
  protectedFrom: now,
  protectedUntil: addDays(now, protectionDays),
});

/** Books the protection that an acceptance gives, for as long as the rules in force at it say. */
export async function protectAccepted(tx: Tx, { id, partnerId, ...accepted }: Referral): Promise<void> {
  const { protectedFrom: startsAt, protectedUntil: endsAt } = accepted;
  if (!startsAt || !endsAt) return;
  await recordProtection(tx, { id, partnerId }, { cause: 'ACCEPTED', startsAt, endsAt }, startsAt);
}

async function acceptBySystem(tx: Tx, referral: Referral, rules: RulesInForce, now: Date): Promise<void> {
  const data = { decidedAt: now, ...protectionFrom(now, rules) };
  const accepted = await moveBySystem(tx, referral, 'ACCEPT', now, data);
  if (accepted) await protectAccepted(tx, accepted);
}

type Engagement = Readonly<{
  rules: RulesInForce;
  target: ClaimTarget;
  customerId: string | null;
  productFamily: string;
}>;

/** What a referral claims: the strong keys that the partner told, and the customer that staff or those keys found. */
async function engagementOf(tx: Tx, referral: Referral, now: Date): Promise<Engagement> {
  const rules = await rulesInForce(tx, now);
  const customerId = await customerOf(tx, referral.id);
  const productFamily = await productFamilyOf(tx, referral);
  const { keys } = identityKeysOf({
    countryCode: referral.customerCountryCode,
    taxIds: referral.customerTaxId ? [referral.customerTaxId] : [],
    webAddresses: referral.customerDomain ? [referral.customerDomain] : [],
    crmAccounts: [],
  });
  const target = claimTargetOf(
    keys,
    customerId,
    productFamily,
    rules.claimScope,
    referral.customerCountryCode,
  );
  return { rules, target, customerId, productFamily };
}

async function evaluate(
  tx: Tx,
  referral: Referral,
  engagement: Engagement,
  isClaimedByOther: boolean,
  customerMatch: 'SAME' | 'POSSIBLE' | 'NONE',
  now: Date,
): Promise<Evaluation> {
  const name = companyNameOf(referral.customerName);
  const domain = registrableDomainOf(referral.customerDomain ?? '');
  const findings = {
    customerId: engagement.customerId,
    productFamily: engagement.productFamily,
    nameKey: name.ok ? name.value.nameKey : '',
    customerDomain: domain.ok ? domain.value : null,
    customerMatch,
    isClaimedByOther,
    agreementInForce: (await inForce(tx, referral.partnerId, await agreementDayFrom(tx, now))).inForce,
  };
  const facts = await factsOf(tx, referral, findings, now);
  return await evaluateReferral(tx, referral, engagement.rules, facts, now);
}

/**
 * Finds out which customer a submitted referral is about, takes the claim, evaluates the rules and does what follows
 * without a person: waiting behind somebody's claim, or acceptance where the program says so.
 */
export async function engageReferral(tx: Tx, referral: Referral, now: Date): Promise<void> {
  const { decision, recordId, candidates } = await matchCustomer(tx, identityOf(referral));
  await recordMatch(tx, referral, { decision, recordId, candidates }, now);
  const engagement = await engagementOf(tx, referral, now);
  const claim = await takeClaim(tx, JOB_ACTOR, referral, engagement.target, now);
  const evaluation = await evaluate(tx, referral, engagement, !claim.held, decision, now);
  if (!claim.held) {
    await waitBehind(tx, referral, claim.behindClaimId, now);
    await moveBySystem(tx, referral, 'WAITLIST', now);
    return;
  }
  if (evaluation.outcome === 'ACCEPT') await acceptBySystem(tx, referral, engagement.rules, now);
}

/** Takes the claim that an acceptance needs, where the submission could not: no strong key was known then. */
export async function claimForAcceptance(tx: Tx, referral: Referral, now: Date): Promise<ClaimAnswer> {
  const engagement = await engagementOf(tx, referral, now);
  return await takeClaim(tx, JOB_ACTOR, referral, engagement.target, now);
}

/** Ends a referral's claim or its waiting, and lets those who waited behind it move up in their order. */
export async function letGo(tx: Tx, referral: Referral, reason: string, now: Date): Promise<void> {
  await stopWaiting(tx, referral, now);
  const waiting = await releaseClaim(tx, JOB_ACTOR, referral, reason, now);
  for (const id of waiting) await moveUp(tx, id, now);
}

/** The first who can take the claim is back in the queue with it; the others wait behind that one. */
async function moveUp(tx: Tx, id: string, now: Date): Promise<void> {
  const referral = await lockReferral(tx, id);
  if (referral?.status !== 'WAITLISTED') return;
  const engagement = await engagementOf(tx, referral, now);
  const claim = await takeClaim(tx, JOB_ACTOR, referral, engagement.target, now);
  if (!claim.held) {
    await waitBehind(tx, referral, claim.behindClaimId, now);
    return;
  }
  await stopWaiting(tx, referral, now);
  const promoted = await moveBySystem(tx, referral, 'PROMOTE', now);
  if (!promoted) return;
  const { outcome } = await evaluate(
    tx,
    promoted,
    engagement,
    false,
    engagement.customerId ? 'SAME' : 'NONE',
    now,
  );
  if (outcome === 'ACCEPT') await acceptBySystem(tx, promoted, engagement.rules, now);
}
