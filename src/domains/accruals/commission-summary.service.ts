import { type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { fractionOf } from '../../kernel/fraction.ts';
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

/** What a partner made by an instant and what it can expect, by the caller's own rights; two statements, however much it is. */
export async function commissionSummaryOf(
  tx: Tx,
  partnerId: string,
  asOf: Date,
  calendar: FiscalCalendar,
): Promise<CommissionSummary> {
  const moved = await repo.movedOf(tx, partnerId, asOf);
  const day = dayIn(calendar.timeZone, asOf);
  const deals = await repo.openDealsOf(tx, partnerId, day, OPEN_DEALS_MAX);
  const expected: Expected[] = deals.map(({ commissionMinor, revenueMinor, ...deal }) => {
    // What should have closed and has not is expected now.
    const closeOn = deal.closeOn !== null && deal.closeOn > day ? deal.closeOn : day;
    const isKnown = commissionMinor !== null && revenueMinor !== null && revenueMinor > 0n;
    return {
      period: fiscalLabelOf(fiscalPeriodOn(calendar, 'MONTH', plainDateOf(closeOn))),
      productId: deal.productId,
      currency: deal.currency,
      amountMinor: expectedOf({ ...deal, rate: isKnown ? fractionOf(commissionMinor, revenueMinor) : null }),
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
