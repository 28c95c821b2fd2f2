import {
  type Balance,
  balanceIn,
  balancesOf,
  type EntryKind,
  type Movement,
} from '../ledger/ledger.rules.ts';

/** What was moved of an earning so far by one kind of movement, of one payout where it was part of one. */
export type BookedFlow = Movement &
  Readonly<{ kind: EntryKind; payoutId: string | null; exchangeRate: string | null }>;

/** What an earning has cost so far. It is spent from the SPIFF's budget, or as an expense. */
export type Booked = Readonly<{
  flows: readonly BookedFlow[];
  balances: readonly Balance[];
  currency: string;
  /** What its terms and facts have earned, without what decisions of disputes added or took. */
  earnedMinor: bigint;
  /** Of that, what has become payable. */
  payableMinor: bigint;
  /** What decisions of disputes added; negative where they took. */
  adjustedMinor: bigint;
}>;

const isOut = ({ from }: Movement) => from === 'EXPENSE' || from === 'SPIFF_BUDGET';
const isBack = ({ to }: Movement) => to === 'EXPENSE' || to === 'SPIFF_BUDGET';

const spent = (flows: readonly BookedFlow[]): bigint =>
  flows.reduce(
    (sum, flow) => sum + (isOut(flow) ? flow.amountMinor : isBack(flow) ? -flow.amountMinor : 0n),
    0n,
  );

export function bookedOf(flows: readonly BookedFlow[], currency: string): Booked {
  const own = flows.filter((flow) => flow.currency === currency);
  const balances = balancesOf(flows);
  const adjustedMinor = spent(own.filter(({ kind }) => kind === 'ADJUSTMENT'));
  const earnedMinor = spent(own) - adjustedMinor;
  const payableMinor = earnedMinor - balanceIn(balances, 'ACCRUED', currency);
  return { flows, balances, currency, earnedMinor, payableMinor, adjustedMinor };
}

/** How much was moved so far by such a movement, of all payouts. */
export const movedBy = (
  flows: readonly Omit<BookedFlow, 'payoutId' | 'exchangeRate'>[],
  wanted: Readonly<{ kind: EntryKind; from: string; to: string; currency: string }>,
): bigint =>
  flows
    .filter(
      ({ kind, from, to, currency }) =>
        kind === wanted.kind && from === wanted.from && to === wanted.to && currency === wanted.currency,
    )
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
