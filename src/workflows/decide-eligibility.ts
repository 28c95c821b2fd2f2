import { inForceOfPartners } from '../domains/agreements/agreements.service.ts';
import {
  type Eligibility,
  type EligibilityDecision,
  eligibilityOf,
  type PartnerFacts,
} from '../domains/commissions/eligibility.rules.ts';
import {
  findUndecided,
  markLookedAt,
  recordEligibility,
} from '../domains/commissions/eligibility.service.ts';
import { lockOrders, ordersById, statusesOn } from '../domains/commissions/order-facts.service.ts';
import { businessCalendarFrom } from '../domains/settings/settings.service.ts';
import { InvalidStateError, NotFoundError } from '../kernel/errors.ts';
import { dayIn } from '../kernel/time.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { inSavepoint } from '../platform/database/savepoint.ts';
import { attributeDeals } from './attribute-deals.ts';
import { type PlannedPart, planParts } from './commission-plans.ts';
import { freezeEarnings } from './freeze-earnings.ts';
import { gatherParts, type OrderParts } from './line-input.ts';

const RATIFIED = ['RATIFIED', 'IN_FULFILMENT', 'ACTIVATED', 'CANCELLED'];

/**
 * Decides whether a ratified order earns a commission, as things stand now, and freezes what it earns where it does. The
 * order itself stays as it is. One that is decided to earn stays so: only a correction changes what is frozen.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where the order is not ratified
 */
export async function decideEligibility(
  tx: Tx,
  actor: Actor,
  orderId: string,
  now: Date,
): Promise<Eligibility> {
  assertAllowed(actor, 'ORDERS_RATIFY');
  return await decideNow(tx, actor, orderId, now);
}

/**
 * As `decideEligibility`, where it follows from what was done with the order, which the caller has found to be allowed. Of
 * days, rates and billing only what was known by an instant counts where one is given.
 * @throws NotFoundError, InvalidStateError where the order is not ratified
 */
export async function decideNow(
  tx: Tx,
  actor: Actor,
  orderId: string,
  now: Date,
  knownBy: Date | null = null,
): Promise<Eligibility> {
  await lockOrders(tx, [orderId]);
  const order = (await ordersById(tx, [orderId])).get(orderId);
  if (!order) throw new NotFoundError('order', 'id');
  if (!RATIFIED.includes(order.status) || order.decidedAt === null)
    throw new InvalidStateError('DECIDE_ELIGIBILITY', order.status, [], 'ratify the order first.');
  if (order.eligibility === 'ELIGIBLE') return 'ELIGIBLE';
  await attributeDeals(
    tx,
    actor,
    {
      opportunityIds: order.opportunityId ? [order.opportunityId] : [],
      referralIds: order.referralId ? [order.referralId] : [],
    },
    now,
  );
  const gathered = (await gatherParts(tx, [orderId], now, knownBy)).get(orderId)!;
  const planned = await planParts(tx, gathered.parts, now, knownBy);
  const decision = await decisionOf(tx, gathered, planned, now);
  await recordEligibility(tx, actor, orderId, decision, now);
  const { shares } = decision;
  const parts = planned.filter(({ part }) =>
    shares.some(({ partnerId }) => partnerId === part.partner.partnerId),
  );
  await freezeEarnings(tx, actor, { orderId, shares, parts }, { now, knownBy });
  return decision.eligibility;
}

async function decisionOf(
  tx: Tx,
  { order, credits, parts }: OrderParts,
  planned: readonly PlannedPart[],
  now: Date,
): Promise<EligibilityDecision> {
  const { timeZone } = await businessCalendarFrom(tx);
  const today = dayIn(timeZone, now);
  const partnerIds = parts.map(({ partner }) => partner.partnerId);
  const agreementsNow = await inForceOfPartners(tx, partnerIds, today);
  const days = planned.flatMap(({ part, tierOn }) =>
    tierOn ? [{ partnerId: part.partner.partnerId, on: tierOn }] : [],
  );
  const statuses = await statusesOn(tx, days);
  const partners: PartnerFacts[] = [];
  for (const { part, version, tierOn, ratesMissing } of planned) {
    const { partnerId, selfBy } = part.partner;
    const missingNow = agreementsNow.get(partnerId)?.missing ?? [];
    // What was in force when the deal came counts, even where it has ended since.
    const before = missingNow.length > 0 && tierOn ? await inForceOfPartners(tx, [partnerId], tierOn) : null;
    const missingThen = before?.get(partnerId)?.missing ?? missingNow;
    const rules = version?.rules ?? [];
    partners.push({
      ...{ partnerId, tierOn, selfBy, ratesMissing },
      statusOn: (tierOn && statuses.get(`${partnerId} ${tierOn.toISOString().slice(0, 10)}`)) ?? 'UNKNOWN',
      agreementsMissing: missingNow.filter((code) => missingThen.includes(code)),
      plan: version && {
        versionId: version.id,
        paysMoves: rules.some(({ conditions }) => conditions.orderTypes?.includes('MOVE')),
      },
    });
  }
  return eligibilityOf({
    orderType: order.type,
    isCancelled: order.status === 'CANCELLED',
    credits,
    partners,
  });
}

/** So many orders are decided in one transaction: each takes tens of statements. */
const BATCH_ORDERS = 20;
/** As much as surely fits into a run; the next one goes on with those that this one did not come to. */
const RUN_ORDERS_MAX = 2_000;

/**
 * Decides again all orders of which something can have come since: a contest's decision, a signature, a rate. Each is a step
 * of its own, whose failure is left for a later run: whatever comes of it, an order that was looked at waits behind the others.
 * Answers how many earn now.
 */
export async function decideWaitingOrders(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  actor: Actor,
  asOf: Date,
  log: (line: string) => void,
  ordersMax = RUN_ORDERS_MAX,
): Promise<number> {
  let [eligible, failed] = [0, 0];
  const lookedIds: string[] = [];
  while (lookedIds.length < ordersMax) {
    const limit = Math.min(BATCH_ORDERS, ordersMax - lookedIds.length);
    const batch = await transaction((tx) => decideBatch(tx, actor, asOf, lookedIds, limit));
    if (batch === null) break;
    eligible += batch.eligible;
    failed += batch.failed;
    lookedIds.push(...batch.ids);
    if (batch.eligible + batch.failed > 0) log(`  ${eligible} orders earn a commission now`);
  }
  if (failed > 0) log(`  ${failed} orders failed and are left for the next run`);
  return eligible;
}

async function decideBatch(tx: Tx, actor: Actor, asOf: Date, without: readonly string[], limit: number) {
  const ids = (await findUndecided(tx, asOf, without, limit)).map(({ id }) => id);
  if (ids.length === 0) return null;
  let [eligible, failed] = [0, 0];
  for (const id of ids) {
    const failure = await inSavepoint(tx, async () => {
      if ((await decideNow(tx, actor, id, asOf, asOf)) === 'ELIGIBLE') eligible += 1;
    });
    if (failure) failed += 1;
  }
  await markLookedAt(tx, ids, asOf);
  return { eligible, failed, ids };
}
