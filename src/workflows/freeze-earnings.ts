import type { FrozenTerms, NewEarning } from '../domains/commissions/earning.rules.ts';
import { freezeNew } from '../domains/commissions/earning.service.ts';
import type { Share } from '../domains/commissions/eligibility.rules.ts';
import type { OrderLineRow } from '../domains/commissions/order-facts.service.ts';
import { formatDecimal } from '../kernel/decimal.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { bookEarnings } from './book-earnings.ts';
import type { PlannedPart } from './commission-plans.ts';
import { takeVolumes } from './commission-volumes.ts';
import { type FrozenSlot, frozenLine, type Split } from './freeze-line.ts';
import { openSpiffs, type SpiffUnpaid, takeSpiffs } from './freeze-spiffs.ts';

/** An order that was decided to earn: with the parts of those who do, in order of the partners' ids. */
export type EarningOrder = Readonly<{
  orderId: string;
  shares: readonly Share[];
  parts: readonly PlannedPart[];
}>;

/**
 * Freezes what an order earns, for each partner, line and slot of its plan, with the terms as they are now, and books it. The
 * order is locked, and whoever called has decided that it earns. What is frozen already stays as it is, so that doing it
 * again does nothing. Answers how many earnings are new.
 */
export async function freezeEarnings(
  tx: Tx,
  actor: Actor,
  { orderId, shares, parts }: EarningOrder,
  { now, knownBy = null }: Readonly<{ now: Date; knownBy?: Date | null }>,
): Promise<number> {
  const [first] = parts;
  if (!first) return 0;
  const volumes = await takeVolumes(tx, parts, { knownBy });
  const spiffs = await openSpiffs(tx, first.part.commissionOn);
  const exact = shares.map(({ share }) => share);
  const earnings: NewEarning[] = [];
  for (const line of first.part.order.lines) {
    for (const planned of parts) {
      const place = shares.findIndex(({ partnerId }) => partnerId === planned.part.partner.partnerId);
      const split: Split = { shares: exact, place };
      const { paid, unpaid } = await takeSpiffs(tx, spiffs, [planned, line, split], { now, knownBy });
      const slots = frozenLine(planned, line, split, volumes).slots.map((slot) => alsoTelling(slot, unpaid));
      earnings.push(...slots.map(({ slot, frozen }) => earningOf(planned, line, { slot, frozen })));
      for (const { bookingRate, ...one } of paid)
        earnings.push({ ...earningOf(planned, line, one), ...one, bookingRate: formatDecimal(bookingRate) });
    }
  }
  const ids = await freezeNew(tx, actor, earnings, now);
  const cause = { type: 'SalesOrder', id: orderId };
  if (ids.length > 0) await bookEarnings(tx, { earningIds: ids }, { now, cause, actor, knownBy });
  return ids.length;
}

/** A partner learns from what it earns why a bonus that was open for the line did not come on top. */
function alsoTelling({ slot, frozen }: FrozenSlot, unpaid: readonly SpiffUnpaid[]): FrozenSlot {
  if (unpaid.length === 0) return { slot, frozen };
  const told = (explanation: object) => {
    const { others = [] } = explanation as { others?: readonly object[] };
    return { ...explanation, others: [...others, ...unpaid] };
  };
  const { explanation, review } = frozen;
  return { slot, frozen: { ...frozen, explanation: told(explanation), review: told(review) } };
}

/** An earning of a part of an order for one of its lines. */
export function earningOf(
  { part, bookingRate }: PlannedPart,
  line: OrderLineRow,
  { slot, frozen }: Readonly<{ slot: string; frozen: FrozenTerms }>,
): NewEarning {
  const { order, partner, referralId, commissionOn } = part;
  return {
    partnerId: partner.partnerId,
    orderId: order.id,
    orderLineId: line.id,
    referralId,
    slot,
    spiffId: null,
    membershipId: null,
    commissionOn,
    currency: order.currency,
    settlementCurrency: partner.currency,
    bookingRate: formatDecimal(bookingRate!),
    orderNumber: order.externalId,
    orderType: order.type,
    productId: line.productId,
    frozen,
  };
}
