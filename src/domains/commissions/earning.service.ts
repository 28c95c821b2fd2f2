import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './earning.repo.ts';
import type { FrozenTerms, NewEarning } from './earning.rules.ts';

export type { VolumeRow } from './earning.repo.ts';
export const { findVolumes, lockVolumes, spiffPaidBefore } = repo;

/**
 * Freezes what partners earn and tells them; what is frozen already stays as it is. The caller has decided that it is
 * earned, with the order locked; what only a correction added names it. Answers the ids of what is new.
 */
export async function freezeNew(
  tx: Tx,
  actor: Actor,
  earnings: readonly NewEarning[],
  now: Date,
  correctionId: string | null = null,
): Promise<string[]> {
  const made = await repo.insertEarnings(tx, earnings, correctionId, now);
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

export type EarningCorrection = Readonly<{
  earningId: string;
  partnerId: string;
  /** Of the revision that is added. */
  number: number;
  currency: string;
  amountBeforeMinor: bigint;
  frozen: FrozenTerms;
}>;

/** Adds the terms that should have held to earnings that are locked, and tells whose they are. */
export async function correctEarnings(
  tx: Tx,
  actor: Actor,
  correctionId: string,
  corrections: readonly EarningCorrection[],
  now: Date,
): Promise<void> {
  await repo.insertRevisions(
    tx,
    corrections.map(({ earningId, partnerId, number, frozen }) => ({
      earningId,
      partnerId,
      number,
      correctionId,
      frozen,
    })),
    now,
  );
  await appendEvents(
    tx,
    actor,
    corrections.map(({ earningId, partnerId, number, currency, amountBeforeMinor, frozen }) => ({
      type: 'commission.corrected',
      subjectType: 'CommissionEarning',
      subjectId: earningId,
      partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: {
        ...{ revision: number, currency },
        amountBeforeMinor: String(amountBeforeMinor),
        amountMinor: String(frozen.amountMinor),
      },
    })),
  );
}
