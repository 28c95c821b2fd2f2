import type { PayeeDecision } from '../domains/payouts/payee-position.rules.ts';
import { NoRateError, NothingPayableError, PayoutHeldError } from '../domains/payouts/payout.errors.ts';
import { draftPayouts, type NewPayout } from '../domains/payouts/payout.service.ts';
import { holdAccounts, partnersDue, payoutDayFrom } from '../domains/payouts/payout-position.service.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../kernel/errors.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { once } from '../platform/database/idempotency.ts';
import { planPayouts } from './plan-payouts.ts';

export const PARTNERS_AT_ONCE_MAX = 200;

export type DraftInput = Readonly<{
  partnerId: string;
  membershipId: string | null;
  idempotencyKey?: string | null;
}>;

/**
 * Drafts what a partner, or one of its people, is paid now. Answers the payout's id.
 * @throws ForbiddenError, NotFoundError, PayoutHeldError, NoRateError, NothingPayableError, ConflictError where one is
 * drafted or approved already, IdempotencyConflictError
 */
export async function draftPayout(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: DraftInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'PAYOUTS_WRITE');
  return await once(tx, actor, { mutation: 'payoutDraft', key: idempotencyKey, input }, async () => {
    const { partnerId, membershipId } = input;
    await holdAccounts(tx, [partnerId]);
    const decisions = await planPayouts(tx, [partnerId], now);
    if (decisions.length === 0) throw new NotFoundError('partner', 'partnerId');
    const decision = decisions.find(({ payee }) => payee.membershipId === membershipId);
    if (!decision) throw new NotFoundError('membership', 'membershipId');
    const [drafted] = await draftPayouts(tx, actor, [payoutFrom(decision)], {
      rateOn: await payoutDayFrom(tx, now),
      now,
    });
    return drafted!.id;
  });
}

/** @throws the refusal that says why nothing is drafted */
function payoutFrom(decision: PayeeDecision): NewPayout {
  const { outcome, payee, plan, missingRate } = decision;
  if (outcome === 'ALREADY_DRAFTED')
    throw new ConflictError('A payout is drafted or approved already. Send or cancel it first.', 'partnerId');
  if (outcome === 'HELD') throw new PayoutHeldError(payee.holds);
  if (missingRate) throw new NoRateError(missingRate.from, missingRate.to);
  if (outcome !== 'DUE' || !plan || !payee.account) {
    throw new NothingPayableError({
      payableMinor: plan?.amountMinor ?? 0n,
      minimumMinor: payee.minimumMinor,
      currency: payee.account?.currency ?? payee.positions[0]?.currency ?? 'EUR',
    });
  }
  return newPayout(decision);
}

const newPayout = ({ payee, plan }: PayeeDecision): NewPayout => ({
  ...{ partnerId: payee.partnerId, membershipId: payee.membershipId },
  ...{ payeeAccountId: payee.account!.id, plan: plan! },
});

export type DraftRun = Readonly<{
  results: readonly (PayeeDecision & Readonly<{ payoutId: string | null }>)[];
  /** The partner after which to go on; null where there are no more. */
  after: string | null;
}>;

/**
 * Drafts what is due to the next partners that have issued statements, and says of each payee what became of it. Called
 * again it drafts nothing twice.
 * @throws ForbiddenError, InvalidInputError
 */
export async function draftManyPayouts(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ after: string | null; first: number }>,
  now: Date,
): Promise<DraftRun> {
  assertAllowed(actor, 'PAYOUTS_WRITE');
  if (input.first < 1 || input.first > PARTNERS_AT_ONCE_MAX) {
    const message = `first is from 1 to ${PARTNERS_AT_ONCE_MAX}.`;
    throw new InvalidInputError([{ field: 'first', code: 'OUT_OF_RANGE', message }]);
  }
  const found = await partnersDue(tx, input.after, input.first + 1);
  const partnerIds = found.slice(0, input.first);
  await holdAccounts(tx, partnerIds);
  const decisions = (await planPayouts(tx, partnerIds, now)).filter(isWorthSaying);
  const due = decisions.filter(({ outcome }) => outcome === 'DUE');
  const drafted = await draftPayouts(tx, actor, due.map(newPayout), {
    rateOn: await payoutDayFrom(tx, now),
    now,
  });
  const payoutOf = new Map(drafted.map(({ payeeAccountId, id }) => [payeeAccountId, id]));
  return {
    results: decisions.map((decision) => ({
      ...decision,
      payoutId:
        (decision.outcome === 'DUE' && payoutOf.get(decision.payee.account!.id)) ||
        decision.payee.openPayoutId,
    })),
    after: found.length > input.first ? (partnerIds.at(-1) ?? null) : null,
  };
}

/** A person who only has an account is nobody's news. */
const isWorthSaying = ({ payee, outcome }: PayeeDecision) =>
  payee.membershipId === null || outcome !== 'NOTHING_DUE';
