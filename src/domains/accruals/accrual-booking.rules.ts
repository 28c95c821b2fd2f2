import type { EntryKind, LedgerAccount, NewEntry } from '../ledger/ledger.rules.ts';
import { takenBack } from './accrual-recovery.rules.ts';
import { type AccrualStep, amount, amountStep } from './accrual-steps.rules.ts';
import { type AccrualTarget, targetsUntil } from './accrual-target.rules.ts';
import { type Booked, type BookedFlow, bookedOf, movedBy } from './booked-flows.rules.ts';
import type { EarningFacts } from './earning-facts.rules.ts';
import type { FrozenEarning } from './earning-terms.rules.ts';

/** Which earning is booked, and what made it necessary. */
export type Booking = Readonly<{
  partnerId: string;
  earningId: string;
  currency: string;
  isSpiff: boolean;
  cause: Readonly<{ type: string; id: string | null }>;
}>;

type Difference = Readonly<{
  kind: EntryKind;
  from: LedgerAccount;
  to: LedgerAccount;
  amountMinor: bigint;
  currency: string;
  exchangeRate: string | null;
  steps: readonly AccrualStep[];
}>;

/**
 * The movements from what is booked to what should be. What is not payable yet reverses before anything comes back that is.
 * Their keys follow from what each leaves moved in all, so that doing it again posts the same, or nothing.
 */
export function differencesOf(target: AccrualTarget, booked: Booked, booking: Booking): NewEntry[] {
  const { currency } = booked;
  const expense: LedgerAccount = booking.isSpiff ? 'SPIFF_BUDGET' : 'EXPENSE';
  // A decision of a dispute stands beside the terms; what it took cannot be taken a second time.
  const least = booked.adjustedMinor < 0n ? -booked.adjustedMinor : 0n;
  const earned = target.earnedMinor > least ? target.earnedMinor : least;
  const payableWanted = target.payableMinor > least ? target.payableMinor : least;
  const payable = payableWanted < earned ? payableWanted : earned;
  const release = payable - booked.payableMinor;
  const back = release < 0n ? -release : 0n;
  const accrual = earned - booked.earnedMinor + back;
  const move = (
    kind: EntryKind,
    from: LedgerAccount,
    to: LedgerAccount,
    amountMinor: bigint,
  ): Difference => ({
    kind,
    from,
    to,
    amountMinor,
    currency,
    exchangeRate: null,
    steps: [],
  });
  const differences: Difference[] = [
    move('ACCRUAL', expense, 'ACCRUED', accrual),
    move('REVERSAL', 'ACCRUED', expense, -accrual),
    move('RELEASE', 'ACCRUED', 'PAYABLE', release),
    ...(back > 0n ? takenBack(booked, back, expense) : []),
  ].filter(({ amountMinor }) => amountMinor > 0n);
  return entriesFor(differences, target, booked, booking);
}

function entriesFor(
  differences: readonly Difference[],
  target: AccrualTarget,
  booked: Booked,
  { partnerId, earningId, cause }: Booking,
): NewEntry[] {
  const moved = new Map<string, bigint>();
  return differences.map(({ steps, ...difference }) => {
    const flow = `${difference.kind}:${difference.from}>${difference.to}:${difference.currency}`;
    const inAll = (moved.get(flow) ?? movedBy(booked.flows, difference)) + difference.amountMinor;
    moved.set(flow, inAll);
    return {
      ...difference,
      partnerId,
      earningId,
      effectiveOn: target.on,
      postingKey: postingKeyOf(earningId, flow, inAll),
      causeType: cause.type,
      causeId: cause.id,
      explanation: {
        steps: [...target.explain(), ...comparedSteps(target, booked), ...steps],
        notCounted: target.notCounted,
      },
    };
  });
}

/** What the movements of one kind come to in all names the posting that made it so. */
export const postingKeyOf = (earningId: string, flow: string, inAllMinor: bigint): string =>
  `${earningId}:${flow}:${inAllMinor}`;

const comparedSteps = (target: AccrualTarget, { earnedMinor, payableMinor, currency }: Booked) => [
  amountStep(
    'EARNED_LESS_BOOKED',
    [amount('EARNED', target.earnedMinor, currency), amount('BOOKED', earnedMinor, currency)],
    target.earnedMinor - earnedMinor,
    currency,
  ),
  amountStep(
    'PAYABLE_LESS_BOOKED',
    [amount('PAYABLE', target.payableMinor, currency), amount('BOOKED', payableMinor, currency)],
    target.payableMinor - payableMinor,
    currency,
  ),
];

const flowOf = ({ kind, from, to, amountMinor, currency, exchangeRate, payoutId }: NewEntry): BookedFlow => ({
  kind,
  from,
  to,
  amountMinor,
  currency,
  payoutId: payoutId ?? null,
  exchangeRate: exchangeRate ?? null,
});

/**
 * All that is to be booked of an earning until a day: day after day since the last that was booked, so that each movement
 * belongs to the day that made it due. What arrived late is booked with the first of them, or with the last day booked.
 */
export function entriesDue(
  input: Readonly<{
    frozen: FrozenEarning;
    facts: EarningFacts;
    day: Date;
    flows: readonly BookedFlow[];
    /** The last day that a movement of the earning belongs to; null where there is none. */
    bookedUntil: Date | null;
    booking: Booking;
  }>,
): NewEntry[] {
  const { frozen, facts, day, booking, bookedUntil } = input;
  const targets = targetsUntil(frozen, facts, day);
  const last = targets.at(-1);
  if (!last) return [];
  const later = targets.filter(({ on }) => bookedUntil === null || on > bookedUntil);
  const steps = later.length > 0 ? later : [{ ...last, on: bookedUntil ?? last.on }];
  let flows = [...input.flows];
  const entries: NewEntry[] = [];
  for (const target of steps) {
    const due = differencesOf(target, bookedOf(flows, frozen.currency), booking);
    if (due.length === 0) continue;
    entries.push(...due);
    flows = [...flows, ...due.map(flowOf)];
  }
  return entries;
}
