import { type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { type Fraction, fractionOf } from '../../kernel/fraction.ts';
import { dayIn, plainDateOf } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import * as repo from './commission-summary.repo.ts';
import {
  type CommissionTotals,
  type Expected,
  expectedOf,
  groupedTotals,
  totalsOf,
} from './commission-summary.rules.ts';

/** Open deals that a summary looks at, the largest first. */
export const OPEN_DEALS_MAX = 1_000;

export type CommissionSummary = Readonly<{
  partnerId: string;
  asOf: Date;
  totals: readonly CommissionTotals[];
  /** The latest first. */
  months: readonly Readonly<{ period: string; totals: readonly CommissionTotals[] }>[];
  products: readonly Readonly<{ productId: string | null; totals: readonly CommissionTotals[] }>[];
}>;

/** What each of these deals would earn the partner if it were won today, in minor units; null where nobody knows. */
export type Foresight = (deals: readonly repo.OpenDeal[]) => Promise<readonly (bigint | null)[]>;

/**
 * What a partner made by an instant and what it can expect, by the caller's own rights; two statements, however much it is,
 * and those of the foresight where the partner has earned by no product yet.
 */
export async function commissionSummaryOf(
  tx: Tx,
  partnerId: string,
  asOf: Date,
  calendar: FiscalCalendar,
  foresee: Foresight,
): Promise<CommissionSummary> {
  const moved = await repo.movedOf(tx, partnerId, asOf);
  const day = dayIn(calendar.timeZone, asOf);
  const deals = await repo.openDealsOf(tx, partnerId, day, OPEN_DEALS_MAX);
  const unknown = deals.filter((deal) => rateOf(deal) === null && deal.weights?.[deal.stage] !== undefined);
  const foreseen = unknown.length > 0 ? await foresee(unknown) : [];
  const wouldEarn = new Map(unknown.map((deal, place) => [deal, foreseen[place] ?? null]));
  const expected: Expected[] = deals.map((deal) => {
    // What should have closed and has not is expected now.
    const closeOn = deal.closeOn !== null && deal.closeOn > day ? deal.closeOn : day;
    return {
      period: fiscalLabelOf(fiscalPeriodOn(calendar, 'MONTH', plainDateOf(closeOn))),
      productId: deal.productId,
      currency: deal.currency,
      amountMinor: expectedOf({ ...deal, rate: rateOf(deal), wouldEarnMinor: wouldEarn.get(deal) ?? null }),
    };
  });
  const worth = expected.filter(({ amountMinor }) => amountMinor > 0n);
  return {
    ...{ partnerId, asOf, totals: totalsOf(moved, worth) },
    months: [...groupedTotals(({ period }) => period, moved, worth)]
      .map(([period, totals]) => ({ period, totals }))
      .toSorted((one, other) => (one.period < other.period ? 1 : -1)),
    products: [...groupedTotals(({ productId }) => productId, moved, worth)].map(([productId, totals]) => ({
      productId,
      totals,
    })),
  };
}

/** What the last commission was of its revenue; null where none is known. */
const rateOf = ({ commissionMinor, revenueMinor }: repo.OpenDeal): Fraction | null =>
  commissionMinor !== null && revenueMinor !== null && revenueMinor > 0n
    ? fractionOf(commissionMinor, revenueMinor)
    : null;
