import {
  approveCorrection,
  type CorrectedRow,
  completeCorrection,
  frozenShares,
  lockCorrected,
  planOfCorrection,
} from '../domains/commissions/correction.service.ts';
import {
  earningTermsOf,
  type FrozenTerms,
  type NewEarning,
  nothingPays,
} from '../domains/commissions/earning.rules.ts';
import {
  correctEarnings,
  type EarningCorrection,
  freezeNew,
} from '../domains/commissions/earning.service.ts';
import { planVersionsById } from '../domains/plans/plan-choice.service.ts';
import { currenciesOf } from '../domains/plans/plan-rule-content.rules.ts';
import type { PlanVersionContent } from '../domains/plans/plan-version-content.rules.ts';
import { decimalOf } from '../kernel/decimal.ts';
import { type Fraction, fractionOf } from '../kernel/fraction.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import type { CommissionCorrection } from '../platform/database/generated/client/client.ts';
import { hashOf } from '../platform/database/idempotency.ts';
import { bookEarnings } from './book-earnings.ts';
import type { PlannedPart } from './commission-plans.ts';
import { ratesInto } from './commission-rates.ts';
import { takeVolumes } from './commission-volumes.ts';
import { earningOf } from './freeze-earnings.ts';
import { frozenLine, type Split } from './freeze-line.ts';
import { gatherOrderParts, type OrderPart, tierFactor } from './line-input.ts';

/**
 * Approves a correction; the second approval applies it in the same transaction: each earning that it is about gets a
 * revision by the terms that should have held, for the same tier, day, shares and attainments, and what differs from what is booked is
 * booked in the month that is open. What was issued stays as it is.
 * @throws what `approveCorrection` throws
 */
export async function approveAndCorrect(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number }>,
  now: Date,
): Promise<void> {
  const correction = await approveCorrection(tx, actor, input, now);
  if (correction) await applyCorrection(tx, actor, correction, now);
}

async function applyCorrection(
  tx: Tx,
  actor: Actor,
  correction: CommissionCorrection,
  now: Date,
): Promise<void> {
  const { planVersionId, partnerId, fromOn, untilOn, takesAttainmentsAnew } = correction;
  const planId = await planOfCorrection(tx, correction);
  const rows = await lockCorrected(tx, { planId, partnerId, fromOn, untilOn });
  const version = (await planVersionsById(tx, [planVersionId])).get(planVersionId)!;
  const parts = await correctedParts(tx, rows, { version, takesAttainmentsAnew }, now);
  const volumes = await takeVolumes(
    tx,
    parts.map(({ planned }) => planned),
    { withoutIds: rows.map(({ id }) => id) },
  );
  const byLine = Map.groupBy(rows, ({ orderLineId, partnerId: of }) => `${orderLineId} ${of}`);
  const hidden = new Set(version.rules.flatMap(({ isHidden, code }) => (isHidden ? [code] : [])));
  const changed: EarningCorrection[] = [];
  const added: NewEarning[] = [];
  for (const { planned, split } of parts) {
    for (const line of planned.part.order.lines) {
      const before = byLine.get(`${line.id} ${planned.part.partner.partnerId}`) ?? [];
      const { slots, notApplied, evaluated } = frozenLine(planned, line, split, volumes);
      const after = new Map(slots.map(({ slot, frozen }) => [slot, frozen]));
      for (const row of before) {
        const terms =
          after.get(row.slot) ??
          nothingPays(frozenAs(row, planned), version.id, notApplied, hidden, evaluated);
        changed.push(...changeOf(row, terms, planned));
      }
      const known = new Set(before.map(({ slot }) => slot));
      for (const [slot, frozen] of after)
        if (!known.has(slot)) added.push(earningOf(planned, line, { slot, frozen }));
    }
  }
  await correctEarnings(tx, actor, correction.id, changed, now);
  const newIds = await freezeNew(tx, actor, added, now, correction.id);
  const earningIds = [...changed.map(({ earningId }) => earningId), ...newIds];
  const cause = { type: 'CommissionCorrection', id: correction.id };
  if (earningIds.length > 0) await bookEarnings(tx, { earningIds }, { now, cause, actor });
  await completeCorrection(tx, actor, correction, earningIds.length, now);
}

type CorrectedPart = Readonly<{ planned: PlannedPart; split: Split }>;

/**
 * Each partner's part of each order once, as it was frozen, but by the plan version that should have held. What the partner
 * had attained is what counted then too: attainments grow, and what came after the order does not make its terms others,
 * unless the correction is about them.
 */
async function correctedParts(
  tx: Tx,
  rows: readonly CorrectedRow[],
  { version, takesAttainmentsAnew }: Readonly<{ version: PlanVersionContent; takesAttainmentsAnew: boolean }>,
  now: Date,
): Promise<CorrectedPart[]> {
  const orderIds = [...new Set(rows.map(({ orderId }) => orderId))];
  const first = new Map<string, CorrectedRow>();
  // In the order in which they were frozen, in which a volume grew.
  for (const row of rows) {
    const key = `${row.orderId} ${row.partnerId}`;
    if (!first.has(key)) first.set(key, row);
  }
  const shares = Map.groupBy(await frozenShares(tx, orderIds), ({ orderId }) => orderId);
  const shareOf = (row: Readonly<{ shareNumerator: bigint; shareDenominator: bigint }>): Fraction =>
    fractionOf(row.shareNumerator, row.shareDenominator);
  const asked = [...first.values()].map((row) => ({
    ...row,
    share: shareOf(row),
    attainments: takesAttainmentsAnew ? null : row.attainments,
  }));
  const gathered = await gatherOrderParts(tx, asked, now);
  const parts: CorrectedPart[] = [];
  for (const [place, row] of asked.entries()) {
    const ofOrder = shares.get(row.orderId)!;
    const split = {
      shares: ofOrder.map(shareOf),
      place: ofOrder.findIndex((one) => one.partnerId === row.partnerId),
    };
    parts.push({ planned: await plannedAs(tx, row, gathered[place]!, version), split });
  }
  return parts;
}

/** The tier, its day and the rate of booking stay as they were frozen. */
async function plannedAs(
  tx: Tx,
  row: CorrectedRow,
  part: OrderPart,
  version: PlanVersionContent,
): Promise<PlannedPart> {
  const { tierId } = earningTermsOf(row.terms);
  return {
    part,
    version,
    tier: { programId: '', programCode: '', tierOn: row.tierOn, tierCode: row.tierCode, tierId },
    tierOn: row.tierOn,
    tierFactor: version.usesTierModifier ? await tierFactor(tx, tierId) : null,
    rates: await ratesInto(tx, part, currenciesOf(version.rules)),
    bookingRate: decimalOf(row.bookingRate),
    ratesMissing: [],
  };
}

const frozenAs = (row: CorrectedRow, { part }: PlannedPart) => ({
  ...{ tierCode: row.tierCode, tierOn: row.tierOn, revenueMinor: row.revenueMinor },
  ...{ share: part.share, terms: earningTermsOf(row.terms) },
});

/** Nothing where no term differs, so that nothing is corrected. */
function changeOf(row: CorrectedRow, frozen: FrozenTerms, { part }: PlannedPart): EarningCorrection[] {
  const isSame =
    frozen.amountMinor === row.amountMinor &&
    frozen.revenueMinor === row.revenueMinor &&
    Buffer.compare(hashOf(frozen.terms), hashOf(earningTermsOf(row.terms))) === 0;
  if (isSame) return [];
  const { id: earningId, partnerId, number, amountMinor: amountBeforeMinor } = row;
  const { currency } = part.order;
  return [{ earningId, partnerId, number: number + 1, currency, amountBeforeMinor, frozen }];
}
