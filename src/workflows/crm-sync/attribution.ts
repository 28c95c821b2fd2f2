import { type NewDeal, newDealsDecided } from '../../domains/engagement/attribution.service.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Statement } from '../../platform/database/execute-all.ts';
import { type EventData, eventsInserted, type NewEvent } from '../../platform/events/events.ts';
import { attributeDeals } from '../attribute-deals.ts';
import {
  describeReferrals,
  linkReferrals,
  type NewReferral,
  referralsInserted,
  releaseReferrals,
  UNKNOWN_CUSTOMER,
} from './attribution-store.ts';
import type { Change } from './opportunities.ts';
import { eventVerb, type SyncOrigin } from './sync.ts';

type Attributed = Readonly<{
  system: string;
  origin: SyncOrigin;
  changes: readonly Change[];
  /** The vendor's. */
  timeZone: string;
}>;

/**
 * Makes the referrals agree with who is credited, and decides whose the deals are. What does not depend on an answer is
 * left to the caller to run. Releases come first, so that no deal has two at any time.
 */
export async function* opportunitiesAttributed(
  tx: Tx,
  actor: Actor,
  { system, origin, changes, timeZone }: Attributed,
  now: Date,
): AsyncGenerator<Statement> {
  const released = await releaseReferrals(
    tx,
    changes.flatMap(({ attribution }) => attribution.release.map(({ id }) => id)),
    now,
  );
  const linked = await linkReferrals(
    tx,
    changes.flatMap(({ id, attribution: { link } }) => (link ? [{ id: link.id, opportunityId: id }] : [])),
    now,
  );
  const made = changes.flatMap(referralMadeFor);
  if (made.length > 0) yield* referralsInserted(origin, made, now);
  const redescribed = changes.filter(({ known: { before }, standing }) => {
    const isSame = before?.customerId === standing.customerId && before.productId === standing.productId;
    return before !== null && !isSame;
  });
  if (redescribed.length > 0) await describeReferrals(tx, redescribed.map(describedBy), now);
  const events = [
    ...released.map((touched) =>
      referralEvent('referral.withdrawn', touched, now, { system, from: 'ACCEPTED', to: 'WITHDRAWN' }),
    ),
    ...linked.map((touched) =>
      referralEvent('referral.linked', touched, now, { system, opportunityId: touched.opportunity_id }),
    ),
    ...made.map(({ id, partnerId, opportunityId, since }) =>
      referralEvent(`referral.${eventVerb(origin)}`, { id, partner_id: partnerId }, since, {
        ...{ system, to: 'ACCEPTED', opportunityId },
      }),
    ),
  ];
  if (events.length > 0) yield eventsInserted(actor, events);
  const fresh = changes.filter(isOnItsOwn);
  yield* newDealsDecided(
    actor,
    fresh.flatMap((change) => newDealOf(origin, change) ?? []),
    timeZone,
    now,
  );
  const others = changes.filter((change) => !isOnItsOwn(change)).map(({ id }) => id);
  if (others.length > 0) await attributeDeals(tx, actor, { opportunityIds: others }, now);
}

/** A new deal that no referral was waiting for: of it everything is known, and nobody else knows it. */
const isOnItsOwn = ({ isNew, attribution }: Change): boolean => isNew && attribution.link === null;

function referralMadeFor(change: Change): NewReferral[] {
  const { attribution, known, createdAt } = change;
  if (attribution.create === null) return [];
  return [{ ...attribution.create, ...describedBy(change), id: known.freshReferralId, since: createdAt }];
}

/** Null for a deal of direct sales. */
function newDealOf(origin: SyncOrigin, change: Change): NewDeal | null {
  const { id, attribution, known, standing, history, createdAt } = change;
  if (attribution.create === null) return null;
  const { stage, openedOn, closeOn } = standing;
  const isWon = stage === 'WON';
  return {
    referralId: known.freshReferralId,
    partnerId: attribution.create.partnerId,
    opportunityId: id,
    origin,
    openedOn,
    knownAt: createdAt,
    stage: isWon || stage === 'LOST' ? stage : 'OPEN',
    closeOn: isWon ? closeOn : null,
    wonAt: isWon && closeOn === null ? history.facts.at(-1)!.effectiveAt : null,
  };
}

const describedBy = ({ id, standing, known }: Change) => ({
  opportunityId: id,
  customerId: standing.customerId,
  customerName: known.customer?.name ?? UNKNOWN_CUSTOMER,
  productId: standing.productId,
});

const referralEvent = (
  type: string,
  { id, partner_id }: Readonly<{ id: string; partner_id: string }>,
  occurredAt: Date,
  data: EventData,
): NewEvent => ({
  type,
  subjectType: 'Referral',
  subjectId: id,
  partnerId: partner_id,
  partnerVisible: true,
  occurredAt,
  data,
});
