import { roundedQuotient } from '../../kernel/rounding.ts';
import { balanceIn, type LedgerAccount } from '../ledger/ledger.rules.ts';
import { smallerAmount } from './accrual-losses.rules.ts';
import { type AccrualStep, amount, amountStep } from './accrual-steps.rules.ts';
import { type Booked, type BookedFlow, movedBy } from './booked-flows.rules.ts';

/** What one payout converted of an earning: so much of its currency became so much of the other. */
export type SettledLot = Readonly<{
  payoutId: string;
  currency: string;
  fromMinor: bigint;
  toMinor: bigint;
  /** What it was in the other currency at the rate of booking; the rest was gained or lost by the exchange. */
  clearedMinor: bigint;
  exchangeRate: string | null;
}>;

/** A movement of money that comes back, before it is known as an entry. */
export type Leg = Readonly<{
  kind: 'CLAWBACK' | 'RECOVERY';
  from: LedgerAccount;
  to: LedgerAccount;
  amountMinor: bigint;
  currency: string;
  exchangeRate: string | null;
  steps: readonly AccrualStep[];
}>;

/** In the order in which payouts converted; what was converted back with a payout does not count. */
export function settledLots({ flows, currency }: Booked): SettledLot[] {
  const exchanges = flows.filter(({ kind, payoutId }) => kind === 'EXCHANGE' && payoutId !== null);
  const payoutIds = [...new Set(exchanges.map(({ payoutId }) => payoutId!))];
  const moved = (of: readonly BookedFlow[], from: LedgerAccount, to: LedgerAccount): bigint =>
    of
      .filter((flow) => flow.from === from && flow.to === to)
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return payoutIds.flatMap((payoutId) => {
    const of = exchanges.filter((flow) => flow.payoutId === payoutId);
    const other = of.filter((flow) => flow.currency !== currency);
    const own = of.filter((flow) => flow.currency === currency);
    const fromMinor = moved(own, 'PAYABLE', 'CLEARING') - moved(own, 'CLEARING', 'PAYABLE');
    if (fromMinor <= 0n || other.length === 0) return [];
    const atBooking = moved(other, 'CLEARING', 'PAYABLE') - moved(other, 'PAYABLE', 'CLEARING');
    const lost = moved(other, 'EXCHANGE', 'PAYABLE') - moved(other, 'PAYABLE', 'EXCHANGE');
    // Where the payout lost by the rate it gained nothing by it: such a movement is of what the partner owed.
    const gained = lost > 0n ? 0n : moved(other, 'CLEARING', 'EXCHANGE');
    return [
      {
        ...{ payoutId, fromMinor, toMinor: atBooking + lost, clearedMinor: atBooking + gained },
        currency: other[0]!.currency,
        exchangeRate: other.find(({ exchangeRate }) => exchangeRate !== null)?.exchangeRate ?? null,
      },
    ];
  });
}

/**
 * What comes back of what has become payable: what is not paid yet, then what is held, then what was paid, in the currency
 * and at the rate in which it was paid.
 * @throws RangeError where more is to come back than ever became payable.
 */
export function takenBack(booked: Booked, backMinor: bigint, expense: LedgerAccount): Leg[] {
  const { balances, currency } = booked;
  const lots = settledLots(booked);
  const recovered = movedBy(booked.flows, { kind: 'RECOVERY', from: 'CLEARING', to: expense, currency });
  const settledLeft = lots.reduce((sum, { fromMinor }) => sum + fromMinor, 0n) - recovered;
  const unpaid = positive(balanceIn(balances, 'PAYABLE', currency));
  // What a SPIFF pays is never contested by holding it, and goes back to its budget alone.
  const held = expense === 'EXPENSE' ? positive(balanceIn(balances, 'HELD', currency)) : 0n;
  const paid = positive(booked.payableMinor + booked.adjustedMinor - unpaid - held - settledLeft);
  const returned = lots.some((lot) => balanceIn(balances, 'PAYABLE', lot.currency) > 0n);
  const legs: Leg[] = [];
  let left = backMinor;
  const take = (most: bigint, add: (amountMinor: bigint) => readonly Leg[]) => {
    const taken = smallerAmount(left, most);
    if (taken <= 0n) return;
    legs.push(...add(taken));
    left -= taken;
  };
  const plain = (kind: Leg['kind'], from: LedgerAccount) => (amountMinor: bigint) => [
    { kind, from, to: expense, amountMinor, currency, exchangeRate: null, steps: [] },
  ];
  const settled = (amountMinor: bigint) => settledBack(booked, lots, { recovered, amountMinor }, expense);
  take(unpaid, plain('CLAWBACK', 'PAYABLE'));
  take(held, plain('CLAWBACK', 'HELD'));
  // A payout that the bank returned is not paid, so it goes before what is.
  if (returned) take(settledLeft, settled);
  take(paid, plain('RECOVERY', 'RECOVERABLE'));
  if (!returned) take(settledLeft, settled);
  if (left > 0n) throw new RangeError(`${left} more would come back than ever became payable.`);
  return legs;
}

const positive = (value: bigint): bigint => (value > 0n ? value : 0n);

/**
 * Gives back lot after lot, in the order in which they were paid: of each, cumulatively, its part of what it was settled at,
 * so that all of it gives back exactly all. What the exchange gained or lost then goes the same way back.
 */
function settledBack(
  { balances, currency }: Booked,
  lots: readonly SettledLot[],
  { recovered, amountMinor }: Readonly<{ recovered: bigint; amountMinor: bigint }>,
  expense: LedgerAccount,
): Leg[] {
  const legs: Leg[] = [];
  const unpaid = new Map(
    lots.map((lot) => [lot.currency, positive(balanceIn(balances, 'PAYABLE', lot.currency))]),
  );
  let [before, after] = [recovered, recovered + amountMinor];
  for (const lot of lots) {
    const [from, to] = [smallerAmount(before, lot.fromMinor), smallerAmount(after, lot.fromMinor)];
    before -= from;
    after -= to;
    if (to > from) legs.push(...lotBack(lot, from, to, { currency, unpaid }));
  }
  legs.push({
    kind: 'RECOVERY',
    from: 'CLEARING',
    to: expense,
    amountMinor,
    currency,
    exchangeRate: null,
    steps: [],
  });
  return legs;
}

function lotBack(
  lot: SettledLot,
  from: bigint,
  to: bigint,
  { currency, unpaid }: Readonly<{ currency: string; unpaid: Map<string, bigint> }>,
): Leg[] {
  const between = (wholeMinor: bigint) =>
    roundedQuotient(to * wholeMinor, lot.fromMinor) - roundedQuotient(from * wholeMinor, lot.fromMinor);
  const [back, cleared] = [between(lot.toMinor), between(lot.clearedMinor)];
  const operands = [
    { code: 'PAYOUT', value: lot.payoutId, unit: 'ID' },
    amount('RECOVERED_BEFORE', from, currency),
    amount('RECOVERED', to, currency),
    amount('SETTLED', lot.fromMinor, currency),
    amount('SETTLED_AS', lot.toMinor, lot.currency),
  ];
  const steps = [amountStep('RECOVERED_AS_SETTLED', operands, back, lot.currency)];
  const leg = (source: LedgerAccount, target: LedgerAccount, amountMinor: bigint): Leg => ({
    kind: 'RECOVERY',
    from: source,
    to: target,
    amountMinor,
    currency: lot.currency,
    exchangeRate: lot.exchangeRate,
    steps,
  });
  const legs: Leg[] = [];
  const takeFromPartner = (target: LedgerAccount, wanted: bigint) => {
    const left = unpaid.get(lot.currency) ?? 0n;
    const fromUnpaid = smallerAmount(left, wanted);
    unpaid.set(lot.currency, left - fromUnpaid);
    legs.push(leg('PAYABLE', target, fromUnpaid), leg('RECOVERABLE', target, wanted - fromUnpaid));
  };
  takeFromPartner('CLEARING', smallerAmount(back, cleared));
  if (back > cleared) takeFromPartner('EXCHANGE', back - cleared);
  if (cleared > back) legs.push(leg('EXCHANGE', 'CLEARING', cleared - back));
  return legs.filter(({ amountMinor }) => amountMinor > 0n);
}
