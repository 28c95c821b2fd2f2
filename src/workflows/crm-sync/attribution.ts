import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents, type EventData, type NewEvent } from '../../platform/events/events.ts';
import {
  describeReferrals,
  insertReferrals,
  linkReferrals,
  releaseReferrals,
  UNKNOWN_CUSTOMER,
} from './attribution-store.ts';
import type { Change } from './opportunities.ts';
import { eventVerb, type SyncOrigin } from './sync.ts';

type Attributed = Readonly<{ system: string; origin: SyncOrigin; changes: readonly Change[] }>;

/** Makes the referrals agree with who is credited. Releases come first, so that no deal has two at any time. */
export async function attributeOpportunities(
  tx: Tx,
  actor: Actor,
  { system, origin, changes }: Attributed,
  now: Date,
): Promise<void> {
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
  const made = await insertReferrals(
    tx,
    origin,
    changes.flatMap((change) => {
      const { create } = change.attribution;
      return create ? [{ ...create, ...describedBy(change), since: change.createdAt }] : [];
    }),
    now,
  );
  const redescribed = changes.filter(({ known: { before }, standing }) => {
    const isSame = before?.customerId === standing.customerId && before.productId === standing.productId;
    return before !== null && !isSame;
  });
  if (redescribed.length > 0) await describeReferrals(tx, redescribed.map(describedBy), now);
  const createdAt = new Map(changes.map((change) => [change.id, change.createdAt]));
  await appendEvents(tx, actor, [
    ...released.map((touched) =>
      referralEvent('referral.withdrawn', touched, now, { system, from: 'ACCEPTED', to: 'WITHDRAWN' }),
    ),
    ...linked.map((touched) =>
      referralEvent('referral.linked', touched, now, { system, opportunityId: touched.opportunity_id }),
    ),
    ...made.map((touched) =>
      referralEvent(`referral.${eventVerb(origin)}`, touched, createdAt.get(touched.opportunity_id!)!, {
        system,
        to: 'ACCEPTED',
        opportunityId: touched.opportunity_id,
      }),
    ),
  ]);
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
