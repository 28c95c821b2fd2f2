import type { Asking, ComputedRule } from '../../kernel/computed-rule.ts';
import { Refusal } from '../../kernel/errors.ts';
import { type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { type Fraction, fractionOf } from '../../kernel/fraction.ts';
import { dayFrom, dayIn, plainDateOf } from '../../kernel/time.ts';
import {
  type AskedAsOf,
  bookedUntil,
  type MovementText,
  movementFrom,
} from '../ledger/ledger-balance.rules.ts';
import {
  type CommissionTotals,
  type Expected,
  expectedOf,
  groupedTotals,
  type Moved,
  totalsOf,
} from './commission-summary.rules.ts';

/** Open deals that a summary looks at, the largest first. */
export const OPEN_DEALS_MAX = 1_000;
export const CURRENCIES_MAX = 20;
export const MONTHS_MAX = 60;
export const PRODUCTS_MAX = 200;

export type CommissionSummary = Readonly<{
  asOf: Date;
  totals: readonly CommissionTotals[];
  /** The latest first. */
  months: readonly Readonly<{ period: string; totals: readonly CommissionTotals[] }>[];
  /** By the codes of the products, and then what is of none. */
  products: readonly Readonly<{ productId: string | null; totals: readonly CommissionTotals[] }>[];
}>;

export type OpenDeal = Readonly<{
  referralId: string;
  productId: string | null;
  closeOn: string | null;
  amountMinor: string;
  currency: string;
  stage: string;
  shareNumerator: number;
  shareDenominator: number;
  /** What of an open deal's amount is expected, by its stage; null where no program says. */
  weights: Readonly<Record<string, string>> | null;
  /** Commission and revenue, this partner's share of each, of the last earning of the product, or of any. */
  commissionMinor: string | null;
  revenueMinor: string | null;
}>;

export type CommissionRows = Readonly<{
  partner: readonly object[];
  moved: readonly (MovementText & Pick<Moved, 'period' | 'productId'>)[];
  deals: readonly OpenDeal[];
  /** Those that anything can be of, by their codes. */
  products: readonly Readonly<{ productId: string }>[];
}>;

/** What each of these deals would earn the partner if it were won today, in minor units; null where nobody knows. */
export type Foreseen = ReadonlyMap<OpenDeal, bigint | null>;

/** What the last commission was of its revenue; null where none is known. */
const rateOf = ({ commissionMinor, revenueMinor }: OpenDeal): Fraction | null =>
  commissionMinor !== null && revenueMinor !== null && BigInt(revenueMinor) > 0n
    ? fractionOf(BigInt(commissionMinor), BigInt(revenueMinor))
    : null;

/** The deals of a partner that has earned nothing yet: what they may bring follows from its plan. */
export const dealsToForesee = ({ deals }: CommissionRows): OpenDeal[] =>
  deals.filter((deal) => rateOf(deal) === null && deal.weights?.[deal.stage] !== undefined);

/** What a partner made by an instant and what it can expect; null where nobody sees the partner. */
export function commissionSummaryOf(
  { partner, deals, products, ...rows }: CommissionRows,
  { asOf, calendar }: Readonly<{ asOf: Date; calendar: FiscalCalendar }>,
  foreseen: Foreseen,
): CommissionSummary | null {
  if (partner.length === 0) return null;
  const day = dayIn(calendar.timeZone, asOf);
  const monthOn = monthsIn(calendar);
  const moved = rows.moved.map(movementFrom);
  const worth = deals
    .map((deal) => expectedFrom(deal, { day, monthOn, wouldEarnMinor: foreseen.get(deal) ?? null }))
    .filter(({ amountMinor }) => amountMinor > 0n);
  const byProduct = groupedTotals(({ productId }) => productId, moved, worth);
  const inOrder = [...products.map(({ productId }) => productId), null];
  return {
    ...{ asOf, totals: told(totalsOf(moved, worth)) },
    months: [...groupedTotals(({ period }) => period, moved, worth)]
      .map(([period, totals]) => ({ period, totals: told(totals) }))
      .toSorted((one, other) => (one.period < other.period ? 1 : -1))
      .slice(0, MONTHS_MAX),
    products: inOrder
      .flatMap((productId) => {
        const totals = byProduct.get(productId);
        return totals ? [{ productId, totals: told(totals) }] : [];
      })
      .slice(0, PRODUCTS_MAX),
  };
}

const told = (totals: readonly CommissionTotals[]) => totals.slice(0, CURRENCIES_MAX);

/** The fiscal month of a day; that of each is worked out once, as many deals share the present day. */
function monthsIn(calendar: FiscalCalendar): (day: Date) => string {
  const labels = new Map<number, string>();
  return (day) => {
    const known = labels.get(day.getTime());
    if (known !== undefined) return known;
    const label = fiscalLabelOf(fiscalPeriodOn(calendar, 'MONTH', plainDateOf(day)));
    labels.set(day.getTime(), label);
    return label;
  };
}

function expectedFrom(
  deal: OpenDeal,
  {
    day,
    monthOn,
    wouldEarnMinor,
  }: Readonly<{ day: Date; monthOn: (day: Date) => string; wouldEarnMinor: bigint | null }>,
): Expected {
  const stated = deal.closeOn === null ? null : dayFrom(deal.closeOn);
  // What should have closed and has not is expected now.
  const closeOn = stated !== null && stated > day ? stated : day;
  return {
    period: monthOn(closeOn),
    ...{ productId: deal.productId, currency: deal.currency },
    amountMinor: expectedOf({
      ...{ ...deal, amountMinor: BigInt(deal.amountMinor) },
      ...{ rate: rateOf(deal), wouldEarnMinor },
    }),
  };
}

/** What only plans can say, which the vendor reads. */
class ForesightNeededError extends Refusal {
  readonly code = 'FORESIGHT_NEEDED';
}

export const termsOfSummary = (given: AskedAsOf, { now, calendar }: Asking) => {
  const asOf = bookedUntil(given, now);
  return { partnerId: given.partnerId, asOf: asOf.toISOString(), timeZone: calendar!.timeZone };
};

export const commissionSummaryRule: ComputedRule<AskedAsOf, CommissionRows, CommissionSummary | null> = {
  name: 'commissionSummary',
  terms: termsOfSummary,
  value: (rows, given, { now, calendar }) => {
    if (rows.partner.length > 0 && dealsToForesee(rows).length > 0)
      throw new ForesightNeededError('What open deals may bring follows from a plan.');
    return commissionSummaryOf(rows, { asOf: bookedUntil(given, now), calendar: calendar! }, new Map());
  },
};
