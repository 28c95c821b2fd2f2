import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './earning.repo.ts';
import type { NewEarning } from './earning.rules.ts';

export type { VolumeRow } from './earning.repo.ts';
export const { findVolumes, lockVolumes, spiffPaidBefore } = repo;

/**
 * Freezes what partners earn and tells them; what is frozen already stays as it is. The caller has decided that it is
 * earned, with the order locked. Answers the ids of what is new.
 */
export async function freezeNew(
  tx: Tx,
  actor: Actor,
  earnings: readonly NewEarning[],
  now: Date,
): Promise<string[]> {
  const made = await repo.insertEarnings(tx, earnings, now);
  const keyOf = ({ orderLineId, partnerId, slot }: repo.EarningKey) => `${orderLineId} ${partnerId} ${slot}`;
  const byKey = new Map(earnings.map((earning) => [keyOf(earning), earning]));
  await appendEvents(
    tx,
    actor,
    made.map((key) => {
      const { orderNumber, orderType, currency, slot, frozen } = byKey.get(keyOf(key))!;
      return {
        type: 'commission.frozen',
        subjectType: 'CommissionEarning',
        subjectId: key.id,
        partnerId: key.partnerId,
        partnerVisible: true,
        occurredAt: now,
        data: { orderNumber, orderType, slot, currency, amountMinor: String(frozen.amountMinor) },
      };
    }),
  );
  return made.map(({ id }) => id);
}
