import { currencyCodeOf } from '../../kernel/currency.ts';
import { formatAmount } from '../../kernel/money.ts';

const amount = (amountMinor: bigint, currency: string): string =>
  formatAmount({ amountMinor, currency: currencyCodeOf(currency) });

const operand = (code: string, value: string, unit: string) => ({ code, value, unit });

const NOTHING_MORE = { rule: null, conditions: [], others: [] };

/** What the partner owed was taken from what was payable. */
export const explainedOffset = (amountMinor: bigint, currency: string): object => ({
  ...NOTHING_MORE,
  inputs: [{ code: 'OWED_AND_PAYABLE', value: amount(amountMinor, currency), unit: currency }],
  steps: [{ code: 'OFFSET', operands: [], result: amount(amountMinor, currency), unit: currency }],
  rounding: null,
});

/** How an amount became one of another currency, and what of it is exchange gain or loss. */
export function explainedConversion(
  given: Readonly<{
    amountMinor: bigint;
    currency: string;
    into: string;
    rate: string;
    settledMinor: bigint;
    bookedMinor: bigint;
    wholeMinor: bigint;
    bookingRate: string | null;
  }>,
): object {
  const { currency, into, rate, bookingRate } = given;
  const from = amount(given.amountMinor, currency);
  const settled = amount(given.settledMinor, into);
  const booked = amount(given.bookedMinor, into);
  const difference = amount(given.settledMinor - given.bookedMinor, into);
  return {
    ...NOTHING_MORE,
    inputs: [
      { code: 'AMOUNT', value: from, unit: currency },
      { code: 'PAYOUT_RATE', value: rate, unit: `${currency}/${into}` },
      ...(bookingRate === null
        ? []
        : [{ code: 'BOOKING_RATE', value: bookingRate, unit: `${currency}/${into}` }]),
    ],
    steps: [
      {
        code: 'SHARE_OF_THE_WHOLE',
        operands: [
          operand('AMOUNT', from, currency),
          operand('PAYOUT_RATE', rate, 'FACTOR'),
          operand('WHOLE', amount(given.wholeMinor, into), into),
        ],
        result: settled,
        unit: into,
      },
      ...(bookingRate === null
        ? []
        : [
            {
              code: 'AT_BOOKING_RATE',
              operands: [operand('AMOUNT', from, currency), operand('BOOKING_RATE', bookingRate, 'FACTOR')],
              ...{ result: booked, unit: into },
            },
            {
              code: 'EXCHANGE_DIFFERENCE',
              operands: [operand('AT_PAYOUT_RATE', settled, into), operand('AT_BOOKING_RATE', booked, into)],
              ...{ result: difference, unit: into },
            },
          ]),
    ],
    rounding: { code: 'LARGEST_REMAINDER', whole: amount(given.wholeMinor, into), rounded: settled },
  };
}

/** What of an amount is withheld and what is transferred. */
export function explainedTransfer(
  given: Readonly<{
    amountMinor: bigint;
    withheldMinor: bigint;
    currency: string;
    withholdingPercent: string;
  }>,
): object {
  const { currency, withholdingPercent } = given;
  const payable = amount(given.amountMinor, currency);
  const withheld = amount(given.withheldMinor, currency);
  const transferred = amount(given.amountMinor - given.withheldMinor, currency);
  return {
    ...NOTHING_MORE,
    inputs: [
      { code: 'PAYABLE', value: payable, unit: currency },
      { code: 'WITHHOLDING_PERCENT', value: withholdingPercent, unit: '%' },
    ],
    steps: [
      {
        code: 'WITHHELD',
        operands: [
          operand('PAYABLE', payable, currency),
          operand('WITHHOLDING_PERCENT', withholdingPercent, 'PERCENT'),
        ],
        ...{ result: withheld, unit: currency },
      },
      {
        code: 'TRANSFERRED',
        operands: [operand('PAYABLE', payable, currency), operand('WITHHELD', withheld, currency)],
        ...{ result: transferred, unit: currency },
      },
    ],
    rounding: null,
  };
}
