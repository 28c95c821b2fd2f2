import { fractionOf } from '../../kernel/fraction.ts';
import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import * as repo from './accrual.repo.ts';
import type { BookedFlow } from './booked-flows.rules.ts';
import type { BilledFacts, EarningFacts } from './earning-facts.rules.ts';
import { earningTermsOf, type FrozenEarning } from './earning-terms.rules.ts';

export const { bookedByThen, dueEarnings, lockEarnings, writeNextDue } = repo;
export type { AfterDue, Which } from './accrual.repo.ts';

/** An earning with all that its worth follows from, but for what was billed. */
export type BookableEarning = Readonly<{
  id: string;
  partnerId: string;
  orderId: string;
  orderLineId: string;
  spiffId: string | null;
  frozen: FrozenEarning;
  order: Omit<EarningFacts, 'billing'>;
  flows: readonly BookedFlow[];
  /** The last day that a movement by its terms belongs to; null where there is none. */
  bookedUntil: Date | null;
}>;

const BY_TERMS: ReadonlySet<string> = new Set(['ACCRUAL', 'REVERSAL', 'RELEASE', 'CLAWBACK', 'RECOVERY']);

/**
 * Earnings in the order of their ids with their frozen terms, what happened to their orders, and what is booked of them; by
 * what was known at an instant, or by all where none is given. Two statements, however many. For whoever has authorized.
 */
export async function bookableEarnings(
  tx: Tx,
  ids: readonly string[],
  timeZone: string,
  asOf: Date | null = null,
): Promise<BookableEarning[]> {
  const [rows, flows] = [await repo.readEarnings(tx, ids, asOf), await repo.readFlows(tx, ids, asOf)];
  const byEarning = Map.groupBy(flows, ({ earningId }) => earningId);
  return rows.map((row) => {
    const booked = byEarning.get(row.id) ?? [];
    const { id, partnerId, orderId, orderLineId, activatedOn, cancelledOn, disconnectedOn, isVendorFault } =
      row;
    return {
      ...{ id, partnerId, orderId, orderLineId, spiffId: row.spiffId },
      frozen: frozenOf(row, timeZone),
      order: { activatedOn, cancelledOn, disconnectedOn, isVendorFault },
      flows: booked,
      bookedUntil: booked
        .filter(({ kind }) => BY_TERMS.has(kind))
        .reduce<Date | null>(
          (last, { bookedUntil }) => (last && last > bookedUntil ? last : bookedUntil),
          null,
        ),
    };
  });
}

const frozenOf = (row: repo.StoredEarning, timeZone: string): FrozenEarning => ({
  terms: earningTermsOf(row.terms),
  amountMinor: row.amountMinor,
  revenueMinor: row.revenueMinor,
  share: fractionOf(row.shareNumerator, row.shareDenominator),
  currency: row.currency,
  commissionOn: row.commissionOn,
  correctedOn: row.number > 1 ? dayIn(timeZone, row.revisedAt) : null,
});

export const factsOf = ({ order }: BookableEarning, billing: BilledFacts): EarningFacts => ({
  ...order,
  billing,
});

/** When something that may change what is due became known next after an instant; earnings of which nothing did are left out. */
export const learnedAfter = async (
  tx: Tx,
  ids: readonly string[],
  knownBy: Date,
): Promise<ReadonlyMap<string, Date>> =>
  new Map((await repo.learnedAfter(tx, ids, knownBy)).map(({ id, at }) => [id, at]));
