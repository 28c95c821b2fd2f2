import { currencyCodeOf, fractionDigitsOf } from '../../kernel/currency.ts';
import {
  type Decimal,
  decimalOf,
  decimalProduct,
  formatDecimal,
  roundedProduct,
} from '../../kernel/decimal.ts';
import { allocate, compareBigints } from '../../kernel/rounding.ts';
import type { EntryKind, LedgerAccount } from '../ledger/ledger.rules.ts';
import { explainedConversion, explainedOffset, explainedTransfer } from './payout-explanation.rules.ts';

/** What stands in the accounts of one earning, or of none, in one currency. */
export type Position = Readonly<{
  earningId: string | null;
  currency: string;
  /** Of PAYABLE what issued statements say; negative counts as nothing. */
  payableMinor: bigint;
  /** The balance of RECOVERABLE: negative where the partner owes. */
  recoverableMinor: bigint;
  /** What one unit was in the settlement currency when it was booked; null where it is of no earning. */
  bookingRate: Decimal | null;
  settlementCurrency: string | null;
}>;

export type Conversion = Readonly<{
  currency: string;
  /** Positive where it was payable, negative where it was owed. */
  amountMinor: bigint;
  rate: string;
  settledMinor: bigint;
}>;

/** A movement that the payout makes, of one earning or of none. */
export type PayoutMovement = Readonly<{
  kind: EntryKind;
  from: LedgerAccount;
  to: LedgerAccount;
  amountMinor: bigint;
  currency: string;
  earningId: string | null;
  exchangeRate: string | null;
  explanation: object;
}>;

export type PayoutPlan = Readonly<{
  currency: string;
  /** What is payable less what is owed, all in the payout's currency; not above zero where nothing is paid. */
  netMinor: bigint;
  withheldMinor: bigint;
  /** What is transferred; zero where nothing is. */
  amountMinor: bigint;
  conversions: readonly Conversion[];
  /** None where nothing is transferred: then all of it carries forward as it stands. */
  movements: readonly PayoutMovement[];
}>;

type Lot = { earningId: string | null; amountMinor: bigint; position: Position };
type Net = Readonly<{ currency: string; lots: Lot[]; owed: Lot[]; movements: PayoutMovement[] }>;

const total = (lots: readonly { amountMinor: bigint }[]): bigint =>
  lots.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

const lesser = (a: bigint, b: bigint): bigint => (compareBigints(a, b) < 0 ? a : b);

/** An amount in another currency's minor units, rounded there once. */
export function convertedMinor(amountMinor: bigint, from: string, to: string, rate: Decimal): bigint {
  const shift = fractionDigitsOf(currencyCodeOf(to)) - fractionDigitsOf(currencyCodeOf(from));
  const scaled =
    shift >= 0
      ? decimalProduct(rate, { unscaled: 10n ** BigInt(shift), scale: 0 })
      : { unscaled: rate.unscaled, scale: rate.scale - shift };
  return roundedProduct(amountMinor, scaled);
}

/** Earlier earnings first, as their ids run with time; what is of no earning before them. */
const byAge = (a: Position, b: Position): number =>
  (a.earningId ?? '') < (b.earningId ?? '') ? -1 : (a.earningId ?? '') > (b.earningId ?? '') ? 1 : 0;

/** Takes an amount from lots in their order; answers what was taken of each, and leaves the rest in them. */
function taken(lots: Lot[], amountMinor: bigint): Lot[] {
  let left = amountMinor;
  const parts: Lot[] = [];
  for (const lot of lots) {
    const part = lesser(lot.amountMinor, left);
    if (part <= 0n) continue;
    lot.amountMinor -= part;
    left -= part;
    parts.push({ ...lot, amountMinor: part });
  }
  return parts;
}

/** What is owed of these earnings in all; what one of them gave for another counts against it. */
export const owedMinorOf = (positions: readonly Pick<Position, 'recoverableMinor'>[]): bigint => {
  const balance = positions.reduce((sum, { recoverableMinor }) => sum + recoverableMinor, 0n);
  return balance < 0n ? -balance : 0n;
};

/** An amount that is owed, said of the earnings that owe, the earliest first. */
export function owedLots(positions: readonly Position[], amountMinor: bigint): Lot[] {
  const owing = [...positions]
    .sort(byAge)
    .filter(({ recoverableMinor }) => recoverableMinor < 0n)
    .map((position) => ({
      position,
      earningId: position.earningId,
      amountMinor: -position.recoverableMinor,
    }));
  return taken(owing, amountMinor);
}

const lotsOf = (positions: readonly Position[]): Lot[] =>
  [...positions]
    .sort(byAge)
    .filter(({ payableMinor }) => payableMinor > 0n)
    .map((position) => ({ position, earningId: position.earningId, amountMinor: position.payableMinor }));

/** What remains of a currency once what is owed in it has been taken from what is payable in it. */
function netOf(currency: string, positions: readonly Position[]): Net {
  const lots = lotsOf(positions);
  const owedMinor = owedMinorOf(positions);
  const offset = lesser(total(lots), owedMinor);
  const movements = taken(lots, offset).map((part) => offsetMovement(part, currency));
  const owed = owedLots(positions, owedMinor);
  taken(owed, offset);
  return { currency, movements, lots: lots.filter(isLeft), owed: owed.filter(isLeft) };
}

const isLeft = ({ amountMinor }: Lot) => amountMinor > 0n;

const offsetMovement = ({ earningId, amountMinor }: Lot, currency: string): PayoutMovement => ({
  ...{
    kind: 'OFFSET',
    from: 'PAYABLE',
    to: 'RECOVERABLE',
    amountMinor,
    currency,
    earningId,
    exchangeRate: null,
  },
  explanation: explainedOffset(amountMinor, currency),
});

const currenciesOf = (positions: readonly Position[]): string[] =>
  [...new Set(positions.map(({ currency }) => currency))].sort();

/** The currencies of which something must be converted, for which rates are needed. */
export const currenciesToConvert = (positions: readonly Position[], into: string): string[] =>
  currenciesOf(positions)
    .filter((currency) => currency !== into)
    .filter((currency) => {
      const { lots, owed } = netOf(
        currency,
        positions.filter((one) => one.currency === currency),
      );
      return lots.length > 0 || owed.length > 0;
    });

type Converted = Readonly<{ conversion: Conversion; parts: readonly Lot[]; movements: PayoutMovement[] }>;

/**
 * Converts lots as a whole and gives each its share by largest remainder, so that the shares sum to what the whole is.
 * What a share differs from the lot at its booking rate is exchange loss or gain.
 */
function converted(net: Net, lots: readonly Lot[], isOwed: boolean, into: string, rate: Decimal): Converted {
  const { currency } = net;
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

/** Shares of one earning are one lot, whichever currency they came from. */
function merged(lots: readonly Lot[]): Lot[] {
  const byEarning = new Map<string | null, Lot>();
  for (const lot of lots) {
    const before = byEarning.get(lot.earningId);
    if (before) before.amountMinor += lot.amountMinor;
    else byEarning.set(lot.earningId, { ...lot });
  }
  return [...byEarning.values()].sort((a, b) => byAge(a.position, b.position));
}

/**
 * What a payee is paid in one currency: everything payable, less everything owed, at the rates of the day, less what is
 * withheld. A rate is needed for each of `currenciesToConvert`.
 * @throws RangeError where one is missing
 */
export function planPayout(
  input: Readonly<{
    positions: readonly Position[];
    currency: string;
    rates: ReadonlyMap<string, Decimal>;
    /** At least 0 and below 100. */
    withholdingPercent: string;
  }>,
): PayoutPlan {
  const { positions, currency, rates } = input;
  const own = positions.filter((one) => one.currency === currency);
  const foreign = currenciesToConvert(positions, currency);
  const nets = currenciesOf(positions)
    .filter((code) => code !== currency)
    .map((code) =>
      netOf(
        code,
        positions.filter((one) => one.currency === code),
      ),
    );
  const exchanged = nets
    .filter((net) => foreign.includes(net.currency))
    .map((net) => {
      const rate = rates.get(net.currency);
      if (!rate) throw new RangeError(`There is no rate from ${net.currency} to ${currency}.`);
      const isOwed = net.owed.length > 0;
      return { isOwed, ...converted(net, isOwed ? net.owed : net.lots, isOwed, currency, rate) };
    });
  const lots = merged([
    ...lotsOf(own),
    ...exchanged.filter(({ isOwed }) => !isOwed).flatMap(({ parts }) => parts),
  ]);
  const owedMinor =
    owedMinorOf(own) + exchanged.reduce((sum, one) => sum + (one.isOwed ? total(one.parts) : 0n), 0n);
  const netMinor = total(lots) - owedMinor;
  const conversions = exchanged.map(({ conversion }) => conversion);
  const factor = decimalOf(input.withholdingPercent);
  const withheldMinor =
    netMinor > 0n ? roundedProduct(netMinor, { unscaled: factor.unscaled, scale: factor.scale + 2 }) : 0n;
  const amountMinor = netMinor > 0n ? netMinor - withheldMinor : 0n;
  if (amountMinor <= 0n)
    return { currency, netMinor, withheldMinor: 0n, amountMinor: 0n, conversions, movements: [] };
  const offsets = taken(lots, owedMinor).map((part) => offsetMovement(part, currency));
  const transfers = transferMovements(lots.filter(isLeft), withheldMinor, currency, input.withholdingPercent);
  const movements = [
    ...nets.flatMap((net) => net.movements),
    ...exchanged.flatMap((one) => one.movements),
    ...offsets,
    ...transfers,
  ];
  return { currency, netMinor, withheldMinor, amountMinor, conversions, movements };
}

function transferMovements(
  lots: readonly Lot[],
  withheldMinor: bigint,
  currency: string,
  withholdingPercent: string,
): PayoutMovement[] {
  const withheld = allocate(
    withheldMinor,
    lots.map((lot) => lot.amountMinor),
  );
  return lots
    .flatMap(({ earningId, amountMinor }, place): PayoutMovement[] => {
      const explanation = explainedTransfer({
        amountMinor,
        withheldMinor: withheld[place]!,
        currency,
        withholdingPercent,
      });
      const common = { currency, earningId, exchangeRate: null, explanation };
      return [
        { ...common, kind: 'WITHHOLDING', from: 'PAYABLE', to: 'WITHHOLDING', amountMinor: withheld[place]! },
        {
          ...common,
          kind: 'PAYOUT',
          from: 'PAYABLE',
          to: 'IN_TRANSIT',
          amountMinor: amountMinor - withheld[place]!,
        },
      ];
    })
    .filter((movement) => movement.amountMinor > 0n);
}
