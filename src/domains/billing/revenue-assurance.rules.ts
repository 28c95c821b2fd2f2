import { Temporal } from 'temporal-polyfill';
import { InvalidInputError } from '../../kernel/errors.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import type { LineBilling } from './billing-spread.rules.ts';

export const ASSURANCE_CODES = [
  'NOT_BILLED',
  'BILLED_LESS',
  'BILLED_MORE',
  'BILLED_WITHOUT_ORDER',
  'COMMISSIONED_WITHOUT_BILLING',
  'BILLED_WITHOUT_COMMISSION',
] as const;
export type AssuranceCode = (typeof ASSURANCE_CODES)[number];

/** A stretch of whole months: the first day of the first, and the day after the last. Without a first, from the beginning. */
export type Months = Readonly<{ from: Date | null; until: Date; today: Date }>;

/**
 * Reads the months that are looked at; without an end, up to and with the present one.
 * @throws InvalidInputError where a day is not the first of a month, or the end is not after the beginning
 */
export function readMonths(
  { fromMonth, untilMonth }: Readonly<{ fromMonth?: Date | null; untilMonth?: Date | null }>,
  today: Date,
): Months {
  for (const [field, month] of Object.entries({ fromMonth, untilMonth }))
    if (month && month.getUTCDate() !== 1)
      throw invalid(field, 'NOT_A_MONTH', `${field} is the first day of a month.`);
  const from = fromMonth ?? null;
  const next = dayOf(
    plainDateOf(today)
      .with({ day: 1 })
      .add(Temporal.Duration.from({ months: 1 })),
  );
  const until = untilMonth ?? next;
  if (from && from >= until)
    throw invalid(
      'untilMonth',
      'ENDS_BEFORE_START',
      'untilMonth is the first day of a later month than fromMonth.',
    );
  return { from, until, today };
}

const invalid = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);

/** A line of an order, or an invoice line of no order, with its sums over the months that are looked at. */
export type AssuredLine = Readonly<{
  id: string;
  orderId: string | null;
  factId: string | null;
  currency: string;
  orderedMinor: bigint;
  /** What of it is due in the present month and may still be billed. */
  notLateMinor: bigint;
  invoicedMinor: bigint;
  /** The revenue on which it earns, all shares; zero where it earns nothing. */
  basisMinor: bigint;
  codes: readonly AssuranceCode[];
}>;

export type Difference = Readonly<{ code: AssuranceCode; expectedMinor: bigint; actualMinor: bigint }>;

/** What should be and what is, of each way in which a line's sums disagree. */
export const differencesOf = ({
  codes,
  orderedMinor,
  notLateMinor,
  invoicedMinor,
  basisMinor,
}: AssuredLine): Difference[] =>
  codes.map((code) => {
    if (code === 'NOT_BILLED' || code === 'BILLED_LESS')
      return { code, expectedMinor: orderedMinor - notLateMinor, actualMinor: invoicedMinor };
    if (code === 'COMMISSIONED_WITHOUT_BILLING')
      return { code, expectedMinor: basisMinor, actualMinor: invoicedMinor };
    if (code === 'BILLED_WITHOUT_COMMISSION') return { code, expectedMinor: invoicedMinor, actualMinor: 0n };
    return { code, expectedMinor: orderedMinor, actualMinor: invoicedMinor };
  });

/** What was collected within the months. */
export const collectedWithin = ({ collected }: LineBilling, { from, until }: Months): bigint =>
  collected
    .filter(({ on }) => on < until && (from === null || on >= from))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
