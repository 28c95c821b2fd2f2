import * as z from 'zod';
import { decimalOf } from '../../kernel/decimal.ts';
import { type Fraction, fractionFrom, fractionOf, ONE, ZERO } from '../../kernel/fraction.ts';
import { plainDateOf } from '../../kernel/time.ts';

/*
 * How an earning becomes payable and comes back, as its revision froze it (`earning_revision.terms`): what the plan version
 * said, and of its rule whether it recurs or waits for a milestone. Percents and rates are decimals as text.
 */

const decimalText = z.union([z.string(), z.number()]).transform((value) => String(value));

const TERMS = z.object({
  payable: z.enum(['ON_ACTIVATION', 'PRO_RATA']),
  holdDays: z.int().min(0),
  /** What of a commission comes back, by whole months since activation; all of it, always, where empty. */
  clawback: z.array(z.object({ untilMonth: z.int(), percent: decimalText })).default([]),
  disconnectTakes: z.enum(['BY_SCHEDULE', 'UNPAID_ONLY']).default('BY_SCHEDULE'),
  /** Earned from monthly charges as they are paid, of the first so many months of service. */
  recurring: z.object({ months: z.int().min(1), rate: decimalText }).nullish(),
  milestone: z
    .object({
      event: z.enum(['ACTIVATED', 'FIRST_PAYMENT', 'MONTHS_ACTIVE']),
      months: z.int().min(0).nullish(),
    })
    .nullish(),
});

export type EarningTerms = z.infer<typeof TERMS>;
/** As it is written; percents and rates may be numbers. */
export type StoredTerms = z.input<typeof TERMS>;

/** @throws ZodError where what is stored is not the terms of an earning. */
export const earningTermsOf = (stored: unknown): EarningTerms => TERMS.parse(stored);

/** What an earning was frozen as. Amounts are in minor units of the order's currency. */
export type FrozenEarning = Readonly<{
  terms: EarningTerms;
  /** All that it can earn, this partner's share. */
  amountMinor: bigint;
  /** What it is earned on, all shares: collections and losses count against it. */
  revenueMinor: bigint;
  share: Fraction;
  currency: string;
  /** The day of the order, on which it is first earned. */
  commissionOn: Date;
  /** The vendor's day on which a correction replaced the terms; null for the terms of the beginning. */
  correctedOn: Date | null;
}>;

/** Which part of a commission a loss takes back, so many whole months after activation. */
export function clawbackAfter({ clawback }: EarningTerms, months: number): Fraction {
  if (clawback.length === 0) return ONE;
  const band = clawback.find(({ untilMonth }) => months < untilMonth);
  if (!band) return ZERO;
  const { numerator, denominator } = fractionFrom(decimalOf(band.percent));
  return fractionOf(numerator, denominator * 100n);
}

/**
 * How many whole months have passed: as many as can be added to the first day without going beyond the second. A month after
 * its 31st ends with the last day of a shorter one. None where the second day is the earlier.
 */
export function wholeMonthsBetween(from: Date, until: Date): number {
  const [first, last] = [plainDateOf(from), plainDateOf(until)];
  const months = (last.year - first.year) * 12 + last.month - first.month;
  const isBeyond = first.add({ months }).until(last).sign < 0;
  return Math.max(isBeyond ? months - 1 : months, 0);
}

/** An earning by other terms than those that are stored. */
export const withTerms = (
  frozen: FrozenEarning,
  other: Readonly<{ amountMinor: bigint; revenueMinor: bigint; terms: unknown }>,
): FrozenEarning => ({ ...frozen, ...other, terms: earningTermsOf(other.terms) });
