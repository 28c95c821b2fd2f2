import { rulesInForce } from '../domains/engagement/engagement.service.ts';
import { extensionOf } from '../domains/engagement/protection.rules.ts';
import {
  closeExtension,
  type ExtensionDecision,
  type ExtensionRequest,
  extensionDecisionOf,
  openExtension,
  recordProtection,
  requestExtension,
} from '../domains/engagement/protection.service.ts';
import { moveBySystem, type VersionedInput } from '../domains/referrals/referral.service.ts';
import { type ReferralStatus, referralStates } from '../domains/referrals/referral.states.ts';
import {
  assertPartnerStays,
  changeProtection,
  lockForExtension,
} from '../domains/referrals/referral-protection.service.ts';
import { InvalidStateError } from '../kernel/errors.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { ProtectionExtension, Referral } from '../platform/database/generated/client/client.ts';
import { asJob } from '../platform/database/session.ts';
import { attributeDeals } from './attribute-deals.ts';
import { claimForAcceptance } from './engage-referral.ts';
import { endProtection } from './expire-referrals.ts';
import { followReferrals } from './referral-clocks.ts';

const refusal = (referral: Referral, actor: Actor, action: string, because: string) => {
  const allowed = referralStates.actionsFrom(referral.status as ReferralStatus, actor.roles);
  return new InvalidStateError(action, referral.status, allowed, because);
};

/** What was promised at acceptance holds, whichever rules came since. */
const daysMaxOf = async (tx: Tx, { protectedFrom }: Referral, now: Date): Promise<number> =>
  (await rulesInForce(tx, protectedFrom ?? now)).extensionDaysMax;

/**
 * Asks for an accepted referral to stay protected for longer. Asked for before the protection ends, it keeps the claim
 * while it waits.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function requestProtectionExtension(
  tx: Tx,
  actor: Actor,
  input: VersionedInput & ExtensionRequest,
  now: Date,
): Promise<Referral> {
  const referral = await lockForExtension(tx, actor, input, 'REFERRALS_REGISTER');
  const { personId } = actor;
  if (referral.status !== 'ACCEPTED' || referral.protectedUntil === null || personId === null)
    throw refusal(referral, actor, 'REQUEST_EXTENSION', 'only an accepted, protected referral is extended.');
  await assertPartnerStays(tx, referral, 'REQUEST_EXTENSION');
  const daysMax = await asJob(tx, actor.scope, () => daysMaxOf(tx, referral, now));
  await requestExtension(tx, { ...actor, personId }, referral, { ...input, daysMax }, now);
  // An accepted referral is not the partner's to write, though the request counts as a change of it.
  return await asJob(tx, actor.scope, () => changeProtection(tx, referral, {}, now));
}

export type ExtensionDecideInput = VersionedInput & Parameters<typeof extensionDecisionOf>[0];

/**
 * Decides the request that waits. Refusing one whose protection has ended since ends it now.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function decideProtectionExtension(
  tx: Tx,
  actor: Actor,
  input: ExtensionDecideInput,
  now: Date,
): Promise<Referral> {
  const referral = await lockForExtension(tx, actor, input, 'REFERRALS_DECIDE');
  const extension = await openExtension(tx, referral);
  await asJob(tx, actor.scope, async () => {
    const decision = extensionDecisionOf(input, await daysMaxOf(tx, referral, now));
    if (decision.decision === 'GRANT') await grant(tx, actor, referral, extension, decision, now);
    else await refuse(tx, actor, referral, extension, decision.message, now);
  });
  await followReferrals(tx, actor, now);
  return referral;
}

async function refuse(
  tx: Tx,
  actor: Actor,
  referral: Referral,
  extension: ProtectionExtension,
  message: string,
  now: Date,
): Promise<void> {
  await closeExtension(tx, actor, extension, { message, grantedUntil: null }, now);
  const { status, protectedUntil, protectionEndedAt } = referral;
  const hasEnded = protectedUntil !== null && protectedUntil <= now && protectionEndedAt === null;
  if (status === 'ACCEPTED' && hasEnded) await endProtection(tx, referral, now);
  else await changeProtection(tx, referral, {}, now);
}

async function grant(
  tx: Tx,
  actor: Actor,
  referral: Referral,
  extension: ProtectionExtension,
  { days, message }: Extract<ExtensionDecision, { decision: 'GRANT' }>,
  now: Date,
): Promise<void> {
  const { status, protectedUntil, protectionEndedAt } = referral;
  if (protectedUntil === null || (status !== 'ACCEPTED' && status !== 'EXPIRED'))
    throw refusal(referral, actor, 'GRANT_EXTENSION', 'it is not accepted any more. Refuse the request.');
  await assertPartnerStays(tx, referral, 'GRANT_EXTENSION');
  const { requestedAt } = extension;
  const isLetGo = protectionEndedAt !== null;
  const fact = extensionOf({ requestedAt, decidedAt: now, protectedUntil, isLetGo, days });
  if (fact.cause === 'RESTORED') await claimAgain(tx, actor, referral, now);
  await recordProtection(tx, referral, fact, now);
  const data = { protectedUntil: fact.endsAt, protectionEndedAt: null };
  if (status === 'EXPIRED') await moveBySystem(tx, referral, 'RESTORE', now, data);
  else await changeProtection(tx, referral, data, now);
  await closeExtension(tx, actor, extension, { message, grantedUntil: fact.endsAt }, now);
  await attributeDeals(tx, actor, { referralIds: [referral.id] }, now);
}

/** @throws InvalidStateError, which names nobody, where the customer is somebody else's by now */
async function claimAgain(tx: Tx, actor: Actor, referral: Referral, now: Date): Promise<void> {
  const claim = await claimForAcceptance(tx, referral, now);
  if (claim.held) return;
  const because =
    'the request came after the protection had ended, and the customer is not free any more. Refuse it.';
  throw refusal(referral, actor, 'GRANT_EXTENSION', because);
}
