import { type Decimal, decimalOf, roundedProduct } from '../../kernel/decimal.ts';
import { allocate } from '../../kernel/rounding.ts';
import { converted } from './payout-exchange.rules.ts';
import { explainedOffset, explainedTransfer } from './payout-explanation.rules.ts';
import {
  byAge,
  type Conversion,
  isLeft,
  type Lot,
  lesser,
  lotsOf,
  owedLots,
  owedMinorOf,
  type PayoutMovement,
  type Position,
  taken,
  total,
} from './payout-lot.rules.ts';

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

type Net = Readonly<{ currency: string; lots: Lot[]; owed: Lot[]; movements: PayoutMovement[] }>;

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
      return { isOwed, ...converted(net.currency, isOwed ? net.owed : net.lots, isOwed, currency, rate) };
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

/** What was converted, as it is stored and compared: amounts as text, which JSON keeps exact. */
export const storedConversions = ({ conversions }: Pick<PayoutPlan, 'conversions'>) =>
  conversions.map(({ currency, amountMinor, rate, settledMinor }) => ({
    ...{ currency, rate, amountMinor: amountMinor.toString(), settledMinor: settledMinor.toString() },
  }));
