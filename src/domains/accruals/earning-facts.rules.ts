import { addDays } from '../../kernel/days.ts';
import { compareBigints } from '../../kernel/rounding.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import type { EarningTerms, FrozenEarning } from './earning-terms.rules.ts';

/** One fact of the billing system, as far as it is of the line; days are midnights in UTC, amounts minor units. */
export type BilledFact = Readonly<{
  factId: string;
  on: Date;
  amountMinor: bigint;
  /** ONE_OFF or MONTHLY; null where the fact does not say. */
  charge: string | null;
  /** The first day of the month that a monthly charge is for. */
  serviceMonth: Date | null;
  isVendorFault: boolean;
}>;

export type BilledFacts = Readonly<{
  invoiced: readonly BilledFact[];
  collected: readonly BilledFact[];
  refunded: readonly BilledFact[];
  credited: readonly BilledFact[];
  writtenOff: readonly BilledFact[];
}>;

export const NOTHING_BILLED: BilledFacts = {
  invoiced: [],
  collected: [],
  refunded: [],
  credited: [],
  writtenOff: [],
};

/** What has happened to an order and to what was billed of one of its lines. */
export type EarningFacts = Readonly<{
  activatedOn: Date | null;
  cancelledOn: Date | null;
  disconnectedOn: Date | null;
  /** Whether the customer left through the vendor's fault. */
  isVendorFault: boolean;
  billing: BilledFacts;
}>;

export type LossKind = 'REFUND' | 'CREDIT' | 'WRITE_OFF';
export type Loss = BilledFact & Readonly<{ kind: LossKind }>;

/** In the order of their days, so that the order in which they arrive does not matter. */
export const inOrderOfDays = <Fact extends BilledFact>(facts: readonly Fact[]): Fact[] =>
  [...facts].sort(
    (one, other) =>
      one.on.getTime() - other.on.getTime() ||
      (one.factId < other.factId ? -1 : one.factId > other.factId ? 1 : 0) ||
      compareBigints(one.amountMinor, other.amountMinor),
  );

export const until = <Fact extends BilledFact>(facts: readonly Fact[], day: Date): Fact[] =>
  facts.filter(({ on }) => on <= day);

export const sumOf = (facts: readonly BilledFact[]): bigint =>
  facts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

export const lossesOf = ({ refunded, credited, writtenOff }: BilledFacts): Loss[] =>
  inOrderOfDays([
    ...refunded.map((fact) => ({ ...fact, kind: 'REFUND' as const })),
    ...credited.map((fact) => ({ ...fact, kind: 'CREDIT' as const })),
    ...writtenOff.map((fact) => ({ ...fact, kind: 'WRITE_OFF' as const })),
  ]);

export const addMonths = (day: Date, months: number): Date => dayOf(plainDateOf(day).add({ months }));
/** The earlier of two days, of which either may not be known. */
export const earlierDay = (one: Date | null, other: Date | null): Date | null =>
  one === null || (other !== null && other < one) ? other : one;
export const laterDay = (one: Date, other: Date): Date => (one > other ? one : other);

/** The day on which a milestone is reached, by what is known; null where nothing says that it will be. */
export function reachedOn(
  { milestone }: EarningTerms,
  { activatedOn, disconnectedOn, billing }: EarningFacts,
): Date | null {
  if (!milestone || activatedOn === null) return null;
  if (milestone.event === 'ACTIVATED') return activatedOn;
  if (milestone.event === 'FIRST_PAYMENT') {
    const first = inOrderOfDays(billing.collected)[0];
    return first ? laterDay(activatedOn, first.on) : null;
  }
  const day = addMonths(activatedOn, milestone.months ?? 0);
  return disconnectedOn !== null && disconnectedOn < day ? null : day;
}

/** Every day on which something changes what the earning is worth, in order, each once. */
export function daysThatMatter(frozen: FrozenEarning, facts: EarningFacts): Date[] {
  const { holdDays } = frozen.terms;
  const { activatedOn, cancelledOn, disconnectedOn, billing } = facts;
  const reached = reachedOn(frozen.terms, facts);
  const held = [activatedOn, reached, ...billing.collected.map(({ on }) => on)].filter((day) => day !== null);
  const days = [
    frozen.commissionOn,
    frozen.correctedOn,
    cancelledOn,
    disconnectedOn,
    ...held,
    ...held.map((day) => addDays(day, holdDays)),
    ...lossesOf(billing).map(({ on }) => on),
    // What is billed first says from which month on service counts.
    ...(frozen.terms.recurring ? billing.invoiced.map(({ on }) => on) : []),
  ].filter((day) => day !== null);
  return [...new Set(days.map((day) => day.getTime()))]
    .sort((one, other) => one - other)
    .map((time) => new Date(time));
}
