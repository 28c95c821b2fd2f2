import { currencyCodeOf, fractionDigitsOf } from '../../kernel/currency.ts';
import { type Decimal, decimalProduct, formatDecimal, roundedProduct } from '../../kernel/decimal.ts';
import { allocate } from '../../kernel/rounding.ts';
import type { LedgerAccount } from '../ledger/ledger.rules.ts';
import { explainedConversion } from './payout-explanation.rules.ts';
import { type Conversion, type Lot, lesser, type PayoutMovement, total } from './payout-lot.rules.ts';

/** An amount in another currency's minor units, rounded there once. */
export function convertedMinor(amountMinor: bigint, from: string, to: string, rate: Decimal): bigint {
  const shift = fractionDigitsOf(currencyCodeOf(to)) - fractionDigitsOf(currencyCodeOf(from));
  const scaled =
    shift >= 0
      ? decimalProduct(rate, { unscaled: 10n ** BigInt(shift), scale: 0 })
      : { unscaled: rate.unscaled, scale: rate.scale - shift };
  return roundedProduct(amountMinor, scaled);
}

export type Converted = Readonly<{
  conversion: Conversion;
  parts: readonly Lot[];
  movements: PayoutMovement[];
}>;

/**
 * Converts lots as a whole and gives each its share by largest remainder, so that the shares sum to what the whole is.
 * What a share differs from the lot at its booking rate is exchange loss or gain.
 */
export function converted(
  currency: string,
  lots: readonly Lot[],
  isOwed: boolean,
  into: string,
  rate: Decimal,
): Converted {
  const rateText = formatDecimal(rate);
  const amountMinor = total(lots);
  const settledMinor = convertedMinor(amountMinor, currency, into, rate);
  const shares = allocate(
    settledMinor,
    lots.map((lot) => lot.amountMinor),
  );
  const parts = lots.map((lot, place) => ({ ...lot, amountMinor: shares[place]! }));
  const movements = lots.flatMap((lot, place) => {
    const part = shares[place]!;
    const { bookingRate, settlementCurrency } = lot.position;
    const isBooked = bookingRate !== null && settlementCurrency === into;
    const bookedMinor = isBooked ? convertedMinor(lot.amountMinor, currency, into, bookingRate) : part;
    const common = {
      ...{ kind: 'EXCHANGE' as const, earningId: lot.earningId, exchangeRate: rateText },
      explanation: explainedConversion({
        ...{
          amountMinor: lot.amountMinor,
          currency,
          into,
          rate: rateText,
          settledMinor: part,
          bookedMinor,
          wholeMinor: settledMinor,
        },
        bookingRate: isBooked ? formatDecimal(bookingRate) : null,
      }),
    };
    return legsOf(isOwed, { lotMinor: lot.amountMinor, part, bookedMinor, currency, into }).map((leg) => ({
      ...common,
      ...leg,
    }));
  });
  const sign = isOwed ? -1n : 1n;
  const conversion = {
    currency,
    amountMinor: sign * amountMinor,
    rate: rateText,
    settledMinor: sign * settledMinor,
  };
  return { conversion, parts, movements: movements.filter((movement) => movement.amountMinor > 0n) };
}

type Leg = Pick<PayoutMovement, 'from' | 'to' | 'amountMinor' | 'currency'>;

/** Between currencies money goes through CLEARING, which keeps it at its booking rate on both sides. */
function legsOf(
  isOwed: boolean,
  {
    lotMinor,
    part,
    bookedMinor,
    currency,
    into,
  }: Readonly<{ lotMinor: bigint; part: bigint; bookedMinor: bigint; currency: string; into: string }>,
): Leg[] {
  const leg = (from: LedgerAccount, to: LedgerAccount, amountMinor: bigint, of: string): Leg => ({
    ...{ from, to, amountMinor, currency: of },
  });
  const isAbove = part > bookedMinor;
  const differenceMinor = isAbove ? part - bookedMinor : bookedMinor - part;
  if (isOwed)
    return [
      leg('CLEARING', 'RECOVERABLE', lotMinor, currency),
      leg('RECOVERABLE', 'CLEARING', part, into),
      isAbove
        ? leg('CLEARING', 'EXCHANGE', differenceMinor, into)
        : leg('EXCHANGE', 'CLEARING', differenceMinor, into),
    ];
  return [
    leg('PAYABLE', 'CLEARING', lotMinor, currency),
    leg('CLEARING', 'PAYABLE', lesser(part, bookedMinor), into),
    isAbove
      ? leg('EXCHANGE', 'PAYABLE', differenceMinor, into)
      : leg('CLEARING', 'EXCHANGE', differenceMinor, into),
  ];
}
