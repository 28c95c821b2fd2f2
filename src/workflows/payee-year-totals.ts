import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import { convertedMinor } from '../domains/payouts/payout-exchange.rules.ts';
import { paidByDay, readYearTotals, type YearTotal } from '../domains/payouts/year-totals.service.ts';
import { type Money, moneyOf } from '../kernel/money.ts';
import type { Tx } from '../platform/database/client.ts';

export type ReportedTotal = YearTotal &
  Readonly<{
    /** All that the payee was paid in the country, in the threshold's currency; null where there is no threshold or a rate is missing. */
    reportable: Money | null;
    isReportable: boolean | null;
  }>;

const payeeKey = (one: Readonly<{ partnerId: string; membershipId: string | null; countryCode: string }>) =>
  `${one.partnerId} ${one.membershipId ?? ''} ${one.countryCode}`;

/**
 * What payees were paid in a calendar year beside what must be reported. What was paid in another currency than the
 * threshold's counts at the rate of the day on which the bank paid it.
 */
export async function reportedTotals(
  tx: Tx,
  page: Parameters<typeof readYearTotals>[1],
): Promise<ReportedTotal[]> {
  const totals = await readYearTotals(tx, page);
  const days = await paidByDay(tx, page.year, [...new Set(totals.map(({ partnerId }) => partnerId))]);
  const thresholdOf = new Map(totals.map((one) => [payeeKey(one), one.threshold]));
  const counted = days.flatMap((day) => {
    const threshold = thresholdOf.get(payeeKey(day));
    return threshold ? [{ ...day, threshold }] : [];
  });
  const rates = await ratesOn(
    tx,
    counted.map(({ currency, threshold, settledOn }) => ({
      from: currency,
      to: threshold.currency,
      on: settledOn,
    })),
  );
  const sums = new Map<string, bigint | null>();
  for (const [place, day] of counted.entries()) {
    const rate = rates[place];
    const before = sums.get(payeeKey(day));
    const isUnknown = before === null || !rate;
    sums.set(
      payeeKey(day),
      isUnknown
        ? null
        : (before ?? 0n) + convertedMinor(day.grossMinor, day.currency, day.threshold.currency, rate),
    );
  }
  return totals.map((total) => {
    const sum = sums.get(payeeKey(total)) ?? null;
    const { threshold } = total;
    if (threshold === null || sum === null) return { ...total, reportable: null, isReportable: null };
    return {
      ...total,
      reportable: moneyOf(sum, threshold.currency),
      isReportable: sum >= threshold.amountMinor,
    };
  });
}
